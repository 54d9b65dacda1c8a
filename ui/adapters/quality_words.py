"""The quality of the data as the window shows it."""

from __future__ import annotations

from collections.abc import Mapping

from app.records import wording
from app.records.profile.data_quality import DataQuality, DevicePair, KindQuality
from app.records.profile.figures import digits
from assistant.conversation import Language
from device_io.reading import QualityFlag, ReadingKind
from ui.adapters.headings import heading
from ui.view_models.ports import KindQualityView, PairView, QualityView
from ui.view_models.ports.people import Named

_ZH = Language.ZH


def quality_view(
    quality: DataQuality, names: Mapping[str, str], believed: Mapping[ReadingKind, str], language: Language
) -> QualityView:
    """``quality`` worded; ``names`` says what devices are called, ``believed`` which of two that disagree was chosen."""
    percent = quality.assigned_percent
    return QualityView(
        days=quality.days,
        readings=quality.readings,
        assigned="" if percent is None else f"{digits(percent)}%",
        assigned_share=0.0 if percent is None else percent / 100,
        sentences=quality.sentences,
        kinds=tuple(_kind(kind, language) for kind in quality.kinds),
        clocks=tuple(
            _clock(names.get(clock.device_id) or clock.device_model or clock.device_id, flag, count, language)
            for clock in quality.clocks
            for flag, count in clock.flags
        ),
        pairs=tuple(_pair(pair, names, believed.get(pair.kind, ""), language) for pair in quality.devices),
    )


def _kind(kind: KindQuality, language: Language) -> KindQualityView:
    zh = language is _ZH
    if zh:
        figure = f"{kind.days} 天 {kind.n} 次"
    else:
        figure = (
            f"{kind.n} {'reading' if kind.n == 1 else 'readings'} on "
            f"{kind.days} {'day' if kind.days == 1 else 'days'}"
        )
    counted = (
        (kind.implausible, "不合常理", "not plausible"),
        (kind.outliers, "和平时差得多，还没复测", "unlike the others, not repeated yet"),
        (kind.late, "晚到一天以上", "came more than a day late"),
        (kind.simulated, "练习读数", "practice readings"),
    )
    remarks = [f"{chinese} {n} 次" if zh else f"{n} {english}" for n, chinese, english in counted if n]
    remarks += [
        f"{wording.day_name(before, language)} 到 {wording.day_name(after, language)} 没有测"
        if zh
        else f"nothing between {wording.day_name(before, language)} and {wording.day_name(after, language)}"
        for before, after in kind.gaps
    ]
    return KindQualityView(heading(wording.KIND_NAMES[kind.kind][language]), figure, tuple(remarks))


def _clock(device: str, flag: str, count: int, language: Language) -> str:
    words = wording.flag_words(frozenset({QualityFlag(flag)}), language)
    what = words[0] if words else flag
    return (
        f"{device}：{what}（{count} 次）"
        if language is _ZH
        else f"{device}: {what} ({count} {'reading' if count == 1 else 'readings'})"
    )


def _pair(pair: DevicePair, names: Mapping[str, str], believed: str, language: Language) -> PairView:
    kind = wording.KIND_NAMES[pair.kind][language]
    first, second = (names.get(device) or device for device in pair.devices)
    if language is _ZH:
        name = f"{heading(kind)}：{first} 和 {second}"
        figure = f"{pair.pairs} 对读数，相差 {pair.difference}（允许 {pair.limit}）"
    else:
        counted = f"{pair.pairs} {'pair' if pair.pairs == 1 else 'pairs'}"
        name = f"{heading(kind)}: {first} and {second}"
        figure = f"{counted}, {pair.difference} apart (up to {pair.limit})"
    return PairView(
        name,
        figure,
        pair.disagree,
        pair.kind.value,
        tuple(Named(device, names.get(device) or device) for device in pair.devices),
        believed if believed in pair.devices else "",
    )
