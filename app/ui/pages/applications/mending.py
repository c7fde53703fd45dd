"""补正: the account of a case that is still at the counter, corrected in place under its own number."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.faults import UserError
from app.models.checks.bank import AccountKind, check_account
from app.models.checks.finding import Checked
from app.services.applications.cards import ApplicationRecord
from app.services.applications.mending import OPEN
from app.services.counter import Counter
from app.services.results import Refused, Saved
from app.ui.inputs import options_of
from app.ui.kit import BankCardInput, Button, Card, ChoiceInput, FormGrid, PageContext, TextInput


class MendPane(Card):
    """The small form behind `button`, which stands elsewhere.

    `mended` carries the Saved, `failed` a fault about the whole case, `turned` whether the form is open.
    """

    mended = Signal(object)
    failed = Signal(object)
    turned = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__("补正", "账号录两遍，不能粘贴", parent)
        self._ops, self._counter = context.ops, context.services
        self._record: ApplicationRecord | None = None
        self._event_id = ""
        self.form = FormGrid(parent=self)
        money = self.form.card("收款账户", "")
        money.add(BankCardInput("bank_account", "账号", check=self._check_account), span=2)
        money.add(ChoiceInput("bank_kind", "账户类型", options_of("bank_kind")))
        money.add(TextInput("bank_name", "开户网点"), span=2)
        money.add(TextInput("bank_holder", "户名"))
        money.add(TextInput("mend_reason", "情况说明", placeholder="户名不是本人等情况的原因"), span=2)
        self.form.completed.connect(lambda _values: self.save())
        self.button = Button("补正收款账户", name="mend_case", parent=parent)
        self.button.clicked.connect(lambda _checked=False: self.begin())
        self._save = Button("保存补正", look="primary", name="mend_save", parent=self)
        self._save.clicked.connect(lambda _checked=False: self.save())
        self._drop = Button("不改了", name="mend_drop", parent=self)
        self._drop.clicked.connect(lambda _checked=False: self.end())
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._drop)
        line.addWidget(self._save)
        self.body.addWidget(self.form)
        self.body.addLayout(line)
        self.end()

    def show_case(self, record: ApplicationRecord) -> None:
        """Offer to correct a case, and open at once what the county sent back; what is half typed stays."""
        is_other = self._record is None or self._record.row.id != record.row.id
        self._record = record
        may = record.state.value in OPEN
        if is_other or not may:
            self.end()
        self.button.setVisible(may and self.isHidden())
        if may and is_other and record.sent_back_for in self.form.values():
            self.begin()

    def begin(self) -> None:
        """Open the small form with what is known; the number is typed anew."""
        record = self._record
        if record is None:
            return
        if self.isHidden():
            self._event_id = self._counter.drafts.fresh_event_id()
            self.form.clear()
            self.form.fill(dict(self._ops.do(lambda: self._counter.mending.bank_of(record.row.id)) or {}))
            self._show(is_open=True)
        self.form.field("bank_account").focus_input()

    def end(self) -> None:
        """Close the small form."""
        self._show(is_open=False)

    def save(self) -> None:
        """Write the account into the case."""
        record = self._record
        if record is None or not self.form.judge():
            return
        values = {key: str(value or "") for key, value in self.form.values().items()}
        reason = values.pop("mend_reason")
        answer = self._ops.do(
            lambda: self._counter.mending.mend(
                record.row.id, values, version=record.version, event_id=self._event_id, reason=reason
            ),
            failed=self._on_failed,
        )
        if isinstance(answer, Refused):
            self.form.show_findings(answer.findings)
        elif isinstance(answer, Saved):
            self.end()
            self.mended.emit(answer)

    def _on_failed(self, fault: UserError) -> None:
        self.failed.emit(fault)

    def _show(self, *, is_open: bool) -> None:
        self.setVisible(is_open)
        self.button.setVisible(not is_open)
        self.turned.emit(is_open)

    def _check_account(self, text: str) -> Checked:
        is_book = self.form.field("bank_kind").value() == "passbook"
        return check_account(
            text, field="bank_account", kind=AccountKind.PASSBOOK if is_book else AccountKind.CARD
        )
