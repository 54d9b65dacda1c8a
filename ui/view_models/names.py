"""Names as QML writes them."""

from __future__ import annotations


def camel_case(name: str) -> str:
    """Return ``some_name`` as ``someName``, the way QML writes names."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
