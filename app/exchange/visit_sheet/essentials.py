"""The essentials of a visit sheet as plain text, short enough for a QR code that any phone reads from paper.

Plain text was chosen over a FHIR bundle: a bundle of four weeks has hundreds of kilobytes and a QR code holds at most
2,953 bytes (ISO/IEC 18004, version 40-L); the bundle is a file of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

#: At 34 mm on paper, version 22 (105 modules) has modules of a third of a millimetre, which phones still read; it
#: holds 779 bytes at error correction M.
MAX_BYTES: Final = 760
_MORE: Final = "…"


def fitted(lines: Sequence[str], most: int = MAX_BYTES) -> str:
    """Return as many of ``lines``, the most important first, as fit; what was left out is marked by ``…``."""
    taken: list[str] = []
    for index, line in enumerate(lines):
        rest = index + 1 < len(lines)
        ending = [_MORE] if rest else []
        if len("\n".join([*taken, line, *ending]).encode()) > most:
            break
        taken.append(line)
    if len(taken) < len(lines):
        taken.append(_MORE)
    return "\n".join(taken)


def qr_svg(text: str) -> str:
    """Return the QR code of ``text`` as SVG, UTF-8, error correction M."""
    import segno

    code = segno.make_qr(text, error="m", encoding="utf-8", boost_error=False)
    drawn = BytesIO()
    code.save(drawn, kind="svg", border=4, dark="#000000", light="#ffffff", xmldecl=False, svgns=True)
    return drawn.getvalue().decode()
