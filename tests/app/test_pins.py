from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
import time_machine
from argon2 import PasswordHasher

from app.people import Person, UnknownPerson
from app.pins import FREE_TRIES, LONGEST_WAIT_S, PinRefused, PinResult, Pins, PinTry, pin_words, wait_after
from app.profile import PersonProfile
from app.records.records import Records
from app.signed_in import IDLE_S, PinNeeded, SignedIn
from app.steady_clock import SteadyClock
from assistant.conversation import Language

PIN = "482913"


@dataclass
class Machine:
    """A machine whose start and whose seconds since it are set by hand."""

    boot: str = "first"
    seconds: float = 1000.0
    wrong: list[str] = field(default_factory=list)

    def clock(self) -> SteadyClock:
        return SteadyClock(self.boot, lambda: self.seconds)

    def pins(self, records: Records) -> Pins:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        return Pins(records._database, self.clock(), lambda: cheap)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def fail(pins: Pins, person: Person, times: int) -> None:
    for _ in range(times):
        assert pins.check(person, "000000").result is PinResult.WRONG


def test_a_pin_opens_and_nothing_else_does(records: Records, person: Person, machine: Machine) -> None:
    pins = machine.pins(records)
    assert pins.check(person, PIN).result is PinResult.NO_PIN
    pins.set(person, PIN)
    assert pins.is_set(person)
    wrong = pins.check(person, "482914")
    assert (wrong.result, wrong.tries_left, wrong.wait_s) == (PinResult.WRONG, 4, 0)
    assert pins.check(person, PIN).result is PinResult.OPEN
    pins.remove(person)
    assert not pins.is_set(person)


def test_the_pin_itself_is_nowhere_in_the_database(records: Records, person: Person) -> None:
    pins = Pins(records._database)
    pins.set(person, PIN)
    with records._database.snapshot() as connection:
        row = tuple(connection.execute("SELECT * FROM pin").fetchone())
    assert row[1].startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PIN not in repr(row)
    assert pins.check(person, PIN).result is PinResult.OPEN


def test_the_waits_double_up_to_a_quarter_of_an_hour() -> None:
    assert [wait_after(failures) for failures in range(12)] == [
        0,
        0,
        0,
        0,
        0,
        30,
        60,
        120,
        240,
        480,
        900,
        900,
    ]
    assert wait_after(10**9) == LONGEST_WAIT_S


def test_five_wrong_tries_lock_and_the_right_pin_waits_too(
    records: Records, person: Person, machine: Machine
) -> None:
    pins = machine.pins(records)
    pins.set(person, PIN)
    fail(pins, person, FREE_TRIES)
    locked = pins.check(person, PIN)
    assert (locked.result, locked.wait_s) == (PinResult.LOCKED, 30)
    machine.seconds += 29.5
    assert pins.wait_s(person) == 1
    machine.seconds += 0.5
    assert pins.check(person, "000000").wait_s == 60
    machine.seconds += 60
    assert pins.check(person, PIN).result is PinResult.OPEN
    assert pins.check(person, "000000").tries_left == FREE_TRIES - 1


def test_closing_the_program_neither_shortens_nor_lengthens_the_wait(
    open_profile: Callable[..., Records], machine: Machine
) -> None:
    records = open_profile()
    person = records.household.people()[0]
    machine.pins(records).set(person, PIN)
    fail(machine.pins(records), person, FREE_TRIES)
    records.close()
    machine.seconds += 10
    again = open_profile()
    assert machine.pins(again).check(person, PIN).wait_s == 20
    machine.seconds += 20
    assert machine.pins(again).check(person, PIN).result is PinResult.OPEN


def test_a_new_start_of_the_machine_begins_the_wait_again(
    records: Records, person: Person, machine: Machine
) -> None:
    machine.pins(records).set(person, PIN)
    fail(machine.pins(records), person, FREE_TRIES)
    machine.boot, machine.seconds = "second", 5_000_000.0
    assert machine.pins(records).wait_s(person) == 30
    machine.seconds += 31
    assert machine.pins(records).check(person, PIN).result is PinResult.OPEN


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400)])
def test_setting_the_wall_clock_changes_nothing(
    records: Records, person: Person, jump: timedelta, clock: Callable[[], object]
) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    pins = Pins(records._database, make_hasher=lambda: cheap)
    pins.set(person, PIN)
    fail(pins, person, FREE_TRIES)
    clock.moment += jump  # type: ignore[attr-defined]
    with time_machine.travel(clock.moment, tick=False):  # type: ignore[attr-defined]
        locked = Pins(records._database, make_hasher=lambda: cheap).check(person, PIN)
    assert locked.result is PinResult.LOCKED
    assert 25 <= locked.wait_s <= 30


