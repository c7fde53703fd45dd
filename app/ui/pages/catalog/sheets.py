"""What is written down about one learner: result, fee, contract and the certificate at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.enrolments import Learner
from app.services.workers.records import CERTIFICATE_FIELDS
from app.ui.inputs import input_for, options_of
from app.ui.kit import (
    Act,
    Button,
    ChoiceInput,
    DateInput,
    FormGrid,
    MoneyInput,
    Option,
    ShortWords,
    Words,
    day_parser,
)

EXAM = (Option("passed", "合格", "hg"), Option("failed", "不合格", "bhg"), Option("absent", "缺考", "qk"))
CERTIFICATE_KEYS = (
    "certificate_kind", "occupation", "trade", "level", "certificate_no", "issuer", "issued_on",
)  # fmt: skip


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
