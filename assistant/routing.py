"""Who answers: rules, the local engine, or, only when offered and accepted, the cloud.

The decision is code, in a fixed order, and says why in words that are shown. No model decides to send
anything. The order: a red flag (rules alone); whatever keeps the cloud closed (:class:`Stop`); a local answer
that passes its checks; and only then an offer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.conversation import Language, Route
from assistant.models.engine import EngineDescription
from assistant.reading_words import kinds_named
from kb.document import Hit


class Stop(StrEnum):
    """What keeps the cloud closed, in the order it is looked at."""

    RED_FLAG = "red_flag"
    GUEST = "guest"
    CHILD = "child"
    OFF = "off"
    DECLINED = "declined"
    REQUESTS_SPENT = "requests_spent"
    MONEY_SPENT = "money_spent"
    BREAKER = "breaker"


STOP_WORDS: Final[dict[Stop, dict[Language, str]]] = {
    Stop.RED_FLAG: {Language.ZH: "这是紧急情况，只按固定规则回答", Language.EN: "this may be an emergency: only fixed rules answer"},
    Stop.GUEST: {Language.ZH: "访客的问题不会离开这台机器", Language.EN: "a guest's questions never leave this machine"},
    Stop.CHILD: {Language.ZH: "十四岁以下需要监护人先同意", Language.EN: "under 14 a guardian has to agree first"},
    Stop.OFF: {Language.ZH: "云端已关闭", Language.EN: "the cloud is switched off in the settings"},
    Stop.DECLINED: {Language.ZH: "你选择了不使用云端", Language.EN: "you chose not to be offered the cloud"},
    Stop.REQUESTS_SPENT: {Language.ZH: "今天的次数用完了", Language.EN: "today's questions to the cloud are used up"},
    Stop.MONEY_SPENT: {Language.ZH: "本月的费用上限到了", Language.EN: "this month's money for the cloud is used up"},
    Stop.BREAKER: {Language.ZH: "云端连续出错，过一会儿再试", Language.EN: "the cloud failed several times; it is left alone for a while"},
}  # fmt: skip


class Sign(StrEnum):
    """A measurable sign that the local answer may not be enough."""

    NOTHING_FOUND = "nothing_found"
    WEAK_MATCH = "weak_match"
    ASKS_TO_WEIGH = "asks_to_weigh"
    SEVERAL_QUESTIONS = "several_questions"
    LONG_QUESTION = "long_question"
    PHOTO = "photo"
    SENTENCES_WITHHELD = "sentences_withheld"


SIGN_WORDS: Final[dict[Sign, dict[Language, str]]] = {
    Sign.NOTHING_FOUND: {Language.ZH: "资料库里没有找到这方面的内容", Language.EN: "the library holds nothing on this"},
    Sign.WEAK_MATCH: {Language.ZH: "资料库里只有沾边的内容", Language.EN: "the library holds only something near to it"},
    Sign.ASKS_TO_WEIGH: {
        Language.ZH: "这个问题要把几件事放在一起考虑",
        Language.EN: "the question weighs several things together",
    },
    Sign.SEVERAL_QUESTIONS: {Language.ZH: "一次问了好几个问题", Language.EN: "several things are asked at once"},
    Sign.LONG_QUESTION: {Language.ZH: "问题比较长", Language.EN: "the question is long"},
    Sign.PHOTO: {Language.ZH: "本机的模型看不懂这张照片", Language.EN: "the model on this device cannot read this photo"},
    Sign.SENTENCES_WITHHELD: {
        Language.ZH: "本机的回答里有句子没有通过核对",
        Language.EN: "sentences of the local answer did not pass the checks",
    },
}  # fmt: skip

#: Our rule: questions that join several conditions or ask for a choice need more than quotation.
_WEIGHS: Final = re.compile(
    r"一起(?:吃|用|服|打|喝)|同时|相互作用|冲突|哪个(?:更|好)|哪种|怎么选|该选|还是说|利弊|好处.{0,6}坏处|换成|代替|值不值得|"
    r"又有.{0,12}又|(?:既|又)(?:有|要).{0,16}(?:又|也)(?:有|要)|"
    r"\binteract|\btogether with\b|\bat the same time\b|\bcompared? (?:to|with)\b|\bwhich (?:is|one|of)\b|\bversus\b|\bvs\b|"
    r"\bpros and cons\b|\b(?:is|are|be|which)\b.{0,40}\bbetter\b|\bbetter (?:for|than)\b|\bplan for\b|\bwhile (?:also|taking)\b|\binstead of\b|\bswitch(?:ing)? (?:from|to)\b|\bworth\b|"
    r"\bboth\b.{0,40}\band\b|\balong with\b|\bwith my other\b",
    re.I,
)
_ASKS: Final = re.compile(r"[?？]|(?:吗|呢)(?=[，,。]|$)")
#: Our rules, tuned on our own development questions (`tests/assistant/routing_questions.yaml`).
LONG_QUESTION: Final = {Language.ZH: 60, Language.EN: 180}
WEAK_SCORE: Final = 0.55
SEVERAL: Final = 3
#: What a sign weighs where only passages are quoted, and where a model writes; an offer is made from 1 on.
_WEIGHTS: Final[dict[Sign, tuple[float, float]]] = {
    Sign.NOTHING_FOUND: (1.0, 1.0),
    Sign.WEAK_MATCH: (0.5, 0.5),
    Sign.ASKS_TO_WEIGH: (1.0, 0.6),
    Sign.SEVERAL_QUESTIONS: (0.6, 0.4),
    Sign.LONG_QUESTION: (1.0, 0.4),
    Sign.PHOTO: (1.0, 1.0),
    Sign.SENTENCES_WITHHELD: (1.0, 1.0),
}
OFFER_FROM: Final = 1.0


@dataclass(frozen=True, slots=True)
class CloudStanding:
    """Whether the cloud may be offered at all; ``refusal`` says why not, ``stop`` which rule it was."""

    available: bool
    refusal: str = ""
    stop: Stop | None = None

    @classmethod
    def stopped(cls, stop: Stop) -> CloudStanding:
        """Closed by ``stop``."""
        return cls(available=False, refusal=STOP_WORDS[stop][Language.EN], stop=stop)


@dataclass(frozen=True, slots=True)
class CloudSituation:
    """What decides whether the cloud is open for whoever asks."""

    enabled: bool
    guest: bool = False
    child: bool = False
    guardian_agreed: bool = False
    declined: bool = False
    requests_left: int = 1
    money_left: bool = True
    breaker_open: bool = False


def standing(situation: CloudSituation) -> CloudStanding:
    """The first rule that keeps the cloud closed, or that it is open."""
    closed = (
        (Stop.GUEST, situation.guest),
        (Stop.CHILD, situation.child and not situation.guardian_agreed),
        (Stop.OFF, not situation.enabled),
        (Stop.DECLINED, situation.declined),
        (Stop.REQUESTS_SPENT, situation.requests_left <= 0),
        (Stop.MONEY_SPENT, not situation.money_left),
        (Stop.BREAKER, situation.breaker_open),
    )
    stop = next((stop for stop, holds in closed if holds), None)
    return CloudStanding(available=True) if stop is None else CloudStanding.stopped(stop)


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether to offer the cloud for a question, with the signs that led there and how hard they make it."""

    signs: tuple[Sign, ...]
    standing: CloudStanding
    difficulty: float = OFFER_FROM

    @property
    def made(self) -> bool:
        """True when the person should be asked whether to send."""
        return bool(self.signs) and self.difficulty >= OFFER_FROM and self.standing.available

    def words(self, language: Language) -> str:
        """The reasons as one sentence, as shown."""
        if language is Language.ZH:
            return "；".join(SIGN_WORDS[sign][language] for sign in self.signs) + "。"
        joined = "; ".join(SIGN_WORDS[sign][language] for sign in self.signs)
        return f"{joined[:1].upper()}{joined[1:]}."

    def explanation(self, language: Language) -> str:
        """Why the answer came from where it came from; one sentence for the screen, empty where there is no question."""
        if self.made:
            return self.words(language)
        if self.standing.stop is not None and self.standing.stop is not Stop.OFF:
            words = STOP_WORDS[self.standing.stop][language]
            return (
                f"没有询问云端：{words}。"
                if language is Language.ZH
                else f"The cloud was not asked: {words}."
            )
        if self.signs and self.difficulty >= OFFER_FROM:
            return (
                self.words(language)
                + {Language.ZH: "云端已关闭。", Language.EN: " The cloud is switched off."}[language]
            )
        return {
            Language.ZH: "在这台机器上回答，并通过了核对。",
            Language.EN: "Answered on this device; it passed the checks.",
        }[language]


