"""The health profiles that sessions speak: which services there are and what each has to send.

Source: the Bluetooth profile and service specifications of the same names; what is stored and what is shown
only follows the GATT Specification Supplement.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from device_io import gatt


@dataclass(frozen=True, slots=True)
class Profile:
    """What a kind of device sends.

    ``results`` carry readings. ``asides`` never do (live values, notes on a record) but are kept as they came.
    ``fallbacks`` stand in where no result is offered: values of the moment, some of which settle into a reading.
    ``stamped``: its records carry the device's own time, so its clock matters. ``on_request``: its records are
    sent when a host asks for them at the Record Access Control Point.
    """

    label: str
    service: str
    results: tuple[str, ...]
    asides: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    stamped: bool = True
    on_request: bool = False

    def sources(self, offered: Collection[str]) -> tuple[str, ...]:
        """Return which of the characteristics ``offered`` bring readings; empty: not this profile."""
        results = tuple(one for one in self.results if one in offered)
        return results or tuple(one for one in self.fallbacks if one in offered)

    def is_spoken(self, offered: Collection[str]) -> bool:
        """Say whether a device with these characteristics can be read by this profile."""
        return bool(self.sources(offered)) and (
            not self.on_request or gatt.RECORD_ACCESS_CONTROL_POINT in offered
        )


PROFILES: tuple[Profile, ...] = (
    Profile(
        label="blood pressure",
        service=gatt.BLOOD_PRESSURE_SERVICE,
        results=(gatt.BLOOD_PRESSURE_MEASUREMENT,),
        asides=(gatt.INTERMEDIATE_CUFF_PRESSURE,),
    ),
    Profile(
        label="glucose",
        service=gatt.GLUCOSE_SERVICE,
        results=(gatt.GLUCOSE_MEASUREMENT,),
        asides=(gatt.GLUCOSE_CONTEXT,),
        on_request=True,
    ),
    Profile(
        label="temperature",
        service=gatt.THERMOMETER_SERVICE,
        results=(gatt.TEMPERATURE_MEASUREMENT,),
        asides=(gatt.INTERMEDIATE_TEMPERATURE,),
    ),
    Profile(
        # An oximeter with both would give every measurement twice: the spot-check is the one it stands by.
        label="oxygen saturation",
        service=gatt.PULSE_OXIMETER_SERVICE,
        results=(gatt.SPOT_CHECK_MEASUREMENT,),
        fallbacks=(gatt.CONTINUOUS_OXIMETRY,),
    ),
    Profile(
        label="heart rate",
        service=gatt.HEART_RATE_SERVICE,
        results=(gatt.HEART_RATE_MEASUREMENT,),
        stamped=False,
    ),
    Profile(
        label="weight",
        service=gatt.WEIGHT_SCALE_SERVICE,
        results=(gatt.WEIGHT_MEASUREMENT,),
    ),
    Profile(
        label="body composition",
        service=gatt.BODY_COMPOSITION_SERVICE,
        results=(gatt.BODY_COMPOSITION_MEASUREMENT,),
    ),
    Profile(
        # Its records count from the start of a session, which has a clock of its own.
        label="continuous glucose",
        service=gatt.CGM_SERVICE,
        results=(gatt.CGM_MEASUREMENT,),
        stamped=False,
        on_request=True,
    ),
)

#: What a device advertises that can be read here.
SERVICES: frozenset[str] = frozenset(profile.service for profile in PROFILES)

#: What devices send every second for as long as they are worn; see :mod:`device_io.stream_thinning`.
STREAMS: frozenset[str] = frozenset({gatt.HEART_RATE_MEASUREMENT, gatt.CONTINUOUS_OXIMETRY})

#: Where frames without a reading are the rule and no failure.
LIVE: frozenset[str] = frozenset(name for profile in PROFILES for name in profile.asides + profile.fallbacks)

#: What comes during a transfer of stored records: results and the notes on them.
RECORDS: frozenset[str] = frozenset(
    name for profile in PROFILES if profile.on_request for name in profile.results + profile.asides
)


def spoken_profiles(offered: Collection[str]) -> tuple[Profile, ...]:
    """Return the profiles by which a device with the characteristics ``offered`` can be read."""
    return tuple(profile for profile in PROFILES if profile.is_spoken(offered))
