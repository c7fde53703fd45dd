"""为什么没有: what took offers away, what the person could change, and one offer he asks for by name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.counter import Counter
from app.services.whynots import Answer, WhyLine, WhyTold
from app.ui.kit import (
    Button,
    Card,
    Column,
    EmptyState,
    PageContext,
    ReasonList,
    ScrollPane,
    Table,
    TextInput,
    Words,
)
from app.ui.pages.matching import viewmodel


class WhyPane(Card):
    """The table of reasons; `stepped` carries the line that was chosen, `answered` the offer asked for."""

    stepped = Signal(object)
    answered = Signal(object)
    closed = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__("为什么没有", "Enter 看放宽以后（先不保存）　Esc 回去", parent)
        self._ops, self._whynots = context.ops, context.services.whynots
        self._worker_id = 0
        self._lines: tuple[WhyLine, ...] = ()
        self._answers: tuple[Answer, ...] = ()
        self._told = [Words("", wraps=True, parent=self), Words("", wraps=True, parent=self)]
        empty = EmptyState("为什么没有", "没有哪一条把岗位或培训去掉")
        self.table = Table(
            "why_not",
            (
                Column("target", "类", 4.2, show=viewmodel.what_of),
                Column("reason", "原因", 10),
                Column("count", "去掉", 5.4, is_number=True, show=viewmodel.count_of),
                Column("relief", "放宽什么", 23),
                Column("opens", "多几个", 5, show=viewmodel.more_of),
            ),
            empty=empty,
            memory=context.memory,
            label="为什么没有",
        )
        self.asked = TextInput(
            "asked", "问某一个", placeholder="问某一个：打岗位或培训的名称、拼音首字母，按 Enter", parent=self
        )
        self.answers = ReasonList(self)
        self._answers_pane = ScrollPane(self.answers)
        self._lay_out()
        self.table.opened.connect(self._on_line_chosen)
        self.asked.stepped.connect(lambda _step: self._ask())
        self.answers.chosen.connect(self._on_answer_chosen)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        back = Button("回到推荐", name="why_back", parent=self)
        back.clicked.connect(lambda _checked=False: self.closed.emit(self))
        line.addWidget(self.asked, 1)
        line.addWidget(back)
        self.body.addLayout(line)
        self.body.addWidget(self._answers_pane, 1)
        for words in self._told:
            self.body.addWidget(words)
        self.body.addWidget(self.table, 2)
        self._answers_pane.hide()

    def begin(self, worker_id: int) -> None:
        """Work out and show why the lists of one worker are as they are."""
        self._worker_id = worker_id
        self._show_answers(())
        self.asked.set_value("")
        self._ops.start(
            "正在查原因",
            lambda _progress: self._whynots.tell(worker_id),
            done=lambda told: self._arrived(worker_id, told),
        )

    def _arrived(self, worker_id: int, told: WhyTold) -> None:
        if worker_id != self._worker_id:
            return
        for words, text in zip(self._told, told.told, strict=True):
            words.say(text)
        self._lines = viewmodel.why_rows(told.lines)
        self.table.fill(
            tuple(range(len(self._lines))), lambda ids: [self._lines[one] for one in ids if isinstance(one, int)],
            total=f"{len(self._lines)} 条",
            note="一个岗位可能有几条原因，各条都算",
        )  # fmt: skip
        if self.isVisible():
            self.table.focus_list()

    def _ask(self) -> None:
        worker_id, text = self._worker_id, self.asked.text()
        if not text:
            self.table.focus_list()
            return
        self._ops.start(
            "正在查",
            lambda _progress: self._whynots.ask(worker_id, text),
            done=self._show_answers,
        )

    def _show_answers(self, answers: tuple[Answer, ...]) -> None:
        self._answers = answers
        self.answers.show_rows(viewmodel.answer_rows(answers))
        self._answers_pane.setVisible(bool(answers))
        for part in (*self._told, self.table):
            part.setVisible(not answers)
        if answers:
            self.answers.focus_row()

    def drop(self) -> bool:
        """Put the answers away; says whether there were any."""
        had = bool(self._answers)
        self._show_answers(())
        if had:
            self.table.focus_list()
        return had

    def _on_line_chosen(self, at: object) -> None:
        if isinstance(at, int) and 0 <= at < len(self._lines):
            self.stepped.emit(self._lines[at])

    def _on_answer_chosen(self, at: object) -> None:
        if isinstance(at, int) and 0 <= at < len(self._answers):
            self.answered.emit(self._answers[at])
