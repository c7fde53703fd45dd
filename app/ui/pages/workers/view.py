"""登记与查询: the record at the left, what it brings at the right, the list when nobody is open."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.faults import Conflict, UserError
from app.services.counter import Counter
from app.services.devices.reader import Card as IdCard
from app.services.drafts import DraftCard
from app.services.results import Refused, Saved
from app.services.workers.records import WorkerRecord
from app.ui.inputs import texts
from app.ui.kit import (
    Act,
    FieldEdit,
    FieldState,
    Page,
    PageContext,
    ShortWords,
    TwoPane,
)
from app.ui.ops import Changes
from app.ui.pages.workers import viewmodel
from app.ui.pages.workers.cards import CardWatch
from app.ui.pages.workers.conflict import ConflictBar, Resolution
from app.ui.pages.workers.facing import FacingPane
from app.ui.pages.workers.filling import Filling
from app.ui.pages.workers.form import build_form, reason_input
from app.ui.pages.workers.halfdone import HalfDone
from app.ui.pages.workers.head import PersonHead
from app.ui.pages.workers.likes import LikesCard
from app.ui.pages.workers.list import WorkersList
from app.ui.pages.workers.side import GetsPanel
from app.ui.papers import show_paper

LOOKALIKE_MS = 150


class WorkersPage(Page):
    """Registers, finds and amends; a person's visit is open until another begins."""

    page_key, title = "workers", "登记与查询"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__()
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._record: WorkerRecord | None = None
        self._event_id = ""
        self._card_keys: frozenset[str] = frozenset()
        self._twin = 0
        self._is_saving = False
        self.form, self._rows = build_form(self._counter.desk.clock.today, self)
        self._reason = reason_input(self)
        self.draft = HalfDone(context, self)
        self.conflict = ConflictBar(context, self.form.values, self)
        self._likes = LikesCard(self)
        self._cards = CardWatch(context, self)
        self._lay_out()
        self._wire()

    def open(self, target: object | None) -> None:
        """Show a person, one field of a person (`(id, key)`), a fresh form (`"new"`), or the list.

        `(id, "facing")` shows at once what the person may get, in large type.
        """
        self._leave_facing()
        if isinstance(target, tuple) and target[1] == "facing":
            self.open(target[0])
            self._on_facing_asked()
        elif isinstance(target, tuple):
            self.open(target[0])
            QTimer.singleShot(0, self, lambda: self._on_field_wanted(target[1]))
        elif isinstance(target, int):
            self._ops.do(lambda: self._counter.workers.begin_visit(target), done=self._show_record)
        elif target == "new":
            self._begin_new()
        elif target == "card":
            self._cards.ask()
        elif self._record is None and not self._event_id:
            self._show_list()

    def leave(self) -> None:
        """Keep the draft, and put the large view away."""
        self._leave_facing()
        self._keep_draft()

    def refresh(self, changes: Changes) -> None:
        """Read the list or the panel anew."""
        if changes.touch("worker", "application", "enrolment", "job", "session", "category", "certificate"):
            if self._record is not None:
                if changes.touch("worker") and not self._is_saving:
                    self.conflict.look()
                self._refresh_panel()
            else:
                self.list.fill()

    def primary_focus(self) -> QWidget:
        """Return the ID number, the list, or what puts the large view away."""
        front = {self.list: self.list.table, self.facing: self.facing.away}.get(self._stack.currentWidget())
        return front or self.form.field("phone" if self._record or self._card_keys else "id_number")

    # -- building -----------------------------------------------------------------------------
    def _lay_out(self) -> None:
        self._print = self.act_button(Act.PREVIEW, self._on_preview_asked, "打印登记表")
        self._head = PersonHead(self._print, self)
        self._filling = Filling(self._context, self.form, self._head, self)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.draft)
        left.addWidget(self.conflict)
        left.addWidget(self._head)
        left.addWidget(self._likes)
        left.addWidget(self.form, 1)
        left.addLayout(self._foot())
        apply = self.act_button(Act.APPLY, self._on_apply_asked, look="primary")
        match = self.act_button(Act.MATCH, self._on_match_asked, "全部岗位和培训")
        self.panel = GetsPanel(self._context, apply, match, self)
        self.panes = TwoPane(main, "登记", self.panel, "能得到什么", self)
        self.list = WorkersList(self._context, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.panes)
        self.facing = FacingPane(self.panel, self)
        self._stack.addWidget(self.facing)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._saved_words = ShortWords("草稿随时自动保存", role="caption")
        foot.addWidget(self._saved_words, 1)
        foot.addWidget(self._reason, 1)
        foot.addWidget(self.act_button(Act.CLOSE, self._on_close_asked, "返回名册"))
        self._save = self.act_button(Act.SAVE, lambda: self._save_now(then_next=False))
        foot.addWidget(self._save)
        foot.addWidget(self.act_button(Act.SAVE_NEXT, lambda: self._save_now(then_next=True), look="primary"))
        return foot

    def _wire(self) -> None:
        self.answer(Act.NEXT_AREA, self.panes.switch_area)
        self.answer(Act.NEW, self._begin_new)
        self.answer(Act.READ_CARD, self._cards.ask)
        self.answer(Act.UNDO, self._on_undo_asked)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.timeout.connect(self._on_look_due)
        self.form.edited.connect(self._on_edited)
        self.form.draft_due.connect(lambda _values: self._keep_draft())
        self.form.completed.connect(lambda _values: self._save_now(then_next=False))
        self.draft.taken_up.connect(self._on_draft_taken_up)
        self.draft.kept.connect(lambda at: self._saved_words.say(f"草稿已自动保存 {at:%H:%M:%S}"))
        self.conflict.resolved.connect(self._on_conflict_resolved)
        self.panel.field_wanted.connect(self._on_field_wanted)
        self.panel.outcome_chosen.connect(self._on_apply_asked)
        self._cards.taken.connect(self._take_card)
        self.answer(Act.FACE, self._on_facing_asked)
        self.panel.facing_asked.connect(lambda _panel: self._on_facing_asked())
        self.facing.left.connect(lambda _pane: self._leave_facing())
        self.panel.match_chosen.connect(lambda _payload: self._on_match_asked())
        self._likes.chosen.connect(self.open)
        for rows in self._rows.values():
            rows.asked.connect(self._on_row_asked)

    # -- showing ------------------------------------------------------------------------------
    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self.list)
        self.list.fill()

    def _begin_new(self) -> None:
        self._leave_facing()
        self._keep_draft()
        self._record, self._twin, self._card_keys = None, 0, frozenset()
        self._event_id = self._counter.drafts.fresh_event_id()
        self.form.clear()
        self._dress(None)
        self._stack.setCurrentWidget(self.panes)
        self.panel.show_nobody()
        self.draft.offer_for(None, self._event_id)
        self.form.field("id_number").focus_input()

    def _show_record(self, record: WorkerRecord) -> None:
        self._keep_draft()
        self._record, self._twin, self._card_keys = record, 0, record.from_card
        self._event_id = self._counter.drafts.fresh_event_id()
        self.form.clear()
        self.form.fill({key: value for key, value in record.values.items() if key in viewmodel.FORM_KEYS})
        for key in record.from_card & viewmodel.FORM_KEYS:
            self.form.field(key).set_state(FieldState.CARD)
        self._dress(record)
        self.draft.offer_for(record, self._event_id)
        self._stack.setCurrentWidget(self.panes)
        self._refresh_panel()

    def _dress(self, record: WorkerRecord | None) -> None:
        self._print.setEnabled(record is not None)
        self._save.say("保存")
        self._saved_words.say("草稿随时自动保存")
        self._reason.hide()
        self._reason.set_value("")
        self._likes.hide()
        self.conflict.watch(record)
        self._dress_rows(record)

    def _dress_rows(self, record: WorkerRecord | None) -> None:
        self._head.show_record(record, self._counter.desk.clock.today())
        for rows in self._rows.values():
            rows.end()
            rows.show_record(record)

    def _refresh_panel(self) -> None:
        if self._record is not None:
            self.panel.show_person(self._record.id)

    # -- drafts and conflicts -------------------------------------------------------------------
    def _keep_draft(self) -> None:
        self.draft.keep(self._record, self._event_id, self.form.values())

    def _on_draft_taken_up(self, card: object) -> None:
        if isinstance(card, DraftCard):
            self._event_id = card.event_id
            self.form.fill(viewmodel.thawed(card.payload))
            self._filling.derive(is_new=self._record is None)
            self._look.start(LOOKALIKE_MS)
            self.form.focus_first()

    def _on_conflict_resolved(self, found: object) -> None:
        if isinstance(found, Resolution):
            if not found.mine:
                self._keep_draft()
            self._event_id = ""
            self._show_record(found.record)
            self.form.fill(found.mine)

    # -- what the clerk does ------------------------------------------------------------------
    def _on_edited(self, edit: object) -> None:
        if not isinstance(edit, FieldEdit):
            return
        if edit.key == "name" and self._record is None:
            self._head.say_name(str(edit.value or "") or "新登记")
        if edit.key in {"id_number", "name"}:
            self._look.start(LOOKALIKE_MS)
        if edit.key == "id_number":
            self._filling.derive(is_new=self._record is None)
        if edit.key == "hukou_code" and self._record is None:
            self._filling.copy_down()

    def _on_look_due(self) -> None:
        values = viewmodel.stored(self.form.values())
        own = self._record.id if self._record else 0
        likes = self._ops.do(lambda: self._counter.workers.look_alikes(values, but_not=own)) or ()
        self._twin = self._likes.show_likes(likes)
        self._save.say("打开已有记录" if self._twin else "保存")

    def _take_card(self, card: object) -> None:
        if not isinstance(card, IdCard):
            return
        page = self._ops.do(lambda: self._counter.workers.find(card.id_number))
        if page is not None and page.rows:
            self.open(page.rows[0].id)
            told, is_warning = viewmodel.known_card(self._record, card, self._counter.desk.clock.today())
            self._context.shell.tell("warning" if is_warning else "info", told, key="card")
            return
        self._begin_new()
        values = card.values()
        self._card_keys = frozenset(values) & viewmodel.FORM_KEYS
        self.form.fill({key: values[key] for key in self._card_keys}, state=FieldState.CARD)
        self._filling.derive(is_new=self._record is None)
        self._filling.copy_down()
        self._head.say_name(card.name)
        found = card.findings(self._counter.desk.clock.today())
        if found:
            self._context.shell.tell("warning", texts(found), key="card")
        self._on_look_due()
        self.form.field("phone").focus_input()

    def _save_now(self, *, then_next: bool) -> None:
        if self._twin:
            if self._record is None:
                self.draft.forget(None, self._event_id)
                self._event_id = ""
            self.open(self._twin)
            return
        if self._stack.currentWidget() is self.list:
            return
        entry = viewmodel.entry_of(
            self._record, self.form.values(), self._event_id, self._card_keys, str(self._reason.value() or "")
        )
        self._is_saving = True
        answer = self._ops.do(lambda: self._counter.workers.save(entry), failed=self._on_save_failed)
        self._is_saving = False
        if isinstance(answer, Refused):
            self._refuse(answer)
        elif isinstance(answer, Saved):
            self._after_save(answer, then_next=then_next)

    def _on_save_failed(self, fault: UserError) -> None:
        if isinstance(fault, Conflict):
            self.conflict.warn()
        else:
            self._context.shell.tell("error", fault.text, key="fault")

    def _refuse(self, answer: Refused) -> None:
        if any(finding.code == "needs_reason" for finding in answer.findings):
            self._reason.show()
            self._reason.focus_input()
        self.form.show_findings(answer.findings)

    def _after_save(self, saved: Saved, *, then_next: bool) -> None:
        told = f"{saved.text}（{texts(saved.warnings)}）" if saved.warnings else saved.text
        self._context.shell.toast(told, self._on_undo_asked if saved.is_changed else None)
        self._event_id = ""
        if then_next:
            self._begin_new()
        else:
            self._ops.do(lambda: self._counter.workers.open(saved.id), done=self._show_record)
            self.primary_focus().setFocus()

    def _on_row_asked(self, payload: object) -> None:
        record = self._record
        if record is None or not isinstance(payload, tuple):
            return
        kind, values = payload
        answer = self._ops.do(lambda: self._counter.worker_rows.add(record.id, kind, values))
        if isinstance(answer, Refused):
            self._rows[kind].show_findings(answer.findings)
        elif isinstance(answer, Saved):
            self._context.shell.toast(answer.text)
            self._ops.do(lambda: self._counter.workers.open(record.id), done=self._show_rows)

    def _show_rows(self, record: WorkerRecord) -> None:
        """Show a person's dated rows anew; what is half typed in the form stays."""
        if self._record is not None:
            dated = {key: getattr(record, key) for key in ("categories", "certificates", "movements")}
            self._record = replace(self._record, **dated)
            self._dress_rows(self._record)

    def _on_undo_asked(self) -> None:
        told = self._ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            record, self._record, self._event_id = self._record, None, ""
            self._ops.announce(changes)
            self._ops.do(
                lambda: self._counter.workers.open(record.id) if record else None,
                done=lambda now: self._show_record(now) if now else self._show_list(),
                failed=lambda _gone: self._show_list(),
            )

    def _on_facing_asked(self) -> None:
        if self._record is not None:
            self.facing.show_for(self._record.text("name"))
            self._stack.setCurrentWidget(self.facing)
            self._context.shell.alone(is_alone=True)
            self.facing.away.setFocus()

    def _leave_facing(self) -> bool:
        """Put the large view away; say whether it was there."""
        if self._stack.currentWidget() is not self.facing:
            return False
        self._stack.setCurrentWidget(self.panes)
        self._context.shell.alone(is_alone=False)
        self.primary_focus().setFocus()
        return True

    def _on_close_asked(self) -> None:
        if self._leave_facing():
            return
        self._keep_draft()
        self._record, self._event_id = None, ""
        self._show_list()

    def _on_apply_asked(self, kind: object = "") -> None:
        if self._record is not None:
            self._context.shell.open_page("applications", ("apply", self._record.id, str(kind)))

    def _on_match_asked(self) -> None:
        if self._record is not None:
            self._context.shell.open_page("matching", self._record.id)

    def _on_field_wanted(self, key: object) -> None:
        if str(key) in viewmodel.FORM_KEYS:
            self.panes.show_main()
            self.form.field(str(key)).focus_input()
        else:
            self._context.shell.tell("info", "这一项在培训班、证书或类别里填写。", key="field")

    def _on_preview_asked(self) -> None:
        record = self._record
        if record is not None:
            show_paper(self._context, "正在生成登记表", lambda: self._counter.papers.registration(record.id))
