"""The wiring of the house: from settings to everything a door needs, each part made on first use.

Doors (window, command line) get one :class:`Services` and pass its parts on; rooms below get what
they need through their constructors and never see this object.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import tzlocal

from app.asker import Asker
from app.audit import AuditLog, head_store
from app.backup import put_back
from app.endpoint_keys import endpoint_key
from app.first_look import machine_language
from app.folders import Folders
from app.keys import DataKey, KeySources, find_keyring, open_key
from app.library_reading import LibraryReading
from app.people import Person
from app.records.audit_chain import chain_in
from app.records.errors import RecordsError
from app.records.records import Records, Sources, open_records
from app.second_hearing import SecondHearing
from app.settings import Settings
from app.speech_models import SpeechModels
from app.vector_making import VectorMaking
from assistant.conversation import Language
from assistant.conversation_memory import ConversationMemory
from assistant.models.catalogue import Catalogue, Role, load_catalogue
from assistant.models.circuit_breaker import CircuitBreaker
from assistant.models.engine import Engine, EngineError
from assistant.models.excerpt_engine import ExcerptEngine
from assistant.models.store import ModelStore
from assistant.reports.reading import ReportReader
from assistant.reports.vision import REPORT_IMAGE_TOKENS, VisionReader
from assistant.routing import CloudStanding
from assistant.speech.second_hearing import SoundModel
from assistant.workflow import AnsweringWorkflow
from kb.embedding import Embedder, find_embedder
from kb.library import Library
from kb.packs import PackStore, trusted_publishers
from kb.quarantine import Quarantine

if TYPE_CHECKING:
    from assistant.models.local_engine import LocalEngine

_log = logging.getLogger(__name__)


class Services:
    """Everything a door needs, for one household on this machine."""

    def __init__(
        self,
        folders: Folders,
        settings: Settings,
        *,
        key: DataKey | None = None,
        key_sources: KeySources | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        time_zone: str | None = None,
        cloud_key: Callable[[str], str] | None = None,
        ask_pin: Callable[[Person], str | None] = lambda _: None,
    ) -> None:
        """``key`` replaces the stored key (the demonstration keeps one in memory only).

        ``cloud_key`` gives the key of an endpoint by its base address; ``ask_pin`` asks for the PIN of a private
        profile, ``None`` where nobody can be asked.
        """
        self.folders = folders
        self.settings = settings
        self.now = now
        self.time_zone = time_zone or tzlocal.get_localzone_name()
        self.cloud_key = cloud_key or (lambda url: endpoint_key(url, self.endpoint_key_places))
        self._key = key
        self._key_sources = key_sources
        self._ask_pin = ask_pin
        self._zone_of_machine = time_zone is None
        #: A visitor who is nobody of the household: what they ask never leaves (:mod:`app.cloud`).
        self.guest = False
        #: Certificate authorities for the endpoint in place of the system's.
        self.cloud_tls: ssl.SSLContext | None = None
        self.cloud_breaker = CircuitBreaker()

    @property
    def zone(self) -> ZoneInfo:
        """The household's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def endpoint_key_places(self) -> Path:
        """The file that remembers which keyring holds which endpoint's key; no key is in it."""
        return self.folders.config / "endpoint_keys.json"

    # --- records ---

    @cached_property
    def key(self) -> DataKey:
        """The key of the records. Raises :class:`app.keys.KeyUnavailable`."""
        return self._key or open_key(self.folders, self.settings.security.key_storage, self._key_sources)

    @cached_property
    def records(self) -> Records:
        """The household's records. Raises :class:`app.records.errors.RecordsError`."""
        sources = Sources(now=self.now)
        replaced = put_back.take_place(self.folders)
        records = open_records(self.folders, self.key, self.settings.rule_set, self.time_zone, sources)
        records.signed_in.ask_pin = self._ask_pin
        if self._zone_of_machine:
            # Somebody may travel with a machine that stays on.
            records.reminders.zone = _zone_of_machine_now
        if replaced is not None and (replaced / self.folders.database_file.name).is_file():
            self._note_put_back(records, replaced)
        return records

    def _note_put_back(self, records: Records, replaced: Path) -> None:
        """Let the log know why its end is gone; where that cannot be proven, the log goes on saying that it is."""
        before = replaced / self.folders.database_file.name
        try:
            with chain_in(before, self.key.secret) as chain:
                known = self._audit_of(records).put_back(chain)
        except RecordsError as error:
            _log.warning("the audit log cannot take a backup as known: %s", type(error).__name__)
        else:
            _log.info("a backup was put back; the audit log %s", "knows" if known else "has a doubt")

    @property
    def person(self) -> Person:
        """Whoever uses Listenwell now. Raises :class:`app.signed_in.PinNeeded` while only closed profiles are here."""
        return self.records.signed_in.person

    # --- library ---

    @cached_property
    def library(self) -> Library:
        """The shipped articles, those of packs and the household's own; call ``build`` before the first search."""
        return self._open_library()

    def reload_library(self) -> None:
        """Let the articles that are there now take the place of :attr:`library`, to be found by words at once.

        Searches under way end on the one before; vectors are made in the background. Raises what
        :meth:`kb.library.Library.build` does, and the library before then stays.
        """
        self.library_reading.end()  # of what was deleted nothing may be saved again
        self.vector_making.end()
        try:
            fresh = self._open_library()
            fresh.build()
            self.library = fresh
        finally:
            self.vector_making.begin()
            self.library_reading.begin()

    @cached_property
    def library_reading(self) -> LibraryReading:
        """The local model reading the library in the background, where that is switched on."""
        return LibraryReading(
            lambda: self.library, self.reading_engine, lambda: self.vector_making.progress.running
        )

    def reading_engine(self) -> LocalEngine | None:
        """The model that may read the library: the one that answers, where the household let it."""
        return self.chat_model if self.settings.library.read_by_model else None

    @property
    def chat_model(self) -> LocalEngine | None:
        """The model that answers; ``None`` while excerpts do."""
        from assistant.models.local_engine import LocalEngine

        engine = self.engine
        return engine if isinstance(engine, LocalEngine) else None

    @cached_property
    def vector_making(self) -> VectorMaking:
        """Makes the vectors that the library lacks, in the background."""
        return VectorMaking(lambda: self.library)

    @cached_property
    def _embedder(self) -> Embedder | None:
        return find_embedder().embedder

    def _open_library(self) -> Library:
        return Library.open(
            self.own_articles,
            self.folders.cache / "library",
            self._embedder,
            self.packs.article_folders(),
            read_terms=self.settings.library.read_by_model,
        )

    @property
    def own_articles(self) -> Path:
        """Where the household's own articles lie."""
        return self.folders.data / "knowledge"

    @cached_property
    def quarantine(self) -> Quarantine:
        """Documents that wait until a person admits them to the library."""
        return Quarantine(self.folders.data / "quarantine", self.now)

    @cached_property
    def packs(self) -> PackStore:
        """Knowledge packs. Whoever's key lies in the profile's ``publishers`` folder is trusted."""
        return PackStore(self.folders.data / "packs", trusted_publishers(self.folders.config / "publishers"))

    # --- models ---

    @cached_property
    def catalogue(self) -> Catalogue:
        """All models Listenwell knows, with the household's own additions."""
        return load_catalogue(self.folders.config / "models.d")

    @cached_property
    def models(self) -> ModelStore:
        """Which of them are here."""
        return ModelStore(
            self.catalogue,
            self.folders.models,
            self.folders.cache / "models",
            offline=self.settings.models.offline,
            extra_folders=self.settings.models.folders,
        )

    @cached_property
    def excerpts(self) -> ExcerptEngine:
        """The engine that needs no model."""
        return ExcerptEngine()

    @cached_property
    def engine(self) -> Engine:
        """The engine that answers here: the chosen or best installed model, else excerpts.

        A model that only exercises the path (random weights, base models) never answers, and one that
        is missing or damaged (:mod:`app.doctor` names it) leaves the answering to excerpts.
        """
        try:
            return self._model_engine()
        except EngineError as error:
            _log.warning("the local model cannot be used: %s", type(error).__name__)
            return self.excerpts

    def _model_engine(self) -> Engine:
        wanted = self.settings.models.llm
        model = self.models.recommend(Role.CHAT, Language.ZH) if wanted == "auto" else wanted
        if model in (None, "excerpts") or not self.catalogue.entry(model).answers_health_questions:
            return self.excerpts
        from assistant.models.local_engine import LocalEngine, LocalOptions

        return LocalEngine(
            self.models.path(model), LocalOptions(threads=self.settings.models.threads or None)
        )

    @cached_property
    def speech(self) -> SpeechModels:
        """The recogniser and the voices."""
        return SpeechModels(self.models, self.settings.speech, self.folders.cache / "speech")

    @cached_property
    def second_hearing(self) -> SecondHearing:
        """The model that hears beside the recogniser, where one is installed."""
        return SecondHearing(self.models, self._open_hearing)

    def _open_hearing(self, model: str) -> SoundModel:
        """The model that answers, where it is the same one; a second copy would not fit beside it."""
        from assistant.models.local_engine import LocalEngine, LocalOptions

        files = self.models.path(model)
        engine = self.engine
        if isinstance(engine, LocalEngine) and engine.description.model == files.entry.title:
            return engine
        return LocalEngine(files, LocalOptions(threads=self.settings.models.threads or None))

    @property
    def language(self) -> Language:
        """The household's language: the chosen one, else that of this machine."""
        chosen = self.settings.language
        if chosen != "auto":
            return Language(chosen)
        return machine_language()

    # --- answering ---

    def workflow(self) -> AnsweringWorkflow:
        """The answering workflow for the person who uses Listenwell now."""
        self.make_way()
        return AnsweringWorkflow(
            facts=self.records.facts_for(self.person),
            library=self._library_with_servers(),
            engine=self.engine,
            fallback=self.excerpts,
            person=Asker(self),
            cloud=self.cloud_standing,
            conversation=self.conversations.of(self.person.id),
            embedder=self._embedder,
        )

    def make_way(self) -> None:
        """Somebody asks, or is about to: the model reads the library no further for a while."""
        if "library_reading" in self.__dict__:
            self.library_reading.give_way()

    def _library_with_servers(self) -> Library:
        if not self.settings.agents.servers:
            return self.library
        from app.agent_servers import LibraryWithServers
        from app.cloud import known_entities

        joined = LibraryWithServers(
            self.library, self.settings.agents.servers, lambda: known_entities(self), self.audit.note
        )
        return cast("Library", joined)

    @cached_property
    def conversations(self) -> ConversationMemory:
        """What each person asked last; ``forget`` erases it."""
        return ConversationMemory(self.now)

    def cloud_standing(self) -> CloudStanding:
        """Whether the cloud may be offered to whoever uses Listenwell now; nothing is contacted."""
        from app.cloud import cloud_standing

        return cloud_standing(self)

    @cached_property
    def audit(self) -> AuditLog:
        """The log of what left and what was agreed to. Raises :class:`app.audit.AuditUnavailable`."""
        return self._audit_of(self.records)

    def _audit_of(self, records: Records) -> AuditLog:
        find = self._key_sources.keyring if self._key_sources is not None else find_keyring
        # Where the key of the records is in memory only, nothing of them is kept elsewhere either.
        keyring = find if self._key is None else lambda: None
        return AuditLog(
            records.audit_chain(self.key.secret), head_store(self.folders.config, keyring), self.now
        )

    # --- reports ---

    @cached_property
    def reports(self) -> ReportReader:
        """Reads report photos in a child process; a model that sees, where one is installed, is the second reader."""
        return ReportReader(vision=self.second_reader)

    @cached_property
    def second_reader(self) -> VisionReader | None:
        """A model that sees, to read reports once more; ``None`` where none is installed."""
        model = self.models.recommend(Role.VISION, self.language)
        if model is None or not self.catalogue.entry(model).answers_health_questions:
            return None
        from assistant.models.local_engine import LocalEngine, LocalOptions

        options = LocalOptions(threads=self.settings.models.threads or None, image_tokens=REPORT_IMAGE_TOKENS)
        try:
            return VisionReader(LocalEngine(self.models.path(model), options))
        except EngineError as error:
            _log.warning("the second reader cannot be used: %s", type(error).__name__)
            return None

    async def close_engine(self) -> None:
        """Free the local model, if one was loaded; call it on the event loop that used it."""
        engine: Engine | None = self.__dict__.pop("engine", None)
        if engine is not None:
            await engine.aclose()
        hearing: SecondHearing | None = self.__dict__.pop("second_hearing", None)
        if hearing is not None:
            await hearing.aclose()

    def close(self) -> None:
        """End what runs in the background, and close the records, if they were opened."""
        if "library_reading" in self.__dict__:
            self.library_reading.end()
        if "vector_making" in self.__dict__:
            self.vector_making.end()
        if "records" in self.__dict__:
            self.records.close()
        if self._key is None and (key := self.__dict__.pop("key", None)) is not None:
            key.forget()


def _zone_of_machine_now() -> ZoneInfo:
    tzlocal.reload_localzone()
    return ZoneInfo(tzlocal.get_localzone_name())
