"""The models page's port over the model store."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

from app.services import Services
from assistant.conversation import Language
from assistant.models.catalogue import CatalogueEntry, Role
from assistant.models.download import DownloadError, Progress
from assistant.models.engine import EngineError
from assistant.models.store import ModelState
from ui.adapters.error_words import failed
from ui.view_models.ports import PortFailed
from ui.view_models.ports.models import Fit, ModelView

_PURPOSE: Final = {
    Role.CHAT: {Language.ZH: "回答问题", Language.EN: "Answers questions"},
    Role.VISION: {Language.ZH: "看照片", Language.EN: "Sees photos"},
    Role.EMBEDDING: {Language.ZH: "按意思查资料", Language.EN: "Finds by meaning"},
    Role.RECOGNISER: {Language.ZH: "听懂说话", Language.EN: "Understands speech"},
    Role.VOICE: {Language.ZH: "说话的声音", Language.EN: "A voice"},
    Role.VOICE_ACTIVITY: {Language.ZH: "听出有人在说话", Language.EN: "Hears that somebody speaks"},
    Role.OCR: {Language.ZH: "认化验单上的字", Language.EN: "Reads laboratory reports"},
}
_STATE: Final = {
    ModelState.INSTALLED: {Language.ZH: "在这台机器上", Language.EN: "On this machine"},
    ModelState.AVAILABLE: {Language.ZH: "可以直接用", Language.EN: "Ready to be used"},
    ModelState.MISSING: {Language.ZH: "还没有下载", Language.EN: "Not fetched yet"},
    ModelState.DAMAGED: {Language.ZH: "文件坏了，请重新下载", Language.EN: "Damaged: fetch it again"},
    ModelState.NOT_OFFERED: {Language.ZH: "不提供下载", Language.EN: "Cannot be fetched"},
}
_FIT: Final[dict[Fit, dict[Language, str]]] = {
    "fits": {Language.ZH: "这台机器带得动", Language.EN: "Fits this machine"},
    "tight": {Language.ZH: "会比较慢", Language.EN: "Will be slow here"},
    "too_large": {Language.ZH: "内存不够", Language.EN: "Needs more memory than there is"},
}
_TESTING: Final = {Language.ZH: "只用来检验程序", Language.EN: "For testing the program only"}
#: A model that needs less than this share of the memory leaves enough to everything else; beyond the second share
#: nothing else would fit. Our rule.
_COMFORTABLE, _MOST = 0.4, 0.8
_MEGA: Final = 1e6


class ModelsAdapter:
    """Lists, fetches and deletes (:class:`ui.view_models.ports.models.ModelsPort`)."""

    def __init__(self, house: Services, memory_mb: float | None = None) -> None:
        """``memory_mb`` is that of this machine unless given."""
        self._house = house
        self._memory_mb = memory_mb or _memory_mb()

    def models(self, language: Language) -> tuple[ModelView, ...]:
        """All models, those that work for people before those for tests."""
        store = self._house.models
        try:
            used = {
                store.recommend(role, spoken)
                for role in Role
                for spoken in Language
                if role is not Role.VISION
            }
            views = [self._view(entry, entry.id in used, language) for entry in self._house.catalogue]
        except EngineError as error:
            raise failed(error, language) from error
        order = {ModelState.INSTALLED.value: 0, ModelState.AVAILABLE.value: 1, ModelState.MISSING.value: 2}
        return tuple(sorted(views, key=lambda view: (not view.in_use, order.get(view.state, 3))))

    async def fetch(self, model_id: str, progress: Callable[[float], None], language: Language) -> None:
        """Fetch a model."""

        def tell(now: Progress) -> None:
            progress(min(1.0, now.done_bytes / max(now.total_bytes, 1)))

        try:
            await self._house.models.pull(model_id, tell)
        except DownloadError as error:
            raise PortFailed(
                "没有下载完。请检查网络，再试一次会接着来。" if language is Language.ZH else str(error)
            ) from error
        except EngineError as error:
            raise failed(error, language) from error

    def delete(self, model_id: str, language: Language) -> str:
        """Delete what was fetched."""
        try:
            sentence = self._house.models.remove(model_id)
            title = self._house.catalogue.entry(model_id).title
        except EngineError as error:
            raise failed(error, language) from error
        return f"{title}：下载的文件删掉了。" if language is Language.ZH else sentence

    def _view(self, entry: CatalogueEntry, used: bool, language: Language) -> ModelView:
        state = self._house.models.status(entry.id).state
        works = entry.answers_health_questions or not {Role.CHAT, Role.VISION} & set(entry.roles)
        purposes = [_PURPOSE[role][language] for role in entry.roles if role in _PURPOSE]
        fit = self._fit(entry)
        return ModelView(
            id=entry.id,
            title=entry.title,
            purpose=("，" if language is Language.ZH else ", ").join(purposes)
            if works
            else _TESTING[language],
            size=f"{entry.disk_bytes / _MEGA:,.0f} MB" if entry.disk_bytes else "",
            licence=entry.licence.spdx,
            fit=fit,
            fit_text=_FIT[fit][language],
            state=state.value,
            state_text=_STATE[state][language],
            in_use=used and works,
            can_fetch=state in {ModelState.MISSING, ModelState.DAMAGED}
            and entry.downloadable
            and not self._house.settings.models.offline,
            can_delete=(self._house.folders.models / entry.id).is_dir()
            or (self._house.folders.cache / "models" / entry.id).is_dir(),
        )

    def _fit(self, entry: CatalogueEntry) -> Fit:
        share = entry.memory_mb / self._memory_mb
        return "fits" if share <= _COMFORTABLE else "tight" if share <= _MOST else "too_large"


def _memory_mb() -> float:
    """The memory of this machine; where it is not told, what a small computer has."""
    if not hasattr(os, "sysconf"):
        return 8000.0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _MEGA
