"""What came down from the county: taking replies and reference data from a stick, and what the county holds open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.progress import Progress
from app.services.counter import Counter
from app.services.exchange.bag import Kind
from app.services.exchange.drives import removable_media
from app.services.exchange.naming import parse_name
from app.services.references.results import TakenReferences
from app.services.replies import TakenReply
from app.ui.kit import Button, PageContext, ReasonList, Words, choose_file
from app.ui.pages.exchange import viewmodel
from app.ui.papers import show_paper

_FILES = "回执和数据 (*-ACK.age *-REF.age)"


@dataclass(frozen=True, slots=True)
class CameDown:
    """What a stick brought; either part may be wanting."""

    reply: TakenReply | None
    references: TakenReferences | None


class ReplyPane(QWidget):
    """What came back from the county; choosing a line opens whoever it is about.

    `references_wanted` when the clerk asks for the reference data, or some came.
    """

    references_wanted = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._newest = Words("", role="label", wraps=True)
        self.items = ReasonList(self)
        self.items.chosen.connect(self._on_chosen)
        self._take = Button("读入回执和数据", name="take_reply", parent=self)
        self._take.clicked.connect(lambda _checked=False: self._on_take_asked())
        self._print = Button("打印回执单", name="print_reply", parent=self)
        self._print.clicked.connect(lambda _checked=False: self._on_print_asked())
        self._references = Button("县里下发的数据", name="show_references", parent=self)
        self._references.clicked.connect(lambda _checked=False: self.references_wanted.emit(None))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 4)
        box.addWidget(Words("县级回执与下发的数据", role="heading"))
        box.addWidget(self._newest)
        box.addWidget(self._take)
        box.addWidget(self._print)
        box.addWidget(self._references)
        box.addWidget(self.items)

    def fill(self) -> None:
        """Read the newest reply and what it holds open."""
        replies, ops = self._context.services.replies, self._context.ops
        newest = ops.do(replies.newest)
        self._newest.say(viewmodel.newest_line(newest))
        self._print.setEnabled(newest is not None)
        rows = viewmodel.item_rows(ops.do(replies.items) or ())
        self.items.show_rows(rows)
        self.items.setVisible(bool(rows))

    def say_waiting(self, count: int) -> None:
        """Say on the button how many packages wait to be put in force."""
        self._references.say(f"县里下发的数据（{count} 份待启用）" if count else "县里下发的数据")

    def take_in(self, path: Path) -> None:
        """Take one reply or one package in."""
        replies, references = self._context.services.replies, self._context.services.references

        def work(_progress: Progress) -> CameDown:
            if parse_name(path.name).kind is Kind.REF:
                taken = references.take_in(path)
                return CameDown(None, TakenReferences((taken,), ()))
            return CameDown(replies.take_in(path), None)

        self._context.ops.start("读入", work, done=self._on_taken)

    def take_all(self, folder: Path) -> None:
        """Take in the newest reply of a stick and every package on it."""
        replies, references = self._context.services.replies, self._context.services.references

        def work(progress: Progress) -> CameDown:
            has_packages = bool(references.on(folder))
            reply = replies.take_all(folder) if replies.on(folder) or not has_packages else None
            return CameDown(reply, references.take_all(folder, progress) if has_packages else None)

        self._context.ops.start("读入回执和数据", work, done=self._on_taken)

    def _on_take_asked(self) -> None:
        replies, references = self._context.services.replies, self._context.services.references
        ready = [
            medium.folder
            for medium in removable_media()
            if replies.on(medium.folder) or references.on(medium.folder)
        ]
        if len(ready) == 1:
            self.take_all(ready[0])
        else:
            choose_file(self, "选择县级回执或下发的数据", _FILES, partial(self.take_in))

    def _on_print_asked(self) -> None:
        services = self._context.services
        show_paper(
            self._context, "正在生成回执单", lambda: services.papers.county_reply(services.replies.sheet())
        )

    def _on_taken(self, came: CameDown) -> None:
        shell, ops = self._context.shell, self._context.ops
        if came.reply is not None:
            reply = came.reply
            is_well = reply.is_even and not reply.returned and not reply.items
            kind = "info" if reply.is_old else "ok" if is_well else "warning"
            shell.tell(kind, reply.text, key="reply")
            ops.announce(reply.changes)
        if came.references is not None:
            shell.tell("warning" if came.references.refused else "ok", came.references.text, key="reference")
            ops.announce(came.references.changes)
        self.fill()
        if came.references is not None and any(not one.is_known for one in came.references.taken):
            self.references_wanted.emit(came.references)

    def _on_chosen(self, payload: object) -> None:
        if isinstance(payload, int) and payload:
            self._context.shell.open_page("workers", payload)
