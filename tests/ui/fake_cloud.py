"""A household's cloud that exists only in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.conversation import Language
from assistant.models.endpoint_presets import endpoint_presets
from ui.view_models.ports import (
    CloudSnapshot,
    ConsentView,
    EndpointDraft,
    EndpointView,
    PortFailed,
    PresetView,
    ReceiptView,
)

LETTER = (
    '{"model":"qwen-vl-max","messages":[{"role":"user","content":"{\\"question\\":\\"[NAME-1] 血压\\"}"}]}'
)
_WORDS = {
    Language.ZH: ("记录完整，没有被改动过。目前共 6 条。", "密钥在系统钥匙串里。", "今天还可以问 18 次（每天 20 次）；本月还剩 19.87 CNY（上限 20.00）。"),
    Language.EN: (
        "The log is whole: nothing in it was changed. Entries so far: 6.",
        "The key is in the system's keyring.",
        "18 of 20 questions are left today, and 19.87 of 20.00 CNY this month.",
    ),
}  # fmt: skip
_RECEIPTS = {
    Language.ZH: (
        ReceiptView("r2", "2026-03-20 09:12 · 回答问题", "阿里云 · 中国大陆 · https://dashscope.aliyuncs.com/compatible-mode/v1\n问题、年龄段、你的读数、资料库的段落\n4,812 B · 1204+96 tokens · 0.0113 CNY · SHA-256 8c1f0a7be2d94410…", "已回答", went_well=True),
        ReceiptView("r1", "2026-03-18 20:40 · 解释化验结果", "阿里云 · 中国大陆 · https://dashscope.aliyuncs.com/compatible-mode/v1\n问题、化验结果、资料库的段落\n5,020 B · SHA-256 17e5c2ab9f003d6e…", "没有得到回答", went_well=False),
    ),
    Language.EN: (
        ReceiptView("r2", "2026-03-20 09:12 · Answering a question", "Alibaba Cloud · Mainland China · https://dashscope.aliyuncs.com/compatible-mode/v1\nQuestion, Age group, Your readings, Passages of the library\n4,812 B · 1204+96 tokens · 0.0113 CNY · SHA-256 8c1f0a7be2d94410…", "Answered", went_well=True),
        ReceiptView("r1", "2026-03-18 20:40 · Explaining results", "Alibaba Cloud · Mainland China · https://dashscope.aliyuncs.com/compatible-mode/v1\nQuestion, Laboratory results, Passages of the library\n5,020 B · SHA-256 17e5c2ab9f003d6e…", "No answer", went_well=False),
    ),
}  # fmt: skip
_CONSENTS = {
    Language.ZH: (ConsentView("c1", "回答问题", "2026-03-19 起不再询问 · https://dashscope.aliyuncs.com/compatible-mode/v1\n问题、资料库的段落"),),
    Language.EN: (ConsentView("c1", "Answering a question", "Sent without asking since 2026-03-19 · https://dashscope.aliyuncs.com/compatible-mode/v1\nQuestion, Passages of the library"),),
}  # fmt: skip


@dataclass
class FakeCloud:
    failure: str = ""
    log_holds: bool = True
    kept: list[EndpointDraft] = field(default_factory=list)
    switched_off: int = 0
    accepted: int = 0
    withdrawn: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    child: str = ""
    caps: list[tuple[int, float]] = field(default_factory=list)

    def snapshot(self, language: Language) -> CloudSnapshot:
        if self.failure:
            raise PortFailed(self.failure)
        log, key, caps = _WORDS[language]
        known = endpoint_presets()["dashscope"]
        endpoint = EndpointView(
            enabled=True,
            preset="dashscope",
            base_url=known.base_url,
            model=known.model,
            operator=known.operator[language],
            region=known.region[language],
            images=True,
            key_words=key,
            caps_words=caps,
        )
        presets = tuple(
            PresetView(one.id, one.title[language], one.operator[language], one.region[language], one.base_url, one.model, one.images, one.needs_key)
            for one in endpoint_presets().values()
        )  # fmt: skip
        consents = tuple(one for one in _CONSENTS[language] if one.consent_id not in self.withdrawn)
        return replace(
            CloudSnapshot(endpoint, presets, consents, _RECEIPTS[language], log, log_holds=True),
            log_holds=self.log_holds,
            child=self.child,
        )

    def keep(self, draft: EndpointDraft, language: Language) -> None:
        if self.failure:
            raise PortFailed(self.failure)
        self.kept.append(draft)

    def limit(self, requests_per_day: int, money_per_month: float, language: Language) -> None:
        self.caps.append((requests_per_day, money_per_month))

    def agree_as_guardian(self, language: Language) -> None:
        self.child = ""

    def switch_off(self, language: Language) -> None:
        self.switched_off += 1

    async def test(self, language: Language) -> str:
        if self.failure:
            raise PortFailed(self.failure)
        return {Language.ZH: "连上了，模型可用。", Language.EN: "It answers, and has the model."}[language]

    def body(self, receipt_id: str, language: Language) -> str:
        self.opened.append(receipt_id)
        return LETTER

    def withdraw(self, consent_id: str, language: Language) -> None:
        self.withdrawn.append(consent_id)

    def accept_log(self, language: Language) -> None:
        self.accepted += 1
