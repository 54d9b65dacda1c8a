"""Devices that disagree: pairs of readings of one person taken close together with two devices.

At least five pairs whose median difference is larger than devices of that kind may differ mean that one of the two is
wrong; until somebody decides which, their readings are not averaged together (:mod:`app.records.daily`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from statistics import median
from typing import Any, Final

from app.records import rules
from app.records.database import Database
from app.records.errors import InvalidEntry
from app.records.thresholds import clinical_row, clinical_rows
from app.records.timestamps import from_text, to_text
from app.records.units import decimal_text
from device_io.reading import ReadingKind

#: Of the days that a limit in minutes spells: weights are paired on the same local day, not across midnight.
_DAY_MINUTES: Final = 24 * 60
#: A local day lies within these hours of its date in UTC.
_BEFORE_DAY: Final = timedelta(hours=14)
_AFTER_DAY: Final = timedelta(hours=24 + 12)
_PLACES: Final = Decimal("0.01")
_MICROSECOND: Final = timedelta(microseconds=1)

#: One series of one person.
Series = tuple[str, ReadingKind]


@dataclass(frozen=True, slots=True)
class Limit:
    """How close in time two readings are a pair, and how far the median of the pairs may be from zero.

    ``at_most`` is in the component's record unit, or in percent of the mean of the two.
    """

    component: str
    within: timedelta
    at_most: Decimal
    percent: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the pairs of two devices say. ``median_difference`` is second minus first, in the unit of the limit."""

    person_id: str
    kind: ReadingKind
    first_device: str
    second_device: str
    component: str
    pairs: int
    median_difference: Decimal
    percent: bool
    disagree: bool


@lru_cache(maxsize=1)
def limits() -> Mapping[ReadingKind, Limit]:
    """Return the limits of ``device_agreement`` in ``resources/clinical/thresholds.yaml``."""
    return {
        ReadingKind(name): Limit(
            str(row["component"]),
            timedelta(minutes=int(row["within_minutes"])),
            Decimal(str(row.get("at_most", row.get("at_most_percent")))),
            "at_most_percent" in row,
        )
        for name, row in clinical_rows("device_agreement", "limits").items()
    }


def update(connection: Any, days: Collection[tuple[str, ReadingKind, date]]) -> frozenset[Series]:
    """Pair again what the readings of ``days`` may be part of; return the series whose verdict changed.

    The caller holds the transaction, and makes the daily rows of the returned series again.
    """
    by_series: defaultdict[Series, list[date]] = defaultdict(list)
    for person_id, kind, day in days:
        if kind in limits():
            by_series[person_id, kind].append(day)
    changed = set()
    for series, touched in sorted(by_series.items()):
        if _pair(connection, series, min(touched), max(touched)) and _judge(connection, series):
            changed.add(series)
    return frozenset(changed)


def disagreements(connection: Any, person_id: str, kind: ReadingKind) -> frozenset[frozenset[str]]:
    """Return the pairs of devices (addresses) that disagree about ``kind``."""
    rows = connection.execute(
        "SELECT first_device, second_device FROM device_agreement WHERE person_id = ? AND kind = ? AND disagree = 1",
        (person_id, kind.value),
    ).fetchall()
    return frozenset(frozenset((row[0], row[1])) for row in rows)


def trusted(connection: Any, person_id: str, kind: ReadingKind) -> str | None:
    """Return the device that somebody decided to believe, if anybody did."""
    row = connection.execute(
        "SELECT device_id FROM trusted_device WHERE person_id = ? AND kind = ? ORDER BY id DESC LIMIT 1",
        (person_id, kind.value),
    ).fetchone()
    return None if row is None else row[0]


def kept_devices(
    counts: Mapping[str, int], disagreeing: Collection[frozenset[str]], trusted_device: str | None
) -> frozenset[str]:
    """Return which devices of one day may be averaged together, given how many readings each has.

    Where two of them disagree, the believed one stays, else the one with most readings that day (of equals the
    first by address); out go those that disagree with it.
    """
    quarrelling = {device for pair in disagreeing if pair <= counts.keys() for device in pair}
    if not quarrelling:
        return frozenset(counts)
    lead = min(quarrelling, key=lambda device: (device != trusted_device, -counts[device], device))
    return frozenset(device for device in counts if frozenset((lead, device)) not in disagreeing)


class DeviceAgreement:
    """What is known about the devices of a person, and the household's decision which to believe."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        recompute: Callable[[Any, Collection[Series]], None],
    ) -> None:
        """``recompute`` makes the daily rows of some series again, inside the transaction it is given."""
        self._database, self._now, self._recompute = database, now, recompute

    def of(self, person_id: str) -> tuple[Agreement, ...]:
        """Return what the pairs of each two devices of a person say."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT * FROM device_agreement WHERE person_id = ? ORDER BY kind, first_device, second_device",
                (person_id,),
            ).fetchall()
        return tuple(
            Agreement(
                row["person_id"],
                ReadingKind(row["kind"]),
                row["first_device"],
                row["second_device"],
                row["component"],
                row["pairs"],
                Decimal(row["median_difference"]),
                bool(row["percent"]),
                bool(row["disagree"]),
            )
            for row in rows
        )

    def trusted(self, person_id: str, kind: ReadingKind) -> str | None:
        """Return the device that somebody decided to believe, if anybody did."""
        with self._database.snapshot() as connection:
            return trusted(connection, person_id, kind)

    def trust(self, person_id: str, kind: ReadingKind, device_id: str | None) -> None:
        """Believe ``device_id`` where devices disagree about ``kind``; ``None`` takes a decision back.

        Raises :class:`app.records.errors.InvalidEntry` for a device that never measured this.
        """
        with self._database.transaction() as connection:
            if device_id is not None:
                known = connection.execute(
                    "SELECT EXISTS (SELECT 1 FROM clean WHERE person_id = ? AND kind = ? AND device_id = ?)",
                    (person_id, kind.value, device_id),
                ).fetchone()[0]
                if not known:
                    raise InvalidEntry("This device has no such reading: choose one of those that disagree.")
            connection.execute(
                "INSERT INTO trusted_device (person_id, kind, device_id, said_at) VALUES (?, ?, ?, ?)",
                (person_id, kind.value, device_id, to_text(self._now())),
            )
            self._recompute(connection, [(person_id, kind)])


