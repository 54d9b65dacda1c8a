"""From the script of a device to the virtual device itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from device_io.virtual.air import Air
from device_io.virtual.glucose_meter import VirtualGlucoseMeter
from device_io.virtual.push_meter import VirtualPushMeter
from device_io.virtual.scenario import AnyScript, GlucoseMeterScript

AnyPeripheral = VirtualPushMeter | VirtualGlucoseMeter


def make_peripheral(
    air: Air, script: AnyScript, now: Callable[[], datetime], zone: ZoneInfo
) -> AnyPeripheral:
    """Return the device of ``script``, switched off; see :class:`VirtualPeripheral` for the rest."""
    if isinstance(script, GlucoseMeterScript):
        return VirtualGlucoseMeter(air, script, now, zone)
    return VirtualPushMeter(air, script, now, zone)