def judge(
    question: str,
    language: Language,
    hits: Sequence[Hit],
    *,
    has_facts: bool,
    engine: EngineDescription,
    withheld: int,
    standing: CloudStanding,
    unread_photo: bool = False,
) -> Offer:
    """Collect the signs for one answered question. ``unread_photo``: a photo was given that nothing here read."""
    signs = tuple(_signs(question, language, hits, has_facts, withheld, unread_photo))
    by_model = engine.route is not Route.EXCERPTS
    return Offer(signs, standing, sum(_WEIGHTS[sign][by_model] for sign in signs))


def _signs(
    question: str,
    language: Language,
    hits: Sequence[Hit],
    has_facts: bool,
    withheld: int,
    unread_photo: bool,
) -> list[Sign]:
    best = max((hit.score for hit in hits), default=0.0)
    found = {
        Sign.NOTHING_FOUND: not hits and not has_facts,
        Sign.WEAK_MATCH: bool(hits) and not has_facts and best < WEAK_SCORE,
        Sign.ASKS_TO_WEIGH: _WEIGHS.search(question) is not None,
        Sign.SEVERAL_QUESTIONS: len(_ASKS.findall(question)) >= SEVERAL,
        Sign.LONG_QUESTION: len(question) > LONG_QUESTION[language],
        Sign.PHOTO: unread_photo,
        Sign.SENTENCES_WITHHELD: withheld > 0,
    }
    return [sign for sign, holds in found.items() if holds]


def may_use_adapter(question: str, hits: Sequence[Hit]) -> bool:
    """Whether a model fine-tuned for health may answer: only questions of its field, never small talk or anything else.

    A question is of the field when it names something that is measured or the library has a passage close to it.
    """
    return bool(kinds_named(question)) or any(hit.score >= WEAK_SCORE for hit in hits)
