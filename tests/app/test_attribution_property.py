"""Attribution is reversible, and a rebuild equals what was lived."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.folders import open_folders
from app.keys import DataKey
from app.records.attribution.clues import SeenBy
from app.records.records import Records, Sources, open_records
from assistant.conversation import Language
from device_io.journal import RawFrame
from device_io.reading import ReadingKind

ZH, EN = Language.ZH, Language.EN
BP, WEIGHT = ReadingKind.BLOOD_PRESSURE, ReadingKind.WEIGHT
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
CUFF = "C0:FF:EE:00:00:01"
Frame = Callable[..., RawFrame]


DERIVED = ("refinement", "clean", "clean_value", "daily", "outlier")

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("reading"), st.integers(100, 165), st.integers(0, 400)),
        st.tuples(st.just("see"), st.integers(0, 2), st.sampled_from(list(SeenBy))),
        st.tuples(st.just("answer"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("move"), st.integers(0, 30), st.integers(0, 3)),
        st.tuples(st.just("undo"), st.integers(0, 30), st.just(0)),
    ),
    min_size=3,
    max_size=14,
)


def tables(records: Records) -> dict[str, list[tuple[object, ...]]]:
    with records._database.snapshot() as connection:
        return {
            table: sorted((tuple(row) for row in connection.execute(f"SELECT * FROM {table}")), key=repr)
            for table in DERIVED
        }


def owners(records: Records) -> dict[int, str | None]:
    with records._database.snapshot() as connection:
        return {row["id"]: row["person_id"] for row in connection.execute("SELECT id, person_id FROM clean")}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_attribution_is_reversible_and_a_rebuild_replays_it(
    steps: list[tuple[str, int, object]], key: DataKey, frame: Frame
) -> None:
    ids = count(1)
    moment = [NOW]
    sources = Sources(now=lambda: moment[0], new_id=lambda: f"{next(ids):032x}")
    with tempfile.TemporaryDirectory() as folder:
        records = open_records(open_folders(Path(folder) / "p"), key, "CN", "Asia/Shanghai", sources)
        try:
            records.household.add("Bo")
            records.household.add("Cy")
            people = (*records.household.people(), None)
            attribution = records.attribution
            acts: list[str] = []
            for step, first, second in steps:
                moment[0] += timedelta(minutes=7)
                everything = [one for person in people[:3] if person for one in records.readings(person)]
                questions = attribution.questions(EN)
                before = tables(records)
                match step:
                    case "reading":
                        at = moment[0] - timedelta(minutes=int(str(second)))
                        records.refine(
                            records.journal.append(replace(frame(first, 70, at=at), received_at=moment[0]))
                        )
                    case "see" if people[first] is not None and isinstance(second, SeenBy):
                        attribution.saw(people[first], second)
                    case "answer" if questions:
                        acts.append(attribution.answer(questions[0].raw_ids, people[first]))
                    case "move" if everything:
                        chosen = everything[first % len(everything)]
                        times = {one.id: one.reading.taken_at for one in everything}
                        act = attribution.move([chosen.raw_id], people[int(str(second))])
                        with_rules = owners(records)
                        attribution.undo(act)
                        changed = {one for one, who in owners(records).items() if with_rules[one] != who}
                        assert changed <= {chosen.id}
                        assert owners(records)[chosen.id] == chosen.person_id
                        again = [one for person in people[:3] if person for one in records.readings(person)]
                        assert {one.id: one.reading.taken_at for one in again}[chosen.id] == times[chosen.id]
                    case "undo" if acts:
                        attribution.undo(acts.pop())
                        assert tables(records)["clean_value"] == before["clean_value"]
            lived = tables(records)
            records.rebuild()
            assert tables(records) == lived
        finally:
            records.close()
