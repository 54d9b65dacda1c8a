"""The pages about the cloud over settings, records and the audit log (:class:`ui.view_models.ports.CloudPort`)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from app.audit import AuditUnavailable
from app.cloud import CloudDoor
from app.cloud_budget import budget
from app.endpoint_keys import KEY_VARIABLE, keep_endpoint_key
from app.keys import KeyUnavailable
from app.records.cloud_consents import GUARDIAN
from app.records.errors import RecordsError
from app.services import Services
from app.settings import SettingsError, load_settings, save_settings
from assistant.conversation import Language
from assistant.models.endpoint_engine import Endpoint
from assistant.models.endpoint_presets import OWN, endpoint_presets
from assistant.models.endpoint_probe import probe
from assistant.models.engine import EngineError
from assistant.privacy import LEAST_AGE_YEARS
from ui.adapters.cloud_words import consent_words, receipt_words
from ui.adapters.error_words import failed
from ui.view_models.ports import (
    CloudSnapshot,
    ConsentView,
    EndpointDraft,
    EndpointView,
    PortFailed,
    PresetView,
    ReceiptView,
)

_MOST_RECEIPTS: Final = 500
_FAILURES: Final = (RecordsError, KeyUnavailable, EngineError)
_NOT_AN_ADDRESS: Final = "地址或模型名称不对：地址要以 https 开头。"
_NOT_A_CAP: Final = {
    Language.ZH: "次数要在 1 到 1000 之间，费用要在 0 到 100000 之间。",
    Language.EN: "The questions must be 1 to 1000, and the money 0 to 100000.",
}
_OWN: Final = {Language.ZH: "其他", Language.EN: "Another one"}


class CloudAdapter:
    """Everything about the cloud, for the screen."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def snapshot(self, language: Language) -> CloudSnapshot:
        """See :class:`ui.view_models.ports.CloudPort`."""
        house = self._house
        try:
            receipts = house.records.receipts.all(_MOST_RECEIPTS)
            consents = [
                one for one in house.records.cloud_consents.of(house.person.id) if one.withdrawn_at is None
            ]
            try:
                finding = house.audit.verify()
                log_words, log_holds = finding.words(language), finding.holds
            except AuditUnavailable as error:
                log_words, log_holds = str(error), False
            return CloudSnapshot(
                self._endpoint(language),
                tuple(_presets(language)),
                tuple(ConsentView(one.id, *consent_words(one, language, house.zone)) for one in consents),
                tuple(
                    ReceiptView(one.id, *receipt_words(one, language, house.zone), one.outcome == "answered")
                    for one in receipts
                ),
                log_words,
                log_holds,
                self._child_to_ask_for(language),
            )
        except _FAILURES as error:
            raise failed(error, language) from error

    def keep(self, draft: EndpointDraft, language: Language) -> None:
        """See :class:`ui.view_models.ports.CloudPort`."""
        preset = endpoint_presets().get(draft.preset)
        changes: dict[str, Any] = {
            "cloud.enabled": True,
            "cloud.preset": draft.preset if preset is not None else OWN,
            "cloud.base_url": draft.base_url.strip(),
            "cloud.model": draft.model.strip(),
            "cloud.operator": preset.operator[language] if preset is not None else "",
            "cloud.region": preset.region[language] if preset is not None else "",
            "cloud.images": preset.images if preset is not None else False,
            "cloud.usage": preset.usage if preset is not None else False,
            "cloud.finish_may_be_missing": preset.finish_may_be_missing if preset is not None else False,
        }
        try:
            if draft.key:
                keep_endpoint_key(draft.base_url.strip(), draft.key.strip(), self._house.endpoint_key_places)
            self._change(changes, language)
            self._house.audit.note("cloud_on", draft.preset, endpoint=draft.base_url.strip())
        except _FAILURES as error:
            raise failed(error, language) from error

    def limit(self, requests_per_day: int, money_per_month: float, language: Language) -> None:
        """See :class:`ui.view_models.ports.CloudPort`."""
        changes = {"cloud.requests_per_day": requests_per_day, "cloud.money_per_month": money_per_month}
        try:
            self._change(changes, language, _NOT_A_CAP)
            self._house.audit.note("caps_set", requests=requests_per_day, money=f"{money_per_month:.2f}")
        except _FAILURES as error:
            raise failed(error, language) from error

    def agree_as_guardian(self, language: Language) -> None:
        """See :class:`ui.view_models.ports.CloudPort`."""
        try:
            if self._child_to_ask_for(language):
                CloudDoor(self._house).agree_as_guardian(self._house.person)
        except _FAILURES as error:
            raise failed(error, language) from error

    def switch_off(self, language: Language) -> None:
        """See :class:`ui.view_models.ports.CloudPort`."""
        try:
            self._change({"cloud.enabled": False}, language)
            self._house.audit.note("cloud_off")
        except _FAILURES as error:
            raise failed(error, language) from error

    async def test(self, language: Language) -> str:
        """See :class:`ui.view_models.ports.CloudPort`."""
        cloud, house = self._house.settings.cloud, self._house
        try:
            key = house.cloud_key(cloud.base_url)
            found = await probe(
                Endpoint(
                    cloud.base_url, cloud.model, key=key, connect_s=cloud.connect_seconds, tls=house.cloud_tls
                )
            )
        except EngineError as error:
            raise failed(error, language) from error
        if found.has_model:
            return {Language.ZH: f"连上了，模型 {cloud.model} 可用。", Language.EN: f"It answers, and has the model {cloud.model}."}[language]  # fmt: skip
        names = ", ".join(found.models[:5]) or "—"
        return {Language.ZH: f"连上了，但没有模型 {cloud.model}；它有：{names}。", Language.EN: f"It answers, but has no model {cloud.model}; it has {names}."}[language]  # fmt: skip

    def body(self, receipt_id: str, language: Language) -> str:
        """See :class:`ui.view_models.ports.CloudPort`."""
        try:
            found = self._house.records.receipts.find(receipt_id)
        except RecordsError as error:
            raise failed(error, language) from error
        return found.body.decode("utf-8", "replace") if found is not None else ""

    def withdraw(self, consent_id: str, language: Language) -> None:
        """See :class:`ui.view_models.ports.CloudPort`."""
        try:
            CloudDoor(self._house).withdraw(consent_id)
        except _FAILURES as error:
            raise failed(error, language) from error

    def accept_log(self, language: Language) -> None:
        """See :class:`ui.view_models.ports.CloudPort`."""
        try:
            self._house.audit.accept()
        except _FAILURES as error:
            raise failed(error, language) from error

    def _child_to_ask_for(self, language: Language) -> str:
        house = self._house
        person = house.person
        age = person.age_on(house.now().astimezone(house.zone).date())
        if house.guest or age is None or age >= LEAST_AGE_YEARS:
            return ""
        agreed = house.records.cloud_consents.find(person.id, GUARDIAN) is not None
        return "" if agreed else person.name_in(language)

    def _change(
        self, changes: dict[str, Any], language: Language, refusal: Mapping[Language, str] | None = None
    ) -> None:
        file = self._house.folders.settings_file
        try:
            save_settings(file, changes)
            self._house.settings = load_settings(file, os.environ)
        except SettingsError as error:
            raise PortFailed(
                (refusal or {Language.ZH: _NOT_AN_ADDRESS, Language.EN: str(error)})[language]
            ) from error

    def _endpoint(self, language: Language) -> EndpointView:
        cloud = self._house.settings.cloud
        preset = endpoint_presets().get(cloud.preset)
        return EndpointView(
            enabled=cloud.enabled,
            preset=cloud.preset,
            base_url=cloud.base_url,
            model=cloud.model,
            operator=preset.operator[language] if preset is not None else cloud.operator,
            region=preset.region[language] if preset is not None else cloud.region,
            images=cloud.images,
            key_words=self._key_words(language),
            caps_words=self._caps_words(language),
            requests_per_day=cloud.requests_per_day,
            money_per_month=cloud.money_per_month,
            currency=cloud.currency,
        )

    def _key_words(self, language: Language) -> str:
        cloud = self._house.settings.cloud
        if not cloud.base_url:
            return ""
        if os.environ.get(KEY_VARIABLE):
            return {Language.ZH: "密钥来自环境变量。", Language.EN: "The key comes from the environment."}[
                language
            ]
        try:
            key = self._house.cloud_key(cloud.base_url)
        except EngineError as error:
            return failed(error, language).sentence if language is Language.ZH else str(error)
        return {
            Language.ZH: "密钥在系统钥匙串里。" if key else "没有密钥。",
            Language.EN: "The key is in the system's keyring." if key else "There is no key.",
        }[language]

    def _caps_words(self, language: Language) -> str:
        house, cloud = self._house, self._house.settings.cloud
        left = budget(house.records.receipts, cloud, house.person.id, house.now(), house.zone)
        money, cap = left.micros_left / 1_000_000, cloud.money_per_month
        return {
            Language.ZH: f"今天还可以问 {left.requests_left} 次（每天 {cloud.requests_per_day} 次）；本月还剩 {money:.2f} {cloud.currency}（上限 {cap:.2f}）。",
            Language.EN: f"{left.requests_left} of {cloud.requests_per_day} questions are left today, and {money:.2f} of {cap:.2f} {cloud.currency} this month.",
        }[language]


def _presets(language: Language) -> list[PresetView]:
    known = [
        PresetView(
            one.id, one.title[language], one.operator[language], one.region[language], one.base_url, one.model,
            one.images, one.needs_key,
        )
        for one in endpoint_presets().values()
    ]  # fmt: skip
    return [*known, PresetView(OWN, _OWN[language], "", "", "", "", images=False, needs_key=True)]
