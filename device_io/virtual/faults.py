"""The ways in which real devices depart from the happy path, as switches of virtual ones.

Sources: bleak-esphome, hass-omron, ble-scale-sync, blessed-bluez, xDrip, Tidepool and OpenMQTTGateway issues, each
named at the handling in :mod:`device_io`.
"""

from __future__ import annotations

from enum import StrEnum


class Quirk(StrEnum):
    """A fault or habit that a device of a scenario can have."""

    #: Hangs up as soon as everything is sent.
    DROP_AFTER_SEND = "drop_after_send"
    #: Hangs up once while the host looks at what it offers.
    DROP_IN_DISCOVERY = "drop_in_discovery"
    #: Refuses subscriptions to hosts that are not bonded.
    NEEDS_BOND_FOR_CCCD = "needs_bond_for_cccd"
    #: Keeps the subscriptions of a bonded host and sends as soon as the link is encrypted.
    CCCD_KEPT_PUSH = "cccd_kept_push"
    #: Forgets its bonds once, after the first conversation, as a reset does.
    STALE_BOND = "stale_bond"
    #: Its clock was never set and does not run.
    CLOCK_UNSET = "clock_unset"
    #: Refuses to have its clock set (error 0x80).
    CTS_REJECTS = "cts_rejects"
    #: Cuts the end off every frame.
    TRUNCATED = "truncated"
    #: Every measurement failed.
    NAN = "nan"
    #: Sends every frame twice.
    DUPLICATE_FRAMES = "duplicate_frames"
    #: After its readings it sends the first again, with another value at the same time.
    CONTRADICTS_ITSELF = "contradicts_itself"
    #: Falls silent for good at the first subscription, without ending the link.
    VANISH = "vanish"
    #: After bonding it waits for the host to hang up and delivers at the next connection.
    HANG_UP_FIRST = "hang_up_first"
    #: Loses the link once in the middle of its records.
    DROP_IN_TRANSFER = "drop_in_transfer"
    #: Says once that it is busy.
    RACP_BUSY = "racp_busy"
    #: Says that it is busy whenever it is asked.
    RACP_STUCK = "racp_stuck"
    #: Gives up once in the middle of its records and says so.
    RACP_ABORT = "racp_abort"
    #: Never says that it has sent everything.
    RACP_NO_END = "racp_no_end"
    #: Cannot say how many records it has.
    RACP_NO_COUNT = "racp_no_count"
    #: Damages the checksum of every record (continuous glucose).
    CRC_ERROR = "crc_error"
    #: Sends frames of zeros before the result (body composition).
    PLACEHOLDER = "placeholder"
    #: Does not know who stands on it (user 255), whatever the script says.
    UNKNOWN_USER = "unknown_user"


#: Faults of devices that send stored records on request.
RECORD_QUIRKS = frozenset(
    {
        Quirk.DROP_IN_TRANSFER,
        Quirk.RACP_BUSY,
        Quirk.RACP_STUCK,
        Quirk.RACP_ABORT,
        Quirk.RACP_NO_END,
        Quirk.RACP_NO_COUNT,
    }
)
#: Faults of continuous glucose sensors alone.
SENSOR_QUIRKS = frozenset({Quirk.CRC_ERROR})
#: Faults of scales alone.
SCALE_QUIRKS = frozenset({Quirk.UNKNOWN_USER})
BODY_SCALE_QUIRKS = SCALE_QUIRKS | {Quirk.PLACEHOLDER}
#: Faults that any device can have.
COMMON_QUIRKS = frozenset(Quirk) - RECORD_QUIRKS - SENSOR_QUIRKS - BODY_SCALE_QUIRKS
#: Faults of a clock that a host can read and set.
CLOCK_QUIRKS = frozenset({Quirk.CLOCK_UNSET, Quirk.CTS_REJECTS})
