"""The ambulatory glucose profile as the window shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from app.records.profile.glucose_profile import CurvePoint, GlucoseProfile
from app.records.profile.glucose_report import GlucoseFigure, GlucoseReport
from assistant.conversation import Language
from device_io.findings.glucose import MG_PER_DL_PER_MMOL_PER_L
from ui.adapters.headings import heading
from ui.view_models.ports import GlucoseBar, GlucoseFact, GlucoseView

_Level = Literal["in", "beside", "far"]
#: The bars from above to below, as the consensus report stacks them.
_BARS: Final[dict[str, _Level]] = {
    "very_high": "far",
    "above_range": "beside",
    "in_range": "in",
    "below_range": "beside",
    "very_low": "far",
}
_MG: Final = float(MG_PER_DL_PER_MMOL_PER_L)


def glucose_view(report: GlucoseReport, language: Language) -> GlucoseView:
    """``report`` in shapes of the window; its words are in ``language`` already."""
    profile = report.profile
    shares = _shares(profile)
    return GlucoseView(
        sentence=report.sentence,
        enough=profile.enough,
        low=profile.bands.low_below / _MG,
        high=profile.bands.high_above / _MG,
        curve=_runs(profile.curve),
        bars=tuple(
            GlucoseBar(heading(one.name), shares[one.id], one.figure, one.target, one.met, _BARS[one.id])
            for one in report.figures
            if one.id in shares
        ),
        facts=tuple(_fact(one) for one in report.figures if one.id not in _BARS),
        smoothing=report.smoothing,
        notes=report.notes,
        source=report.source.titles[language],
    )


def _shares(profile: GlucoseProfile) -> dict[str, float]:
    shares = profile.shares
    if shares is None:
        return {}
    return {name: getattr(shares, name) / 100 for name in _BARS}


def _fact(one: GlucoseFigure) -> GlucoseFact:
    return GlucoseFact(heading(one.name), one.figure, one.target, one.met)


def _runs(
    curve: Sequence[CurvePoint],
) -> tuple[tuple[tuple[int, float, float, float, float, float], ...], ...]:
    """Cut the day where there are too few values to say anything."""
    runs: list[list[tuple[int, float, float, float, float, float]]] = []
    open_run = False
    for point in curve:
        if point.values is None:
            open_run = False
            continue
        if not open_run:
            runs.append([])
        open_run = True
        runs[-1].append((point.minute, *point.values))
    return tuple(tuple(run) for run in runs)