def _pair(connection: Any, series: Series, first: date, last: date) -> bool:
    """Find the pairs of the days from ``first`` to ``last`` again; tell whether there are or were any."""
    person_id, kind = series
    within = limits()[kind].within
    span = (_midnight(first) - _BEFORE_DAY - within, _midnight(last) + _AFTER_DAY + within)
    had_some = connection.execute(
        "DELETE FROM device_pair WHERE person_id = ? AND kind = ? AND taken_at BETWEEN ? AND ?",
        (person_id, kind.value, to_text(span[0]), to_text(span[1])),
    ).rowcount
    rows = connection.execute(
        "SELECT id, taken_at, device_id, local_day FROM clean WHERE person_id = ? AND kind = ? AND plausible = 1 "
        "AND device_id IS NOT NULL AND taken_at BETWEEN ? AND ? ORDER BY taken_at, id",
        (person_id, kind.value, to_text(span[0] - within), to_text(span[1] + within)),
    ).fetchall()
    devices = sorted({row["device_id"] for row in rows})
    found = []
    if len(devices) > 1:
        taken = {row["id"]: row["taken_at"] for row in rows}
        earliest, latest = to_text(span[0]), to_text(span[1])
        found = [
            (*ids, person_id, kind.value, taken[ids[0]], *names, rules.DEVICE_PAIRS.mask)
            for names in combinations(devices, 2)
            for ids in _nearest(rows, names, within)
            if earliest <= taken[ids[0]] <= latest
        ]
    connection.executemany(
        "INSERT INTO device_pair (first_id, second_id, person_id, kind, taken_at, first_device, second_device, rules) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        found,
    )
    return bool(had_some or found)


def _nearest(rows: Sequence[Any], devices: tuple[str, str], within: timedelta) -> list[tuple[int, int]]:
    """Return for each reading of the first device the nearest of the second, as ids, where one is near enough."""
    import polars as pl

    same_day = within >= timedelta(minutes=_DAY_MINUTES)
    first, second = (
        pl.DataFrame(
            {
                "id": [row["id"] for row in rows if row["device_id"] == device],
                "at": [_microseconds(row["taken_at"]) for row in rows if row["device_id"] == device],
                "day": [row["local_day"] for row in rows if row["device_id"] == device],
            },
            schema={"id": pl.Int64, "at": pl.Int64, "day": pl.String},
        ).sort("at", "id")
        for device in devices
    )
    pairs = first.join_asof(
        second,
        on="at",
        by="day" if same_day else None,
        strategy="nearest",
        tolerance=within // _MICROSECOND,
        suffix="_second",
        check_sortedness=False,
    ).drop_nulls("id_second")
    return list(zip(pairs["id"].to_list(), pairs["id_second"].to_list(), strict=True))


def _judge(connection: Any, series: Series) -> bool:
    """Weigh the pairs of a series; tell whether another two devices disagree now than before."""
    person_id, kind = series
    before = disagreements(connection, person_id, kind)
    connection.execute(
        "DELETE FROM device_agreement WHERE person_id = ? AND kind = ?", (person_id, kind.value)
    )
    for names, differences in _differences(connection, series).items():
        limit = limits()[kind]
        middle = Decimal(median(differences)).quantize(_PLACES)
        least = int(clinical_row("device_agreement", "pairs")["at_least"])
        disagree = len(differences) >= least and abs(middle) > limit.at_most
        connection.execute(
            "INSERT INTO device_agreement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                person_id,
                kind.value,
                *names,
                limit.component,
                len(differences),
                decimal_text(middle),
                int(limit.percent),
                int(disagree),
                rules.DEVICES_DISAGREE.mask,
            ),
        )
    return disagreements(connection, person_id, kind) != before


def _differences(connection: Any, series: Series) -> dict[tuple[str, str], list[Decimal]]:
    """Return the differences of the newest days' pairs by devices, those of each two counted from their newest."""
    person_id, kind = series
    limit = limits()[kind]
    rows = connection.execute(
        "SELECT p.first_device, p.second_device, p.taken_at, a.value AS first, b.value AS second FROM device_pair p "
        "JOIN clean_value a ON a.clean_id = p.first_id AND a.component = ? "
        "JOIN clean_value b ON b.clean_id = p.second_id AND b.component = ? "
        "WHERE p.person_id = ? AND p.kind = ? ORDER BY p.taken_at DESC, p.first_id",
        (limit.component, limit.component, person_id, kind.value),
    ).fetchall()
    counted = timedelta(days=int(clinical_row("device_agreement", "pairs")["days"]))
    oldest: dict[tuple[str, str], str] = {}
    found: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in rows:
        names = (row["first_device"], row["second_device"])
        if row["taken_at"] < oldest.setdefault(names, to_text(from_text(row["taken_at"]) - counted)):
            continue
        first, second = Decimal(row["first"]), Decimal(row["second"])
        difference = second - first
        if limit.percent:
            difference = difference * 200 / (first + second) if first + second else Decimal(0)
        found[names].append(difference)
    return dict(found)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _microseconds(text: str) -> int:
    return (from_text(text) - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND
