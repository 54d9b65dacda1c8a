"""People, owners, alerts, reminders and files of the window over real records."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.profile import Condition
from app.services import Services
from assistant.conversation import Language
from assistant.safety import parse_reading
from ui.adapters.alerts import AlertsAdapter
from ui.adapters.data import DataAdapter
from ui.adapters.owners import OwnersAdapter
from ui.adapters.people import PeopleAdapter
from ui.adapters.reminders import RemindersAdapter
from ui.view_models.ports import PortFailed
from ui.view_models.ports.data import ChooseColumns, ImportChoice
from ui.view_models.ports.people import PersonDraft, PinWanted

ZH, EN = Language.ZH, Language.EN
PIN = "270361"
BLANK = PersonDraft("", "", "", "", (), (), "", "", "", "")


def add(house: Services, reading: str) -> None:
    typed = parse_reading(reading)
    house.records.add_manual(typed.kind, typed.values, house.now(), house.person)


def add_li(house: Services, **fields: str) -> str:
    return PeopleAdapter(house).save("", replace(BLANK, name="李爷爷", **fields), ZH)


# --- people ---


def test_a_person_is_described_and_read_back(house) -> None:
    people = PeopleAdapter(house)
    draft = PersonDraft(
        name="李爷爷",
        birth_date="1950年3月1日",
        sex="male",
        pregnant_until="",
        conditions=("hypertension",),
        targets=(("systolic@any", "", "130"), ("glucose@fasting", "4.4", "7.0")),
        set_by="陈医生",
        rule_set="EU",
        language="zh",
        voice_speed="0.8",
    )
    found = people.save("", draft, ZH)
    person = house.records.household.person(found)
    assert person.profile.conditions == {Condition.HYPERTENSION}
    assert person.profile.target("glucose", "fasting").high == Decimal("7.0")
    form = people.form(found, ZH)
    assert (form.birth_date, form.rule_set, form.voice_speed) == ("1950-03-01", "EU", "0.8")
    assert {one.key: (one.low, one.high) for one in form.targets}["systolic@any"] == ("", "130")
    row = next(one for one in people.snapshot(ZH).people if one.id == found)
    assert row.detail == "男 · 76岁 · 高血压"


def test_a_target_keeps_the_doctor_who_set_it_until_it_is_changed(house) -> None:
    people = PeopleAdapter(house)
    draft = replace(BLANK, name="Li", targets=(("systolic@any", "", "130"),), set_by="Dr Chen")
    li = people.save("", draft, EN)
    people.save(li, replace(draft, set_by="Dr Wu"), EN)
    assert house.records.household.person(li).profile.target("systolic").set_by == "Dr Chen"
    people.save(li, replace(draft, targets=(("systolic@any", "", "135"),), set_by="Dr Wu"), EN)
    assert house.records.household.person(li).profile.target("systolic").set_by == "Dr Wu"
    people.save(li, replace(draft, targets=(("systolic@any", "", ""),)), EN)
    assert house.records.household.person(li).profile.targets == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"birth_date": "1950-13-01"}, "1950-03-01"),
        ({"birth_date": "yesterday"}, "1950-03-01"),
        ({"birth_date": "2099-01-01"}, "birth date"),
        ({"targets": (("systolic@any", "", "130"),)}, "comes from a doctor"),
        ({"targets": (("systolic@any", "", "high"),), "set_by": "Dr Chen"}, "number"),
        ({"targets": (("systolic@any", "140", "130"),), "set_by": "Dr Chen"}, "target"),
        ({"name": "x" * 61}, "60"),
    ],
)
def test_a_slip_is_told_and_nobody_is_added(house, fields, words) -> None:
    for language in Language:
        with pytest.raises(PortFailed) as refused:
            PeopleAdapter(house).save("", replace(BLANK, **fields), language)
        if language is EN:
            assert words in refused.value.sentence
        else:
            assert not any(letter.isascii() and letter.isalpha() for letter in refused.value.sentence)
    assert len(house.records.household.people()) == 1


def test_a_private_profile_opens_with_its_pin_alone(house) -> None:
    people = PeopleAdapter(house)
    first = people.snapshot(EN).current.id
    li = add_li(house, birth_date="1950-03-01", language="zh")
    with pytest.raises(PortFailed, match="6 到 12"):
        people.make_private(li, "123456", ZH)
    people.make_private(li, PIN, ZH)
    people.close_private()
    row = next(one for one in people.snapshot(ZH).people if one.id == li)
    assert (row.private, row.closed, row.detail) == (True, True, "")
    for refused in (
        lambda: people.switch(li, None, EN),
        lambda: people.switch(li, "000001", EN),
        lambda: people.form(li, EN),
        lambda: people.remove(li, EN),
        lambda: people.make_public(li, EN),
    ):
        with pytest.raises(PinWanted):
            refused()
    people.switch(li, PIN, EN)
    current = people.snapshot(ZH).current
    assert (current.id, current.private, current.language) == (li, True, ZH)
    people.close_private()
    assert people.snapshot(ZH).current.id == first
    people.open(li, PIN, EN)
    people.make_public(li, EN)
    assert house.records.household.person(li).profile.private is False


def test_too_many_tries_have_to_wait(house) -> None:
    people = PeopleAdapter(house)
    li = add_li(house)
    people.make_private(li, PIN, EN)
    people.close_private()
    for _ in range(5):
        with pytest.raises(PinWanted) as wanted:
            people.switch(li, "000001", EN)
    assert wanted.value.wait_s == people.pin_state(li, EN).wait_s == 30
    with pytest.raises(PinWanted, match="wait 30 seconds"):
        people.switch(li, PIN, EN)


def test_the_voice_follows_the_person(house) -> None:
    people = PeopleAdapter(house)
    li = add_li(house, voice_speed="0.8")
    people.switch(li, None, EN)
    people.snapshot(EN)
    assert house.speech.pace == 0.8
    people.remove(li, EN)
    people.snapshot(EN)
    assert house.speech.pace == house.settings.speech.voice_speed
    assert people.snapshot(EN).removed == ((li, "李爷爷"),)
    people.restore(li, EN)
    assert people.snapshot(EN).removed == ()
    people.remove(li, EN)
    with pytest.raises(PortFailed, match="only person"):
        people.remove(people.snapshot(EN).current.id, EN)


# --- owners ---


def test_a_reading_is_moved_asked_about_and_answered_and_all_is_undone(house) -> None:
    owners = OwnersAdapter(house)
    add(house, "blood_pressure=128/79")
    li = add_li(house)
    (reading,) = owners.readings(EN)
    assert (reading.title, reading.figure) == ("Blood pressure", "128/79 mmHg")
    assert [one.name for one in owners.others(ZH)] == ["李爷爷", "不知道是谁的"]
    moved = owners.move(reading.key, "", EN)
    assert owners.readings(EN) == ()
    (question,) = owners.questions(ZH)
    assert "128/79" in question.text
    assert question.choices[-1].name == "别人"
    assert question.device is False  # it was typed: no device to be somebody's always
    answered = owners.answer(question.key, li, EN)
    assert owners.questions(EN) == ()
    assert len(house.records.readings(house.records.household.person(li))) == 1
    with pytest.raises(PortFailed, match="undo the latest"):
        owners.undo(moved, EN)
    owners.undo(answered, EN)
    owners.undo(moved, EN)
    assert [one.figure for one in owners.readings(EN)] == ["128/79 mmHg"]


# --- alerts ---


def test_an_alert_is_heard_shown_with_its_call_and_put_away(house) -> None:
    heard = []
    alerts = AlertsAdapter(house)
    stop = alerts.subscribe(lambda: heard.append(len(alerts.open(EN))))
    add(house, "blood_pressure=200/125")
    add(house, "blood_pressure=200/125")
    assert heard[-1] >= 1
    (alert, *_) = alerts.open(ZH)
    assert alert.reading == "血压 200/125 mmHg"
    assert (
        alert.words == next(one for one in house.records.alerts.open() if str(one.id) == alert.key).words[ZH]
    )
    assert alert.call in ("", "120")
    assert (alert.call == "120") == ("120" in alert.words)
    assert alert.age.startswith("今天")
    alerts.shown(alert.key)
    assert house.records.alerts.open()[0].shown_at is not None
    for one in alerts.open(EN):
        alerts.acknowledge(one.key, EN)
    assert alerts.open(EN) == ()
    stop()
    count = len(heard)
    add(house, "spo2=80")
    assert len(heard) == count


# --- reminders ---


async def test_what_is_due_is_told_while_the_window_is_open(house) -> None:
    import asyncio

    reminders = RemindersAdapter(house)
    now = house.now().astimezone(house.zone)
    reminders.measure("blood_pressure", (f"{now:%H:%M}",), EN)
    told: asyncio.Queue = asyncio.Queue()
    stop = reminders.listen(told.put_nowait)
    async with reminders.reminding():
        worded = await asyncio.wait_for(told.get(), 5)
    due = worded(EN)
    assert "measure your blood pressure" in due.words
    (occasion,) = reminders.snapshot(EN).occasions
    assert due.keys == (occasion.key,)
    assert (occasion.state, occasion.title) == ("due", "Measure blood pressure")
    reminders.note(occasion.key, "snooze", EN)
    assert reminders.snapshot(EN).occasions[0].state == "snoozed"
    reminders.note(occasion.key, "done", EN)
    assert reminders.snapshot(ZH).occasions[0].state_text == "做了"
    stop()


def test_medicines_and_suggestions_become_plans_and_end(house) -> None:
    reminders = RemindersAdapter(house)
    reminders.medicine("Amlodipine", "5 mg", ("08:00",), EN)
    with pytest.raises(PortFailed, match="药名"):
        reminders.medicine(" ", "", ("08:00",), ZH)
    (medicine,) = reminders.snapshot(EN).plans
    assert (medicine.title, medicine.detail) == ("Amlodipine", "5 mg, every day at 8:00")
    (week, *_) = reminders.snapshot(ZH).suggestions
    assert week.title == "量血压"
    reminders.accept(week.key, ZH)
    assert week.key not in [one.key for one in reminders.snapshot(ZH).suggestions]
    for plan in reminders.snapshot(EN).plans:
        reminders.end(plan.key, EN)
    assert reminders.snapshot(EN).plans == ()
    reminders.resume(medicine.key, EN)
    assert [one.title for one in reminders.snapshot(EN).plans] == ["Amlodipine"]


# --- files ---


def test_a_table_is_looked_at_kept_and_taken_back(house, tmp_path) -> None:
    data = DataAdapter(house)
    file = tmp_path / "mine.csv"
    file.write_text("When,First,Second\n2026-11-20 08:00,128,79\n2026-11-21 08:00,131,82\n", encoding="utf-8")
    with pytest.raises(ChooseColumns) as unclear:
        data.preview(file, ImportChoice(), EN)
    assert "First" in unclear.value.columns
    choice = ImportChoice({"When": "moment", "First": "systolic", "Second": "diastolic"})
    preview = data.preview(file, choice, ZH)
    assert preview.summary[0] == "血压：2 次"
    assert "128/79" in preview.sample[0]
    assert data.imports(ZH) == ()
    assert data.store(preview.key, EN) == "2 readings were imported."
    (kept,) = data.imports(EN)
    assert (kept.title, kept.undone) == ("mine.csv", False)
    data.undo(kept.id, EN)
    assert data.imports(EN)[0].undone
    assert house.records.readings(house.person) == ()


def test_what_goes_out_comes_in_again(house, tmp_path) -> None:
    data = DataAdapter(house)
    add(house, "blood_pressure=128/79")
    for name in ("out.csv", "out.xlsx", "out.json"):
        assert data.export(tmp_path / name, EN) == f"1 readings were written to {name}."
        assert "128/79" in data.preview(tmp_path / name, ImportChoice(), EN).sample[0]
    with pytest.raises(PortFailed, match=r"\.csv"):
        data.export(tmp_path / "out.doc", EN)


def test_a_backup_is_proven_with_its_code_alone(house, tmp_path) -> None:
    data = DataAdapter(house)
    add(house, "blood_pressure=128/79")
    made = data.back_up(tmp_path / "b.listenwell", ZH)
    assert len(made.code.split("-")) == 8
    assert "试着恢复过一遍" in made.sentence
    assert "whole" in data.verify(tmp_path / "b.listenwell", made.code.lower(), EN)
    with pytest.raises(PortFailed):
        data.verify(tmp_path / "b.listenwell", "a guess", EN)
    with pytest.raises(PortFailed, match="exists already"):
        data.back_up(tmp_path / "b.listenwell", EN)
