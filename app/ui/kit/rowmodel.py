"""The rows of a long list: every id in order, rows fetched 64 at a time, cells from a cache only."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QWidget

BLOCK = 64
Fetch = Callable[[Sequence[object]], Sequence[object]]
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's attribute, its title, its width in ems; figures stand right.

    `show` turns the row into the cell's text where the attribute alone does not. `may_sort` leaves sorting to
    the service, for lists too long to be sorted here.
    """

    key: str
    title: str
    width: float = 8
    is_number: bool = False
    may_sort: bool = False
    show: Callable[[object], str] | None = None

    def text(self, row: object) -> str:
        """Return the cell's text."""
        if self.show is not None:
            return self.show(row)
        value = getattr(row, self.key, "")
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class SortBy:
    """What `sort_asked` carries."""

    key: str
    is_descending: bool


def kept(ids: Sequence[object]) -> Sequence[object]:
    """Return ids that nobody will change: a million whole numbers are not copied into objects of their own."""
    return ids if isinstance(ids, array) else tuple(ids)


class RowModel(QAbstractTableModel):
    """Ids in order and a cache of rows; a missing row is asked for once the event loop turns."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.ids: Sequence[object] = ()
        self._fetch: Fetch | None = None
        self._cells: dict[int, tuple[str, ...]] = {}
        self._wanted: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.fetch_wanted)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the cache holds; ask for the rest later. Never raises."""
        row, column = index.row(), index.column()
        if not (0 <= row < len(self.ids) and 0 <= column < len(self.columns)):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        cells = self._cells.get(row)
        if cells is None:
            self._want(row // BLOCK)
            return "…" if column == 0 else ""
        return cells[column]

    def set_rows(self, ids: Sequence[object], fetch: Fetch) -> None:
        """Take another list of ids and the way to their rows."""
        self.beginResetModel()
        self.ids = kept(ids)
        self._fetch = fetch
        self._cells.clear()
        self._wanted.clear()
        self.endResetModel()

    def column_cells(self, ids: Sequence[object], column: int) -> tuple[str, ...]:
        """Return one column's texts for these ids, fetched now."""
        fetch, made = self._fetch, self.columns[column]
        if fetch is None:
            return ()
        blocks = (ids[at : at + BLOCK] for at in range(0, len(ids), BLOCK))
        return tuple(made.text(row) for block in blocks for row in fetch(block))

    def put_order(self, ids: Sequence[object]) -> None:
        """Show the same ids in another order."""
        if self._fetch is not None:
            self.set_rows(ids, self._fetch)

    def forget(self) -> None:
        """Drop the cache and draw anew."""
        self._cells.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def cells(self, row: int) -> tuple[str, ...]:
        """Return the texts of a row, fetched now where they are missing."""
        if row not in self._cells:
            self._wanted.add(row // BLOCK)
            self.fetch_wanted()
        return self._cells.get(row, ("",) * len(self.columns))

    def fetch_wanted(self) -> None:
        """Fetch the blocks asked for since the last turn."""
        wanted, self._wanted = sorted(self._wanted), set()
        if self._fetch is None:
            return
        for block in wanted:
            first = block * BLOCK
            ids = self.ids[first : first + BLOCK]
            rows = self._fetch(ids)
            for at, row in enumerate(rows):
                self._cells[first + at] = tuple(column.text(row) for column in self.columns)
            if ids:
                self.dataChanged.emit(
                    self.index(first, 0), self.index(first + len(ids) - 1, len(self.columns) - 1)
                )

    def _want(self, block: int) -> None:
        if block not in self._wanted:
            self._wanted.add(block)
            self._timer.start(0)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
