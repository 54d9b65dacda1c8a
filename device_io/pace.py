"""Deadlines and pauses of the conversation with a device."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Deadlines and pauses, in seconds.

    Defaults: transport steps from the practice of bleak, hass-omron and blessed; a person gets a minute to
    read and type a passkey or a user's code; meters send at once, so three quiet seconds after a value mean that was
    all. Stored records may come as slowly as the ATT transaction time allows; a busy meter is asked again after a
    second (Tidepool's driver). ``stream`` is how long a device that sends every second is listened to in one go.
    """

    find: float = 60.0
    connect: float = 20.0
    secure: float = 60.0
    discover: float = 15.0
    identify: float = 5.0
    set_time: float = 5.0
    subscribe: float = 5.0
    quiet: float = 3.0
    listen: float = 60.0
    stream: float = 4 * 3600.0
    records_idle: float = 30.0
    records_retry: float = 1.0
    hold_off: float = 40.0
    reconnect_pause: float = 2.0
    back_off: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0)
