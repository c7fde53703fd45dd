"""One record of the catalogue as a form, made from what its columns say of themselves; half-done work is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.field import Field as Meta
from app.ports import CHINA
from app.services.catalog.kinds import FIELDS, KINDS
from app.services.catalog.service import CatalogEntry, CatalogRecord
from app.services.counter import Counter
from app.services.drafts import DraftCard
from app.services.results import Refused, Saved
from app.services.workers.records import plain
from app.ui.inputs import input_for, options_of
from app.ui.kit import (
    Act,
    Button,
    ChoiceInput,
    DraftBar,
    Field,
    FieldState,
    FormGrid,
    Option,
    PageContext,
    TextInput,
    Words,
)
from app.ui.pages.catalog import viewmodel

_PARENT = "parent"
_NEW = "new:"  # each new record has a draft of its own, so that none overwrites another


class RecordPane(QWidget):
    """Shows and saves one record; `saved` when it changed, `left` to go back."""

    saved = Signal(object)
    left = Signal(object)

    def __init__(
        self, context: PageContext[Counter], kind: str, save: Button, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._catalog, self._drafts = context.services.catalog, context.services.drafts
        self.kind = kind
        self._record: CatalogRecord | None = None
        self._opened: dict[str, object] = {}
        self._event_id, self._foreign = "", Option("", "")
        self._offered: DraftCard | None = None
        self._title = Words("", role="name")
        self._draft_bar = DraftBar(parent=self)
        self.form = FormGrid(parent=self)
        self._build_form()
        self._reason = TextInput("void_reason", "停用原因", placeholder="停用原因，停用时必填", parent=self)
        self._void = self._button("停用", "void", self._on_void_asked)
        self._close = self._button("停招", "close_job", self._on_close_asked)
        back = Button("返回", act=Act.CLOSE, name="back", parent=self)
        back.clicked.connect(lambda _checked=False: self.left.emit(self))
        self._lay_out(back, save)
        self.form.completed.connect(lambda _values: self.save())
        self.form.draft_due.connect(lambda _values: self.keep_draft())
        self._draft_bar.resumed.connect(lambda _bar: self._on_draft_taken_up())
        self._draft_bar.dropped.connect(lambda _bar: self._on_draft_dropped())

    def begin(self) -> None:
        """Start a new record; what was left half-done is offered."""
        self._record = None
        defaults = dict(viewmodel.DEFAULTS.get(self.kind, {}))
        if self.kind == "job":
            defaults["published_on"] = self._counter.desk.clock.today()
        self._show(defaults, f"新的{KINDS[self.kind].label}")
        self.form.focus_first()

    def show_record(self, number: int) -> bool:
        """Open one record; says whether it is still there."""
        record = self._ops.do(lambda: self._catalog.open(self.kind, number))
        if record is None:
            return False
        self._record = record
        where = record.values.get("place_text") or record.values.get("address") or "未写明"
        self._foreign = Option(str(record.values.get("place_code") or ""), str(where))
        shown = {key: viewmodel.shown(FIELDS[self.kind][key], value) for key, value in record.values.items()}
        parent = {_PARENT: str(record.parent_id)} if record.parent_id else {}
        self._show({**parent, **shown}, record.title)
        self.form.focus_first()
        return True

    def save(self) -> None:
        """Save the record; all errors at once."""
        values = self.form.values()
        parent = str(values.pop(_PARENT, "") or "")
        record = self._record
        fields = FIELDS[self.kind]
        entry = CatalogEntry(
            kind=self.kind,
            values={key: viewmodel.stored(fields[key], value) for key, value in values.items()},
            event_id=self._event_id,
            id=record.id if record else 0,
            version=record.version if record else 0,
            parent_id=int(parent) if parent.isdigit() else 0,
            draft=(self._form_name, self._subject),
        )
        answer = self._ops.do(lambda: self._catalog.save(entry))
        if isinstance(answer, Refused):
            self.form.show_findings(answer.findings)
        elif isinstance(answer, Saved):
            self._event_id = ""
            self.saved.emit(answer)

    def keep_draft(self) -> None:
        """Keep what was changed as a draft, or forget the draft where nothing is changed any more."""
        if not self._event_id:
            return
        values = {key: plain(value) for key, value in self.form.values().items()}
        payload = {key: value for key, value in values.items() if value != self._opened.get(key)}
        name, subject, event_id = self._form_name, self._subject, self._event_id
        title = str(values.get("title") or values.get("name") or values.get("class_no") or "")
        if payload:
            self._ops.do(
                lambda: self._drafts.keep(name, subject, event_id=event_id, title=title, payload=payload)
            )
        elif self._offered is None or self._record is None:
            self._ops.do(lambda: self._drafts.drop(name, subject))

    @property
    def _form_name(self) -> str:
        return f"catalog_{self.kind}"

    @property
    def _subject(self) -> str:
        return self._record.uid if self._record else f"{_NEW}{self._event_id}"

    def _build_form(self) -> None:
        card = self.form.card(KINDS[self.kind].label)
        parent_kind = KINDS[self.kind].parent
        if parent_kind:
            card.add(ChoiceInput(_PARENT, KINDS[parent_kind].label, self._parents, required=True), span=2)
        for meta in FIELDS[self.kind].values():
            card.add(self._input(meta), span=0 if meta.widget == "note" else min(meta.span, 2))
        if self.kind == "session":
            self.form.field("state").set_state(FieldState.READ_ONLY)
            card.set_note("开班、结业、取消在「学员与签到」里办")

    def _input(self, meta: Meta) -> Field:
        if meta.choices == "division":
            return ChoiceInput(meta.key, meta.label, self._divisions, required=meta.is_required)
        return input_for(meta, today=self._counter.desk.clock.today)

    def _lay_out(self, back: Button, save: Button) -> None:
        foot = QHBoxLayout()
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(self._reason, 2)
        foot.addWidget(self._void)
        foot.addWidget(self._close)
        foot.addWidget(save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self._title)
        box.addWidget(self._draft_bar)
        box.addWidget(self.form, 1)
        box.addLayout(foot)

    def _button(self, text: str, name: str, slot: object) -> Button:
        button = Button(text, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
        return button

    def _show(self, values: dict[str, object], title: str) -> None:
        self._event_id = self._drafts.fresh_event_id()
        self.form.clear()
        self.form.fill(values)
        self._opened = {key: plain(value) for key, value in self.form.values().items()}
        self._title.say(title)
        is_known = self._record is not None
        for widget in (self._void, self._reason):
            widget.setVisible(is_known)
        is_hiring = is_known and bool(self._record and self._record.values.get("head_left"))
        self._close.setVisible(self.kind == "job" and is_hiring)
        self._reason.set_value("")
        self._offer_draft()

    def _offer_draft(self) -> None:
        waiting = self._ops.do(lambda: self._drafts.waiting(self._form_name)) or ()
        self._offered = next((card for card in waiting if self._is_of(card)), None)
        if self._offered is None:
            self._draft_bar.hide()
            return
        at = self._offered.updated_at.astimezone(CHINA)
        self._draft_bar.offer(f"{self._offered.title or '没填名称'}，{at:%m-%d %H:%M} 未保存")

    def _is_of(self, card: DraftCard) -> bool:
        if self._record is not None:
            return card.subject == self._subject
        return card.subject.startswith(_NEW) and card.event_id != self._event_id

    def _on_draft_taken_up(self) -> None:
        card, self._offered = self._offered, None
        if card is not None:
            self._event_id = card.event_id
            self.form.fill(card.payload)
            self.form.focus_first()

    def _on_draft_dropped(self) -> None:
        offered, self._offered = self._offered, None
        if offered is not None:
            self._ops.do(lambda: self._drafts.drop(self._form_name, offered.subject))

    def _on_void_asked(self) -> None:
        record, reason = self._record, str(self._reason.value() or "").strip()
        if record is None:
            return
        if not reason:
            self._context.shell.tell("error", "停用须写原因。", key="fault")
            self._reason.focus_input()
            return
        self._finish(self._ops.do(lambda: self._catalog.void(self.kind, record.id, reason)))

    def _on_close_asked(self) -> None:
        record = self._record
        if record is not None:
            self._finish(self._ops.do(lambda: self._catalog.close_job(record.id)))

    def _finish(self, saved: object) -> None:
        if isinstance(saved, Saved):
            self._event_id = ""
            self._ops.do(lambda: self._drafts.drop(self._form_name, self._subject))
            self.saved.emit(saved)

    def _parents(self) -> tuple[Option, ...]:
        return tuple(Option(str(number), title) for number, title in self._catalog.parents(self.kind))

    def _divisions(self) -> tuple[Option, ...]:
        listed, code = options_of("division"), self._foreign.code
        if not code or any(one.code == code for one in listed):
            return listed
        here = "市内" if code[:4] == listed[0].code[:4] else "市外"
        return (*listed, Option(code, f"{here}　{self._foreign.text}"))
