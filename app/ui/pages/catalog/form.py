"""One record of the catalogue as a form, made from what its columns say of themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.faults import Conflict, UserError
from app.models.field import Field as Meta
from app.ports import CHINA
from app.services.catalog.kinds import FIELDS, KINDS
from app.services.catalog.service import CatalogEntry, CatalogRecord
from app.services.counter import Counter
from app.services.drafts import DraftCard
from app.services.initials import initials
from app.services.results import Refused, Saved
from app.ui.inputs import input_for, texts
from app.ui.kit import (
    Act,
    Button,
    ChoiceInput,
    DraftBar,
    Field,
    FieldState,
    FormGrid,
    NoteInput,
    Option,
    PageContext,
    ShortWords,
    TextInput,
    Words,
)
from app.ui.pages.catalog import values as view
from app.ui.pages.catalog.conflict import ConflictBar
from app.ui.papermenu import PaperMenu

PRINTED = ("job", "employer", "session")
"""The kinds of record that have papers of their own."""
_NEW = "new:"  # each new record has a draft of its own, so that none overwrites another


class RecordPane(QWidget):
    """Shows and saves one record; `saved` and `voided` when it was, `left` to go back. Half-done work is kept."""

    saved = Signal(object)
    voided = Signal(object)
    left = Signal(object)

    def __init__(
        self,
        context: PageContext[Counter],
        kind: str,
        undo: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._catalog, self._ops = context, context.services.catalog, context.ops
        self._drafts, self._undo = context.services.drafts, undo
        self.kind = kind
        self._record: CatalogRecord | None = None
        self._before: dict[str, object] = {}
        self._event_id = ""
        self._offered: DraftCard | None = None
        self._title = Words("", role="name")
        self._kept = ShortWords("", role="caption")
        self.draft = DraftBar(parent=self)
        self.form = FormGrid(parent=self)
        self._build_form()
        self.conflict = ConflictBar(self.form, self._stored_now, self)
        self._reason = TextInput("void_reason", "停用原因", placeholder="停用原因", parent=self)
        self._void = Button("停用", name="void", parent=self)
        self._close = Button("停招", name="close_job", parent=self)
        self._papers = PaperMenu(context, kind, lambda: self.record_id, act=None, parent=self)
        self._lay_out()
        self._close.clicked.connect(lambda _checked=False: self._on_close_asked())
        self._void.clicked.connect(lambda _checked=False: self._on_void_asked())
        self.form.completed.connect(lambda _values: self.save())
        self.form.draft_due.connect(lambda _values: self.keep_draft())
        self.conflict.resolved.connect(self._on_conflict_resolved)
        self.draft.resumed.connect(lambda _bar: self._on_draft_resumed())
        self.draft.dropped.connect(lambda _bar: self._on_draft_dropped())

    @property
    def record_id(self) -> int:
        """Return which record is shown, 0 for a new one."""
        return self._record.id if self._record else 0

    def begin(self, parent_id: int = 0) -> None:
        """Start a new record, below a parent where that is known already."""
        self.keep_draft()
        self._take(None)
        self.form.clear()
        if parent_id:
            self.form.fill({"parent": str(parent_id)})
        self._title.say(f"新的{KINDS[self.kind].label}")
        self._settle()

    def show_record(self, number: int) -> bool:
        """Open one record; says whether it is still there."""
        self.keep_draft()
        record = self._ops.do(lambda: self._catalog.open(self.kind, number))
        if record is None:
            return False
        self._take(record)
        self.form.clear()
        self.form.fill(view.shown(record))
        self._title.say(f"{record.title}　{record.parent_title}" if record.parent_title else record.title)
        self._settle()
        return True

    def save(self, *, goes_on: bool = False) -> None:
        """Save the record, all errors at once; `goes_on` opens the next new one below the same parent."""
        values = self.form.values()
        parent = str(values.get("parent") or "")
        record = self._record
        entry = CatalogEntry(
            kind=self.kind,
            values=view.stored(self.kind, values, is_new=record is None),
            event_id=self._event_id,
            id=record.id if record else 0,
            version=record.version if record else 0,
            parent_id=int(parent) if parent.isdigit() else 0,
            draft=(self._form_name(), self._subject()),
        )
        answer = self._ops.do(lambda: self._catalog.save(entry), failed=self._on_failed)
        if isinstance(answer, Refused):
            self.form.show_findings(answer.findings)
        elif isinstance(answer, Saved):
            self._on_saved(answer, entry.parent_id, goes_on=goes_on)

    def keep_draft(self) -> None:
        """Keep what is typed and not saved."""
        values = self.form.values()
        if not self._event_id:
            return
        if not view.is_changed(self._before, values):
            if self._kept.whole_text():  # what was typed is taken out again
                self._drop_draft()
            return
        event, subject, title = self._event_id, self._subject(), view.title_of(values)
        payload = view.frozen(values)
        self._ops.do(
            lambda: self._drafts.keep(
                self._form_name(), subject, event_id=event, title=title, payload=payload
            ),
            done=lambda _none: self._kept.say("草稿已自动保存"),
        )

    def _build_form(self) -> None:
        card = self.form.card(KINDS[self.kind].label, "Enter 下一项；选项打代码、汉字或拼音首字母")
        parent_kind = KINDS[self.kind].parent
        if parent_kind:
            card.add(ChoiceInput("parent", KINDS[parent_kind].label, self._parents, required=True), span=2)
        for meta in FIELDS[self.kind].values():
            card.add(self._input(meta), span=0 if meta.widget == "note" else min(meta.span, 2))
        if self.kind == "session":
            self.form.field("state").set_state(FieldState.READ_ONLY)
            card.set_note("开班、结业、取消在班里办")

    def _input(self, meta: Meta) -> Field:
        if meta.choices == "division":
            return ChoiceInput(meta.key, meta.label, self._places, required=meta.is_required)
        if meta.widget == "note":
            return NoteInput(meta.key, meta.label, rows=2)
        return input_for(meta, today=self._context.services.desk.clock.today, check=view.check_of(meta))

    def _lay_out(self) -> None:
        back = Button("返回", act=Act.CLOSE, name="back", parent=self)
        back.clicked.connect(lambda _checked=False: self.left.emit(self))
        save = Button("保存", act=Act.SAVE, name=f"save_{self.kind}", parent=self)
        save.clicked.connect(lambda _checked=False: self.save())
        more = Button(
            "保存并下一条", act=Act.SAVE_NEXT, look="primary", name=f"next_{self.kind}", parent=self
        )
        more.clicked.connect(lambda _checked=False: self.save(goes_on=True))
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._kept, 1)
        head.addWidget(self._papers)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(back)
        foot.addWidget(self._void)
        foot.addWidget(self._reason, 2)
        foot.addWidget(self._close)
        foot.addStretch(1)
        foot.addWidget(save)
        foot.addWidget(more)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.draft)
        box.addWidget(self.conflict)
        box.addLayout(head)
        box.addWidget(self.form, 1)
        box.addLayout(foot)

    def _take(self, record: CatalogRecord | None) -> None:
        self._record, self._event_id = record, self._drafts.fresh_event_id()
        self._kept.say("")
        self._reason.set_value("")
        for widget in (self._void, self._reason):
            widget.setVisible(record is not None)
        is_hiring = record is not None and bool(record.values.get("head_left"))
        self._close.setVisible(self.kind == "job" and is_hiring)
        self._papers.setVisible(self.kind in PRINTED and record is not None)

    def _settle(self) -> None:
        self._before = self.form.values()
        self.conflict.watch(self._before)
        self.form.focus_first()
        card = self._offered = self._waiting()
        if card is None:
            self.draft.hide()
        else:
            when = f"{card.updated_at.astimezone(CHINA):%m-%d %H:%M}"
            self.draft.offer(f"{card.title or KINDS[self.kind].label}，{when} 未保存")

    def _on_saved(self, saved: Saved, parent_id: int, *, goes_on: bool) -> None:
        self._before = self.form.values()
        self._context.shell.toast(saved.text, self._undo if saved.is_changed else None)
        if saved.warnings:
            self._context.shell.tell("warning", f"{saved.text}。{texts(saved.warnings)}", key="catalog")
        if goes_on:
            self.begin(parent_id)
        else:
            self._event_id = ""
            self.saved.emit(saved)

    def _on_failed(self, fault: UserError) -> None:
        if isinstance(fault, Conflict):
            self.conflict.warn()
        else:
            self._context.shell.tell("error", fault.text, key="fault")

    def _stored_now(self) -> dict[str, object] | None:
        known = self._record
        now = self._ops.do(lambda: self._catalog.open(self.kind, known.id)) if known is not None else None
        if now is None:
            return None
        parent = {"parent": str(now.parent_id)} if "parent" in self.form.values() else {}
        return {**self.form.values(), **view.shown(now), **parent}

    def _on_conflict_resolved(self, mine: object) -> None:
        """Show the record as it is now, with what the clerk changed over it."""
        record = self._record
        if record is None or not isinstance(mine, dict):
            return
        if not mine:
            self.keep_draft()  # a reload keeps what was typed, to be offered
        self._event_id = ""
        if self.show_record(record.id) and mine:
            self.form.fill(mine)

    def _on_void_asked(self) -> None:
        record, reason = self._record, str(self._reason.value() or "")
        if record is None:
            return
        if not reason:
            self._context.shell.tell("error", "停用须写原因：写在「停用」旁边的格里。", key="fault")
            self._reason.focus_input()
            return
        saved = self._ops.do(lambda: self._catalog.void(self.kind, record.id, reason))
        if isinstance(saved, Saved):
            self._finish(saved)

    def _on_close_asked(self) -> None:
        record = self._record
        if record is not None:
            saved = self._ops.do(lambda: self._catalog.close_job(record.id))
            if isinstance(saved, Saved):
                self._finish(saved)

    def _finish(self, saved: Saved) -> None:
        self._drop_draft()
        self._event_id = ""
        self._context.shell.toast(saved.text, self._undo)
        self.voided.emit(saved)

    def _on_draft_resumed(self) -> None:
        card, self._offered = self._offered, None
        if card is not None:
            self._event_id = card.event_id
            self.form.fill(card.payload)
            self.form.focus_first()

    def _on_draft_dropped(self) -> None:
        card, self._offered = self._offered, None
        if card is not None:
            self._ops.do(lambda: self._drafts.drop(self._form_name(), card.subject))

    def _drop_draft(self) -> None:
        self._kept.say("")
        self._ops.do(lambda: self._drafts.drop(self._form_name(), self._subject()))

    def _waiting(self) -> DraftCard | None:
        cards = self._ops.do(lambda: self._drafts.waiting(self._form_name())) or ()
        return next((card for card in cards if self._is_of(card)), None)

    def _is_of(self, card: DraftCard) -> bool:
        if self._record is not None:
            return card.subject == self._subject()
        return card.subject.startswith(_NEW) and card.event_id != self._event_id

    def _form_name(self) -> str:
        return f"catalog_{self.kind}"

    def _subject(self) -> str:
        return self._record.uid if self._record else f"{_NEW}{self._event_id}"

    def _places(self) -> tuple[Option, ...]:
        held = self._record.values if self._record else {}
        written = str(held.get("place_text") or held.get("address") or "")
        return view.places_with(str(held.get("place_code") or ""), written)

    def _parents(self) -> tuple[Option, ...]:
        return tuple(
            Option(str(number), title, initials(title)) for number, title in self._catalog.parents(self.kind)
        )
