"""Live guidance while a report is photographed, from the camera's own frames."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

    from assistant.reports.guidance import Guidance

STEADY_FRAMES = 3
"""Good frames in a row before the photo is taken by itself (design)."""


class CaptureGuide(QObject):
    """``hint`` is one of :class:`assistant.reports.guidance.Hint`, empty before the first frame; one frame is judged at a time.

    ``steady`` tells that the last frames were all good, so that the photo may be taken.
    """

    changed = Signal()
    steady = Signal()
    _judged = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hint = ""
        self._corners: list[list[float]] = []
        self._good = 0
        self._folder: TemporaryDirectory[str] | None = None
        self._taken = 0
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None
        self._judged.connect(self._show)

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to do next."""
        return self._hint

    @Property(list, notify=changed)
    def corners(self) -> list[list[float]]:
        """Corners of the page, clockwise, as shares of the frame's width and height; empty when not found."""
        return self._corners

    @Slot(QObject)
    def watch(self, sink: QObject) -> None:
        """Judge the frames of a ``QVideoSink``."""
        self._hint, self._corners, self._good = "", [], 0
        sink.videoFrameChanged.connect(self.look)  # type: ignore[attr-defined]
        self.changed.emit()

    @Slot(result=str)
    def newFile(self) -> str:  # noqa: N802
        """Where the next photo goes: a folder only this person may open, emptied once the photo is read."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="listenwell-photo-")
        self._taken += 1
        return str(Path(self._folder.name) / f"page-{self._taken}.jpg")

    def discard(self) -> None:
        """Delete the photos taken; what was read of them is kept encrypted by then."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def look(self, frame: QVideoFrame) -> None:
        """Judge ``frame`` off this thread, unless one is being judged."""
        if self._running is not None and not self._running.done():
            return
        image = frame.toImage()
        if image.isNull():
            return
        self._pool = self._pool or ThreadPoolExecutor(1, "capture")
        self._running = self._pool.submit(self._judge, image)

    def close(self) -> None:
        """End the thread and delete what was not read."""
        self.discard()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _judge(self, image: object) -> None:
        import numpy as np
        from PySide6.QtGui import QImage

        from assistant.reports.guidance import judge_frame

        assert isinstance(image, QImage)
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
        self._judged.emit(judge_frame(rows[:, : grey.width()]))

    def _show(self, guidance: Guidance) -> None:
        self._hint = guidance.hint.value
        self._corners = [list(corner) for corner in guidance.corners]
        self._good = self._good + 1 if self._hint == "good" else 0
        self.changed.emit()
        if self._good == STEADY_FRAMES:
            self.steady.emit()
