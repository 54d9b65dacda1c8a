"""The users that a device itself keeps apart, and whose readings a host asks it for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class UserConsent:
    """A user of the device and the code by which that user lets a host see the readings (0 to 9999)."""

    slot: int
    code: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user that the device does not have yet."""


UserChoice = UserConsent | NewUser


class ConsentStore(Protocol):
    """Keeps the consents of devices. Implemented by the records database, which is encrypted."""

    def consent(self, device_id: str) -> UserConsent | None:
        """Return the consent under which the device is read, ``None`` where there is none."""
        ...

    def keep(self, device_id: str, consent: UserConsent) -> None:
        """Use ``consent`` from now on."""
        ...


class NoConsents:
    """Knows no consent and keeps none beyond the life of this object."""

    def __init__(self) -> None:
        self._consents: dict[str, UserConsent] = {}

    def consent(self, device_id: str) -> UserConsent | None:
        """Return what was kept in this process."""
        return self._consents.get(device_id)

    def keep(self, device_id: str, consent: UserConsent) -> None:
        """Use ``consent`` until this process ends."""
        self._consents[device_id] = consent
