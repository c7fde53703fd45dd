"""Taking an application in: which subsidy, which class or certificate, the conditions live, the papers, the account."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.models.checks.bank import AccountKind, check_account
from app.models.checks.finding import Checked
from app.models.enums import SubsidyKind
from app.services.applications.filing import Filing
from app.services.counter import Counter
from app.services.eligibility.service import Basis, Choice
from app.services.policy.assessment import Assessment
from app.services.policy.materials import MaterialState
from app.services.policy.outcome import Outcome
from app.services.results import Refused, Saved
from app.services.workers.records import WorkerRecord
from app.ui.inputs import options_of
from app.ui.kit import (
    BankCardInput,
    Button,
    Card,
    ChoiceInput,
    FormGrid,
    MoneyInput,
    Option,
    OutcomeList,
    PageContext,
    PhoneInput,
    ShortWords,
    TextInput,
    TwoPane,
    Words,
)
from app.ui.pages.applications import viewmodel


class ApplyPane(QWidget):
    """One application being taken in; `taken` carries the Saved, `field_wanted` a field of the worker."""

    taken = Signal(object)
    field_wanted = Signal(object)
    clause_wanted = Signal(object)

    def __init__(self, context: PageContext[Counter], save: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._save = save
        self._record: WorkerRecord | None = None
        self._made: Assessment | None = None
        self._event_id = ""
        self._bases: dict[str, Basis] = {}
        self._ticks: dict[str, QCheckBox] = {}
        self._who = Words("", role="name")
        self._verdict = Words("", role="heading")
        self._amount = Words("", wraps=True)
        self.conditions = OutcomeList(self)
        self.conditions.chosen.connect(self._on_condition)
        self._build_form()
        self._lay_out()

    def begin(self, worker_id: int, kind: str = "") -> None:
        """Begin an application of a person; the kind that fits best is proposed."""
        self._record = self._ops.do(lambda: self._counter.workers.open(worker_id))
        if self._record is None:
            return
        self._event_id = self._counter.drafts.fresh_event_id()
        self.form.clear()
        self._who.say(f"{self._record.text('name')} 的申请")
        self.form.fill({"bank_holder": self._record.text("name"), "bank_kind": "card"})
        self.form.fill({"kind": kind or self._likeliest()})
        self._on_kind()

    @property
    def worker_id(self) -> int:
        """Return whose application it is; 0 before one was begun."""
        return self._record.id if self._record else 0

    def focus(self) -> QWidget:
        """Return the first useful field."""
        return self.form.field("bank_account")

    def take(self) -> None:
        """Take the application in."""
        made, record = self._made, self._record
        if made is None or record is None:
            return
        if made.outcome in {Outcome.INELIGIBLE, Outcome.NOT_COVERED}:
            self._context.shell.tell(
                "error", f"{viewmodel.verdict_line(made)}。请按右边的条件向申请人说明。", key="fault"
            )
            return
        if not self.form.judge():
            return
        filing = self._filing()
        answer = self._ops.do(lambda: self._counter.applications.take(filing))
        if isinstance(answer, Refused):
            self.form.show_findings(answer.findings)
        elif isinstance(answer, Saved):
            self.taken.emit(answer)

    def _likeliest(self) -> str:
        record = self._record
        outlooks = self._ops.do(lambda: self._counter.eligibility.outlook(record.id)) if record else ()
        ranked = [one for one in outlooks or () if not one.is_early and one.kind != SubsidyKind.EMPLOYER]
        best = next((one.kind for one in ranked if one.outcome is Outcome.ELIGIBLE), "")
        return best or (ranked[0].kind if ranked else SubsidyKind.TRAINING.value)

    def _build_form(self) -> None:
        self.form = FormGrid(parent=self)
        what = self.form.card("申请什么", "选好后右边逐条判断")
        kinds = tuple(Option(kind.value, kind.label) for kind in SubsidyKind)
        what.add(ChoiceInput("kind", "补贴", kinds, required=True), span=0)
        what.add(ChoiceInput("basis", "依据", self._basis_options), span=0)
        what.add(ChoiceInput("employer", "用人单位", self._employer_options), span=0)
        what.show_field("employer", is_shown=False)
        self._what = what
        money = self.form.card("收款账户", "账号录两遍，不能粘贴")
        money.add(BankCardInput("bank_account", "账号", check=self._check_account), span=2)
        money.add(ChoiceInput("bank_kind", "账户类型", options_of("bank_kind")))
        money.add(TextInput("bank_name", "开户网点"), span=2)
        money.add(TextInput("bank_holder", "户名"))
        more = self.form.card("票据与监护人", "有才填")
        more.add(TextInput("invoice_no", "缴费票据号"))
        more.add(MoneyInput("invoice_amount", "票据金额"))
        more.add(TextInput("reason", "情况说明", placeholder="户名不是本人等情况的原因"))
        more.add(TextInput("guardian_name", "监护人"))
        more.add(PhoneInput("guardian_phone", "监护人电话"))
        self.form.edited.connect(self._on_edited)

    def _check_account(self, text: str) -> Checked:
        is_book = self.form.field("bank_kind").value() == "passbook"
        return check_account(
            text, field="bank_account", kind=AccountKind.PASSBOOK if is_book else AccountKind.CARD
        )

    def _lay_out(self) -> None:
        head = Card()
        head.body.addWidget(self._who)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(head)
        left.addWidget(self.form, 1)
        foot = QHBoxLayout()
        foot.addWidget(ShortWords("受理后进入待复核；符合和需县区审定的都可以受理", role="caption"), 1)
        foot.addWidget(self._save)
        left.addLayout(foot)
        side = Card("逐条判断", "点条款看原文，点 ？ 去补填")
        side.body.addWidget(self._verdict)
        side.body.addWidget(self._amount)
        side.body.addWidget(self.conditions)
        side.body.addWidget(Words("材料", role="heading"))
        self._materials = QVBoxLayout()
        side.body.addLayout(self._materials)
        side.body.addStretch(1)
        self.panes = TwoPane(main, "申请", side, "逐条判断", self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def _basis_options(self) -> tuple[Option, ...]:
        if self._is_for_employer():
            ids = self._counter.catalog.ids("session")
            rows = self._counter.catalog.rows("session", ids)
            return tuple(
                Option(str(row.id), f"{row.detail} · {row.title}", detail=row.figure) for row in rows
            )
        return tuple(Option(key, basis.title, detail=basis.detail) for key, basis in self._bases.items())

    def _employer_options(self) -> tuple[Option, ...]:
        return tuple(Option(str(number), title) for number, title in self._counter.catalog.parents("job"))

    def _is_for_employer(self) -> bool:
        return self.form.field("kind").value() == SubsidyKind.EMPLOYER

    def _on_edited(self, edit: object) -> None:
        key = getattr(edit, "key", "")
        if key == "kind":
            self._on_kind()
        elif key in {"basis", "employer"}:
            self._judge()

    def _on_kind(self) -> None:
        record, kind = self._record, str(self.form.field("kind").value() or "")
        self._what.show_field("employer", is_shown=self._is_for_employer())
        self._bases = {}
        if record is not None and kind and not self._is_for_employer():
            bases = self._ops.do(lambda: self._counter.eligibility.bases(record.id, kind)) or ()
            self._bases = {f"{one.choice.enrolment_id}-{one.choice.certificate_id}": one for one in bases}
        self.form.fill({"basis": next(iter(self._bases), "")})
        self._judge()

    def choice(self) -> Choice | None:
        """Return what the application is about, as chosen so far."""
        kind, basis = str(self.form.field("kind").value() or ""), str(self.form.field("basis").value() or "")
        if self._is_for_employer():
            employer = str(self.form.field("employer").value() or "")
            if not (basis.isdigit() and employer.isdigit()):
                return None
            return Choice(kind, employer_id=int(employer), session_id=int(basis))
        if basis in self._bases:
            return self._bases[basis].choice
        return Choice(kind, self._record.id) if self._record is not None and kind else None

    def _judge(self) -> None:
        choice = self.choice()
        self._made = self._ops.do(lambda: self._counter.eligibility.assess(choice)) if choice else None
        made = self._made
        self._save.setEnabled(made is not None)
        if made is None:
            self._verdict.setText("请先选用人单位和它组织的班")
            self._amount.setText("")
            self.conditions.show_rows(())
            self._show_materials()
            return
        self._verdict.setText(viewmodel.verdict_line(made))
        self._amount.setText(viewmodel.amount_lines(made))
        rows = viewmodel.condition_rows(made.conditions)
        self.conditions.show_rows((*rows, *viewmodel.roster_rows(made)))
        self._show_materials()

    def _show_materials(self) -> None:
        while self._materials.count():
            item = self._materials.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._ticks = {}
        for one in self._made.materials if self._made else ():
            tick = QCheckBox(viewmodel.material_words(one.title, one.copies, one.state, one.note), self)
            tick.setObjectName(f"material_{one.id}")
            tick.setChecked(one.state is MaterialState.WAIVED)
            tick.setEnabled(one.state is not MaterialState.WAIVED)
            self._materials.addWidget(tick)
            self._ticks[one.id] = tick

    def _filing(self) -> Filing:
        values = {key: value or "" for key, value in self.form.values().items()}
        choice = self.choice()
        if choice is None:
            raise ValueError("nothing is chosen")
        bank = {key: str(values[key]) for key in ("bank_account", "bank_kind", "bank_name", "bank_holder")}
        paid = self.form.field("invoice_amount").value()
        return Filing(
            choice=choice,
            event_id=self._event_id,
            bank=bank,
            received=frozenset(key for key, tick in self._ticks.items() if tick.isChecked()),
            invoice_no=str(values["invoice_no"]),
            invoice_amount=paid if isinstance(paid, int) else None,
            guardian_name=str(values["guardian_name"]),
            guardian_phone=str(values["guardian_phone"]),
            reason=str(values["reason"]),
        )

    def _on_condition(self, payload: object) -> None:
        if isinstance(payload, tuple):
            clause, field = payload
            (self.field_wanted if field else self.clause_wanted).emit(field or clause)
