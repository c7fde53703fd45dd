"""企业直补 learner by learner: contract, evidence of work, dispatch and fee, as the roster is judged by them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.enrolments import STAFF_KEYS, StaffLine
from app.services.results import Saved
from app.ui.inputs import options_of
from app.ui.kit import (
    Button,
    Card,
    ChoiceInput,
    DateInput,
    Field,
    FormGrid,
    MoneyInput,
    PageContext,
    Words,
    day_parser,
)


class StaffPane(QWidget):
    """The learners of a class that an enterprise gives its own staff; `left` when done or given up."""

    left = Signal(object)

    def __init__(self, context: PageContext[Counter], save: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._enrolments, self._ops = context, context.services.enrolments, context.ops
        self._session_id = 0
        self._lines: tuple[StaffLine, ...] = ()
        self._form = FormGrid(parent=self)
        self._title = Words("", role="name")
        self._save = save
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._lay_out()

    @property
    def form(self) -> FormGrid:
        """Return the inputs; the key of each ends in the learner's enrolment id."""
        return self._form

    def show_session(self, session_id: int) -> None:
        """Show the learners of a class."""
        lines = self._ops.do(lambda: self._enrolments.staff(session_id))
        if lines is None:
            return
        self._session_id, self._lines = session_id, lines
        form = FormGrid(parent=self)
        for line in lines:
            self._add(form, line)
        self._box.replaceWidget(self._form, form)
        self._form.hide()
        self._form.deleteLater()
        self._form = form
        empty = "　还没有学员，请先在「岗位与培训」报名" if not lines else ""
        self._title.say(f"学员核对：{len(lines)} 人{empty}")
        self._same.setEnabled(len(lines) > 1)
        form.focus_first()

    def save(self) -> None:
        """Record what was entered and go back to the application."""
        if not self._form.judge():
            return
        values = self._form.values()
        lines = {
            line.enrolment_id: {key: _stored(key, values[f"{key}_{line.enrolment_id}"]) for key in STAFF_KEYS}
            for line in self._lines
        }
        saved = self._ops.do(lambda: self._enrolments.record_staff(self._session_id, lines))
        if isinstance(saved, Saved):
            self._context.shell.toast(saved.text)
            self.left.emit(self._session_id)

    def _add(self, form: FormGrid, line: StaffLine) -> None:
        card = form.card(line.name, line.id_masked)
        parse = day_parser(self._context.services.desk.clock.today)
        number = line.enrolment_id
        fields: tuple[Field, ...] = (
            DateInput(f"contract_from_{number}", "合同起", parse=parse),
            DateInput(f"contract_to_{number}", "合同止", parse=parse),
            ChoiceInput(f"is_contract_open_ended_{number}", "无固定期限", options_of("yes_no")),
            ChoiceInput(f"has_wage_evidence_{number}", "参保或流水", options_of("yes_no")),
            ChoiceInput(f"is_dispatched_{number}", "劳务派遣", options_of("yes_no")),
            MoneyInput(f"learner_fee_{number}", "向学员收费"),
        )
        for field in fields:
            card.add(field)
        form.fill({f"{key}_{number}": _shown(key, line.values[key]) for key in STAFF_KEYS})

    def _lay_out(self) -> None:
        head = Card()
        line = QHBoxLayout()
        line.addWidget(self._title)
        line.addStretch(1)
        self._same = Button("其余的照第一位", name="staff_same", parent=self)
        self._same.clicked.connect(lambda _checked=False: self._on_same_asked())
        line.addWidget(self._same)
        head.body.addLayout(line)
        about = "逐人填写；没有向学员收费填 0；无固定期限的合同不填合同止"
        head.body.addWidget(Words(about, role="caption", wraps=True))
        self._box.addWidget(head)
        self._box.addWidget(self._form, 1)
        foot = QHBoxLayout()
        back = Button("返回申请", name="staff_back", parent=self)
        back.clicked.connect(lambda _checked=False: self.left.emit(self._session_id))
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(self._save)
        self._box.addLayout(foot)

    def _on_same_asked(self) -> None:
        """Fill what is still empty as it stands with the first learner; a fee is each one's own answer."""
        first, *others = self._lines
        values = self._form.values()
        for line in others:
            for key in STAFF_KEYS:
                if key != "learner_fee" and values[f"{key}_{line.enrolment_id}"] in (None, ""):
                    given = values[f"{key}_{first.enrolment_id}"]
                    self._form.fill({f"{key}_{line.enrolment_id}": given})


def _shown(key: str, value: object) -> object:
    return ("1" if value else None) if key == "is_contract_open_ended" else value


def _stored(key: str, value: object) -> object:
    if key == "is_contract_open_ended":
        return value == "1"
    return value if value is not None or key in {"contract_from", "contract_to", "learner_fee"} else ""
