"""What virtual devices remember between two starts of the simulator: bonds, and the moment history counts from."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from device_io.virtual.scenario import Scenario, ScenarioError

logger = logging.getLogger(__name__)

#: Longest file of the simulator's memory read; bonds take some hundred bytes each.
_MAX_BYTES = 1024 * 1024


class SimulatorMemory:
    """Files in ``folder``, which is made when something has to be kept.

    Without it a restarted simulator would send the same readings under new times, which are other readings.
    Nothing in it is about a person: link keys of devices that do not exist, and a time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def device_keys(self) -> Path:
        """Where virtual devices keep their bonds."""
        return self._sound("device_bonds.json")

    @property
    def adapter_keys(self) -> Path:
        """Where the virtual adapter keeps its bonds."""
        return self._sound("adapter_bonds.json")

    def epoch(self, scenario: Scenario, now: datetime, zone: ZoneInfo) -> datetime:
        """Return the moment from which the history of ``scenario`` counts: its own, or that of its first use here.

        Raises:
            ScenarioError: the moment cannot be kept.

        """
        if scenario.epoch is not None:
            return own_epoch(scenario.epoch, zone)
        name = hashlib.sha256(scenario.name.encode()).hexdigest()[:16]
        kept = self._load("epochs.json")
        try:
            return datetime.fromisoformat(str(kept[name])).astimezone(UTC)
        except (KeyError, ValueError):
            epoch = now.astimezone(UTC).replace(microsecond=0)
            self._save("epochs.json", {**kept, name: epoch.isoformat()})
            return epoch

    def adapter_address(self) -> str:
        """Return the address of this machine's virtual adapter, the same at every start.

        Raises:
            ScenarioError: it cannot be kept.

        """
        address = self._load("adapter.json").get("address")
        if not isinstance(address, str):
            address = new_adapter_address()
            self._save("adapter.json", {"address": address})
        return address

    def _sound(self, name: str) -> Path:
        """Return the path of ``name``, emptied where what lies there cannot be read."""
        self._make()
        if (self._folder / name).exists() and not self._load(name):
            (self._folder / name).unlink()
        return self._folder / name

    def _load(self, name: str) -> Mapping[str, Any]:
        try:
            if (self._folder / name).stat().st_size <= _MAX_BYTES:
                kept = json.loads((self._folder / name).read_text(encoding="utf-8"))
                if isinstance(kept, dict):
                    return kept
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            logger.warning("the simulator's memory %s is begun anew: %s", name, type(error).__name__)
        return {}

    def _save(self, name: str, content: Mapping[str, Any]) -> None:
        self._make()
        fresh = self._folder / f"{name}.new"
        try:
            fresh.write_text(json.dumps(content), encoding="utf-8")
            fresh.replace(self._folder / name)
        except OSError as error:
            raise _not_kept(self._folder, error) from error

    def _make(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _not_kept(self._folder, error) from error


def own_epoch(epoch: datetime, zone: ZoneInfo) -> datetime:
    """Return the epoch a scenario states, which is local time of ``zone`` unless it names another."""
    return (epoch if epoch.tzinfo else epoch.replace(tzinfo=zone)).astimezone(UTC)


def new_adapter_address() -> str:
    """Return a fresh static random address (its two highest bits are set: Bluetooth Core, Vol 6, Part B, 1.3.2.1)."""
    return ":".join(f"{byte:02X}" for byte in (0xC1, *secrets.token_bytes(5)))


def _not_kept(folder: Path, error: OSError) -> ScenarioError:
    return ScenarioError(
        f"The simulator cannot keep its memory in {folder} ({error.strerror}): check the rights of that folder."
    )
