"""One class: its learners, their days, and the results it closes with."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.enrolments import MARKS, ClassRoster, Learner
from app.services.results import Saved
from app.ui.kit import (
    Button,
    Card,
    ChoiceInput,
    Column,
    DateInput,
    EmptyState,
    Field,
    Option,
    PageContext,
    ScrollPane,
    Table,
    Words,
    day_parser,
)

_DAY = (Option("present", "到课", "dk"), Option("online", "线上", "xs"), Option("absent", "缺课", "qk"))
_EXAM = (Option("passed", "合格", "hg"), Option("failed", "不合格", "bhg"), Option("absent", "缺考", "qk"))
_EXAM_WORDS = {option.code: option.text for option in _EXAM}


class ClassPane(QWidget):
    """The roster of a class; marking a day and closing it happen in place."""

    left = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._enrolments, self._ops = context, context.services.enrolments, context.ops
        self._roster: ClassRoster | None = None
        self._choices: dict[int, Field] = {}
        self._title = Words("", role="name")
        self._about = Words("", role="label")
        self.table = Table(
            "class_roster",
            (
                Column("name", "姓名", 7),
                Column("id_masked", "身份证号", 14),
                Column("state", "状态", 6),
                Column("attended", "到课天数", 6, is_number=True),
                Column("exam", "考核", 6, show=lambda row: _EXAM_WORDS.get(getattr(row, "exam", ""), "")),
                Column("days", "签到", 40, show=_marks),
            ),
            empty=EmptyState("学员名单", "还没有人报名。在「推荐」里选一个班按回车报名，或导入签到表"),
            memory=context.memory,
            label="学员名单",
        )
        self._sheet = QWidget(self)
        self._sheet_title = Words("", role="heading")
        self._grid = QGridLayout()
        self._day = DateInput(
            "day", "哪一天", parse=day_parser(context.services.desk.clock.today), required=True
        )
        self._confirm = Button("", look="primary", name="confirm_sheet", parent=self)
        self._confirm.clicked.connect(lambda _checked=False: self._on_confirmed())
        self._mode = ""
        self._lay_out()

    def show_class(self, session_id: int) -> None:
        """Show one class."""
        roster = self._ops.do(lambda: self._enrolments.roster(session_id))
        if roster is None:
            return
        self._roster = roster
        self._title.say(f"{roster.class_no}　{roster.title}")
        seats = (
            f"{len(roster.learners)} / {roster.seats} 人" if roster.seats else f"{len(roster.learners)} 人"
        )
        self._about.setText(f"{roster.opens_on} 至 {roster.closes_on} · {seats} · 已记 {len(roster.days)} 天")
        rows = {learner.enrolment_id: learner for learner in roster.learners}
        self.table.fill(
            tuple(rows), lambda ids: tuple(rows[_int(one)] for one in ids), total=f"共 {len(rows)} 人"
        )
        self._sheet.hide()
        self._open.setEnabled(roster.state == "planned")
        self._close.setEnabled(roster.state in {"planned", "open"})

    def _lay_out(self) -> None:
        self._mark = self._button("记一天签到", "mark_day", lambda: self._begin("day"))
        self._open = self._button("开班", "open_class", self._on_open_asked)
        self._close = self._button("结业（填考核结果）", "close_class", lambda: self._begin("exam"))
        back = self._button("返回", "class_back", lambda: self.left.emit(self))
        sheet = QVBoxLayout(self._sheet)
        sheet.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        top.addWidget(self._sheet_title)
        top.addWidget(self._day)
        top.addStretch(1)
        top.addWidget(self._confirm)
        sheet.addLayout(top)
        holder = QWidget()
        holder.setLayout(self._grid)
        sheet.addWidget(ScrollPane(holder), 1)
        self._sheet.setMinimumHeight(220)
        card = Card()
        card.body.addWidget(self._title)
        card.body.addWidget(self._about)
        card.body.addWidget(self.table, 2)
        card.body.addWidget(self._sheet, 1)
        foot = QHBoxLayout()
        foot.addWidget(back)
        foot.addStretch(1)
        for button in (self._mark, self._open, self._close):
            foot.addWidget(button)
        card.body.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)
        self._sheet.hide()

    def _button(self, text: str, name: str, slot: object) -> Button:
        button = Button(text, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
        return button

    def _begin(self, mode: str) -> None:
        roster = self._roster
        if roster is None:
            return
        self._mode = mode
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._choices = {}
        self._day.setVisible(mode == "day")
        self._sheet_title.setText(
            "签到：先填日期，缺课的改一下" if mode == "day" else "考核结果：不合格的改一下"
        )
        self._confirm.say("记下这一天" if mode == "day" else "结业")
        for place, learner in enumerate(roster.learners):
            chosen = ChoiceInput(
                f"mark_{learner.enrolment_id}", learner.name, _DAY if mode == "day" else _EXAM
            )
            chosen.set_value("present" if mode == "day" else learner.exam or "passed")
            row, column = divmod(place, 3)
            self._grid.addWidget(Words(learner.name, role="label"), row, column * 2)
            self._grid.addWidget(chosen, row, column * 2 + 1)
            self._choices[learner.enrolment_id] = chosen
        self._day.set_value(self._context.services.desk.clock.today())
        self._sheet.show()
        self._day.focus_input()

    def _on_confirmed(self) -> None:
        roster = self._roster
        if roster is None:
            return
        marks = {number: str(field.value() or "") for number, field in self._choices.items()}
        if self._mode == "exam":
            self._told(self._ops.do(lambda: self._enrolments.finish(roster.session_id, marks)))
            return
        day = self._day.value()
        if isinstance(day, date):
            self._told(self._ops.do(lambda: self._enrolments.mark_day(roster.session_id, day, marks)))

    def _on_open_asked(self) -> None:
        roster = self._roster
        if roster is not None:
            self._told(self._ops.do(lambda: self._enrolments.begin(roster.session_id)))

    def _told(self, saved: object) -> None:
        if isinstance(saved, Saved) and self._roster is not None:
            self._context.shell.toast(saved.text)
            self.show_class(self._roster.session_id)


def _marks(row: object) -> str:
    if not isinstance(row, Learner):
        return ""
    return " ".join(f"{day.month}/{day.day}{MARKS[mark]}" for day, mark in sorted(row.days.items()))


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
