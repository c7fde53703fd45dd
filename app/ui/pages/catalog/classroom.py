"""One class: its learners and their days; marking, opening and closing it happen in place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import codes
from app.services.counter import Counter
from app.services.enrolments import MARKS, ClassRoster, Learner
from app.services.results import Refused, Saved
from app.ui.inputs import texts
from app.ui.kit import Act, Button, Card, Column, EmptyState, PageContext, ShortWords, Table, Words
from app.ui.pages.catalog.sheets import (
    CERTIFICATE_KEYS,
    EXAM_WORDS,
    DaySheet,
    ExamSheet,
    LearnerSheet,
    Sheet,
    marks_of,
    present_learners,
)

_RUNNING = frozenset({"planned", "open"})


class ClassPane(QWidget):
    """The roster of a class; `left` to go back, `record_asked(session_id)` for the session's own form."""

    left = Signal(object)
    record_asked = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._enrolments = context.services.enrolments
        self._today = context.services.desk.clock.today
        self._roster: ClassRoster | None = None
        self._sheet: Sheet | None = None
        self._title = Words("", role="name")
        self._about = ShortWords("", role="label")
        self.table = Table(
            "class_roster",
            (
                Column("name", "姓名", 6),
                Column("id_masked", "身份证号", 13),
                Column("state", "状态", 5.5),
                Column("attended", "到课天数", 6, is_number=True),
                Column("exam", "考核", 5, show=lambda row: EXAM_WORDS.get(getattr(row, "exam", ""), "")),
                Column("certificate", "证书", 9),
                Column("days", "缺课与线上", 12, show=_marks),
            ),
            empty=EmptyState("学员名单", "还没有人报名。在「推荐」里选一个班按 Enter 报名，或导入签到表"),
            memory=context.memory,
            label="学员名单",
        )
        self.table.opened.connect(self._on_learner_chosen)
        self._lay_out()

    @property
    def session_id(self) -> int:
        """Return which class is shown, 0 for none."""
        return self._roster.session_id if self._roster else 0

    def show_class(self, session_id: int) -> None:
        """Show one class and put the keys into its roster."""
        self._end_sheet()
        self._fill(session_id)
        self.table.focus_list()

    def refresh(self) -> None:
        """Read the class anew, unless something is being written down."""
        if self._roster is not None and self._sheet is None:
            self._fill(self._roster.session_id)

    def mark_day(self) -> None:
        """Begin to mark a day (F2)."""
        roster = self._roster
        if roster is None or self._sheet is not None or self._is_idle(roster):
            return
        sheet = DaySheet(roster, self._today)
        self._begin(sheet, self._on_day_written)

    def write(self) -> None:
        """Save what is being written down (Ctrl+S)."""
        if self._sheet is not None:
            self._sheet.write()

    def go_back(self) -> None:
        """Leave the sheet, or else the class (Esc)."""
        if self._sheet is not None:
            self._end_sheet()
            self.table.focus_list()
        else:
            self.left.emit(self)

    def _fill(self, session_id: int) -> None:
        roster = self._ops.do(lambda: self._enrolments.roster(session_id))
        self._roster = roster
        if roster is None:
            return
        self._title.say(f"{roster.class_no}　{roster.title}")
        count = len(present_learners(roster))
        seats = f"{count} / {roster.seats} 人" if roster.seats else f"{count} 人"
        span = f"{roster.opens_on or '待定'} 至 {roster.closes_on or '待定'}"
        state = codes.label("session_state", roster.state)
        self._about.say(f"{state} · {span} · {seats} · 已记 {len(roster.days)} 天")
        rows = {learner.enrolment_id: learner for learner in roster.learners}
        self.table.fill(
            tuple(rows),
            lambda ids: tuple(rows[number] for number in ids if isinstance(number, int)),
            total=f"共 {len(rows)} 人",
            note="Enter 记这一位的考核和证书",
        )
        is_running = roster.state in _RUNNING
        self._mark.setEnabled(is_running)
        self._open.setEnabled(roster.state == "planned")
        self._close.setEnabled(is_running)

    def _lay_out(self) -> None:
        self._mark = self._button("记一天签到", "mark_day", self.mark_day, act=Act.NEW)
        self._open = self._button("开班", "open_class", self._on_open_asked)
        self._close = self._button("结业", "close_class", self._on_close_asked)
        record = self._button("班期资料", "class_record", lambda: self.record_asked.emit(self.session_id))
        back = self._button("返回", "class_back", self.go_back, act=Act.CLOSE)
        roster = QWidget()
        column = QVBoxLayout(roster)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(back)
        foot.addStretch(1)
        for button in (record, self._open, self._close, self._mark):
            foot.addWidget(button)
        column.addLayout(foot)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(roster)
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._about, 1)
        card.body.addLayout(head)
        card.body.addWidget(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)

    def _button(self, text: str, name: str, slot: Callable[[], None], *, act: Act | None = None) -> Button:
        button = Button(text, act=act, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _is_idle(self, roster: ClassRoster) -> bool:
        """Tell, and say, whether there is nobody to mark or grade."""
        is_over = roster.state not in _RUNNING
        if present_learners(roster) and not is_over:
            return False
        why = "还没有学员。请先在「推荐」里报名，或导入签到表。"
        if is_over:
            state = codes.label("session_state", roster.state)
            why = f"{state}，不能再记签到；考核和证书在名单里按 Enter 记。"
        text = f"{roster.class_no} {why}"
        self._context.shell.tell("info", text, key="class")
        return True

    def _begin(self, sheet: Sheet, written: Callable[[object], None]) -> None:
        self._end_sheet()
        self._sheet = sheet
        sheet.written.connect(written)
        sheet.left.connect(lambda _sheet: self.go_back())
        self._stack.addWidget(sheet)
        self._stack.setCurrentWidget(sheet)
        sheet.form.focus_first()

    def _end_sheet(self) -> None:
        sheet, self._sheet = self._sheet, None
        if sheet is not None:
            self._stack.setCurrentIndex(0)
            self._stack.removeWidget(sheet)
            sheet.deleteLater()

    def _on_day_written(self, values: object) -> None:
        roster = self._roster
        if roster is None or not isinstance(values, dict):
            return
        day, marks = values.get("day"), marks_of(values, present_learners(roster))
        if isinstance(day, date):
            self._tell(self._ops.do(lambda: self._enrolments.mark_day(roster.session_id, day, marks)))

    def _on_results_written(self, values: object) -> None:
        roster = self._roster
        if roster is not None and isinstance(values, dict):
            results = marks_of(values, present_learners(roster))
            self._tell(self._ops.do(lambda: self._enrolments.finish(roster.session_id, results)))

    def _on_open_asked(self) -> None:
        roster = self._roster
        if roster is not None:
            self._tell(self._ops.do(lambda: self._enrolments.begin(roster.session_id)))

    def _on_close_asked(self) -> None:
        roster = self._roster
        if roster is not None and not self._is_idle(roster):
            self._begin(ExamSheet(roster), self._on_results_written)

    def _on_learner_chosen(self, number: object) -> None:
        roster = self._roster
        learner = (
            next((one for one in roster.learners if one.enrolment_id == number), None) if roster else None
        )
        if learner is not None:
            sheet = LearnerSheet(learner, self._course(), self._today)
            self._begin(sheet, lambda values: self._on_learner_written(learner, values))

    def _course(self) -> dict[str, object]:
        catalog, session_id = self._counter.catalog, self.session_id
        course = self._ops.do(lambda: catalog.open("course", catalog.open("session", session_id).parent_id))
        return dict(course.values) if course is not None else {}

    def _on_learner_written(self, learner: Learner, values: object) -> None:
        if not isinstance(values, dict):
            return
        graded = {key: value for key, value in values.items() if value not in (None, "")}
        papers = {key: graded.pop(key, "") or "" for key in CERTIFICATE_KEYS if key in values}
        if papers:
            papers["issued_on"] = values.get("issued_on")
            added = self._ops.do(
                lambda: self._counter.worker_rows.add(learner.worker_id, "certificate", papers)
            )
            if isinstance(added, Refused) and self._sheet is not None:
                self._sheet.form.show_findings(added.findings)
            if not isinstance(added, Saved):
                return
            graded["certificate_uid"] = added.uid
            if added.warnings:
                self._context.shell.tell("warning", f"{added.text}。{texts(added.warnings)}", key="class")
        if graded:
            self._tell(self._ops.do(lambda: self._enrolments.grade(learner.enrolment_id, graded)))
        else:
            self.go_back()

    def _tell(self, saved: object) -> None:
        if isinstance(saved, Saved) and self._roster is not None:
            self._context.shell.toast(saved.text)
            self.show_class(self._roster.session_id)


def _marks(row: object) -> str:
    """Return the days that were not plainly attended, as a clerk compares them with the sheet."""
    if not isinstance(row, Learner):
        return ""
    parts = []
    for mark in ("absent", "online"):
        days = [f"{day.month}/{day.day}" for day, made in sorted(row.days.items()) if made == mark]
        parts += [f"{MARKS[mark]} {'、'.join(days)}"] if days else []
    return "　".join(parts)
