"""今日: every line opens the page that deals with it."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.following import MatchRow
from app.services.results import Saved
from app.services.today import Day
from app.ui.following import FollowList
from app.ui.kit import (
    Act,
    Card,
    EmptyState,
    Page,
    PageContext,
    ReasonList,
    ScrollPane,
    TwoPane,
    Words,
)
from app.ui.ops import Changes
from app.ui.pages.today import viewmodel
from app.ui.theme import em

_SIDE_BY_SIDE_EMS = 52  # below this width the list of those to ask stands below what waits
_NOBODY = "今天还没有人来。来了以后，办过的人列在这里，点开接着办。"


class TodayPage(Page):
    """The first page of the day."""

    page_key, title = "today", "今日"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__(context.home)
        self._context, self._counter = context, context.services
        self._day = Words("", role="name")
        self._waiting = ReasonList(self)
        self._waiting.chosen.connect(self._on_line_chosen)
        self._idle = Words("", role="caption", wraps=True)
        self._nobody = Words(_NOBODY, role="caption", wraps=True)
        self._visits = ReasonList(self)
        self._visits.chosen.connect(lambda worker_id: context.shell.open_page("workers", worker_id))
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(28)
        self._figures.setVerticalSpacing(4)
        self._visits_card = Card("今天来过的人", "点开继续办")
        self.due = FollowList(
            context,
            "due_today",
            ("name", "phone", "title", "standing"),
            EmptyState("该回访的人", "没有到了日子还没回访的推荐"),
            self,
        )
        self.due.followed.connect(self._on_followed)
        self.due.chosen.connect(self._on_due_chosen)
        self._due_card = Card("该回访的人", "推荐→联系→面试→上岗→30天在岗")
        self._lay_out()

    def open(self, target: object | None) -> None:
        """Read the day anew."""
        del target
        self._fill()

    def refresh(self, changes: Changes) -> None:
        """Read the day anew, whatever changed."""
        del changes
        self._fill()

    def primary_focus(self) -> QWidget | None:
        """Return the big key of the counter."""
        return self._read

    def _lay_out(self) -> None:
        head = Card()
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._day)
        line.addStretch(1)
        line.addWidget(self.act_button(Act.NEW, lambda: self._go_workers(Act.NEW)))
        self._read = self.act_button(Act.READ_CARD, lambda: self._go_workers(Act.READ_CARD), look="primary")
        line.addWidget(self._read)
        head.body.addLayout(line)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(head)
        figures = Card("本月数字", "本站登记的，自动统计")
        figures.body.addLayout(self._figures)
        left.addWidget(figures)
        self._main = main
        left.addWidget(ScrollPane(self._lay_out_lists()), 1)
        self._visits_card.body.addWidget(self._visits)
        self._visits_card.body.addWidget(self._nobody)
        self._visits_card.body.addStretch(1)
        self.panes = TwoPane(main, "今日", self._visits_card, "来过的人", self)
        self.answer(Act.NEXT_AREA, self.panes.switch_area)
        self.answer(Act.CLOSE, self._on_close_asked)
        self.answer(Act.UNDO, self._on_undo_asked)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def _lay_out_lists(self) -> QWidget:
        waiting = Card("等着办的", "点一行就去那一页")
        waiting.body.addWidget(self._waiting)
        waiting.body.addWidget(self._idle)
        waiting.body.addStretch(1)
        self._due_card.body.addWidget(self.due, 1)
        both = QWidget()
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight, both)
        self._lists.setContentsMargins(0, 0, 0, 0)
        self._lists.setSpacing(8)
        self._lists.addWidget(waiting, 2)
        self._lists.addWidget(self._due_card, 3)
        return both

    def _go_workers(self, act: Act) -> None:
        self._context.shell.open_page("workers", "new" if act is Act.NEW else "card")

    def _on_line_chosen(self, payload: object) -> None:
        if isinstance(payload, tuple):
            page, view = payload
            self._context.shell.open_page(str(page), view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand what waits and whom to ask beside each other where there is room."""
        super().resizeEvent(event)
        is_narrow = self._main.width() < em() * _SIDE_BY_SIDE_EMS
        ways = QBoxLayout.Direction
        self._lists.setDirection(ways.BottomToTop if is_narrow else ways.LeftToRight)

    def _on_due_chosen(self, row: object) -> None:
        if isinstance(row, MatchRow):
            self._context.shell.open_page("matching", (row.worker_id, row.id))

    def _on_followed(self, saved: object) -> None:
        if isinstance(saved, Saved):
            self._context.shell.toast(saved.text, self._on_undo_asked)

    def _on_close_asked(self) -> None:
        self.due.drop()

    def _on_undo_asked(self) -> None:
        told = self._context.ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            self._context.ops.announce(changes)

    def _fill(self) -> None:
        rows = self._context.ops.do(self._counter.following.due) or ()
        self._due_card.setVisible(bool(rows))
        self.due.show_rows(rows)
        self._context.ops.do(self._counter.today.day, done=self._show)

    def _show(self, day: Day) -> None:
        self._day.say(viewmodel.day_line(day))
        rows = viewmodel.waiting(day)
        self._waiting.setVisible(bool(rows))
        self._waiting.show_rows(rows)
        self._idle.setText(viewmodel.nothing_waits(day))
        self._nobody.setVisible(not day.visits)
        self._visits.show_rows(viewmodel.visits(day))
        self._visits_card.set_note(f"{len(day.visits)} 位，点开继续办" if day.visits else "")
        while self._figures.count():
            item = self._figures.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for place, (label, count) in enumerate(day.month.items()):
            self._figures.addWidget(Words(f"{count:,}", role="big"), 0, place)
            self._figures.addWidget(Words(label, role="caption"), 1, place)
        self._figures.setColumnStretch(len(day.month), 1)
