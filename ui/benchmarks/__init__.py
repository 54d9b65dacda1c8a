"""Side-by-side benchmarks of the rooms, run by ``listenwell bench``.

To add one, write ``ui/benchmarks/NAME.py`` with

* a docstring whose first line says what is measured against what,
* ``PACKAGES``: the distributions whose versions belong to the figures, e.g. ``("bleak", "bumble")``,
* ``measure(bench: Bench) -> Measured``: works in ``bench.folder`` (empty, thrown away afterwards), compares with
  :meth:`Bench.compare` (ours and the peer in alternation, median of the ratios), takes its repetitions from
  ``bench.rounds(full, quick)`` and keeps inside ``bench.seconds_left``; raises :class:`CannotMeasure` with one
  sentence where this machine lacks what is needed,

and put NAME into :data:`ui.benchmarks.registry.NAMES`. Heavy imports go inside the functions.
"""
