"""What is written down about a class: one day's marks, the results it closes with, one learner's papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.enrolments import ClassRoster, Learner
from app.services.workers.records import CERTIFICATE_FIELDS
from app.ui.inputs import input_for, options_of
from app.ui.kit import (
    Act,
    Button,
    ChoiceInput,
    DateInput,
    FieldEdit,
    FormGrid,
    MoneyInput,
    Option,
    ShortWords,
    Words,
    day_parser,
)

DAY = (Option("present", "到课", "dk"), Option("online", "线上", "xs"), Option("absent", "缺课", "qk"))
EXAM = (Option("passed", "合格", "hg"), Option("failed", "不合格", "bhg"), Option("absent", "缺考", "qk"))
EXAM_WORDS = {option.code: option.text for option in EXAM}
CERTIFICATE_KEYS = (
    "certificate_kind", "occupation", "trade", "level", "certificate_no", "issuer", "issued_on",
)  # fmt: skip
_LEFT = (Option("left", "已退班", "ytb"),)


class Sheet(QWidget):
    """A small form over the roster: `written(values)` on Ctrl+S or Enter in the last input, `left` on Esc."""

    written = Signal(object)
    left = Signal(object)

    def __init__(self, title: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = FormGrid(parent=self)
        self.form.completed.connect(lambda _values: self.write())
        self.note = ShortWords("", role="caption")
        back = Button("返回名单", act=Act.CLOSE, name="sheet_back", parent=self)
        back.clicked.connect(lambda _checked=False: self.left.emit(self))
        save = Button(action, act=Act.SAVE, look="primary", name="sheet_save", parent=self)
        save.clicked.connect(lambda _checked=False: self.write())
        head = QHBoxLayout()
        head.addWidget(Words(title, role="heading"))
        head.addWidget(self.note, 1)
        foot = QHBoxLayout()
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self.form, 1)
        box.addLayout(foot)

    def write(self) -> None:
        """Hand over what is written, once every input is right."""
        if self.form.judge():
            self.written.emit(self.form.values())


class DaySheet(Sheet):
    """The marks of one day; a day marked before shows what was marked."""

    def __init__(self, roster: ClassRoster, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__("记一天签到", "记下这一天", parent)
        self._roster = roster
        self._learners = present_learners(roster)
        when = self.form.card("日期", _span(roster))
        self._day = DateInput("day", "哪一天", parse=day_parser(today), required=True)
        when.add(self._day)
        who = self.form.card("学员", "都先记到课；← → 或 q 缺课、x 线上、d 到课，Enter 下一人")
        for learner in self._learners:
            who.add(ChoiceInput(key_of(learner), learner.name, DAY)).is_required = True
        self._day.set_value(next_day(roster, today()))
        self._day.edited.connect(self._on_day_edited)
        self._show_day()

    def _on_day_edited(self, edit: object) -> None:
        if isinstance(edit, FieldEdit) and edit.value is not None:
            self._show_day()

    def _show_day(self) -> None:
        day = self._day.value()
        is_known = isinstance(day, date) and day in self._roster.days
        self.note.say("这一天已经记过，改好再存" if is_known else "")
        for learner in self._learners:
            mark = learner.days.get(day, "present") if isinstance(day, date) else "present"
            self.form.field(key_of(learner)).set_value(mark)


class ExamSheet(Sheet):
    """The results a class closes with."""

    def __init__(self, roster: ClassRoster, parent: QWidget | None = None) -> None:
        super().__init__("结业：每人的考核结果", "结业", parent)
        self.note.say("结业后不能再签到，请先核对到课天数")
        who = self.form.card("学员", "都先记合格；b 不合格、q 缺考，Enter 下一人")
        for learner in present_learners(roster):
            label = f"{learner.name}（{learner.attended} 天）"
            result = who.add(ChoiceInput(key_of(learner), label, EXAM))
            result.is_required = True  # after adding: a star at every name says nothing
            result.set_value(learner.exam or "passed")


class LearnerSheet(Sheet):
    """One learner's result, certificate and papers; what stays empty is left as it is."""

    def __init__(
        self,
        learner: Learner,
        course: Mapping[str, object],
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"{learner.name}　{learner.id_masked}", "保存", parent)
        self.note.say(f"{learner.state} · 到课 {learner.attended} 天")
        day = day_parser(today)
        result = self.form.card("结果", "空着的不改")
        result.add(ChoiceInput("exam", "考核", EXAM)).set_value(learner.exam)
        result.add(ChoiceInput("state", "退班", _LEFT))
        result.add(MoneyInput("learner_fee", "本人缴费"))
        result.add(DateInput("contract_from", "合同起", parse=day))
        result.add(DateInput("contract_to", "合同止", parse=day))
        result.add(ChoiceInput("has_wage_evidence", "参保或工资流水", options_of("yes_no")))
        held = (
            f"已有证书 {learner.certificate}；再填就是新的一张"
            if learner.certificate
            else "填了证书编号才登记"
        )
        papers = self.form.card("证书", held)
        for key in CERTIFICATE_KEYS:
            papers.add(input_for(CERTIFICATE_FIELDS[key], today=today))
        if not learner.certificate:
            kept = {"certificate_kind", "occupation", "trade", "level"}
            self.form.fill({key: value for key, value in course.items() if key in kept and value})

    def write(self) -> None:
        """Hand over what is written: the certificate's kind is asked only where there is a certificate."""
        values = self.form.values()
        if values["certificate_no"] or values["issued_on"]:
            super().write()
        else:
            self.written.emit({key: value for key, value in values.items() if key not in CERTIFICATE_KEYS})


def present_learners(roster: ClassRoster) -> tuple[Learner, ...]:
    """Return the learners who have not left the class."""
    return tuple(learner for learner in roster.learners if learner.state != _LEFT[0].text)


def key_of(learner: Learner) -> str:
    """Return the key of the input that stands for a learner."""
    return f"mark_{learner.enrolment_id}"


def marks_of(values: Mapping[str, object], learners: Iterable[Learner]) -> dict[int, str]:
    """Return the marks by enrolment."""
    return {learner.enrolment_id: str(values.get(key_of(learner)) or "") for learner in learners}


def next_day(roster: ClassRoster, today: date) -> date:
    """Return the day a clerk most likely marks next: the one after the last marked, never a day to come."""
    likely = roster.days[-1] + timedelta(days=1) if roster.days else roster.opens_on or today
    last = min(today, roster.closes_on or today)
    return min(likely, last)


def _span(roster: ClassRoster) -> str:
    return f"{roster.opens_on or '待定'} 至 {roster.closes_on or '待定'} · 已记 {len(roster.days)} 天"
