"""One record of the catalogue as a form, made from what its columns say of themselves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.field import Field as Meta
from app.services.catalog.kinds import FIELDS, KINDS
from app.services.catalog.service import CatalogEntry, CatalogRecord
from app.services.counter import Counter
from app.services.results import Refused, Saved
from app.ui.inputs import input_for, texts
from app.ui.kit import Button, ChoiceInput, FormGrid, Option, PageContext, TextInput, Words


class RecordPane(QWidget):
    """Shows and saves one record; `saved` when it changed, `left` to go back."""

    saved = Signal(object)
    left = Signal(object)

    def __init__(
        self, context: PageContext[Counter], kind: str, save: Button, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._catalog, self._ops = context, context.services.catalog, context.ops
        self.kind = kind
        self._record: CatalogRecord | None = None
        self._event_id = ""
        self._title = Words("", role="name")
        self.form = FormGrid(parent=self)
        card = self.form.card(KINDS[kind].label)
        parent_kind = KINDS[kind].parent
        if parent_kind:
            card.add(ChoiceInput("parent", KINDS[parent_kind].label, self._parents, required=True), span=2)
        for meta in FIELDS[kind].values():
            span = 0 if meta.widget == "note" else min(meta.span, 2)
            card.add(input_for(meta, today=context.services.desk.clock.today), span=span)
        self._reason = TextInput("void_reason", "停用原因", parent=self)
        self._void = Button("停用", name="void", parent=self)
        self._void.clicked.connect(lambda _checked=False: self._on_void_asked())
        back = Button("返回", name="back", parent=self)
        back.clicked.connect(lambda _checked=False: self.left.emit(self))
        foot = QHBoxLayout()
        foot.addWidget(back)
        foot.addWidget(self._void)
        foot.addWidget(self._reason, 1)
        foot.addWidget(save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self._title)
        box.addWidget(self.form, 1)
        box.addLayout(foot)
        self.form.completed.connect(lambda _values: self.save())

    def begin(self) -> None:
        """Start a new record."""
        self._record, self._event_id = None, self._context.services.drafts.fresh_event_id()
        self.form.clear()
        self._title.say(f"新的{KINDS[self.kind].label}")
        for widget in (self._void, self._reason):
            widget.hide()
        self.form.focus_first()

    def show_record(self, number: int) -> None:
        """Open one record."""
        record = self._ops.do(lambda: self._catalog.open(self.kind, number))
        if record is None:
            return
        self._record, self._event_id = record, self._context.services.drafts.fresh_event_id()
        self.form.clear()
        shown = {key: _shown(FIELDS[self.kind][key], value) for key, value in record.values.items()}
        self.form.fill(shown | ({"parent": str(record.parent_id)} if record.parent_id else {}))
        self._title.say(
            str(record.values.get("title") or record.values.get("name") or record.values.get("class_no"))
        )
        for widget in (self._void, self._reason):
            widget.show()

    def save(self) -> None:
        """Save the record; all errors at once."""
        values = self.form.values()
        parent = str(values.pop("parent", "") or "")
        record = self._record
        entry = CatalogEntry(
            kind=self.kind,
            values={key: _stored(FIELDS[self.kind][key].widget, value) for key, value in values.items()},
            event_id=self._event_id,
            id=record.id if record else 0,
            version=record.version if record else 0,
            parent_id=int(parent) if parent.isdigit() else 0,
        )
        answer = self._ops.do(lambda: self._catalog.save(entry))
        if isinstance(answer, Refused):
            self.form.show_findings(answer.findings)
        elif isinstance(answer, Saved):
            extra = f"（{texts(answer.warnings)}）" if answer.warnings else ""
            self._context.shell.toast(answer.text + extra)
            self.saved.emit(answer)

    def _on_void_asked(self) -> None:
        record, reason = self._record, str(self._reason.value() or "")
        if record is None:
            return
        if not reason:
            self._context.shell.tell("error", "停用须写原因。", key="fault")
            self._reason.focus_input()
            return
        saved = self._ops.do(lambda: self._catalog.void(self.kind, record.id, reason))
        if isinstance(saved, Saved):
            self._context.shell.toast(saved.text)
            self.saved.emit(saved)

    def _parents(self) -> tuple[Option, ...]:
        return tuple(Option(str(number), title) for number, title in self._catalog.parents(self.kind))


def _shown(meta: Meta, value: object) -> object:
    if meta.widget == "bool":
        return "1" if value else "0"
    is_free = meta.widget == "tags" and not meta.choices
    return "、".join(str(one) for one in value) if is_free and isinstance(value, list | tuple) else value


def _stored(widget: str, value: object) -> object:
    if widget == "bool":
        return value == "1"
    if widget == "tags":
        if isinstance(value, list | tuple):
            return list(value)
        return [part for part in str(value or "").replace("、", " ").split() if part]
    return value if widget in {"int", "money", "date"} else (value or "")
