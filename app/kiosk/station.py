"""The station itself: its records, and what its visits and its staff may do with them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from app.audit import AuditLog, HeadStore
from app.exchange.errors import ExportFailed
from app.kiosk import clinic_export
from app.kiosk.first_page import FirstPage
from app.kiosk.lending import Lending
from app.kiosk.staff import Member, Role, Staff
from app.kiosk.views import AuditLine, AuditView, DoorView, PanelView, StationView
from app.kiosk.waiting_room import WaitingRoom
from app.pins import PinResult, PinTry
from app.records.audit_chain import AuditChain
from app.records.database import Database, open_database
from app.records.errors import InvalidEntry
from app.records.migration import load_migrations
from app.steady_clock import SteadyClock
from assistant.conversation import Language
from device_io.reading import ReadingKind

DATABASE = "station.db"


@dataclass(frozen=True, slots=True)
class StationSources:
    """The clock and the chance of a station; tests give their own."""

    now: Callable[[], datetime]
    zone: ZoneInfo
    new_id: Callable[[], str] = lambda: secrets.token_hex(8)
    clock: SteadyClock | None = None


class Station:
    """The records of a station, open. All methods may be called from any thread."""

    def __init__(self, database: Database, sources: StationSources, audit: AuditLog) -> None:
        """Use :func:`open_station`."""
        self._database, self._sources, self.audit = database, sources, audit
        self.waiting_room = WaitingRoom(database, sources.now, sources.zone)
        self.staff = Staff(database, sources.now, sources.new_id, sources.clock)
        self.lending = Lending(database, sources.now)
        self.first_page = FirstPage(database, sources.now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the records."""
        self._database.close()

    # --- what is shown ---

    def view(self) -> StationView:
        """What a visit is shown."""
        here = tuple(device for device in self.lending.devices() if device.here)
        return StationView(here, self.first_page.message(), bool(self.staff.members()))

    def door(self, attempt: PinTry | None = None) -> DoorView:
        """What the staff are shown before anybody signed in."""
        return DoorView(self.staff.members(), attempt)

    def panel(self, member: Member, *, visiting: bool) -> PanelView:
        """What a member is shown. ``visiting``: somebody is at the station now."""
        room = self.waiting_room
        return PanelView(
            member=member,
            queue=room.queue(),
            accepted=room.decided(),
            flags=room.unseen_flags(),
            devices=self.lending.devices(),
            counts=room.counts(),
            message=self.first_page.message(),
            members=self.staff.members(),
            visiting=visiting,
        )

    def audit_log(self, member: Member) -> AuditView:
        """The newest of who did what; managers only."""
        member.needs(Role.MANAGER)
        names = self.staff.names()
        finding = self.audit.verify()
        lines = tuple(
            AuditLine(one.at, one.event, _named(one.subject, names), names.get(str(one.detail.get("by")), ""))
            for one in self.audit.entries()
        )
        return AuditView(lines, finding.holds, {language: finding.words(language) for language in Language})

    # --- what the staff do ---

    def sign_in(self, member_id: str, pin: str) -> tuple[Member, PinTry]:
        """Try a PIN, and note how it went. Raises :class:`InvalidEntry` for somebody who is not on the list."""
        member = self.staff.member(member_id)
        attempt = self.staff.check(member, pin)
        opened = attempt.result is PinResult.OPEN
        self.audit.note("sign_in" if opened else "sign_in_refused", member.id, by=member.id)
        return member, attempt

    def change_pin(self, member: Member, pin: str, new_pin: str) -> None:
        """Give the member another PIN. Raises :class:`InvalidEntry` where ``pin`` is not theirs, ``PinRefused``."""
        if not self.staff.is_open_with(member, pin):
            raise InvalidEntry("This is not your present PIN: type it again, or ask a manager.")
        self.staff.change_pin(member, new_pin)
        self.audit.note("change_pin", member.id, by=member.id)

    def set_up(self, name: str, pin: str) -> Member:
        """Make the first manager. Raises :class:`InvalidEntry` once there is one."""
        if self.staff.members():
            raise InvalidEntry("This station has staff already: ask a manager to add you.")
        member = self.staff.add(name, Role.MANAGER, pin)
        self.audit.note("set_up", "station", by=member.id)
        return member

    def decide(self, member: Member, visit: int, *, accept: bool) -> None:
        """Accept or discard what a visit handed over."""
        self.waiting_room.decide(visit, accept=accept, member=member.id)
        self.audit.note("accept" if accept else "discard", f"visit {visit}", by=member.id)

    def take_note(self, member: Member, flag: int) -> None:
        """Note that the member saw a red flag."""
        self.waiting_room.take_note(flag, member.id)
        self.audit.note("take_note", f"flag {flag}", by=member.id)

    def show_message(self, member: Member, words: str, until: datetime | None) -> None:
        """Put words of the staff on the first page."""
        self.first_page.show(words, member.id, until)
        self.audit.note("message", "first page", by=member.id)

    def move_device(self, member: Member, address: str, place: str) -> None:
        """Note that a device was lent or came back."""
        self.lending.move(address, place)
        self.audit.note("move_device", address, by=member.id)

    def take_in_device(self, member: Member, address: str, name: str, kind: ReadingKind) -> None:
        """Let a device belong to the station."""
        self.lending.take_in(address, name, kind)
        self.audit.note("take_in_device", address, by=member.id)

    def take_off_device(self, member: Member, address: str) -> None:
        """Let a device no longer belong to the station."""
        self.lending.take_off(address)
        self.audit.note("take_off_device", address, by=member.id)

    def end_kiosk(self, member: Member) -> None:
        """Note that the member ends the kiosk; managers only."""
        member.needs(Role.MANAGER)
        self.audit.note("close_station", "station", by=member.id)

    def add_member(self, member: Member, name: str, role: Role, pin: str) -> Member:
        """Add a member of staff; managers only."""
        member.needs(Role.MANAGER)
        added = self.staff.add(name, role, pin)
        self.audit.note("add_member", added.id, by=member.id)
        return added

    def remove_member(self, member: Member, other: str) -> None:
        """Take a member off the list; managers only."""
        member.needs(Role.MANAGER)
        self.staff.remove(self.staff.member(other))
        self.audit.note("remove_member", other, by=member.id)

    def export(self, member: Member, folder: Path) -> tuple[str, ...]:
        """Write what was accepted into ``folder`` and note it; managers only. Raises :class:`ExportFailed`."""
        member.needs(Role.MANAGER)
        visits = self.waiting_room.to_export()
        if not visits:
            raise ExportFailed("Nothing accepted is left to export: accept visits in the list first.")
        if not folder.is_dir():
            raise ExportFailed(f"There is no folder {folder}: choose one, for example of a drive you put in.")
        names = clinic_export.write_bundles(folder, visits, self._sources.zone.key, self._sources.now())
        self.waiting_room.exported(tuple(one.visit for one in visits))
        self.audit.note("export", f"{len(names)} visits", by=member.id)
        return names


def _named(subject: str, names: Mapping[str, str]) -> str:
    return names.get(subject, subject)


def open_station(folder: Path, key: bytes, sources: StationSources, head: HeadStore) -> Station:
    """Open or make the records of the station in ``folder``; ``head`` is that of their audit log.

    Raises :class:`app.records.errors.RecordsError`.
    """
    database = open_database(folder / DATABASE, key, sources.now, load_migrations("app.kiosk"))
    station = Station(database, sources, AuditLog(AuditChain(database, key), head, sources.now))
    station.waiting_room.forget_old()
    return station
