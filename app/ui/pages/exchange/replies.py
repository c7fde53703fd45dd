"""县级回执 at the counter: taking the newest one from a stick or a file, and what the county holds open."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.exchange.drives import removable_media
from app.services.replies import TakenReply
from app.ui.kit import Button, PageContext, ReasonList, ScrollPane, Words, choose_file
from app.ui.pages.exchange import viewmodel
from app.ui.papers import show_paper


class ReplyPane(QWidget):
    """What came back from the county; choosing a line opens whoever it is about."""

    def __init__(self, context: PageContext[Counter], parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._newest = Words("", role="label", wraps=True)
        self.items = ReasonList(self)
        self.items.chosen.connect(self._on_chosen)
        self._take = Button("读入县级回执", name="take_reply", parent=self)
        self._take.clicked.connect(lambda _checked=False: self._on_take_asked())
        self._print = Button("打印回执单", name="print_reply", parent=self)
        self._print.clicked.connect(lambda _checked=False: self._on_print_asked())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 4)
        box.addWidget(Words("县级回执", role="heading"))
        box.addWidget(self._newest)
        box.addWidget(self._take)
        box.addWidget(self._print)
        self._scroll = ScrollPane(self.items, self)
        box.addWidget(self._scroll, 1)

    def fill(self) -> None:
        """Read the newest reply and what it holds open."""
        replies, ops = self._context.services.replies, self._context.ops
        newest = ops.do(replies.newest)
        self._newest.say(viewmodel.newest_line(newest))
        self._print.setEnabled(newest is not None)
        rows = viewmodel.item_rows(ops.do(replies.items) or ())
        self.items.show_rows(rows)
        self._scroll.setVisible(bool(rows))

    def take_in(self, path: Path) -> None:
        """Take one reply in."""
        replies = self._context.services.replies
        self._context.ops.start("读入回执", lambda _progress: replies.take_in(path), done=self._on_taken)

    def take_all(self, folder: Path) -> None:
        """Take in the newest reply of a stick."""
        replies = self._context.services.replies
        self._context.ops.start("读入回执", lambda _progress: replies.take_all(folder), done=self._on_taken)

    def _on_take_asked(self) -> None:
        replies = self._context.services.replies
        ready = [medium.folder for medium in removable_media() if replies.on(medium.folder)]
        if len(ready) == 1:
            self.take_all(ready[0])
        else:
            choose_file(self, "选择县级回执", "县级回执 (*-ACK.age)", partial(self.take_in))

    def _on_print_asked(self) -> None:
        services = self._context.services
        show_paper(
            self._context, "正在生成回执单", lambda: services.papers.county_reply(services.replies.sheet())
        )

    def _on_taken(self, taken: TakenReply) -> None:
        is_well = taken.is_even and not taken.returned and not taken.items
        kind = "info" if taken.is_old else "ok" if is_well else "warning"
        self._context.shell.tell(kind, taken.text, key="reply")
        self._context.ops.announce(taken.changes)
        self.fill()

    def _on_chosen(self, payload: object) -> None:
        if isinstance(payload, int) and payload:
            self._context.shell.open_page("workers", payload)
