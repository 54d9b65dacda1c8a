"""The faults that the records have to bear, each made on purpose and counted; :mod:`ui.benchmarks.durability` runs all."""
