"""Measuring the codecs on labelled frames.

A case is ``{"id", "characteristic", "hex", "expected", "quirk"?}``. ``expected`` is in the form of
:mod:`device_io.frame_comparison`, or ``{"error": …}`` for a frame that must be refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from device_io.codecs.frame import FrameError
from device_io.frame_comparison import CannotCompare, Fields, decoded_fields

#: The most cases one run takes.
MAX_CASES = 100_000


class MalformedCase(ValueError):
    """The cases are not of their form. The message says which and what to give."""


def evaluate_frames(cases: Iterable[Any]) -> dict[str, Any]:
    """Decode every case and compare; a refusal is right where one is expected, and only there.

    Returns:
        ``n``, ``right`` and ``failures``, each with ``id``, ``expected`` and ``got``.

    Raises:
        MalformedCase: a case lacks a part, or there are too many.

    """
    n, failures = 0, []
    for case in cases:
        n += 1
        if n > MAX_CASES:
            raise MalformedCase(f"There are more than {MAX_CASES} cases; split the file.")
        identifier, characteristic, payload, expected, quirk = _parts(case, n)
        try:
            got = decoded_fields(characteristic, payload, quirk)
            right = _comparable(got) == _comparable(expected)
        except CannotCompare as error:
            got, right = {"error": str(error)}, False
        except FrameError as error:
            got, right = {"error": str(error)}, "error" in expected
        if not right:
            failures.append({"id": identifier, "expected": expected, "got": got})
    return {"n": n, "right": n - len(failures), "failures": failures}


def _parts(case: Any, number: int) -> tuple[str, str, bytes, Fields, str]:
    if not isinstance(case, dict):
        raise MalformedCase(f"Case {number} is not an object; give id, characteristic, hex and expected.")
    identifier = str(case.get("id", number))
    characteristic, digits, expected = case.get("characteristic"), case.get("hex"), case.get("expected")
    if not (isinstance(characteristic, str) and isinstance(digits, str) and isinstance(expected, dict)):
        raise MalformedCase(f"Case {identifier[:40]} lacks characteristic, hex or expected.")
    try:
        payload = bytes.fromhex(digits)
    except ValueError as error:
        raise MalformedCase(
            f"Case {identifier[:40]} is not hexadecimal; give pairs of 0-9 and a-f."
        ) from error
    return identifier, characteristic, payload, expected, str(case.get("quirk") or "")


def _comparable(value: Any) -> Any:
    """Return ``value`` with numbers as decimals and without fields that are null, which say nothing."""
    if isinstance(value, Mapping):
        return {name: _comparable(part) for name, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_comparable(part) for part in value]
    if isinstance(value, bool):  # true is no 1
        return str(value)
    if isinstance(value, int):
        return Decimal(int(value))
    return Decimal(str(value)) if isinstance(value, float) else value
