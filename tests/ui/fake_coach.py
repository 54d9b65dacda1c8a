"""The measuring coach in memory: what the window sees of it in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fake_devices import Announcements

from assistant.conversation import Language
from ui.view_models.ports import (
    CoachReadingView,
    CoachSnapshot,
    PlanDayView,
    PlanSlotView,
    PlanView,
    PortFailed,
    PostureView,
)


@dataclass
class FakeCoach(Announcements):
    shown: dict[Language, CoachSnapshot] = field(default_factory=lambda: dict(COACH_START))
    done: list[str] = field(default_factory=list)
    failure: str = ""
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def snapshot(self, language: Language) -> CoachSnapshot:
        if self.failure:
            raise PortFailed(self.failure)
        return self.shown[language]

    def show(self, **changes: object) -> None:
        """Another moment of the sitting."""
        self.shown = {language: replace(one, **changes) for language, one in self.shown.items()}
        self.announce()

    def postures(self, language: Language) -> tuple[PostureView, ...]:
        zh = language is Language.ZH
        return tuple(
            PostureView(picture, words[0 if zh else 1])
            for picture, words in {
                "posture-back": ("坐好，后背靠住", "Sit and lean back"),
                "posture-feet": ("双脚平放，不跷腿", "Feet flat, legs not crossed"),
                "posture-arm": ("胳膊放平，袖带和心脏一样高", "Arm on the table, cuff at heart height"),
                "posture-quiet": ("不说话，不走动", "Do not talk or move"),
            }.items()
        )

    def skip_sentence(self, language: Language) -> str:
        return "不休息会偏高。" if language is Language.ZH else "Without the rest it is often higher."

    def begin(self, *, rested: bool) -> None:
        self.done.append("rested" if rested else "begin")

    def skip_rest(self) -> None:
        self.done.append("skip")

    def not_measured(self) -> None:
        self.done.append("error")

    def finish(self) -> None:
        self.done.append("finish")

    def leave(self) -> None:
        self.done.append("leave")

    def start_plan(self) -> None:
        self.done.append("start plan")

    def end_plan(self) -> None:
        self.done.append("end plan")


def _days(zh: bool) -> tuple[PlanDayView, ...]:
    states = ("done", "done", "done", "missed", "part", "now") + ("ahead",) * 8
    words = {
        "done": ("量好了", "done"),
        "missed": ("没量", "missed"),
        "part": ("差一次", "one missing"),
        "now": ("现在量", "due now"),
        "ahead": ("还没到", "to come"),
    }
    parts = ("早上", "晚上") if zh else ("Morning", "Evening")
    return tuple(
        PlanDayView(
            f"第{day + 1}天 · 11月{21 + day}日" if zh else f"Day {day + 1} · {21 + day} Nov",
            today=day == 2,
            counts=day > 0,
            slots=tuple(
                PlanSlotView(
                    parts[part], states[2 * day + part], words[states[2 * day + part]][0 if zh else 1]
                )
                for part in (0, 1)
            ),
        )
        for day in range(7)
    )


COACH_START = {
    Language.ZH: CoachSnapshot(
        "start",
        "start",
        "先静坐5分钟，再量2次，中间隔1分钟。我会一步一步告诉您。",
        plan=PlanView(
            _days(zh=True),
            3 / 14,
            "14次里量好了3次，一共7个读数，3天。",
            "现在该量晚上的血压了。",
            "读数还不够：至少要3天、12个，才能算平均。",
            "第一天的不算进平均。算法：2019中国家庭血压监测指南。",
            finished=False,
        ),
    ),
    Language.EN: CoachSnapshot(
        "start",
        "start",
        "First rest for 5 minutes, then measure twice, one minute apart. I will guide you.",
        plan=PlanView(
            _days(zh=False),
            3 / 14,
            "3 of 14 sittings done: 7 readings on 3 days.",
            "The evening reading is due now.",
            "Not enough yet: an average takes at least 3 days and 12 readings.",
            "The first day is left out of the average. Rule: Chinese home blood pressure monitoring guideline, 2019.",
            finished=False,
        ),
    ),
}

#: Two readings far apart, the first spoiled by a loose cuff.
COACH_READINGS = {
    Language.ZH: (
        CoachReadingView("142/90", "mmHg", "72 次/分", counted=False, note="袖带松了"),
        CoachReadingView("128/79", "mmHg", "70 次/分", counted=True),
        CoachReadingView("141/82", "mmHg", "71 次/分", counted=True),
    ),
    Language.EN: (
        CoachReadingView("142/90", "mmHg", "72 beats/min", counted=False, note="cuff was loose"),
        CoachReadingView("128/79", "mmHg", "70 beats/min", counted=True),
        CoachReadingView("141/82", "mmHg", "71 beats/min", counted=True),
    ),
}
