"""How far the data can be trusted: whose they are, where they have gaps, which clocks and devices are in doubt."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from app.records import agreement, gaps, wording
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits
from app.records.units import unit_word
from assistant.conversation import Language
from device_io.reading import COMPONENT_UNITS, REQUIRED_COMPONENTS, QualityFlag, ReadingKind

_ZH = Language.ZH
#: Flags that say a device's clock was wrong, or may have been.
CLOCK_FLAGS: Final = frozenset(
    flag for flag in QualityFlag if flag.value.startswith("clock_") or flag is QualityFlag.TIME_UNCERTAIN
)
#: Gaps named one by one.
_MOST_GAPS: Final = 5


@dataclass(frozen=True, slots=True)
class KindQuality:
    """One kind over the days asked for. ``outliers`` are unlike the person's others and were not repeated yet.

    ``gaps`` are (last day before, first day after), longest first: stretches with more than twice the usual distance
    between days with a reading.
    """

    kind: ReadingKind
    n: int
    days: int
    implausible: int
    outliers: int
    late: int
    simulated: int
    gaps: tuple[tuple[date, date], ...]
    newest: date


@dataclass(frozen=True, slots=True)
class ClockProblem:
    """Readings of one device whose time is in doubt or was corrected, by flag."""

    device_id: str
    device_model: str
    flags: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DevicePair:
    """Two devices measured close together; ``difference`` is the median of second minus first, as shown."""

    kind: ReadingKind
    devices: tuple[str, str]
    pairs: int
    difference: str
    limit: str
    disagree: bool


@dataclass(frozen=True, slots=True)
class DataQuality:
    """The view over ``days``. ``assigned_percent`` is the household's share of readings that have a person.

    It is ``None`` where there are no readings. ``duplicates`` were sent again and counted once; ``conflicts`` say
    something else than an earlier reading of the same device and time; ``unreadable`` frames are kept and not used.
    """

    days: int
    readings: int
    unassigned: int
    assigned_percent: float | None
    duplicates: int
    conflicts: int
    unreadable: int
    kinds: tuple[KindQuality, ...]
    clocks: tuple[ClockProblem, ...]
    devices: tuple[DevicePair, ...]
    sentences: tuple[str, ...]


def data_quality(evidence: Evidence, language: Language, days: int) -> DataQuality:
    """Return the view over the last ``days`` local days, today included."""
    first = evidence.today - timedelta(days=days - 1)
    own, unassigned = _counts(evidence, evidence.subject.person_id, first), _counts(evidence, None, first)
    readings = own.readings + unassigned.readings
    outcomes = _outcomes(evidence, min(own.first_raw_id, unassigned.first_raw_id))
    kinds = tuple(one for one in (_kind(evidence, kind, first) for kind in ReadingKind) if one is not None)
    found = DataQuality(
        days=days,
        readings=readings,
        unassigned=unassigned.readings,
        assigned_percent=100 * own.readings / readings if readings else None,
        duplicates=outcomes.get("duplicate", 0),
        conflicts=outcomes.get("conflict", 0),
        unreadable=outcomes.get("unreadable", 0),
        kinds=kinds,
        clocks=_clocks(evidence, first),
        devices=_devices(evidence),
        sentences=(),
    )
    return replace(found, sentences=_sentences(found, language))


@dataclass(frozen=True, slots=True)
class _Counts:
    readings: int
    first_raw_id: int


def _counts(evidence: Evidence, person_id: str | None, first: date) -> _Counts:
    """Count a person's readings (``None``: nobody's) kind by kind, as the index has them."""
    counts = [
        evidence.connection.execute(
            "SELECT count(*), coalesce(min(raw_id), 9223372036854775807) FROM clean WHERE person_id IS ? AND kind = ? "
            "AND local_day BETWEEN ? AND ?",
            (person_id, kind.value, first.isoformat(), evidence.today.isoformat()),
        ).fetchone()
        for kind in ReadingKind
    ]
    return _Counts(sum(int(row[0]) for row in counts), min(int(row[1]) for row in counts))


def _outcomes(evidence: Evidence, first_raw_id: int) -> dict[str, int]:
    """Count what became of the rows that came since the first one of these days, where it was no new reading."""
    rows = evidence.connection.execute(
        "SELECT outcome, count(*) FROM refinement WHERE raw_id >= ? "
        "AND outcome IN ('duplicate', 'conflict', 'unreadable') GROUP BY outcome",
        (first_raw_id,),
    ).fetchall()
    return {row[0]: int(row[1]) for row in rows}


def _kind(evidence: Evidence, kind: ReadingKind, first: date) -> KindQuality | None:
    where = (evidence.subject.person_id, kind.value, first.isoformat(), evidence.today.isoformat())
    rows = evidence.connection.execute(
        "SELECT local_day, count(*) AS n, sum(plausible = 0) AS implausible, sum(late) AS late, "
        "sum(simulated) AS simulated FROM clean WHERE person_id = ? AND kind = ? AND local_day BETWEEN ? AND ? "
        "GROUP BY local_day ORDER BY local_day",
        where,
    ).fetchall()
    if not rows:
        return None
    outliers = evidence.connection.execute(
        "SELECT count(DISTINCT o.clean_id) FROM outlier o JOIN clean c ON c.id = o.clean_id "
        "WHERE c.person_id = ? AND c.kind = ? AND c.local_day BETWEEN ? AND ? AND o.confirmed_by IS NULL",
        where,
    ).fetchone()[0]
    days = [date.fromisoformat(row["local_day"]) for row in rows]
    return KindQuality(
        kind=kind,
        n=_sum(rows, "n"),
        days=len(days),
        implausible=_sum(rows, "implausible"),
        outliers=int(outliers),
        late=_sum(rows, "late"),
        simulated=_sum(rows, "simulated"),
        gaps=_gaps(days),
        newest=days[-1],
    )


def _gaps(days: Sequence[date]) -> tuple[tuple[date, date], ...]:
    """Return the longest stretches without a reading, of days that are further apart than usual."""
    if len(days) <= gaps.LEAST_INTERVALS:
        return ()
    distances = sorted((later - earlier).days for earlier, later in itertools.pairwise(days))
    usual = distances[len(distances) // 2]
    found = [
        (earlier, later)
        for earlier, later in itertools.pairwise(days)
        if (later - earlier).days > gaps.BROKEN_AFTER * usual
    ]
    found.sort(key=lambda gap: gap[0] - gap[1])
    return tuple(found[:_MOST_GAPS])


def _sum(rows: Sequence[Any], column: str) -> int:
    return sum(int(row[column] or 0) for row in rows)


def _clocks(evidence: Evidence, first: date) -> tuple[ClockProblem, ...]:
    problems: dict[tuple[str, str], dict[str, int]] = {}
    rows = [
        row
        for kind in ReadingKind
        for row in evidence.connection.execute(
            "SELECT device_id, max(device_model) AS model, flags, count(*) AS n FROM clean WHERE person_id = ? "
            "AND kind = ? AND local_day BETWEEN ? AND ? AND device_id IS NOT NULL AND flags <> '[]' "
            "GROUP BY device_id, flags",
            (evidence.subject.person_id, kind.value, first.isoformat(), evidence.today.isoformat()),
        )
    ]
    for row in rows:
        for flag in CLOCK_FLAGS:
            if f'"{flag.value}"' in row["flags"]:
                counts = problems.setdefault((row["device_id"], row["model"] or ""), {})
                counts[flag.value] = counts.get(flag.value, 0) + int(row["n"])
    return tuple(
        ClockProblem(device, model, tuple(sorted(counts.items())))
        for (device, model), counts in sorted(problems.items())
    )


def _devices(evidence: Evidence) -> tuple[DevicePair, ...]:
    rows = evidence.connection.execute(
        "SELECT * FROM device_agreement WHERE person_id = ? ORDER BY kind, first_device, second_device",
        (evidence.subject.person_id,),
    ).fetchall()
    return tuple(_pair(row) for row in rows)


def _pair(row: Any) -> DevicePair:
    kind = ReadingKind(row["kind"])
    limit = agreement.limits()[kind]
    unit = "%" if row["percent"] else unit_word(COMPONENT_UNITS[kind][limit.component], Language.EN)
    places = 1 if COMPONENT_UNITS[kind][REQUIRED_COMPONENTS[kind][0]] in {"Cel", "kg"} else 0
    return DevicePair(
        kind=kind,
        devices=(row["first_device"], row["second_device"]),
        pairs=int(row["pairs"]),
        difference=f"{digits(float(row['median_difference']), places)} {unit}",
        limit=f"{digits(limit.at_most, places)} {unit}",
        disagree=bool(row["disagree"]),
    )


def _sentences(found: DataQuality, language: Language) -> tuple[str, ...]:
    zh = language is _ZH
    if not found.readings:
        return (f"近 {found.days} 天没有读数。" if zh else f"No readings in the last {found.days} days.",)
    lines = [
        f"近 {found.days} 天 {found.readings} 次读数，{digits(found.assigned_percent or 0)}% 知道是谁的。"
        if zh
        else f"{found.readings} readings in the last {found.days} days; of {digits(found.assigned_percent or 0)}% it is "
        "known whose they are."
    ]
    if found.unassigned:
        lines.append(
            f"有 {found.unassigned} 次还不知道是谁的，请说一下。"
            if zh
            else f"{found.unassigned} still {'has' if found.unassigned == 1 else 'have'} nobody: say whose "
            f"{'it is' if found.unassigned == 1 else 'they are'}."
        )
    for kind in found.kinds:
        lines += _kind_sentences(kind, language)
    for clock in found.clocks:
        model = clock.device_model or clock.device_id
        count = max(number for _, number in clock.flags)
        readings = "reading" if count == 1 else "readings"
        lines.append(
            f"{model} 的时钟有问题（{count} 次读数），请在设备上校准时间。"
            if zh
            else f"The clock of {model} was off ({count} {readings}): set the time on the device."
        )
    lines += [_disagreement(pair, language) for pair in found.devices if pair.disagree]
    if found.conflicts:
        lines.append(
            f"有 {found.conflicts} 次读数和同一时间的另一次不一样。"
            if zh
            else f"{found.conflicts} {'reading contradicts' if found.conflicts == 1 else 'readings contradict'} another "
            "of the same device and time."
        )
    return tuple(lines)


def _kind_sentences(kind: KindQuality, language: Language) -> list[str]:
    name = wording.KIND_NAMES[kind.kind][language]
    lines = []
    if kind.gaps:
        before, after = (wording.day_name(day, language) for day in kind.gaps[0])
        lines.append(
            f"{name}从 {before} 到 {after} 没有测。"
            if language is _ZH
            else f"No {name} was measured between {before} and {after}."
        )
    doubtful = kind.implausible + kind.outliers
    if doubtful:
        lines.append(
            f"{name}有 {doubtful} 次不合常理，或和您平时差得多，请再测一次。"
            if language is _ZH
            else f"{doubtful} {name} {'reading is' if doubtful == 1 else 'readings are'} not plausible or unlike your "
            "others: measure again."
        )
    return lines


def _disagreement(pair: DevicePair, language: Language) -> str:
    name = wording.KIND_NAMES[pair.kind][language]
    if language is _ZH:
        return f"两台{name}设备的 {pair.pairs} 对读数相差 {pair.difference}（中位数），请带去和医院的设备比一比。"
    return (
        f"Two devices for {name} differ by {pair.difference} (median of {pair.pairs} pairs): have them compared with "
        "the clinic's."
    )
