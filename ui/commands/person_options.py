"""People on the command line: how one is named, described and printed."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from assistant.conversation import Language
from ui.commands.output import CommandFailed

if TYPE_CHECKING:
    from app.people import Person
    from app.profile import PersonProfile, Target
    from app.services import Services

#: What clears a value that was set.
NONE: Final = "none"
_NUMBER: Final = r"\d{1,4}(?:\.\d{1,3})?"
_TARGET: Final = re.compile(
    rf"(?P<component>[a-z0-9_]{{1,20}})(?:@(?P<occasion>[a-z_]{{1,20}}))?=(?P<low>{_NUMBER})?-(?P<high>{_NUMBER})?"
)


def add_profile_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that describe a person; ``none`` clears a value."""
    parser.add_argument("--birth-date", metavar="DAY", help="1950-03-01")
    parser.add_argument("--sex", choices=["female", "male", NONE])
    parser.add_argument(
        "--pregnant-until", metavar="DAY", help="the last day for the rules of pregnancy and after birth"
    )
    parser.add_argument(
        "--condition",
        action="append",
        metavar="NAME",
        help="hypertension, heart_failure …; may be given again",
    )
    parser.add_argument(
        "--target",
        action="append",
        metavar="COMPONENT[@OCCASION]=LOW-HIGH",
        help="a doctor's target, e.g. systolic=-130, glucose@fasting=4.4-7.0; needs --set-by",
    )
    parser.add_argument("--set-by", metavar="DOCTOR", help="who set the targets")
    parser.add_argument("--set-on", metavar="DAY", help="when they were set (default: today)")
    parser.add_argument("--rule-set", choices=["CN", "EU", "US", NONE])
    parser.add_argument("--language", choices=["zh", "en", NONE])
    parser.add_argument("--voice-speed", metavar="FACTOR", help="0.5 to 2.0")


def described(options: argparse.Namespace, profile: PersonProfile, today: date) -> PersonProfile:
    """Return ``profile`` with what ``options`` say. Raises ``CommandFailed`` and ``InvalidProfile``."""
    changes: dict[str, Any] = {}
    if options.birth_date is not None:
        changes["birth_date"] = _optional_day(options.birth_date)
    if options.pregnant_until is not None:
        changes["pregnant_until"] = _optional_day(options.pregnant_until)
    if options.sex is not None:
        changes["sex"] = None if options.sex == NONE else options.sex
    if options.rule_set is not None:
        changes["rule_set"] = None if options.rule_set == NONE else options.rule_set
    if options.language is not None:
        changes["language"] = None if options.language == NONE else Language(options.language)
    if options.voice_speed is not None:
        changes["voice_speed"] = None if options.voice_speed == NONE else _number(options.voice_speed)
    if options.condition is not None:
        changes["conditions"] = _conditions(options.condition)
    if options.target is not None:
        changes["targets"] = _targets(options, today)
    return replace(profile, **changes)


def person_named(house: Services, name: str | None, *, removed: bool = False) -> Person:
    """Return who is named, else who uses Listenwell now; a private profile asks for its PIN.

    Raises :class:`app.people.UnknownPerson` and :class:`app.signed_in.PinNeeded`.
    """
    if name is None:
        return house.person
    person = house.records.household.find(name, removed=removed)
    open_profile(house, person)
    return person


def open_profile(house: Services, person: Person) -> None:
    """Ask for the PIN of a private profile that is closed. Raises :class:`app.signed_in.PinNeeded`."""
    door = house.records.signed_in
    if not door.is_open(person):
        door.open(person, door.ask_pin(person))


def person_json(house: Services, person: Person) -> dict[str, Any]:
    """A person as the command line prints one; a closed private profile shows its name only."""
    door = house.records.signed_in
    value: dict[str, Any] = {
        "id": person.id,
        "name": person.name_in(Language.EN),
        "private": person.profile.private,
        "signed_in": door.chosen.id == person.id,
    }
    if not door.is_open(person):
        return value
    profile = person.profile
    return {
        **value,
        "age": person.age_on(house.now().astimezone(house.zone).date()),
        "birth_date": profile.birth_date,
        "sex": profile.sex,
        "pregnant_until": profile.pregnant_until,
        "conditions": sorted(condition.value for condition in profile.conditions),
        "targets": [_target_json(target) for target in profile.targets],
        "rule_set": profile.rule_set,
        "language": None if profile.language is None else profile.language.value,
        "voice_speed": profile.voice_speed,
    }


def parse_day(text: str) -> date:
    """``text`` as a day. Raises ``CommandFailed``."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandFailed(f"'{text}' is not a day: write it like 2026-11-24.") from error


def parse_times(texts: list[str]) -> list[time]:
    """``08:00`` or ``08:00,20:00``, also several of them. Raises ``CommandFailed``."""
    parts = [part.strip() for text in texts for part in text.split(",")]
    try:
        return [time.fromisoformat(part) for part in parts]
    except ValueError as error:
        raise CommandFailed(
            f"'{', '.join(parts)}' are not times of day: write them like 08:00,20:00."
        ) from error


def _target_json(target: Target) -> Mapping[str, Any]:
    return {
        "component": target.component,
        "occasion": target.occasion,
        "low": target.low,
        "high": target.high,
        "unit": target.unit,
        "set_by": target.set_by,
        "set_on": target.set_on,
    }


def _optional_day(text: str) -> date | None:
    return None if text == NONE else parse_day(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise CommandFailed(f"'{text}' is not a number: write it like 0.9.") from error


def _conditions(names: list[str]) -> frozenset[Any]:
    from app.profile import Condition

    if names == [NONE]:
        return frozenset()
    try:
        return frozenset(Condition(name) for name in names)
    except ValueError as error:
        known = ", ".join(condition.value for condition in Condition)
        raise CommandFailed(f"That is not a condition that rules know: use {known}.") from error


def _targets(options: argparse.Namespace, today: date) -> tuple[Target, ...]:
    if options.target == [NONE]:
        return ()
    if not options.set_by:
        raise CommandFailed("A target comes from a doctor: say who set it with --set-by.")
    set_on = today if options.set_on is None else parse_day(options.set_on)
    return tuple(_target(text, options.set_by, set_on) for text in options.target)


def _target(text: str, set_by: str, set_on: date) -> Target:
    from app.profile import OCCASIONS, Target

    match = _TARGET.fullmatch(text)
    occasion = (
        None
        if match is None
        else next((one for one in OCCASIONS if one == (match["occasion"] or "any")), None)
    )
    if match is None or occasion is None:
        raise CommandFailed(
            f"'{text}' is not a target: write it like systolic=-130 or glucose@fasting=4.4-7.0."
        )
    low, high = (Decimal(end) if end else None for end in (match["low"], match["high"]))
    return Target(match["component"], low, high, set_by, set_on, occasion)
