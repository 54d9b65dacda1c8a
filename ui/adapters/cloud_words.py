"""What is said about the cloud: offers read aloud, receipts, agreements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.cloud import PreparedOffer
from app.records.cloud_consents import StandingConsent
from app.records.receipts import StoredReceipt
from assistant.conversation import Language
from assistant.routing import Offer
from ui.view_models.ports import CloudOffer, OfferPart

_FIELDS: Final[dict[str, dict[Language, str]]] = {
    "question": {Language.ZH: "问题", Language.EN: "Question"},
    "lang": {Language.ZH: "语言", Language.EN: "Language"},
    "age_band": {Language.ZH: "年龄段", Language.EN: "Age group"},
    "sex": {Language.ZH: "性别", Language.EN: "Sex"},
    "dates": {Language.ZH: "日期（相隔天数）", Language.EN: "Dates, as days from today"},
    "facts": {Language.ZH: "你的读数", Language.EN: "Your readings"},
    "laboratory": {Language.ZH: "化验结果", Language.EN: "Laboratory results"},
    "passages": {Language.ZH: "资料库的段落", Language.EN: "Passages of the library"},
    "picture": {Language.ZH: "化验单截图（只有结果行）", Language.EN: "Picture of the result rows"},
}
_PURPOSES: Final[dict[str, dict[Language, str]]] = {
    "answer": {Language.ZH: "回答问题", Language.EN: "Answering a question"},
    "report": {Language.ZH: "解释化验结果", Language.EN: "Explaining results"},
    "picture": {Language.ZH: "看化验单截图", Language.EN: "Looking at a picture of results"},
}
_STRIKABLE: Final = ("age_band", "sex", "dates", "facts", "laboratory", "passages", "picture")


def cloud_offer(prepared: PreparedOffer, language: Language, zone: ZoneInfo) -> CloudOffer:
    """The offer for the screen."""
    since = prepared.standing.given_at.astimezone(zone) if prepared.standing is not None else None
    return CloudOffer(
        offer_id=prepared.id,
        reasons=(prepared.answered.offer.words(language),),
        endpoint=prepared.endpoint,
        region=prepared.region,
        body_text=prepared.body.decode(),
        byte_count=len(prepared.body),
        replacements=prepared.replacements,
        operator=prepared.operator,
        question=prepared.envelope.question,
        wording=prepared.question,
        parts=offer_parts(prepared, language),
        picture_possible=prepared.picture_possible,
        blocked=prepared.blocked,
        standing_since=f"{since:%Y-%m-%d}" if since is not None and not prepared.blocked else "",
    )


def offer_parts(prepared: PreparedOffer, language: Language) -> tuple[OfferPart, ...]:
    """The parts of what would leave, and those that were struck out, in the order they are shown."""
    content = prepared.envelope.content
    parts = [
        OfferPart(name, _FIELDS[name][language], _value(name, content[name], language), struck=False)
        for name in _STRIKABLE
        if name in content
    ]
    if prepared.picture is not None and "picture" not in prepared.struck:
        size = f"{len(prepared.picture) // 1024 + 1} kB"
        parts.append(OfferPart("picture", _FIELDS["picture"][language], size, struck=False))
    parts += [
        OfferPart(name, _FIELDS[name][language], "", struck=True)
        for name in _STRIKABLE
        if name in prepared.struck
    ]
    return tuple(parts)


def offer_aloud(prepared: PreparedOffer, offer: Offer, language: Language) -> str:
    """The whole offer as it is spoken: why, to whom, and every part of what would leave."""
    to = " ".join(part for part in (prepared.operator, prepared.region) if part) or prepared.endpoint
    said = [f"{part.title}: {part.text}" for part in offer_parts(prepared, language) if not part.struck]
    question = prepared.envelope.question
    if language is Language.ZH:
        parts = "；".join(said)
        return f"{offer.words(language)}要问网上更大的模型吗？会发给{to}。会离开这台机器的是，问题：{question}。{parts}。要发送还是留在这里？"
    parts = "; ".join(said)
    return (
        f"{offer.words(language)} Ask a larger model over the network? It would go to {to}. "
        f"This would leave the machine. Question: {question} {parts}. Send it, or keep it here?"
    )


def receipt_words(receipt: StoredReceipt, language: Language, zone: ZoneInfo) -> tuple[str, str, str]:
    """Title, detail and outcome of something that left."""
    when = f"{receipt.sent_at.astimezone(zone):%Y-%m-%d %H:%M}"
    purpose = _PURPOSES.get(receipt.purpose, _PURPOSES["answer"])[language]
    fields = _listed(receipt.fields, language)
    to = " · ".join(part for part in (receipt.operator, receipt.region, receipt.endpoint) if part)
    cost = f" · {receipt.cost_micros / 1_000_000:.4f} {receipt.currency}" if receipt.cost_micros else ""
    tokens = f" · {receipt.tokens_sent}+{receipt.tokens_received or 0} tokens" if receipt.tokens_sent else ""
    detail = f"{to}\n{fields}\n{len(receipt.body):,} B{tokens}{cost} · SHA-256 {receipt.body_sha256[:16]}…"
    outcome = {
        "answered": {Language.ZH: "已回答", Language.EN: "Answered"},
        "unknown": {Language.ZH: "中途断了，可能已发出", Language.EN: "Broken off; it may have left"},
    }.get(receipt.outcome, {Language.ZH: "没有得到回答", Language.EN: "No answer"})[language]
    return f"{when} · {purpose}", detail, outcome


def consent_words(consent: StandingConsent, language: Language, zone: ZoneInfo) -> tuple[str, str]:
    """Title and detail of a standing agreement."""
    since = f"{consent.given_at.astimezone(zone):%Y-%m-%d}"
    if consent.purpose == "declined":
        return {Language.ZH: ("不再询问云端", f"{since} 起"), Language.EN: ("The cloud is not offered", f"since {since}")}[language]  # fmt: skip
    if consent.purpose == "guardian":
        return {Language.ZH: ("监护人已同意", f"{since} 起"), Language.EN: ("A guardian agreed", f"since {since}")}[language]  # fmt: skip
    if consent.purpose == "agent_tool":
        return {Language.ZH: (f"其他程序可用：{consent.endpoint}", f"{since} 起"), Language.EN: (f"Other agents may use {consent.endpoint}", f"since {since}")}[language]  # fmt: skip
    title = _PURPOSES.get(consent.purpose, _PURPOSES["answer"])[language]
    fields = _listed(sorted(consent.fields), language)
    said = {Language.ZH: f"{since} 起不再询问 · {consent.endpoint}\n{fields}", Language.EN: f"Sent without asking since {since} · {consent.endpoint}\n{fields}"}  # fmt: skip
    return title, said[language]


def _listed(fields: Any, language: Language) -> str:
    joint = "、" if language is Language.ZH else ", "
    return joint.join(_FIELDS[name][language] for name in fields if name in _FIELDS and name != "lang")


def _value(name: str, value: Any, language: Language) -> str:
    match name:
        case "sex":
            return {"female": {Language.ZH: "女", Language.EN: "female"}, "male": {Language.ZH: "男", Language.EN: "male"}}[value][language]  # fmt: skip
        case "dates":
            return ", ".join(f"{placeholder} {days:+d}" for placeholder, days in value.items())
        case "facts":
            return "; ".join(_figure(fact) for fact in value)
        case "laboratory":
            return "; ".join(f"{row['analyte']} {row['value']} {row['unit']}".strip() for row in value)
        case "passages":
            return "; ".join(dict.fromkeys(str(row["title"]) for row in value))
        case _:
            return str(value)


def _figure(fact: Mapping[str, Any]) -> str:
    values = ", ".join(f"{name} {one['value']} {one['unit']}" for name, one in fact["values"].items())
    return f"{values} ({fact['day_offset']:+d} d)"
