"""The days of a class as a grid: a row a learner, a column a day, marked by keys; what is typed keeps itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.enrolments import ClassRoster, Learner
from app.ui.pages.catalog.viewmodel import (
    MARK_WORDS,
    MARKS,
    RESULT_WORDS,
    RESULTS,
    Staged,
    day_title,
    days_of,
    with_staged,
)
from app.ui.theme import em, tokens

KEEP_MS = 800
EXAM, COUNT, FIRST_DAY = 0, 1, 2
Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_DIGITS = {Qt.Key.Key_0: 0, Qt.Key.Key_1: 1, Qt.Key.Key_2: 2, Qt.Key.Key_3: 3}


class ClassModel(QAbstractTableModel):
    """A roster with what was typed over it; every cell is drawn from memory."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.learners: tuple[Learner, ...] = ()
        self.days: tuple[date, ...] = ()
        self.today = date.min
        self._marks: dict[tuple[int, date], str] = {}
        self._results: dict[int, str] = {}
        self._now: dict[int, Learner] = {}

    def show(self, roster: ClassRoster, today: date) -> None:
        """Take another roster; what was typed stays until it is taken away."""
        self.beginResetModel()
        self._now.clear()
        self.learners, self.days, self.today = roster.learners, days_of(roster, today), today
        self.endResetModel()

    def take(self) -> Staged:
        """Return what was typed and forget it."""
        staged = Staged(dict(self._marks), dict(self._results))
        self._marks, self._results = {}, {}
        self._now.clear()
        return staged

    def give_back(self, staged: Staged) -> None:
        """Take up again what could not be kept."""
        self._marks = {**staged.marks, **self._marks}
        self._results = {**staged.results, **self._results}
        self._now.clear()

    @property
    def has_typed(self) -> bool:
        """Whether something is not kept yet."""
        return bool(self._marks or self._results)

    def learner(self, row: int) -> Learner | None:
        """Return a learner as he will be once what was typed is kept."""
        if not 0 <= row < len(self.learners):
            return None
        if row not in self._now:
            self._now[row] = with_staged(self.learners[row], Staged(self._marks, self._results))
        return self._now[row]

    def may_mark(self, index: Index) -> bool:
        """Whether a cell can be marked: not a coming day, not someone who left."""
        learner = self.learner(index.row())
        if learner is None or learner.state_code == "left" or index.column() == COUNT:
            return False
        return index.column() == EXAM or self.days[index.column() - FIRST_DAY] <= self.today

    def value(self, index: Index) -> str:
        """Return the code in a cell."""
        learner = self.learner(index.row())
        if learner is None:
            return ""
        if index.column() == EXAM:
            return learner.exam
        return (
            learner.days.get(self.days[index.column() - FIRST_DAY], "") if index.column() >= FIRST_DAY else ""
        )

    def put(self, index: Index, code: str) -> None:
        """Type a code into a cell."""
        number = self.learners[index.row()].enrolment_id
        if index.column() == EXAM:
            self._results[number] = code
        else:
            self._marks[number, self.days[index.column() - FIRST_DAY]] = code
        row = index.row()
        self._now.pop(row, None)
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many learners there are."""
        return 0 if parent is not None and parent.isValid() else len(self.learners)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the result, the count and the days."""
        return 0 if parent is not None and parent.isValid() else FIRST_DAY + len(self.days)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return names at the left, results and days above."""
        if orientation == Qt.Orientation.Vertical:
            learner = self.learner(section)
            left = "（退）" if learner is not None and learner.state_code == "left" else ""
            return f"{learner.name}{left}" if learner is not None and role == _ROLE.DisplayRole else None
        if role == _ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role != _ROLE.DisplayRole or section >= self.columnCount():
            return None
        return {EXAM: "考核", COUNT: "到课"}.get(section) or day_title(self.days[section - FIRST_DAY])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words and colours of a cell. Never raises."""
        learner = self.learner(index.row())
        if learner is None or index.column() >= self.columnCount():
            return None
        if role == _ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        code = self.value(index)
        if role == _ROLE.DisplayRole:
            return self._words(index, learner, code)
        if role == _ROLE.ForegroundRole:
            look = tokens()
            bad = code == "absent" or (index.column() == EXAM and code == "failed")
            return QColor(look.no if bad else look.county if code == "online" else look.ink)
        if role == _ROLE.BackgroundRole:
            return self._ground(index)
        return None

    def _words(self, index: Index, learner: Learner, code: str) -> str:
        if index.column() == EXAM:
            return RESULT_WORDS.get(code, code)
        if index.column() == COUNT:
            return str(learner.attended)
        return MARK_WORDS.get(code, code)

    def _ground(self, index: Index) -> QColor | None:
        if not self.may_mark(index):
            return QColor(tokens().derived)
        number = self.learners[index.row()].enrolment_id
        is_typed = (
            number in self._results
            if index.column() == EXAM
            else (number, self.days[index.column() - FIRST_DAY]) in self._marks
        )
        return QColor(tokens().warning_ground) if is_typed else None


