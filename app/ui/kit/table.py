"""A long list with its keys, its remembered widths, its total at the foot and the words where it is empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.ui.kit import sorting
from app.ui.kit.memory import Memory
from app.ui.kit.panel import EmptyState
from app.ui.kit.rowmodel import Column, Fetch, RowModel, SortBy, kept
from app.ui.kit.words import ShortWords, Words
from app.ui.theme import em

_HEAD_PAD = 24  # left and right of a heading
_NARROWEST = 0.7  # of its width, before a table is scrolled sideways


class _View(QTableView):
    entered_row = Signal(object)
    sort_wanted = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, sort by Ctrl and a figure, copy whole rows on Ctrl+C."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not held:
            self.entered_row.emit(self.currentIndex().row())
        elif held and Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9:
            self.sort_wanted.emit(event.key() - Qt.Key.Key_1)
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
    `refresh()` reads the rows shown anew. A heading, or Ctrl and its figure, sorts; `sort_asked(SortBy)` where
    that is left to the service: sort the ids there and `fill` again. Widths are kept in `memory` by the name.

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
        corners: Iterable[QAbstractButton] = self._view.findChildren(QAbstractButton)
        for corner in corners:
            corner.setAccessibleName("全选")
        self._view.setModel(self._model)
        self.setFocusProxy(self._view)
        self._empty = empty
        self._total = Words(role="caption", parent=self)
        self._hint = ShortWords("Enter 打开　Ctrl+1…9 排序　Ctrl+C 复制", role="caption", parent=self)
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
        self._given = kept(ids)
        self._model.set_rows(self._given, fetch)
        if self._sort is not None:
            self._sort_here(*self._sort)
        self._total.setText(total or f"共 {len(ids):,} 条")
        if note:
            self._hint.say(note)
        had = self._stack.currentWidget()
        had_keys = had is not None and self.window().focusWidget() in {had, *had.findChildren(QWidget)}
        self._stack.setCurrentIndex(0 if ids else 1)
        self.setFocusProxy(self._view if ids else self._empty)
        if had_keys:
            self.focus_list()
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
        """Put the keys into the list, or on the words of an empty one."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

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
        self._view.sort_wanted.connect(self._on_head_clicked)
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
            words = head.fontMetrics().horizontalAdvance(columns[at].title) + _HEAD_PAD
            head.resizeSection(at, max(round(width * share * em()), 0 if is_kept else words))
        head.blockSignals(False)  # noqa: FBT003

    def _on_row_entered(self, row: object) -> None:
        if isinstance(row, int) and 0 <= row < len(self._model.ids):
            self.opened.emit(self._model.ids[row])

    def _on_row_moved(self, current: QModelIndex, _former: QModelIndex) -> None:
        if current.isValid():
            self.picked.emit(self._model.ids[current.row()])

    def _on_head_clicked(self, section: int) -> None:
        if not 0 <= section < len(self._model.columns):
            return
        column = self._model.columns[section]
        if not column.may_sort and self.count() > sorting.MOST:
            self._hint.say(f"超过 {sorting.MOST:,} 条，请先筛选，再按“{column.title}”排序")
            return
        head = self._view.horizontalHeader()
        was = head.isSortIndicatorShown() and head.sortIndicatorSection() == section
        is_descending = was and head.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        head.setSortIndicatorShown(True)
        head.setSortIndicator(
            section, Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        )
        self._sort = None if column.may_sort else (section, is_descending)
        if self._sort is None:
            self.sort_asked.emit(SortBy(column.key, is_descending))
            return
        former = self.current_id()
        self._sort_here(section, is_descending)
        self.select(former)

    _sort: tuple[int, bool] | None = None
    _given: Sequence[object] = ()

    def _sort_here(self, section: int, is_descending: bool) -> None:  # noqa: FBT001 - a pair is kept of the two
        if len(self._given) <= sorting.MOST:
            cells = self._model.column_cells(self._given, section)
            self._model.put_order(sorting.sorted_ids(self._given, cells, is_descending=is_descending))

    def _on_width_changed(self, section: int, _old: int, _new: int) -> None:
        is_last = (
            section == len(self._model.columns) - 1
        )  # that one stretches with the window, by nobody's hand
        if self._memory is not None and not is_last:
            head = self._view.horizontalHeader()
            widths = [f"{head.sectionSize(at) / em():.2f}" for at in range(len(self._model.columns))]
            self._memory.keep(f"widths/{self._name}", " ".join(widths))
