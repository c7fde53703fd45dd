"""Taking an application in: which subsidy, which class or certificate, the conditions live, the papers, the account."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.checks.bank import AccountKind, check_account
from app.models.checks.finding import Checked
from app.models.enums import SubsidyKind
from app.services.applications.filing import FORM, Filing
from app.services.counter import Counter
from app.services.drafts import DraftCard
from app.services.eligibility.service import Basis, Choice
from app.services.eligibility.shelf import SHIPPED
from app.services.policy.assessment import Assessment
from app.services.policy.outcome import Outcome
from app.services.results import Refused, Saved
from app.services.workers.records import WorkerRecord
from app.ui.inputs import options_of
from app.ui.kit import (
    BankCardInput,
    Button,
    Card,
    ChoiceInput,
    DraftBar,
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
from app.ui.pages.applications.checklist import Checklist
from app.ui.pages.applications.policybar import PolicyBar

# The account is not kept in a draft: it is typed twice, by whoever holds the card in his hand.
_TYPED = frozenset({"bank_name", "invoice_no", "invoice_amount", "reason", "guardian_name", "guardian_phone"})
_KEPT = _TYPED | {"kind", "basis", "employer", "bank_kind", "bank_holder"}


class ApplyPane(QWidget):
    """One application being taken in; `taken` carries the Saved, `field_wanted` a field of the worker."""

    taken = Signal(object)
    field_wanted = Signal(object)
    clause_wanted = Signal(object)
    declined = Signal(object)
    staff_wanted = Signal(object)

    def __init__(self, context: PageContext[Counter], save: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._save = save
        self._record: WorkerRecord | None = None
        self._made: Assessment | None = None
        self._event_id = ""
        self._policy = 0
        self._bases: dict[str, Basis] = {}
        self._who = Words("", role="name")
        self._verdict = Words("", role="heading")
        self._amount = Words("", wraps=True)
        self.conditions = OutcomeList(self)
        self.conditions.chosen.connect(self._on_condition)
        self.policy = PolicyBar(self)
        self.policy.recheck_asked.connect(lambda _bar: self._on_recheck_asked())
        self.draft = DraftBar(parent=self)
        self.draft.resumed.connect(lambda _bar: self._on_draft_resumed())
        self.draft.dropped.connect(lambda _bar: self._on_draft_dropped())
        self._staff = Button("核对学员", name="check_staff", parent=self)
        self._staff.clicked.connect(lambda _checked=False: self._on_staff_asked())
        self._decline = Button("登记不予受理", name="decline", parent=self)
        self._decline.clicked.connect(lambda _checked=False: self.decline())
        self._build_form()
        self._lay_out()

    def begin(self, worker_id: int, kind: str = "") -> None:
        """Begin an application of a person, or go on with it; the kind that fits best is proposed.

        A `worker_id` of 0 begins 企业直补, which no person asks for.
        """
        if self._event_id and worker_id == self.worker_id and kind in {"", self.form.field("kind").value()}:
            self._judge()
            return
        self._keep_draft()
        self._record = self._ops.do(lambda: self._counter.workers.open(worker_id)) if worker_id else None
        if self._record is None and worker_id:
            return
        self._event_id = self._counter.drafts.fresh_event_id()
        self._policy = self._counter.eligibility.shelf.number
        self.form.clear()
        name = self._record.text("name") if self._record is not None else ""
        self._who.say(f"{name} 的申请" if name else "企业直补申请")
        self.form.fill({"bank_holder": name, "bank_kind": "card"})
        self.form.fill({"kind": kind or self._likeliest()})
        self._on_kind()
        self.draft.hide()
        if self._waiting() is not None:
            self.draft.offer(f"{name or '企业直补'} 的申请，上次没有办完")

    def judge_again(self) -> None:
        """Judge anew after something was recorded elsewhere; a new class or certificate can be chosen now."""
        if not self._event_id:
            return
        chosen = self.form.field("basis").value()
        self._read_bases()
        if not self._is_for_employer() and chosen not in self._bases:
            self.form.fill({"basis": next(iter(self._bases), "")})
        self._judge()

    @property
    def worker_id(self) -> int:
        """Return whose application it is; 0 before one was begun."""
        return self._record.id if self._record else 0

    def focus(self) -> QWidget:
        """Return the first useful field."""
        return self.form.field("employer" if self._is_for_employer() else "bank_account")

    def take(self) -> None:
        """Take the application in."""
        made = self._made
        if made is None:
            return
        if viewmodel.is_hopeless(made):
            words = (
                f"{viewmodel.verdict_line(made)}。请向申请人说明；要书面答复的，写明情况说明后登记不予受理。"
            )
            self._context.shell.tell("error", words, key="fault")
            return
        if not self.form.judge():
            return
        filing = self._filing()
        answer = self._ops.do(lambda: self._counter.applications.take(filing))
        if isinstance(answer, Refused):
            self.form.show_findings(answer.findings)
        elif isinstance(answer, Saved):
            self._event_id = ""
            self.taken.emit(answer)

    def decline(self) -> None:
        """Register that the claim cannot be met; 情况说明 is the reason."""
        filing = self._filing()
        answer = self._ops.do(lambda: self._counter.applications.decline(filing, filing.reason))
        if isinstance(answer, Saved):
            self._event_id = ""
            self.declined.emit(answer)

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
        self.form.draft_due.connect(lambda _values: self._keep_draft())

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
        left.addWidget(self.draft)
        left.addWidget(self.policy)
        left.addWidget(head)
        left.addWidget(self.form, 1)
        foot = QHBoxLayout()
        words = "受理后进入待复核；符合、需县区审定的可以上报，缺信息的先受理、补齐再复核"
        foot.addWidget(ShortWords(words, role="caption"), 1)
        foot.addWidget(self._staff)
        foot.addWidget(self._decline)
        foot.addWidget(self._save)
        left.addLayout(foot)
        side = Card("逐条判断", "点条款看原文，点 ？ 去补填")
        side.body.addWidget(self._verdict)
        side.body.addWidget(self._amount)
        side.body.addWidget(self.conditions)
        side.body.addWidget(Words("材料", role="heading"))
        self._materials = Checklist(self)
        side.body.addWidget(self._materials)
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
        elif key == "employer":
            self._fill_holder()
            self._judge()
        elif key == "basis":
            self._judge()

    def _on_kind(self) -> None:
        self._what.show_field("employer", is_shown=self._is_for_employer())
        self._read_bases()
        self.form.fill({"basis": next(iter(self._bases), "")})
        self._fill_holder()
        self._judge()

    def _read_bases(self) -> None:
        record, kind = self._record, str(self.form.field("kind").value() or "")
        self._bases = {}
        if record is not None and kind and not self._is_for_employer():
            bases = self._ops.do(lambda: self._counter.eligibility.bases(record.id, kind)) or ()
            self._bases = {f"{one.choice.enrolment_id}-{one.choice.certificate_id}": one for one in bases}

    def _fill_holder(self) -> None:
        """Write whose account it must be: the person's, or the employer's."""
        if self._is_for_employer():
            name = dict(self._counter.catalog.parents("job")).get(
                _number(self.form.field("employer").value()), ""
            )
        else:
            name = self._record.text("name") if self._record is not None else ""
        self.form.fill({"bank_holder": name})

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
        choice, policy = self.choice(), self._policy
        judge = self._counter.eligibility.assess
        self._made = self._ops.do(lambda: judge(choice, policy=policy)) if choice else None
        made = self._made
        shelf = self._counter.eligibility.shelf
        is_old = policy != shelf.number
        self.policy.tell("这份申请", shelf.label(policy), shelf.label(shelf.number) if is_old else "")
        self._save.setEnabled(made is not None)
        self._staff.setVisible(self._is_for_employer() and made is not None)
        self._decline.setVisible(viewmodel.is_hopeless(made))
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
        self._materials.show_papers(viewmodel.papers_asked(self._made))

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
            received=self._materials.keys(),
            invoice_no=str(values["invoice_no"]),
            invoice_amount=paid if isinstance(paid, int) else None,
            guardian_name=str(values["guardian_name"]),
            guardian_phone=str(values["guardian_phone"]),
            reason=str(values["reason"]),
            policy=self._policy,
        )

    def _on_condition(self, payload: object) -> None:
        if isinstance(payload, tuple):
            clause, field = payload
            if field and self._is_for_employer():
                self._on_staff_asked()
            else:
                (self.field_wanted if field else self.clause_wanted).emit(field or clause)

    def _on_recheck_asked(self) -> None:
        self._policy = self._counter.eligibility.shelf.number
        self._judge()
        self._keep_draft()
        self.focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_staff_asked(self) -> None:
        number = _number(self.form.field("basis").value())
        if number:
            self.staff_wanted.emit(number)

    # -- the draft ------------------------------------------------------------------------------
    def _subject(self) -> str:
        return str(self.worker_id or _number(self.form.field("employer").value()))

    def _waiting(self) -> DraftCard | None:
        waiting = self._ops.do(lambda: self._counter.drafts.waiting(FORM)) or ()
        return next((card for card in waiting if card.subject == self._subject()), None)

    def _keep_draft(self) -> None:
        values = {key: value for key, value in self.form.values().items() if key in _KEPT and value}
        if not self._event_id or not values.keys() & _TYPED:
            return
        subject, event_id, title = self._subject(), self._event_id, self._who.text()
        values["policy"] = self._policy
        self._ops.do(
            lambda: self._counter.drafts.keep(FORM, subject, event_id=event_id, title=title, payload=values)
        )

    def _on_draft_resumed(self) -> None:
        card = self._waiting()
        if card is not None:
            self._event_id = card.event_id
            began = card.payload.get("policy")
            self._policy = began if isinstance(began, int) else SHIPPED
            self.form.fill({"kind": card.payload.get("kind")})
            self._on_kind()
            self.form.fill({key: value for key, value in card.payload.items() if key in _KEPT})
            self._judge()
            self.form.field("bank_account").focus_input()

    def _on_draft_dropped(self) -> None:
        subject = self._subject()
        self._ops.do(lambda: self._counter.drafts.drop(FORM, subject))


def _number(value: object) -> int:
    return int(value) if isinstance(value, str) and value.isdigit() else 0
