"""Text recognition with the models inside the rapidocr package. Runs in the reading process only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.reports.arrows import last_sign_arrow
from assistant.reports.tokens import MAX_TOKENS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.reports.decoding import Pixels

READER_NAME = "PP-OCRv6 small (rapidocr)"
MAX_THREADS = 4
"""Recognition gains little beyond this (design)."""


class TextRecogniser:
    """PP-OCRv6 small detector and recogniser from the wheel; nothing is downloaded."""

    def __init__(self) -> None:
        import rapidocr

        models = Path(rapidocr.__file__).parent / "models"
        self._engine: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
                "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
                "EngineConfig.onnxruntime.intra_op_num_threads": min(MAX_THREADS, os.cpu_count() or 1),
            }
        )

    def read(self, picture: Pixels) -> list[dict[str, Any]]:
        """Tokens as messages (see :func:`assistant.reports.tokens.page_from_message`), in full-photo pixels."""
        flat = without_shadow(picture.rgb)
        result = self._engine(flat)
        if result.txts is None or result.boxes is None:
            return []
        tokens = []
        for text, score, box in list(zip(result.txts, result.scores, result.boxes, strict=True))[:MAX_TOKENS]:
            corners = [[float(x), float(y)] for x, y in box]
            tokens.append(
                {
                    "text": str(text),
                    "confidence": round(float(score), 4),
                    "box": [[round(x * picture.scale, 1), round(y * picture.scale, 1)] for x, y in corners],
                    "arrow": last_sign_arrow(flat, corners),
                }
            )
        return tokens


def without_shadow(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Even lighting: each channel divided by its local background, in BGR as the recogniser expects.

    The background is the brightest paper nearby (dilation) smoothed by a median. On 12 real photos this
    read 49 instead of 41 of 54 printed marks and removed every arrow that was read as the digit 1.
    """
    import cv2
    import numpy as np

    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    channels = []
    for channel in cv2.split(bgr):
        background = cv2.medianBlur(cv2.dilate(channel, np.ones((7, 7), np.uint8)), 31)
        channels.append(cv2.divide(channel, background, scale=255))
    return np.asarray(cv2.merge(channels), dtype=np.uint8)
