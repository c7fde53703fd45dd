"""A long list: every id in order, rows fetched 64 at a time, drawn from a cache only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.ui.kit.memory import Memory
from app.ui.kit.panel import EmptyState
from app.ui.kit.words import ShortWords, Words
from app.ui.theme import em

BLOCK = 64
_NARROWEST = 0.7  # of its width, before a table is scrolled sideways
Fetch = Callable[[Sequence[object]], Sequence[object]]
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's attribute, its title, its width in ems; figures stand right.

    `show` turns the row into the cell's text where the attribute alone does not.
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


class RowModel(QAbstractTableModel):
    """Ids in order and a cache of rows; a missing row is asked for once the event loop turns."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.ids: tuple[object, ...] = ()
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
            if role == Qt.ItemDataRole.DisplayRole:
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
        self.ids = tuple(ids)
        self._fetch = fetch
        self._cells.clear()
        self._wanted.clear()
        self.endResetModel()

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


class _View(QTableView):
    entered_row = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, copy whole rows on Ctrl+C."""
        if (
            event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.entered_row.emit(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        else:
            super().keyPressEvent(event)

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, cells apart by tabs, as shown (masked stays masked)."""
        model = self.model()
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        if isinstance(model, RowModel) and rows:
            QGuiApplication.clipboard().setText("\n".join("\t".join(model.cells(row)) for row in rows))


class Table(QWidget):
    """A table with footer and empty state: `opened(id)` on Enter or double click, `picked(id)` on moving.

    `fill(ids, fetch, total="共 3 人")` shows a list; `fetch(ids)` returns rows for at most 64 ids, in order.
    `refresh()` reads the rows shown anew. `sort_asked(SortBy)` when a heading that may sort is pressed: sort
    the ids in the service and `fill` again. Widths are kept in `memory` under the table's name.

    >>> table = Table("workers", (Column("name", "姓名"), Column("age", "年龄", 4)), empty=EmptyState(…))
    """

    opened = Signal(object)
    picked = Signal(object)
    sort_asked = Signal(object)

    def __init__(
        self, name: str, columns: Sequence[Column], *, empty: EmptyState, memory: Memory | None = None,
        label: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._name = name
        self._memory = memory
        self._model = RowModel(columns, self)
        self._view = _View(self)
        self._view.setObjectName(name)
        self._view.setAccessibleName(label or name)
        self._view.setModel(self._model)
        self.setFocusProxy(self._view)
        self._empty = empty
        self._total = Words(role="caption", parent=self)
        self._hint = ShortWords("↑ ↓ 选择　Enter 打开　Ctrl+C 复制", role="caption", parent=self)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._view)
        self._stack.addWidget(empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        foot.addWidget(self._total)
        foot.addWidget(self._hint, 1)
        box.addLayout(foot)
        self._dress()
        self._wire()
        self._stack.setCurrentIndex(1)

    def fill(self, ids: Sequence[object], fetch: Fetch, *, total: str = "", note: str = "") -> None:
        """Show these ids; the former selection is kept where its id is still there."""
        former = self.current_id()
        self._model.set_rows(ids, fetch)
        self._total.setText(total or f"共 {len(ids):,} 条")
        if note:
            self._hint.say(note)
        self._stack.setCurrentIndex(0 if ids else 1)
        self._hint.setVisible(bool(ids))
        if ids:
            self.select(former if former in self._model.ids else ids[0])

    def refresh(self) -> None:
        """Read the rows anew and keep the place."""
        self._model.forget()

    def count(self) -> int:
        """Return how many rows are listed."""
        return len(self._model.ids)

    def current_id(self) -> object | None:
        """Return the id under the bar."""
        row = self._view.currentIndex().row()
        return self._model.ids[row] if 0 <= row < len(self._model.ids) else None

    def select(self, row_id: object) -> None:
        """Move the bar to an id."""
        if row_id in self._model.ids:
            index = self._model.index(self._model.ids.index(row_id), 0)
            flags = QItemSelectionModel.SelectionFlag
            self._view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self._view.scrollTo(index)

    def focus_list(self) -> None:
        """Put the keys into the list."""
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def cells(self, row: int) -> tuple[str, ...]:
        """Return the texts of a row as shown; for tests and copying."""
        return self._model.cells(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit rows and columns to another type size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _dress(self) -> None:
        view = self._view
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setCornerButtonEnabled(False)
        view.verticalHeader().hide()
        head = view.horizontalHeader()
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(32)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fit()

    def _wire(self) -> None:
        self._view.entered_row.connect(self._on_row_entered)
        self._view.doubleClicked.connect(lambda index: self._on_row_entered(index.row()))
        self._view.selectionModel().currentRowChanged.connect(self._on_row_moved)
        self._view.horizontalHeader().sectionClicked.connect(self._on_head_clicked)
        self._view.horizontalHeader().sectionResized.connect(self._on_width_changed)

    def _fit(self) -> None:
        vertical = self._view.verticalHeader()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(round(em() * 2.15))
        kept = (self._memory.recall(f"widths/{self._name}") if self._memory else "").split()
        head = self._view.horizontalHeader()
        head.blockSignals(True)  # noqa: FBT003
        columns = self._model.columns
        is_kept = len(kept) == len(columns)
        widths = [float(kept[at]) if is_kept else column.width for at, column in enumerate(columns)]
        widths[-1] = columns[-1].width  # it stretches by itself
        room = (self.width() / em() - 1.2) / sum(widths)
        share = 1.0 if is_kept else min(1.0, max(_NARROWEST, room))
        for at, width in enumerate(widths):
            head.resizeSection(at, round(width * share * em()))
        head.blockSignals(False)  # noqa: FBT003

    def _on_row_entered(self, row: object) -> None:
        if isinstance(row, int) and 0 <= row < len(self._model.ids):
            self.opened.emit(self._model.ids[row])

    def _on_row_moved(self, current: QModelIndex, _former: QModelIndex) -> None:
        if current.isValid():
            self.picked.emit(self._model.ids[current.row()])

    def _on_head_clicked(self, section: int) -> None:
        column = self._model.columns[section]
        if not column.may_sort:
            return
        head = self._view.horizontalHeader()
        was = head.isSortIndicatorShown() and head.sortIndicatorSection() == section
        is_descending = was and head.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        head.setSortIndicatorShown(True)
        head.setSortIndicator(
            section, Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        )
        self.sort_asked.emit(SortBy(column.key, is_descending))

    def _on_width_changed(self, section: int, _old: int, _new: int) -> None:
        is_last = (
            section == len(self._model.columns) - 1
        )  # that one stretches with the window, by nobody's hand
        if self._memory is not None and not is_last:
            head = self._view.horizontalHeader()
            widths = [f"{head.sectionSize(at) / em():.2f}" for at in range(len(self._model.columns))]
            self._memory.keep(f"widths/{self._name}", " ".join(widths))
