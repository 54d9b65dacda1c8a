"""A list of rows tells what differs, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication

from ui.view_models.row_model import RowModel


@dataclass(frozen=True)
class Row:
    """One row."""

    text: str


class Heard:
    """What a model said."""

    def __init__(self, model: RowModel[Row]) -> None:
        self.changed: list[int] = []
        self.resets = 0
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._reset)

    def _changed(self, first: QModelIndex, last: QModelIndex, _roles: list[int]) -> None:
        self.changed += range(first.row(), last.row() + 1)

    def _reset(self) -> None:
        self.resets += 1


def test_only_rows_that_differ_are_told(qapp: QGuiApplication) -> None:
    model = RowModel(Row)
    model.set_rows([Row("a"), Row("b"), Row("c")])
    heard = Heard(model)
    model.update_rows([Row("a"), Row("x"), Row("c")])
    assert model.rows == (Row("a"), Row("x"), Row("c"))
    assert (heard.changed, heard.resets) == ([1], 0)
    model.update_rows([Row("a"), Row("x"), Row("c")])
    assert (heard.changed, heard.resets) == ([1], 0)


def test_another_number_of_rows_is_a_new_list(qapp: QGuiApplication) -> None:
    model = RowModel(Row)
    model.set_rows([Row("a")])
    heard = Heard(model)
    model.update_rows([Row("a"), Row("b")])
    assert model.rows == (Row("a"), Row("b"))
    assert (heard.changed, heard.resets) == ([], 1)
