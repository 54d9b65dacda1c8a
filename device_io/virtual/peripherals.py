"""From the script of a device to the virtual device itself."""

from __future__ import annotations

from device_io.virtual.glucose_meter import VirtualGlucoseMeter
from device_io.virtual.glucose_sensor import VirtualGlucoseSensor
from device_io.virtual.peripheral import Surroundings
from device_io.virtual.push_meter import VirtualPushMeter
from device_io.virtual.scenario import AnyScript, GlucoseMeterScript, GlucoseSensorScript

AnyPeripheral = VirtualPushMeter | VirtualGlucoseMeter | VirtualGlucoseSensor


def make_peripheral(around: Surroundings, script: AnyScript) -> AnyPeripheral:
    """Return the device of ``script``, switched off; see :class:`VirtualPeripheral` for the rest."""
    if isinstance(script, GlucoseMeterScript):
        return VirtualGlucoseMeter(around, script)
    if isinstance(script, GlucoseSensorScript):
        return VirtualGlucoseSensor(around, script)
    return VirtualPushMeter(around, script)
