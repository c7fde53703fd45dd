"""跟踪: what came of recommendations, of this person, of those due, or of all."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.counter import Counter
from app.services.following import MatchRow
from app.ui.following import FollowList
from app.ui.kit import Card, ChoiceInput, EmptyState, Option, PageContext
from app.ui.papermenu import PaperMenu

_WHICH = (Option("person", "这一位", "zyw"), Option("due", "该回访", "ghf"), Option("all", "全部", "qb"))
_EMPTY = {
    "person": ("这一位的推荐", "还没有向这一位推荐过。选一个岗位按 Enter 就记下一次推荐"),
    "due": ("该回访的推荐", "没有到了日子还没回访的推荐"),
    "all": ("还在跟踪的推荐", "没有还在跟踪的推荐。推荐一个岗位后会列在这里，直到在岗满 30 天"),
}


class FollowPane(Card):
    """Recommendations and what may follow; `followed` carries what was saved, `chosen` who it is about."""

    followed = Signal(object)
    chosen = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__("跟踪", "推荐→联系→面试→上岗→30天在岗", parent)
        self._ops, self._following = context.ops, context.services.following
        self._worker_id = 0
        self.which = ChoiceInput("which", "看哪些", _WHICH, required=True)
        self.which.set_value("all")
        self.which.edited.connect(lambda _edit: self.fill())
        self._empty = EmptyState(*_EMPTY["all"])
        self.list = FollowList(context, "follow_ups", ("name", "title", "outcome", "due"), self._empty, self)
        self.list.followed.connect(self.followed)
        self.list.chosen.connect(self._on_row_chosen)
        self.table = self.list.table
        self.papers = PaperMenu(context, "match", self._in_front, parent=self)
        line = QHBoxLayout()
        line.addWidget(self.which, 1)
        line.addWidget(self.papers)
        self.body.addLayout(line)
        self.body.addWidget(self.list, 1)

    def rows(self) -> tuple[MatchRow, ...]:
        """Return what is listed."""
        return self.list.rows()

    def show_person(self, worker_id: int) -> None:
        """Show what was recommended to one worker; 0 for everything that is still followed up."""
        if worker_id != self._worker_id:
            self.which.set_value("person" if worker_id else "all")
        self._worker_id = worker_id
        self.fill()

    def show_due(self) -> None:
        """Show what should be followed up now."""
        self.which.set_value("due")
        self.fill()

    def show_row(self, match_id: int) -> None:
        """Put the bar and the keys on one recommendation."""
        self.table.select(match_id)
        self.table.focus_list()

    def fill(self) -> None:
        """Read the list anew."""
        which = str(self.which.value() or "all")
        if which == "person" and not self._worker_id:
            which = "all"
            self.which.set_value(which)
        worker_id = self._worker_id
        rows = self._ops.do(
            lambda: (
                self._following.history(worker_id)
                if which == "person"
                else self._following.due(only_due=which == "due")
            )
        )
        self._empty.say(*_EMPTY[which])
        self.list.show_rows(rows or ())

    def _in_front(self) -> int:
        number = self.table.current_id()
        return number if isinstance(number, int) else 0

    def _on_row_chosen(self, row: object) -> None:
        if isinstance(row, MatchRow):
            self.chosen.emit(row.worker_id)
