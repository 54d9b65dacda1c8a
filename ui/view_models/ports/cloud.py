"""What the pages about the cloud ask for: which endpoint, what was agreed to, and everything that ever left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Language


@dataclass(frozen=True, slots=True)
class PresetView:
    """An endpoint to choose; ``images`` and ``needs_key`` are what is known of it."""

    id: str
    title: str
    operator: str
    region: str
    base_url: str
    model: str
    images: bool
    needs_key: bool


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """The endpoint as it is set, or as the person types it. ``key`` is only ever given, never shown."""

    preset: str
    base_url: str
    model: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class EndpointView:
    """The endpoint that is set. ``key_words`` tells in words whether there is a key and where.

    ``requests_per_day`` (of one person) and ``money_per_month`` (of the household, in ``currency``) are caps that stop.
    """

    enabled: bool
    preset: str
    base_url: str
    model: str
    operator: str
    region: str
    images: bool
    key_words: str
    caps_words: str
    requests_per_day: int = 20
    money_per_month: float = 20.0
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One sending in words."""

    receipt_id: str
    title: str
    detail: str
    outcome: str
    went_well: bool


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A standing agreement that holds."""

    consent_id: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class CloudSnapshot:
    """Everything about the cloud. ``log_words`` says whether the log of it is as it was written.

    ``child`` names whoever is signed in and too young to be offered the cloud before a guardian agrees, else empty.
    """

    endpoint: EndpointView
    presets: tuple[PresetView, ...]
    consents: tuple[ConsentView, ...]
    receipts: tuple[ReceiptView, ...]
    log_words: str
    log_holds: bool
    child: str = ""


class CloudPort(Protocol):
    """Blocking calls, made from a thread; all raise ``PortFailed``."""

    def snapshot(self, language: Language) -> CloudSnapshot:
        """Return everything."""
        ...

    def keep(self, draft: EndpointDraft, language: Language) -> None:
        """Use this endpoint, and switch the cloud on."""
        ...

    def limit(self, requests_per_day: int, money_per_month: float, language: Language) -> None:
        """From now on no more than this is sent, and paid."""
        ...

    def agree_as_guardian(self, language: Language) -> None:
        """A guardian agrees that the questions of whoever is signed in may be offered the cloud."""
        ...

    def switch_off(self, language: Language) -> None:
        """From now on nothing is offered."""
        ...

    async def test(self, language: Language) -> str:
        """Ask the endpoint for its models, which holds nothing about anybody, and say in a sentence how it went."""
        ...

    def body(self, receipt_id: str, language: Language) -> str:
        """The exact words that left."""
        ...

    def withdraw(self, consent_id: str, language: Language) -> None:
        """Take an agreement back."""
        ...

    def accept_log(self, language: Language) -> None:
        """Take the log as it is from here on, after a backup was restored."""
        ...