class _Cells(QStyledItemDelegate):
    """Paints the ground of a cell, which the style sheet leaves out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground below the words."""
        ground = index.data(_ROLE.BackgroundRole)
        if isinstance(ground, QColor):
            painter.fillRect(option.rect, ground)  # type: ignore[attr-defined]
        super().paint(painter, option, index)


class ClassGrid(QTableView):
    """The grid: arrows walk, space changes, 1 2 3 mark and go down, 0 clears.

    `typed` at once, `keep_due` when the keys have rested, `moved(Learner)` with whoever is under the bar,
    `opened(Learner)` on Enter, `refused` where a cell takes no mark.
    """

    typed = Signal(object)
    keep_due = Signal(object)
    moved = Signal(object)
    refused = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("class_grid")
        self.setAccessibleName("签到和考核")
        corners: Iterable[QAbstractButton] = self.findChildren(QAbstractButton)
        for corner in corners:
            corner.setAccessibleName("全选")
        self.model_ = ClassModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(_Cells(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(True)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(lambda: self.keep_due.emit(self))
        self.selectionModel().currentChanged.connect(lambda now, _was: self._on_moved(now))
        self._fit()

    def show_roster(self, roster: ClassRoster, today: date, *, is_new: bool) -> None:
        """Show a class; the bar stays where it was unless the class is another one."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        self.model_.show(roster, today)
        self._fit()
        if is_new or row < 0:
            row, column = 0, self._day_column(today)
        index = self.model_.index(min(row, self.model_.rowCount() - 1), column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def fill_day(self) -> int:
        """Mark everybody present who has no mark on the day under the bar; return how many."""
        column = self.currentIndex().column()
        count = 0
        if column >= FIRST_DAY:
            for row in range(self.model_.rowCount()):
                index = self.model_.index(row, column)
                if self.model_.may_mark(index) and not self.model_.value(index):
                    self.model_.put(index, "present")
                    count += 1
        if count:
            self._after_typing()
        return count

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark by keys; everything else is the table's."""
        key, index = Qt.Key(event.key()), self.currentIndex()
        codes = RESULTS if index.column() == EXAM else MARKS
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not index.isValid():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            at = codes.index(self.model_.value(index)) if self.model_.value(index) in codes else 0
            self._type(index, codes[(at + 1) % len(codes)])
        elif key in _DIGITS:
            if self._type(index, codes[_DIGITS[key]]):
                self._go_down(index)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(self.model_.learner(index.row()))
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._type(index, "")
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Fit rows and columns to another type size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()
            self.scrollTo(self.currentIndex())

    def _type(self, index: QModelIndex, code: str) -> bool:
        if not self.model_.may_mark(index):
            self.refused.emit(index.column())
            return False
        self.model_.put(index, code)
        self._after_typing()
        return True

    def _after_typing(self) -> None:
        self._rest.start(KEEP_MS)
        self.typed.emit(self)
        self._on_moved(self.currentIndex())

    def stop(self) -> None:
        """Wait no longer: what was typed is being kept now."""
        self._rest.stop()

    def _go_down(self, index: QModelIndex) -> None:
        below = self.model_.index(index.row() + 1, index.column())
        if below.isValid():
            self.setCurrentIndex(below)

    def _day_column(self, today: date) -> int:
        passed = [at for at, day in enumerate(self.model_.days) if day <= today]
        return FIRST_DAY + passed[-1] if passed else EXAM

    def _on_moved(self, index: QModelIndex) -> None:
        learner = self.model_.learner(index.row())
        if learner is not None:
            self.moved.emit(learner)

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(round(em() * 2.0))
        head = self.horizontalHeader()
        head.setDefaultSectionSize(round(em() * 3.2))
        head.setFixedHeight(round(em() * 3.2))
        if self.model_.columnCount() > COUNT:
            head.resizeSection(EXAM, round(em() * 4.2))
            head.resizeSection(COUNT, round(em() * 3.2))
        self.verticalHeader().setFixedWidth(round(em() * 6.5))
