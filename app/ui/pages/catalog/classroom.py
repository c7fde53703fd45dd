"""One class: who is in it, their days and results in one grid, 开班 and 结业; marks keep themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.enrolments import ClassRoster, Learner
from app.services.results import Refused, Saved
from app.ui.inputs import texts
from app.ui.kit import (
    Act,
    Button,
    Card,
    EmptyState,
    PageContext,
    ReasonList,
    ReasonRow,
    ScrollPane,
    ShortWords,
    TextInput,
    Words,
)
from app.ui.pages.catalog import viewmodel
from app.ui.pages.catalog.grid import ClassGrid
from app.ui.pages.catalog.sheets import CERTIFICATE_KEYS, LearnerSheet
from app.ui.papermenu import PaperMenu

_KEYS = "1 到课／合格　2 线上／不合格　3 缺课／缺考　0 清除　空格 换　Enter 记证书、缴费和合同"
_FOUND = 5


class ClassPane(QWidget):
    """The roster of a class; `left` to go back, `edit_asked` with the session's id, `told` with what was saved."""

    left = Signal(object)
    edit_asked = Signal(object)
    told = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._roster: ClassRoster | None = None
        self._learner: Learner | None = None
        self._title, self._about = Words("", role="name"), ShortWords("", role="label")
        self.grid = ClassGrid(self)
        self._empty = EmptyState("学员名单", "还没有人报名。在上面找到人按 Enter 加进来，或导入签到表")
        self.finder = TextInput(
            "enrol_find", "添学员", placeholder="添学员：姓名、拼音首字母、身份证号，按 Enter"
        )
        self.found = ReasonList(self)
        self._line = ShortWords("", role="label")
        self.sheet: LearnerSheet | None = None
        self.reason = TextInput("leave_reason", "原因", placeholder="退班或取消的原因")
        self._lay_out()
        self._wire()

    @property
    def session_id(self) -> int:
        """Return the session that is shown, 0 when none is."""
        return self._roster.session_id if self._roster else 0

    def show_class(self, session_id: int) -> None:
        """Show one class."""
        roster = self._ops.do(lambda: self._counter.enrolments.roster(session_id))
        if roster is None:
            return
        is_new = self._roster is None or self._roster.session_id != session_id
        self._roster = roster
        self._title.say(f"{roster.class_no}　{roster.title}")
        self._about.say(viewmodel.about(roster))
        self.grid.show_roster(roster, self._counter.desk.clock.today(), is_new=is_new)
        if is_new:
            self._end_sheet()
        if self.sheet is None and (not self._is_finding or is_new):
            self._body.setCurrentWidget(self.grid if roster.learners else self._empty)
        if self.sheet is None:
            self._show_tools()
        if is_new:
            self._clear_found()
            self.reason.set_value("")

    def _show_tools(self) -> None:
        roster = self._roster
        if roster is None:
            return
        has_learners = bool(roster.learners)
        self._foot.setVisible(has_learners or roster.state == "planned")
        is_waiting = roster.state in {"planned", "open"}
        for widget, is_shown in (
            (self._open, roster.state == "planned"),
            (self._cancel, roster.state == "planned"),
            (self._close, is_waiting),
            (self.finder, is_waiting),
            *(
                (one, has_learners)
                for one in (self._all_here, self._keys, self._line, self._leave, self._learner_papers)
            ),
        ):
            widget.setVisible(is_shown)

    def _kept_session(self) -> int:
        """Return the class once what was typed is kept: a paper is never behind the screen."""
        return self.session_id if self.keep() else 0

    def _kept_learner(self) -> int:
        return self._learner.enrolment_id if self._learner is not None and self.keep() else 0

    def keep(self) -> bool:
        """Keep what was typed into the grid; says whether all of it could be kept."""
        self.grid.stop()
        roster, staged = self._roster, self.grid.model_.take()
        if roster is None or not (staged.marks or staged.results):
            return True
        days: dict[date, dict[int, str]] = {}
        for (number, day), mark in staged.marks.items():
            days.setdefault(day, {})[number] = mark
        classes = self._counter.classes
        kept: list[Saved | None] = []
        if days:
            kept.append(self._ops.do(lambda: classes.mark(roster.session_id, days)))
        if staged.results:
            kept.append(self._ops.do(lambda: classes.record_results(roster.session_id, staged.results)))
        saved = [one for one in kept if one is not None]
        if len(saved) < len(kept):
            self.grid.model_.give_back(staged)
            return False
        self._said.say("已保存，Ctrl+Z 撤销")
        return True

    def leave(self) -> None:
        """Keep what was typed before the clerk goes elsewhere."""
        self.keep()

    def focus_first(self) -> None:
        """Put the keys into the grid, or where the first learner is added."""
        if self._roster is not None and self._roster.learners:
            self.grid.setFocus()
        else:
            self.finder.focus_input()

    def _lay_out(self) -> None:
        self._open = self._button("开班", "open_class", lambda: self._turn(self._counter.classes.begin))
        self._close = self._button("结业", "close_class", self._on_finish_asked)
        self._cancel = self._button("取消班期", "cancel_class", self._on_cancel_asked)
        self._edit = self._button("改班期", "edit_class", lambda: self.edit_asked.emit(self.session_id))
        self._all_here = self._button("这一天其余的都到课", "all_here", self._on_all_here_asked)
        self._back = Button("返回", act=Act.CLOSE, name="class_back", parent=self)
        self._back.clicked.connect(lambda _checked=False: self.go_back())
        self._leave = self._button("退班", "leave_class", self._on_leave_asked)
        self.papers = PaperMenu(self._context, "session", self._kept_session, parent=self)
        self._learner_papers = PaperMenu(
            self._context, "enrolment", self._kept_learner, text="打印这一位", act=None, parent=self
        )
        self._said = ShortWords("", role="caption")
        head = self._row(self._title, (self._about, 1), self._edit, self._open, self._close, self._back)
        tools = self._row((self.finder, 2), (self._said, 1), self.papers, self._all_here)
        self._body = QStackedWidget(self)
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        self._finds = ScrollPane(self.found, self)
        self._body.addWidget(self._finds)
        self._foot = QWidget(self)
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(4)
        self._keys = ShortWords(_KEYS, role="caption")
        foot.addWidget(self._keys)
        foot.addLayout(
            self._row((self._line, 3), self._learner_papers, (self.reason, 2), self._leave, self._cancel)
        )
        card = Card()
        for row in (head, tools):
            card.body.addLayout(row)
        card.body.addWidget(self._body, 1)
        card.body.addWidget(self._foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)

    def _row(self, *parts: QWidget | tuple[QWidget, int]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        for part in parts:
            widget, stretch = part if isinstance(part, tuple) else (part, 0)
            line.addWidget(widget, stretch)
        return line

    def _button(self, text: str, name: str, slot: Callable[[], object]) -> Button:
        button = Button(text, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _wire(self) -> None:
        self.grid.keep_due.connect(lambda _grid: self.keep())
        self.grid.typed.connect(lambda _grid: self._said.say("正在记…"))
        self.grid.opened.connect(self._on_learner_opened)
        self.grid.moved.connect(self._on_learner_moved)
        self.grid.refused.connect(lambda _column: self._said.say("这一格不能记：还没到的日子，或已退班"))
        self.finder.edited.connect(lambda _edit: self._on_find_edited())
        self.finder.stepped.connect(lambda _step: self.found.focus_row())
        self.found.chosen.connect(self._on_found_chosen)

    def go_back(self) -> None:
        """Keep what was typed and go back; stay where something cannot be kept."""
        if self.sheet is not None:
            self._end_sheet()
            self.focus_first()
        elif self._is_finding:
            self._clear_found()
            self.focus_first()
        elif self.keep():
            self.left.emit(self)

    def _on_learner_moved(self, learner: object) -> None:
        if isinstance(learner, Learner):
            self._learner = learner
            days = len(self._roster.days) if self._roster else 0
            self._line.say(f"{learner.name}　{viewmodel.learner_line(learner, days)}")
            self._leave.setEnabled(learner.state_code in {"enrolled", "studying"})

    def _on_find_edited(self) -> None:
        typed = str(self.finder.value() or "").strip()
        rows = self._ops.do(lambda: self._counter.workers.find(typed)) if typed else None
        people = rows.rows[:_FOUND] if rows is not None else ()
        self.found.show_rows(
            ReasonRow(row.name, row.id_masked, note=f"{row.sex}　{row.village}", payload=row.id)
            for row in people
        )
        if people:
            self._body.setCurrentWidget(self._finds)
        else:
            self._show_body()
        if typed and not people:
            self._said.say("没有找到这个人，请先在「登记与查询」登记")

    def _clear_found(self) -> None:
        self.finder.set_value("")
        self._show_body()
        self.found.show_rows(())
        self._said.say("")

    @property
    def _is_finding(self) -> bool:
        return self._body.currentWidget() is self._finds

    def _show_body(self) -> None:
        has_learners = self._roster is not None and bool(self._roster.learners)
        self._body.setCurrentWidget(self.grid if has_learners else self._empty)

    def _on_found_chosen(self, worker_id: object) -> None:
        session_id = self.session_id
        if not isinstance(worker_id, int) or not self.keep():
            return
        answer = self._ops.do(lambda: self._counter.enrolments.enrol(worker_id, session_id))
        if self._say(answer):
            self._clear_found()
            self.finder.focus_input()

    def _on_all_here_asked(self) -> None:
        count = self.grid.fill_day()
        self._said.say(f"{count} 人记为到课" if count else "先把光标放在要记的那一天")
        self.grid.setFocus()

    def _on_finish_asked(self) -> None:
        roster = self._roster
        if roster is not None and self.keep():
            self._turn(lambda number: self._counter.classes.finish(number, {}))

    def _on_cancel_asked(self) -> None:
        reason = self._reason("取消班期须写原因。")
        if reason:
            self._turn(lambda number: self._counter.classes.cancel(number, reason))

    def _on_leave_asked(self) -> None:
        learner = self._learner
        reason = self._reason("退班须写原因。")
        if learner is not None and reason and self.keep():
            self._say(self._ops.do(lambda: self._counter.enrolments.leave(learner.enrolment_id, reason)))

    def _on_learner_opened(self, learner: object) -> None:
        if not isinstance(learner, Learner) or not self.keep():
            return
        catalog, session_id = self._counter.catalog, self.session_id
        course = self._ops.do(lambda: catalog.open("course", catalog.open("session", session_id).parent_id))
        values = dict(course.values) if course is not None else {}
        self._end_sheet()
        self.sheet = LearnerSheet(learner, values, self._counter.desk.clock.today)
        self.sheet.written.connect(lambda written: self._on_learner_written(learner, written))
        self.sheet.left.connect(lambda _sheet: self.go_back())
        self._body.addWidget(self.sheet)
        self._body.setCurrentWidget(self.sheet)
        for widget in (self._foot, self._all_here, self.finder):
            widget.hide()
        self.sheet.form.focus_first()

    def _end_sheet(self) -> None:
        sheet, self.sheet = self.sheet, None
        if sheet is not None:
            self._show_body()
            self._body.removeWidget(sheet)
            sheet.deleteLater()
            self._show_tools()

    def _on_learner_written(self, learner: Learner, written: object) -> None:
        if not isinstance(written, dict):
            return
        paper = {key: value for key, value in written.items() if key in CERTIFICATE_KEYS}
        graded = {
            key: value
            for key, value in written.items()
            if key not in paper and value not in (None, "") and not (key == "exam" and value == learner.exam)
        }
        enrolments, number = self._counter.enrolments, learner.enrolment_id
        if paper:
            answer = self._ops.do(lambda: enrolments.certify(number, paper))
            if isinstance(answer, Refused) and self.sheet is not None:
                self.sheet.form.show_findings(answer.findings)
            if not isinstance(answer, Saved):
                return
            self.told.emit(answer)
        if graded:
            self._say(self._ops.do(lambda: enrolments.grade(number, graded)))
        self._end_sheet()
        self.focus_first()

    def write(self) -> None:
        """Keep what was typed, in the grid or about one learner (Ctrl+S)."""
        if self.sheet is not None:
            self.sheet.write()
        else:
            self.keep()

    def _reason(self, words: str) -> str:
        reason = str(self.reason.value() or "").strip()
        if not reason:
            self._context.shell.tell("error", words, key="fault")
            self.reason.focus_input()
        return reason

    def _turn(self, verb: Callable[[int], Saved]) -> None:
        session_id = self.session_id
        if session_id and self.keep():
            self._say(self._ops.do(lambda: verb(session_id)))

    def _say(self, answer: object) -> bool:
        if isinstance(answer, Refused):
            self._context.shell.tell("error", texts(answer.findings), key="fault")
        elif isinstance(answer, Saved):
            self.reason.set_value("")
            self.told.emit(answer)
            return True
        return False
