"""People, owners and alerts that exist only in memory: what the window sees of them in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fake_devices import Announcements

from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.alerts import AlertView
from ui.view_models.ports.owners import OwnedReading, OwnerAnswer, OwnerQuestionView
from ui.view_models.ports.people import (
    CurrentPerson,
    Named,
    PeopleSnapshot,
    PersonDraft,
    PersonForm,
    PersonView,
    PinWanted,
    TargetView,
)

PIN = "270361"
NAMES = {
    "wang": {Language.ZH: "王奶奶", Language.EN: "Mrs Wang"},
    "li": {Language.ZH: "李爷爷", Language.EN: "Mr Li"},
}


@dataclass
class FakePeople(Announcements):
    """Mrs Wang; Mr Li, whose profile is private, where ``several``."""

    several: bool = False
    current: str = "wang"
    opened: bool = False
    private: set[str] = field(default_factory=lambda: {"li"})
    languages: dict[str, Language] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    saved: list[tuple[str, PersonDraft]] = field(default_factory=list)
    wait_s: int = 0
    tries: int = 5
    uses: int = 0
    failure: str = ""
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def members(self) -> list[str]:
        everybody = ["wang", "li"] if self.several else ["wang"]
        return [one for one in everybody if one not in self.removed]

    def closed(self, person: str) -> bool:
        return person in self.private and not (self.opened and person == self.current)

    def snapshot(self, language: Language) -> PeopleSnapshot:
        if self.failure:
            raise PortFailed(self.failure)
        details = {Language.ZH: "女 · 76岁 · 高血压", Language.EN: "Woman · 76 years · high blood pressure"}
        here = "" if self.closed(self.current) else self.current
        return PeopleSnapshot(
            tuple(
                PersonView(
                    one,
                    NAMES[one][language],
                    "" if self.closed(one) else details[language],
                    one == here,
                    one in self.private,
                    self.closed(one),
                )
                for one in self.members()
            ),
            CurrentPerson(
                here,
                NAMES[here][language] if here else "",
                here in self.private,
                self.languages.get(here),
                "" if here else self.current,
            ),
            tuple((one, NAMES[one][language]) for one in self.removed),
        )

    def form(self, person_id: str, language: Language) -> PersonForm:
        if person_id and self.closed(person_id):
            raise self.pin_state(person_id, language)
        zh = language is Language.ZH
        conditions = (("hypertension", "高血压", "High blood pressure"), ("copd", "慢阻肺", "COPD"))
        return PersonForm(
            id=person_id,
            name=NAMES[person_id][language] if person_id else "",
            birth_date="1950-03-01" if person_id else "",
            sex="female" if person_id else "",
            pregnant_until="",
            conditions=tuple(Named(key, chinese if zh else english) for key, chinese, english in conditions),
            chosen=("hypertension",) if person_id else (),
            targets=(
                TargetView(
                    "systolic@any",
                    "高压" if zh else "Systolic",
                    "mmHg",
                    "",
                    "130",
                    "陈医生" if zh else "Dr Chen",
                ),
            ),
            set_by="陈医生" if zh else "Dr Chen",
            rule_set="",
            language="",
            voice_speed="",
            private=person_id in self.private,
        )

    def save(self, person_id: str, draft: PersonDraft, language: Language) -> str:
        if not draft.name:
            raise PortFailed("请写上名字。" if language is Language.ZH else "Write the name.")
        self.saved.append((person_id, draft))
        self.announce()
        return person_id or "new"

    def remove(self, person_id: str, language: Language) -> None:
        self.removed.insert(0, person_id)
        self.announce()

    def restore(self, person_id: str, language: Language) -> None:
        self.removed.remove(person_id)
        self.announce()

    def switch(self, person_id: str, pin: str | None, language: Language) -> None:
        if person_id in self.private and not (self.opened and person_id == self.current):
            if pin is None:
                raise self.pin_state(person_id, language)
            self._check(pin, language)
        self.opened = person_id in self.private
        self.current = person_id
        self.announce()

    def open(self, person_id: str, pin: str, language: Language) -> None:
        self._check(pin, language)
        self.private.discard(person_id)
        self.announce()

    def pin_state(self, person_id: str, language: Language) -> PinWanted:
        if self.wait_s:
            return PinWanted(f"wait {self.wait_s}", self.wait_s)
        return PinWanted("这是私密档案，请输入密码。" if language is Language.ZH else "Type its PIN.")

    def make_private(self, person_id: str, pin: str, language: Language) -> None:
        if pin == "111111":
            raise PortFailed("too easy")
        self.private.add(person_id)
        self.opened = True
        self.announce()

    def make_public(self, person_id: str, language: Language) -> None:
        self.private.discard(person_id)
        self.announce()

    def used(self) -> None:
        self.uses += 1

    def close_private(self) -> None:
        self.opened = False
        self.announce()

    def _check(self, pin: str, language: Language) -> None:
        if pin == PIN:
            self.tries = 5
            return
        self.tries -= 1
        if self.tries == 0:
            self.wait_s = 30
        raise PinWanted(f"wrong, {self.tries} left", self.wait_s)


@dataclass
class FakeOwners(Announcements):
    asked: list[OwnerQuestionView] = field(default_factory=list)
    answers: list[tuple[str, str, bool]] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    failure: str = ""
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def ask(self, language: Language) -> None:
        zh = language is Language.ZH
        self.asked.append(
            OwnerQuestionView(
                "7,8",
                "刚才的血压 128/79 mmHg，是谁量的？" if zh else "Whose blood pressure is this: 128/79 mmHg?",
                "blood_pressure",
                "今天 8:05" if zh else "Today 8:05",
                (
                    OwnerAnswer("wang", NAMES["wang"][language]),
                    OwnerAnswer("li", NAMES["li"][language]),
                    OwnerAnswer("", "别人" if zh else "Somebody else"),
                ),
                device=True,
            )
        )

    def questions(self, language: Language) -> tuple[OwnerQuestionView, ...]:
        return tuple(self.asked)

    def answer(self, key: str, person: str, language: Language, *, always: bool = False) -> str:
        if self.failure:
            raise PortFailed(self.failure)
        self.answers.append((key, person, always))
        self.asked = [one for one in self.asked if one.key != key]
        return f"answer-{key}"

    def readings(self, language: Language) -> tuple[OwnedReading, ...]:
        zh = language is Language.ZH
        title, when = ("血压", "今天 8:05") if zh else ("Blood pressure", "Today 8:05")
        return (OwnedReading("7", "blood_pressure", title, "128/79 mmHg", when),)

    def others(self, language: Language) -> tuple[OwnerAnswer, ...]:
        nobody = "不知道是谁的" if language is Language.ZH else "I do not know whose"
        return (OwnerAnswer("li", NAMES["li"][language]), OwnerAnswer("", nobody))

    def move(self, key: str, person: str, language: Language) -> str:
        self.moves.append((key, person))
        return f"move-{key}"

    def undo(self, act: str, language: Language) -> None:
        self.undone.append(act)


ALERTS = {
    Language.ZH: AlertView(
        "1",
        "999",
        repeat=False,
        words="血氧太低，可能很危险。请马上打 120，坐直，别自己走动。",
        reading="血氧 84%",
        age="今天 8:05",
        whose="王奶奶",
        call="120",
        kind="spo2",
    ),
    Language.EN: AlertView(
        "1",
        "999",
        repeat=False,
        words="The blood oxygen is dangerously low. Call 120 now, sit upright and do not walk.",
        reading="Blood oxygen 84 %",
        age="Today 8:05",
        whose="Mrs Wang",
        call="120",
        kind="spo2",
    ),
}


@dataclass
class FakeAlerts(Announcements):
    keys: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    age: str = ""
    failure: str = ""
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def open(self, language: Language) -> tuple[AlertView, ...]:
        if self.failure:
            raise PortFailed(self.failure)
        made = ALERTS[language]
        return tuple(replace(made, key=key, age=self.age or made.age) for key in self.keys)

    def shown(self, key: str) -> None:
        self.seen.append(key)

    def acknowledge(self, key: str, language: Language) -> None:
        self.acknowledged.append(key)
        self.keys.remove(key)
