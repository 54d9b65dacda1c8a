"""Typed rows for QML: a list model over one frozen dataclass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.view_models.names import camel_case

Row = TypeVar("Row")
_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1


def for_qml(value: object) -> object:
    """Return ``value`` in types QML reads: dataclasses become maps, tuples lists, enums their values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {camel_case(field.name): for_qml(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [for_qml(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value


class RowModel(QAbstractListModel, Generic[Row]):
    """Rows of ``row_type``; each field is a role in camel case."""

    def __init__(self, row_type: type[Row], parent: QObject | None = None) -> None:
        super().__init__(parent)
        if not is_dataclass(row_type):
            raise TypeError(f"{row_type.__name__} is no dataclass")
        self._names = [field.name for field in fields(row_type)]
        self._rows: list[Row] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return tuple(self._rows)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """The field of a row that ``role`` stands for."""
        number = role - _FIRST_ROLE
        if not index.isValid() or not 0 <= number < len(self._names):
            return None
        return for_qml(getattr(self._rows[index.row()], self._names[number]))

    def roleNames(self) -> dict[int, QByteArray]:  # noqa: N802
        """Role numbers and the names QML uses for them."""
        return {
            _FIRST_ROLE + number: QByteArray(camel_case(name).encode())
            for number, name in enumerate(self._names)
        }

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows`` instead."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def update_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows``; as many as before keep their places, and only what differs is drawn again."""
        if len(rows) != len(self._rows):
            self.set_rows(rows)
            return
        for number, row in enumerate(rows):
            if row != self._rows[number]:
                self._replace(number, row)

    def append(self, row: Row) -> None:
        """Add ``row`` at the end."""
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows))
        self._rows.append(row)
        self.endInsertRows()

    def replace_last(self, row: Row) -> None:
        """Show ``row`` in place of the last."""
        self._replace(len(self._rows) - 1, row)

    def remove_last(self) -> None:
        """Take the last row away."""
        last = len(self._rows) - 1
        self.beginRemoveRows(QModelIndex(), last, last)
        self._rows.pop()
        self.endRemoveRows()

    def _replace(self, number: int, row: Row) -> None:
        self._rows[number] = row
        place = self.index(number)
        self.dataChanged.emit(place, place, [])
