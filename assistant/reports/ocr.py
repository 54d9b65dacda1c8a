"""Text recognition with the models inside the rapidocr package. Runs in the reading process only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.reports.arrows import last_sign_arrow
from assistant.reports.decoding import Pixels, turned
from assistant.reports.second_look import looked_again
from assistant.reports.tokens import CLEAR, MAX_TEXT, MAX_TOKENS, Page, Token, visible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

READER_NAME = "PP-OCRv6 small (rapidocr)"
MIN_CLEAR_SHARE = 0.5
"""With fewer clear tokens than this share the photo may lie on its side (design)."""
TRIAL_SIDE = 1100
"""Longest side of the picture with which turns are tried, in pixels (design)."""
LINE = (3, 48, 64)
"""Channels, height and least width to which lines are padded, in pixels. A result is 60 to 100 wide; padded to the
usual 320 it takes two and a half times as long (measured: a quarter off the time of a page, 1 of 178 rows lost)."""
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
                "Rec.rec_img_shape": list(LINE),
                # one photo a process: memory kept between its lines spares a third of finding them, and goes with it
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
                "EngineConfig.onnxruntime.intra_op_num_threads": min(MAX_THREADS, os.cpu_count() or 1),
            }
        )

    def read(self, picture: Pixels) -> tuple[Page, Pixels]:
        """All text of the picture, in full-photo pixels, with a second look at its results; and the picture upright.

        A photo taken sideways or upside down is turned first: its text is nearly all unclear.
        """
        import cv2
        import numpy as np

        flat = without_shadow(picture.rgb)
        tokens = tuple(self._tokens(flat, picture.scale))
        if not _mostly_clear(tokens) and (quarters := self._quarters(picture)):
            picture = turned(picture, quarters)
            flat = without_shadow(picture.rgb)
            tokens = tuple(self._tokens(flat, picture.scale))
        page = Page(tokens, picture.width, picture.height)
        photo = np.asarray(cv2.cvtColor(picture.rgb, cv2.COLOR_RGB2BGR), dtype=np.uint8)
        return looked_again(page, flat, photo, picture.scale, self), picture

    def _quarters(self, picture: Pixels) -> int:
        """By how many quarters of a turn the picture must be turned to be read best; 0 as it is."""
        import cv2
        import numpy as np

        shrink = TRIAL_SIDE / max(picture.rgb.shape[:2])
        small = np.asarray(cv2.resize(picture.rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA))
        clear = []
        for quarters in range(4):
            flat = without_shadow(np.ascontiguousarray(np.rot90(small, quarters)))
            clear.append(sum(token.confidence >= CLEAR for token in self._tokens(flat, 1.0)))
        return clear.index(max(clear))

    def recognise(self, crops: Sequence[NDArray[np.uint8]]) -> list[tuple[str, float]]:
        """Text and confidence of pictures (BGR) that hold one line each."""
        if not crops:
            return []
        result = self._engine.recognize_txt(list(crops))
        return [(str(text), float(score)) for text, score in zip(result.txts, result.scores, strict=True)]

    def _tokens(self, flat: NDArray[np.uint8], scale: float) -> Iterator[Token]:
        result = self._engine(flat)
        if result.txts is None or result.boxes is None:
            return
        for text, score, box in list(zip(result.txts, result.scores, result.boxes, strict=True))[:MAX_TOKENS]:
            corners = [(float(x), float(y)) for x, y in box]
            a, b, c, d = [(round(x * scale, 1), round(y * scale, 1)) for x, y in corners]
            yield Token(
                visible(str(text)[:MAX_TEXT]),
                round(float(score), 4),
                (a, b, c, d),
                last_sign_arrow(flat, corners),
            )


def _mostly_clear(tokens: Sequence[Token]) -> bool:
    return sum(token.confidence >= CLEAR for token in tokens) >= max(3.0, MIN_CLEAR_SHARE * len(tokens))


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
