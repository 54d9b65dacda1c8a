"""RapidOCR alone with a simple row parser: what one gets without a reader of reports."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from assistant.reports.results import ReportRow
from assistant.reports.values import parse_range, parse_value


class PlainOcr:
    """RapidOCR as it comes, its models loaded once; rows by the heights of the text, cells from left to right."""

    def __init__(self) -> None:
        import rapidocr

        models = Path(rapidocr.__file__).parent / "models"
        self._engine: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
                "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            }
        )

    def read(self, file: Path) -> tuple[list[ReportRow], float]:
        """Rows of the photo, and the seconds it took."""
        started = time.perf_counter()
        rows = [row for line in self.lines(file) if (row := _row(line)) is not None]
        return rows, time.perf_counter() - started

    def lines(self, file: Path) -> list[list[str]]:
        """Texts of the photo, those of one height together, left to right."""
        result = self._engine(str(file))
        return _lines([] if result.txts is None else list(zip(result.txts, result.boxes, strict=True)))


def read_afresh(file: Path) -> tuple[list[ReportRow], float]:
    """Rows of the photo by :class:`PlainOcr` in a process of its own, as ours has one, and the seconds it took."""
    started = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-m", __name__, str(file)], capture_output=True, check=True, text=True
    )
    seconds = time.perf_counter() - started
    rows = [row for cells in json.loads(told.stdout.splitlines()[-1]) if (row := _row(cells)) is not None]
    return rows, seconds


def _lines(texts: list[tuple[str, Any]]) -> list[list[str]]:
    """Texts on one height, left to right."""
    placed = sorted(
        (float(box[:, 1].mean()), float(box[0][0]), float(box[3][1] - box[0][1]), str(text))
        for text, box in texts
    )
    lines: list[list[tuple[float, float, float, str]]] = []
    for item in placed:
        if lines and abs(lines[-1][0][0] - item[0]) < 0.5 * item[2]:
            lines[-1].append(item)
        else:
            lines.append([item])
    return [[text for _, _, _, text in sorted(line, key=lambda item: item[1])] for line in lines]


def _row(cells: list[str]) -> ReportRow | None:
    """The first text as the name, the first value after it, the first range after that."""
    name = next((cell for cell in cells if re.search(r"[A-Za-z\u4e00-\u9fff]{2}", cell)), None)
    if name is None:
        return None
    after = cells[cells.index(name) + 1 :]
    value = next((value for cell in after if (value := parse_value(cell)) is not None), None)
    limits = next((limits for cell in after if (limits := parse_range(cell)) is not None), None)
    if value is None:
        return None
    return ReportRow(name, value, 1.0, (0, 0, 0, 0), ("RapidOCR",), printed_range=limits)


if __name__ == "__main__":
    print(json.dumps(PlainOcr().lines(Path(sys.argv[1])), ensure_ascii=False))  # noqa: T201 # its one answer
