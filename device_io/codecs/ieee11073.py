"""The medical floats of IEEE 11073-20601: SFLOAT (16 bit) and FLOAT (32 bit) as exact decimals.

Both are mantissa x 10^exponent in two's complement: 12 + 4 bits and 24 + 8 bits. A special value is one
whole word (mantissa 0x7FF means "not a number" only with exponent 0: 0xE7FF is 20.47).
Source: Bluetooth GATT Specification Supplement, medfloat16 and medfloat32.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from device_io.codecs.frame import FrameReader


class SpecialValue(StrEnum):
    """What a device sends in the place of a number."""

    NOT_A_NUMBER = "NaN"
    NOT_AT_THIS_RESOLUTION = "NRes"
    POSITIVE_INFINITY = "+INF"
    NEGATIVE_INFINITY = "-INF"
    RESERVED = "RFU"


MedicalFloat = Decimal | SpecialValue


@dataclass(frozen=True, slots=True)
class _Layout:
    name: str
    mantissa_bits: int
    exponent_bits: int

    def specials(self) -> dict[int, SpecialValue]:
        """The five words around the most positive and most negative mantissa."""
        top = 1 << (self.mantissa_bits - 1)
        return {
            top - 1: SpecialValue.NOT_A_NUMBER,
            top: SpecialValue.NOT_AT_THIS_RESOLUTION,
            top - 2: SpecialValue.POSITIVE_INFINITY,
            top + 2: SpecialValue.NEGATIVE_INFINITY,
            top + 1: SpecialValue.RESERVED,
        }


_SFLOAT = _Layout("SFLOAT", mantissa_bits=12, exponent_bits=4)
_FLOAT32 = _Layout("FLOAT", mantissa_bits=24, exponent_bits=8)
_SPECIALS = {layout.name: layout.specials() for layout in (_SFLOAT, _FLOAT32)}
#: Words whose value is remembered: a household's readings are a few hundred different numbers.
_REMEMBERED = 4096
_WORDS = {
    layout.name: {special: word for word, special in layout.specials().items()}
    for layout in (_SFLOAT, _FLOAT32)
}


@lru_cache(maxsize=_REMEMBERED)
def decode_sfloat(word: int) -> MedicalFloat:
    """Return the value of the 16-bit ``word`` (0 to 0xFFFF)."""
    return _decode(word, _SFLOAT)


@lru_cache(maxsize=_REMEMBERED)
def decode_float32(word: int) -> MedicalFloat:
    """Return the value of the 32-bit ``word`` (0 to 0xFFFFFFFF)."""
    return _decode(word, _FLOAT32)


def encode_sfloat(value: MedicalFloat) -> int:
    """Return the 16-bit word of ``value``.

    Raises:
        ValueError: the value needs more than 12 bits of mantissa or an exponent outside -8 to 7.

    """
    return _encode(value, _SFLOAT)


def encode_float32(value: MedicalFloat) -> int:
    """Return the 32-bit word of ``value``.

    Raises:
        ValueError: the value needs more than 24 bits of mantissa or an exponent outside -128 to 127.

    """
    return _encode(value, _FLOAT32)


def read_sfloat(reader: FrameReader, *, big_endian: bool = False) -> MedicalFloat:
    """Take an SFLOAT off ``reader``.

    Raises:
        FrameError: fewer than two bytes are left.

    """
    return decode_sfloat(reader.unsigned(2, big_endian=big_endian))


def sfloat_bytes(value: MedicalFloat) -> bytes:
    """Return the two bytes of ``value``; :class:`ValueError` as :func:`encode_sfloat`."""
    return encode_sfloat(value).to_bytes(2, "little")


def _signed(raw: int, bits: int) -> int:
    return raw - (1 << bits) if raw >> (bits - 1) else raw


def _decode(word: int, layout: _Layout) -> MedicalFloat:
    special = _SPECIALS[layout.name].get(word)
    if special is not None:
        return special
    mantissa = _signed(word & ((1 << layout.mantissa_bits) - 1), layout.mantissa_bits)
    exponent = _signed(word >> layout.mantissa_bits, layout.exponent_bits)
    # An integer is kept as one: 150 and not 1.5E+2, which is how it would otherwise be written down.
    return Decimal(mantissa * 10**exponent) if exponent > 0 else Decimal(mantissa).scaleb(exponent)


def _encode(value: MedicalFloat, layout: _Layout) -> int:
    if isinstance(value, SpecialValue):
        return _WORDS[layout.name][value]
    if not value.is_finite():
        raise ValueError(f"{value} has no {layout.name} form; use a SpecialValue.")
    sign, digits, exponent = value.normalize().as_tuple()
    mantissa = int("".join(map(str, digits))) * (-1 if sign else 1)
    limit = 1 << (layout.mantissa_bits - 1)
    lowest, highest = -(1 << (layout.exponent_bits - 1)), (1 << (layout.exponent_bits - 1)) - 1
    if mantissa == 0:
        return 0
    # A normalised decimal has no trailing zeros; devices send integers with exponent 0.
    while int(exponent) > 0 and abs(mantissa) * 10 < limit:
        mantissa, exponent = mantissa * 10, int(exponent) - 1
    if not (-limit <= mantissa < limit and lowest <= int(exponent) <= highest):
        raise ValueError(f"{value} does not fit into {layout.name}.")
    exponent_field = int(exponent) & ((1 << layout.exponent_bits) - 1)
    word = (mantissa & ((limit << 1) - 1)) | (exponent_field << layout.mantissa_bits)
    if word in _SPECIALS[layout.name]:
        raise ValueError(f"{value} does not fit into {layout.name}: its word has a special meaning.")
    return word