def test_a_steady_clock_that_runs_backwards_gains_nothing(
    records: Records, person: Person, machine: Machine
) -> None:
    machine.pins(records).set(person, PIN)
    fail(machine.pins(records), person, FREE_TRIES)
    machine.seconds = 1.0
    assert machine.pins(records).wait_s(person) == 30


def test_a_try_counts_before_it_is_checked(records: Records, person: Person, machine: Machine) -> None:
    class Killed(BaseException):
        pass

    class Dying(PasswordHasher):
        def verify(self, *_: object) -> bool:  # type: ignore[override]
            raise Killed

    machine.pins(records).set(person, PIN)
    dying = Pins(records._database, machine.clock(), Dying)
    for _ in range(FREE_TRIES):
        with pytest.raises(Killed):
            dying.check(person, "000000")
    assert machine.pins(records).check(person, PIN).result is PinResult.LOCKED


@pytest.mark.parametrize(
    "pin",
    [
        "",
        "12345",
        "1234567890123",
        "12345a",
        "111111",
        "123456",
        "987654",
        "890123",
        "１２３４５７",
        "19500301",
        "010350",
    ],
)
def test_what_anybody_would_try_is_refused(records: Records, machine: Machine, pin: str) -> None:
    born = records.household.add("Anna", PersonProfile(birth_date=date(1950, 3, 1)))
    with pytest.raises(PinRefused):
        machine.pins(records).set(born, pin)
    assert not machine.pins(records).is_set(born)


def test_the_words_in_front_of_a_private_profile_are_there_in_both_languages() -> None:
    tries = (None, PinTry(PinResult.WRONG, tries_left=3), PinTry(PinResult.LOCKED, wait_s=60))
    assert [pin_words(one, Language.ZH) for one in tries] == [
        "这是私密档案，请输入密码。",
        "密码不对，请再试一次；还可以试 3 次。",
        "密码多次不对，请等 60 秒后再试。",
    ]
    assert "3 tries are left" in pin_words(tries[1], Language.EN)
    assert "wait 60 seconds" in pin_words(tries[2], Language.EN)


# --- who is signed in ---


def signed_in(records: Records, machine: Machine, **more: object) -> SignedIn:
    found = SignedIn(records._database, records.household, records.attribution, machine.clock(), **more)  # type: ignore[arg-type]
    found.pins = machine.pins(records)
    return found


def test_who_was_chosen_is_still_there_after_a_restart(records: Records, machine: Machine) -> None:
    first, other = records.household.people()[0], records.household.add("Bo")
    assert signed_in(records, machine).person == first
    signed_in(records, machine).switch(other)
    assert signed_in(records, machine).person == other
    records.household.remove(other)
    assert signed_in(records, machine).person == first
    with pytest.raises(UnknownPerson):
        signed_in(records, machine).switch(other)


def test_a_private_profile_opens_with_its_pin_only_and_closes_when_idle(
    records: Records, machine: Machine
) -> None:
    first, other = records.household.people()[0], records.household.add("Bo")
    door = signed_in(records, machine)
    private = door.make_private(other, PIN)
    assert private.profile.private
    door.switch(first)
    assert not door.is_open(private)
    for pin, said in ((None, "type its PIN"), ("000000", "4 tries are left")):
        with pytest.raises(PinNeeded, match=said):
            door.switch(private, pin)
    assert door.person == first
    assert door.switch(private, PIN) == private
    machine.seconds += IDLE_S
    assert door.person == private
    door.touch()
    machine.seconds += IDLE_S
    assert door.person == private
    machine.seconds += 1
    assert door.person == first
    assert door.chosen == private
    door.touch()
    assert not door.is_open(private)


def test_a_closed_private_profile_asks_where_somebody_can_answer(records: Records, machine: Machine) -> None:
    only = records.household.people()[0]
    signed_in(records, machine).make_private(only, PIN)
    with pytest.raises(PinNeeded) as refused:
        _ = signed_in(records, machine).person
    assert refused.value.person.id == only.id
    answers = iter(["000000", PIN])
    door = signed_in(records, machine, ask_pin=lambda _: next(answers))
    with pytest.raises(PinNeeded):
        _ = door.person
    assert door.person.id == only.id


def test_a_profile_becomes_public_only_while_it_is_open(records: Records, machine: Machine) -> None:
    other = records.household.add("Bo")
    door = signed_in(records, machine)
    private = door.make_private(other, PIN)
    door.lock()
    with pytest.raises(PinNeeded):
        door.make_public(private)
    with pytest.raises(PinNeeded):
        door.make_private(private, "739201")
    door.open(private, PIN)
    public = door.make_public(private)
    assert public.profile == replace(private.profile, private=False)
    door.lock()
    assert door.is_open(public)


def test_the_real_steady_clock_goes_on_and_names_this_start() -> None:
    clock = SteadyClock()
    before = clock.seconds()
    assert clock.boot
    assert clock.boot == SteadyClock().boot
    assert clock.seconds() >= before > 0
