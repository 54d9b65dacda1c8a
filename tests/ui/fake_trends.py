"""Trends, profile and visit sheet of a household that exists only in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fake_devices import Announcements
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from assistant.conversation import Language
from ui.view_models.ports import (
    ChangeMarkView,
    EventView,
    GlucoseBar,
    GlucoseFact,
    GlucoseView,
    HomeAverageView,
    KindQualityView,
    MetricView,
    PairView,
    PendingTag,
    PortFailed,
    ProfileSnapshot,
    QualityView,
    SheetPreview,
    SheetRequest,
    SpanName,
    TagExplanation,
    TagReading,
    TagView,
    TrendSnapshot,
    TrendTableRow,
)
from ui.view_models.ports.people import Named

#: 10 November 2026, 8:00 in China; the clock of the tests stands two weeks later.
FIRST_DAY = 1_794_268_800.0
DAY = 86_400.0
SYSTOLIC = (131, 128, 134, 129, 126, 132, 138, 142, 135, 130, 127, 129, 126, 128)
METRICS = (
    ("blood_pressure.systolic", "血压", "Blood pressure", "高压", "Upper"),
    ("blood_pressure.pulse", "血压", "Blood pressure", "脉搏", "Pulse"),
    ("continuous_glucose.glucose", "动态血糖", "Sensor glucose", "血糖", "Glucose"),
)
HOME = {
    Language.ZH: HomeAverageView(
        "数据还不够：5/12 次读数，2/3 天。",
        enough=False,
        above=None,
        readings=5,
        least_readings=12,
        days=2,
        least_days=3,
        lines=("看的是 11月18日 到 11月24日。", "早上（6–12 点）3 次平均 131/80 mmHg。"),
        other="",
        pace="每天早晚各量两次。",
    ),
    Language.EN: HomeAverageView(
        "Not enough yet: 5 of 12 readings, 2 of 3 days.",
        enough=False,
        above=None,
        readings=5,
        least_readings=12,
        days=2,
        least_days=3,
        lines=("Looked at: 18 Nov to 24 Nov.", "Morning (6:00–12:00), 3 readings: 131/80 mmHg."),
        other="",
        pace="Measure twice in the morning and twice in the evening.",
    ),
}


@dataclass
class FakeTrends(Announcements):
    values: tuple[float, ...] = SYSTOLIC
    measured: tuple[tuple[str, str, str, str, str], ...] = METRICS
    asked: list[tuple[str, str, Language]] = field(default_factory=list)
    failure: str = ""
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def metrics(self, language: Language) -> tuple[MetricView, ...]:
        if self.failure:
            raise PortFailed(self.failure)
        zh = language is Language.ZH
        return tuple(
            MetricView(key, key.partition(".")[0], kind_zh if zh else kind_en, name_zh if zh else name_en)
            for key, kind_zh, kind_en, name_zh, name_en in self.measured
        )

    def trend(self, span: SpanName, metric: str, language: Language) -> TrendSnapshot:
        self.asked.append((span, metric, language))
        zh = language is Language.ZH
        title = "血压 · 高压（收缩压）" if zh else "Blood pressure · systolic"
        points = tuple(
            (FIRST_DAY + number * DAY, float(value), value > 135) for number, value in enumerate(self.values)
        )
        if not points:
            return TrendSnapshot(title, "mmHg", (), 110, 135, "", "", "", "", "", 0)
        change = "开始用氨氯地平" if zh else "amlodipine was started"
        sentence = "大多正常，11月17日有一次偏高。" if zh else "Mostly normal; once high on 17 November."
        direction = "还看不出明显变化。" if zh else "No clear change yet."
        return TrendSnapshot(
            title=title,
            unit="mmHg",
            points=points,
            band_low=110.0,
            band_high=135.0,
            band_name="正常范围" if zh else "Normal range",
            sentence=sentence,
            mean="131",
            minimum="126",
            maximum="142",
            count=len(points),
            usual=tuple((seconds, 122.0, 137.0) for seconds, _, _ in points),
            direction=direction,
            changes=(ChangeMarkView(FIRST_DAY + 5 * DAY, "11月15日" if zh else "15 Nov", change),),
            notes=("比平时高一点。" if zh else "A little above your usual.",),
            table=tuple(
                TrendTableRow(
                    f"11月{10 + number}日" if zh else f"{10 + number} Nov",
                    1,
                    f"{value} mmHg",
                    f"{value} mmHg",
                    f"{value} mmHg",
                )
                for number, value in reversed(list(enumerate(self.values)))
            ),
            home=HOME[language] if metric.startswith("blood_pressure") else None,
            spoken=sentence + direction,
        )

    def glucose(self, language: Language) -> GlucoseView | None:
        return GLUCOSE[language]


def _glucose(zh: bool) -> GlucoseView:
    curve = tuple((minute, 4.1, 5.2, 6.5, 8.2, 10.9) for minute in range(0, 1440, 15))
    return GlucoseView(
        sentence="11月10日 到 11月23日，71.0% 的血糖在目标范围内。"
        if zh
        else "From 10 Nov to 23 Nov, 71.0% of the glucose values were in range.",
        enough=True,
        low=3.9,
        high=10.0,
        curve=(curve[:40], curve[44:]),
        bars=(
            GlucoseBar("很高" if zh else "Very high", 0.06, "6.0%", "<5%", met=False, level="far"),
            GlucoseBar("高于范围" if zh else "Above range", 0.26, "26.0%", "<25%", met=False, level="beside"),
            GlucoseBar("范围内" if zh else "In range", 0.71, "71.0%", ">70%", met=True, level="in"),
            GlucoseBar("低于范围" if zh else "Below range", 0.03, "3.0%", "<4%", met=True, level="beside"),
            GlucoseBar("很低" if zh else "Very low", 0.0, "0.0%", "<1%", met=True, level="far"),
        ),
        facts=(GlucoseFact("平均血糖" if zh else "Mean glucose", "7.4 mmol/L", "", None),),
        smoothing="曲线按 15 分钟一格。" if zh else "Curves by 15-minute bin.",
        notes=(),
        source="时间范围国际共识 2019" if zh else "International consensus on time in range 2019",
    )


GLUCOSE = {language: _glucose(language is Language.ZH) for language in Language}


@dataclass
class FakeProfile(Announcements):
    shown: dict[Language, ProfileSnapshot] = field(
        default_factory=lambda: {language: _profile(language is Language.ZH) for language in Language}
    )
    failure: str = ""
    ended: bool = False
    explained: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def snapshot(self, language: Language) -> ProfileSnapshot:
        if self.failure:
            raise PortFailed(self.failure)
        return self.shown[language]

    def believe(self, kind: str, device: str, language: Language) -> None:
        self._say(f"believe {kind} {device}")

    def note(self, happening: str, language: Language) -> None:
        self._say(f"note {happening}")

    def take_back(self, event: str, language: Language) -> None:
        self._say(f"take back {event}")

    def _say(self, what: str) -> None:
        if self.failure:
            raise PortFailed(self.failure)
        self.said.append(what)

    def explanation(self, key: str, language: Language) -> TagExplanation | None:
        self.explained.append(key)
        if self.failure:
            raise PortFailed(self.failure)
        zh = language is Language.ZH
        return None if self.ended else EXPLANATIONS[zh]


EXPLANATIONS = {
    zh: TagExplanation(
        name="家庭血压高于目标" if zh else "Home blood pressure above the target",
        lines=(
            "7 天平均 139/84 mmHg。" if zh else "The mean of 7 days is 139/84 mmHg.",
            "规则：至少 12 次读数的平均达到 135/85。"
            if zh
            else "Rule: a mean of at least 12 readings at 135/85.",
            "依据：我们的规则（规则第 3 版）。" if zh else "Source: our rule (rules version 3).",
        ),
        ours=True,
        readings=(
            TagReading(
                "11月23日 8:05" if zh else "23 Nov at 8:05", "血压" if zh else "blood pressure", "142/88 mmHg"
            ),
        ),
        more="还有更早的 13 次。" if zh else "And 13 earlier ones.",
    )
    for zh in (True, False)
}


def _profile(zh: bool) -> ProfileSnapshot:
    return ProfileSnapshot(
        tags=(
            TagView(
                "home_bp_above_target:",
                "blood_pressure",
                "家庭血压高于目标" if zh else "Home blood pressure above the target",
                "7 天平均 139/84 mmHg。" if zh else "The mean of 7 days is 139/84 mmHg.",
                ours=True,
                simulated=False,
                until="12月21日" if zh else "21 Dec",
            ),
        ),
        pending=(
            PendingTag(
                "血压在升高" if zh else "Blood pressure is rising",
                "数据还不够：4/8 个周平均值。" if zh else "Not enough yet: 4 of 8 weekly means.",
            ),
        ),
        quality=QualityView(
            30,
            42,
            "95%",
            0.95,
            ("近 30 天 42 次读数，95% 知道是谁的。" if zh else "42 readings in the last 30 days.",),
            (
                KindQualityView(
                    "血压" if zh else "Blood pressure",
                    "12 天 40 次" if zh else "40 readings on 12 days",
                    ("练习读数 2 次" if zh else "2 practice readings",),
                ),
            ),
            ("血压计：时间已校正（3 次）" if zh else "The monitor: time was corrected (3 readings)",),
            (
                PairView(
                    "血压：甲 和 乙" if zh else "Blood pressure: one and two",
                    "6 对读数，相差 9 mmHg" if zh else "6 pairs, 9 mmHg apart",
                    disagree=True,
                    kind="blood_pressure",
                    choices=(Named("1", "甲" if zh else "one"), Named("2", "乙" if zh else "two")),
                ),
            ),
        ),
        happenings=(Named("illness", "今天病了" if zh else "I am ill today"),),
        events=(EventView("illness|2026-11-20", "生病" if zh else "Ill", "11月20日" if zh else "20 Nov"),),
    )


def page_png() -> bytes:
    """A sheet of paper."""
    image = QImage(119, 168, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    for x in range(10, 109):
        image.setPixelColor(x, 20, QColor("#000000"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@dataclass
class FakeVisitSheet(Announcements):
    previews: list[SheetRequest] = field(default_factory=list)
    saved: list[tuple[SheetRequest, Path]] = field(default_factory=list)
    printed: list[SheetRequest] = field(default_factory=list)
    printer_name: str = "Paper"
    failure: str = ""
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def preview(self, request: SheetRequest, language: Language) -> SheetPreview:
        self.previews.append(request)
        if self.failure:
            raise PortFailed(self.failure)
        return SheetPreview(page_png(), "\n".join(("139/84 mmHg", *request.questions)))

    def save(self, request: SheetRequest, path: Path, language: Language) -> None:
        if self.failure:
            raise PortFailed(self.failure)
        self.saved.append((request, path))

    def printer(self) -> str:
        return self.printer_name

    def print(self, request: SheetRequest, language: Language) -> str:
        if self.failure:
            raise PortFailed(self.failure)
        self.printed.append(request)
        return self.printer_name
