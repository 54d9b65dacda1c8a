"""The ambulatory glucose profile in words: the figures of the report with their targets, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from app.records import wording
from app.records.profile import words
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits
from app.records.profile.glucose_profile import GlucoseProfile
from app.records.thresholds import Provenance, clinical_row, provenance
from app.records.units import unit_word
from assistant.conversation import Language
from device_io.findings.glucose import MG_PER_DL_PER_MMOL_PER_L

_ZH = Language.ZH


@dataclass(frozen=True, slots=True)
class GlucoseFigure:
    """One figure of the report: ``target`` is empty where none is stated, ``met`` then ``None``."""

    id: str
    name: str
    figure: str
    target: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class GlucoseReport:
    """The profile with its figures and sentences in one language. ``smoothing`` has to stand beside the curve."""

    profile: GlucoseProfile
    figures: tuple[GlucoseFigure, ...]
    sentence: str
    smoothing: str
    notes: tuple[str, ...]
    source: Provenance


def glucose_report(evidence: Evidence, language: Language) -> GlucoseReport | None:
    """Return the report, or ``None`` where there is no sensor."""
    profile = evidence.glucose
    if profile is None:
        return None
    needed = clinical_row("cgm", "data_needed")
    zh = language is _ZH
    gmi_note = (
        "血糖管理指标（GMI）不等于化验的糖化血红蛋白。"
        if zh
        else "The GMI is not the same as a laboratory HbA1c."
    )
    notes = [
        gmi_note if profile.gmi_percent is not None else "",
        words.practice(profile.simulated, profile.left_out, language),
    ]
    return GlucoseReport(
        profile=profile,
        figures=_figures(profile, language),
        sentence=_sentence(profile, language),
        smoothing=_smoothing(language) if profile.curve else "",
        notes=tuple(note for note in notes if note),
        source=provenance(needed["src"], needed["st"]),
    )


def _sentence(profile: GlucoseProfile, language: Language) -> str:
    zh = language is _ZH
    if not profile.enough:
        needs = [("active_percent", int(profile.active_percent), int(profile.needed_percent))]
        tail = words.not_enough_yet(needs, language)
        return f"动态血糖图：{tail}" if zh else f"Glucose profile: {tail}"
    share = "" if profile.shares is None else digits(profile.shares.in_range)
    first, last = (wording.day_name(profile.days[index].day, language) for index in (0, -1))
    if zh:
        return f"{first} 到 {last}，{share}% 的血糖在目标范围内。"
    return f"From {first} to {last}, {share}% of the glucose values were in range."


def _smoothing(language: Language) -> str:
    row = clinical_row("cgm", "curve")
    minutes, weights = int(row["bin_minutes"]), "-".join(str(one) for one in row["weights"])
    if language is _ZH:
        return f"曲线：每 {minutes} 分钟一格的百分位数，与前后各一格按 {weights} 加权平均。"
    return f"Curves: percentiles by {minutes}-minute bin, averaged with the bins beside by weights {weights}."


def _figures(profile: GlucoseProfile, language: Language) -> tuple[GlucoseFigure, ...]:
    zh = language is _ZH
    found: list[GlucoseFigure] = [
        GlucoseFigure(
            "active",
            "佩戴时间" if zh else "sensor active",
            f"{digits(profile.active_percent)}%",
            f"≥{digits(profile.needed_percent)}%",
            profile.enough,
        )
    ]
    if profile.shares is None or profile.mean_mmol is None:
        return tuple(found)
    shares, targets = profile.shares, profile.targets
    found += [
        _below("very_high", "很高" if zh else "very high", shares.very_high, targets.very_high_below),
        _below("above_range", "高于范围" if zh else "above range", shares.above_range, targets.high_below),
        _above("in_range", "范围内" if zh else "in range", shares.in_range, targets.in_range_above),
        _below("below_range", "低于范围" if zh else "below range", shares.below_range, targets.low_below),
        _below("very_low", "很低" if zh else "very low", shares.very_low, targets.very_low_below),
        GlucoseFigure(
            "mean",
            "平均血糖" if zh else "mean glucose",
            f"{digits(profile.mean_mmol, 1)} {unit_word('mmol/L', language)} "
            f"({digits(profile.mean_mmol * float(MG_PER_DL_PER_MMOL_PER_L))} mg/dL)",
            "",
            None,
        ),
    ]
    if profile.gmi_percent is not None:
        name = "血糖管理指标 GMI" if zh else "GMI"
        found.append(GlucoseFigure("gmi", name, f"{digits(profile.gmi_percent, 1)}%", "", None))
    if profile.cv_percent is not None:
        limit = float(clinical_row("cgm", "cv")["stable_at_most_percent"])
        met = profile.cv_percent <= limit
        name = "变异系数 CV" if zh else "coefficient of variation"
        found.append(GlucoseFigure("cv", name, f"{digits(profile.cv_percent)}%", f"≤{digits(limit)}%", met))
    return tuple(found)


def _below(name: str, words_: str, share: float, target: int | None) -> GlucoseFigure:
    met = None if target is None else share < target
    return GlucoseFigure(name, words_, f"{digits(share, 1)}%", "" if target is None else f"<{target}%", met)


def _above(name: str, words_: str, share: float, target: int | None) -> GlucoseFigure:
    met = None if target is None else share > target
    return GlucoseFigure(name, words_, f"{digits(share, 1)}%", "" if target is None else f">{target}%", met)
