"""Where a level changed: before and after something known, and shifts that nobody announced.

A known change (a medicine, a new device) needs no detection: the means before and after it are compared. Shifts are
found by PELT (Killick 2012) on daily means; only steps large enough to matter are told. Simulated 180 days without a
step (standard deviation 7, autocorrelation 0, 0.3 and 0.5) gave a false one in 0, 0 and 6 of 100 series; a step of 8
was found within five days of it in 77, 69 and 48.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.records.daily import DailySummary
from app.records.database import Connection
from app.records.profile.observations import Scope
from app.records.profile.window import ChangeKind, KnownChange
from app.records.thresholds import Provenance, clinical_row, clinical_rows, provenance
from device_io.reading import ReadingKind

#: Raise it when a rule below changes.
RULE_VERSION: Final = 1
#: New devices are looked for this far back.
DEVICE_MEMORY: Final = timedelta(days=180)
#: A sensor is replaced every other week: a new one is no change.
_REPLACED_OFTEN: Final = frozenset({ReadingKind.CONTINUOUS_GLUCOSE})
#: What makes a median absolute difference a standard deviation where values scatter normally (1 / 0.6745).
_NORMAL_SCALE: Final = 1.4826


@dataclass(frozen=True, slots=True)
class LevelShift:
    """From ``day`` on the daily means lie at ``after`` instead of ``before`` (record units)."""

    day: date
    before: Decimal
    after: Decimal
    days_before: int
    days_after: int
    provenance: Provenance


def new_devices(connection: Connection, scope: Scope, kind: ReadingKind) -> tuple[KnownChange, ...]:
    """Return the days on which the person's ``kind`` was first measured with another device than before."""
    if kind in _REPLACED_OFTEN:
        return ()
    earliest = (scope.until.date() - DEVICE_MEMORY).isoformat()
    where = "person_id = ? AND kind = ? AND plausible = 1 AND local_day >= ?"
    which = (scope.person_id, kind.value, earliest)
    any_real = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM clean WHERE {where} AND simulated = 0)", which
    ).fetchone()[0]
    rows = connection.execute(
        f"SELECT device_id, device_model, min(local_day) AS first FROM clean WHERE {where} "
        "AND device_id IS NOT NULL AND simulated <= ? GROUP BY device_id ORDER BY first",
        (*which, int(not any_real)),
    ).fetchall()
    return tuple(
        KnownChange(date.fromisoformat(row["first"]), ChangeKind.NEW_DEVICE, row["device_model"] or "")
        for row in rows
        if _used_before(connection, scope, kind, row["first"], int(not any_real), row["device_id"])
    )


def level_shifts(summaries: Sequence[DailySummary], component: str) -> tuple[LevelShift, ...]:
    """Return the steps of the daily means of ``component``, oldest first; none where no useful step is known.

    The penalty of a further level is the rule's number times the variance between neighbouring days times the
    logarithm of the number of days.
    """
    step = clinical_rows("level_shift", "useful_step").get(component)
    rule = clinical_row("level_shift", "pelt")
    least = int(rule["least_days_a_level"])
    if step is None or len(summaries) < 2 * least:
        return ()
    borders = _borders([float(one.mean) for one in summaries], least, float(rule["penalty"]))
    found = []
    for start, border, end in zip(borders, borders[1:], borders[2:], strict=False):
        before, after = _level(summaries[start:border]), _level(summaries[border:end])
        if abs(after - before) >= Decimal(str(step["at_least"])):
            found.append(
                LevelShift(
                    day=summaries[border].local_day,
                    before=before,
                    after=after,
                    days_before=border - start,
                    days_after=end - border,
                    provenance=provenance(rule["src"], rule["st"]),
                )
            )
    return tuple(found)


def _borders(means: Sequence[float], least: int, penalty: float) -> list[int]:
    """Return where levels begin, and the end of the last one."""
    import numpy as np
    from ruptures import KernelCPD  # type: ignore[import-untyped]

    signal = np.asarray(means, dtype=np.float64)
    differences = np.diff(signal)
    variance = (_NORMAL_SCALE * float(np.median(np.abs(differences)))) ** 2 / 2
    if variance == 0:
        # Days that equal each other so often leave no scatter to measure a step by: take the mean square instead.
        variance = float(np.mean(differences**2)) / 2
    if variance == 0:
        return [0, len(means)]
    search = KernelCPD(kernel="linear", min_size=least).fit(signal.reshape(-1, 1))
    ends: list[int] = search.predict(pen=penalty * variance * float(np.log(len(signal))))
    return [0, *ends]


def _level(summaries: Sequence[DailySummary]) -> Decimal:
    return sum((one.mean for one in summaries), Decimal(0)) / len(summaries)


def _used_before(
    connection: Connection, scope: Scope, kind: ReadingKind, day: str, simulated: int, device: str
) -> bool:
    """Tell whether readings from elsewhere lie before ``day``, and none of this device."""
    row = connection.execute(
        "SELECT sum(device_id IS ?), count(*) FROM (SELECT device_id FROM clean WHERE person_id = ? AND kind = ? "
        "AND plausible = 1 AND local_day < ? AND simulated <= ? ORDER BY local_day DESC LIMIT 500)",
        (device, scope.person_id, kind.value, day, simulated),
    ).fetchone()
    return not row[0] and bool(row[1])
