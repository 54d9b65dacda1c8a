"""What is accepted as a photo or a PDF, judged by its first bytes and its size; nothing is decoded here."""

from __future__ import annotations

from assistant.reports.errors import ReportFileError

MAX_BYTES = 20 * 1024 * 1024
"""Largest file taken (design; a 40-megapixel JPEG is about 15 MB)."""
MAX_PIXELS = 40_000_000
"""Largest picture decoded, width times height (design)."""
IMAGE_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "HEIF")
"""Formats decoded, by Pillow's names."""
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".heic", ".heif", ".pdf")
"""Ends of the names of files that may be reports; what they are is told by their content."""
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def image_format(data: bytes) -> str:
    """Format of ``data`` by content, one of :data:`IMAGE_FORMATS` or ``PDF``.

    Raises :class:`ReportFileError` when the file is empty, too large or of another kind.
    """
    if not data:
        raise ReportFileError("The file is empty; take the photo again or choose another file.")
    if len(data) > MAX_BYTES:
        raise ReportFileError(
            f"The file is larger than {MAX_BYTES // 2**20} MB; take a smaller photo or crop it to the report."
        )
    if b"%PDF-" in data[:1024]:
        return "PDF"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:4] in (b"II*\x00", b"MM\x00*"):
        return "TIFF"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    if data[:2] == b"BM":
        return "BMP"
    raise ReportFileError(
        "This is not a photo Listenwell can open; give a JPEG, PNG, WebP, HEIC, TIFF or BMP picture, or a PDF."
    )
