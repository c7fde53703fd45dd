"""登记与查询: the record at the left, what it brings at the right, the list when nobody is open."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ports import CHINA
from app.services.counter import Counter
from app.services.devices.reader import Card as IdCard
from app.services.results import Refused, Saved
from app.services.workers.records import WORKER_FIELDS, WorkerRecord
from app.services.workers.rules import check_field
from app.services.workers.service import FORM, Entry
from app.ui.inputs import input_for, texts
from app.ui.kit import (
    Act,
    DraftBar,
    FieldEdit,
    FieldState,
    FormGrid,
    Page,
    PageContext,
    ShortWords,
    TextInput,
    TwoPane,
)
from app.ui.kit.fields.field import Check
from app.ui.ops import Changes
from app.ui.pages.workers import viewmodel
from app.ui.pages.workers.head import PersonHead
from app.ui.pages.workers.likes import LikesCard
from app.ui.pages.workers.list import WorkersList
from app.ui.pages.workers.rows import RowsCard
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
        self._build_form()
        self.draft = DraftBar(parent=self)
        self._likes = LikesCard(self)
        self._lay_out()
        self._wire()

    # -- the page protocol ------------------------------------------------------------------
    def open(self, target: object | None) -> None:
        """Show a person, one field of a person (`(id, key)`), a fresh form (`"new"`), or the list."""
        if isinstance(target, tuple):
            self.open(target[0])
            QTimer.singleShot(0, self, lambda: self._on_field_wanted(target[1]))
        elif isinstance(target, int):
            self._ops.do(lambda: self._counter.workers.begin_visit(target), done=self._show_record)
        elif target == "new":
            self._begin_new()
        elif target == "card":
            self._on_card_asked()
        elif self._record is None and not self._event_id:
            self._show_list()

    def leave(self) -> None:
        """Keep the draft."""
        self._keep_draft()

    def refresh(self, changes: Changes) -> None:
        """Read the list or the panel anew."""
        if changes.touch("worker", "application", "enrolment", "job", "session", "category", "certificate"):
            if self._record is not None:
                self._refresh_panel()
            else:
                self.list.fill()

    def primary_focus(self) -> QWidget | None:
        """Return the ID number, or the list."""
        if self._stack.currentWidget() is self.list:
            return self.list.table
        return self.form.field("phone" if self._record or self._card_keys else "id_number")

    # -- building -----------------------------------------------------------------------------
    def _build_form(self) -> None:
        self.form = FormGrid(parent=self)
        self._rows = {
            kind: RowsCard(kind, self._counter.desk.clock.today, self) for kind in viewmodel.ROW_KEYS
        }
        for place, group in enumerate(viewmodel.GROUPS):
            card = self.form.card(group.caption, group.note)
            for key, span in group.keys:
                field = input_for(
                    WORKER_FIELDS[key], today=self._counter.desk.clock.today, check=self._check(key)
                )
                card.add(field, span=span)
            if place == 1:
                for rows in self._rows.values():
                    self.form.add_below(rows)
        self._reason = TextInput(
            "reason", "改动原因", placeholder="改姓名、证件号须写原因，记入台账", parent=self
        )
        self._reason.hide()

    def _check(self, key: str) -> Check | None:
        if not WORKER_FIELDS[key].check:
            return None
        today = self._counter.desk.clock.today
        return lambda text: check_field(key, text, today=today())

    def _lay_out(self) -> None:
        self._print = self.act_button(Act.PREVIEW, self._on_preview_asked, "打印登记表")
        self._head = PersonHead(self._print, self)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.draft)
        left.addWidget(self._head)
        left.addWidget(self._likes)
        left.addWidget(self.form, 1)
        left.addLayout(self._foot())
        apply = self.act_button(Act.APPLY, self._on_apply_asked, look="primary")
        match = self.act_button(Act.MATCH, self._on_match_asked, "全部岗位和培训")
        self.panel = GetsPanel(apply, match, self)
        self.panes = TwoPane(main, "登记", self.panel, "能得到什么", self)
        self.list = WorkersList(self._context, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.panes)
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
        self.answer(Act.READ_CARD, self._on_card_asked)
        self.answer(Act.UNDO, self._on_undo_asked)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.timeout.connect(self._on_look_due)
        self.form.edited.connect(self._on_edited)
        self.form.draft_due.connect(lambda _values: self._keep_draft())
        self.form.completed.connect(lambda _values: self._save_now(then_next=False))
        self.draft.resumed.connect(lambda _bar: self._on_draft_resumed())
        self.draft.dropped.connect(lambda _bar: self._on_draft_dropped())
        self.panel.field_wanted.connect(self._on_field_wanted)
        self.panel.outcome_chosen.connect(self._on_outcome_chosen)
        self.panel.match_chosen.connect(lambda _payload: self._on_match_asked())
        self._likes.chosen.connect(self.open)
        for rows in self._rows.values():
            rows.asked.connect(self._on_row_asked)

    # -- showing ------------------------------------------------------------------------------
    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self.list)
        self.list.fill()

    def _begin_new(self) -> None:
        self._keep_draft()
        self._record, self._twin, self._card_keys = None, 0, frozenset()
        self._event_id = self._counter.drafts.fresh_event_id()
        self.form.clear()
        self._dress(None)
        self._stack.setCurrentWidget(self.panes)
        self.panel.show_nobody()
        waiting = self._ops.do(lambda: self._counter.drafts.waiting(FORM)) or ()
        fresh = next((card for card in waiting if not card.subject), None)
        if fresh is not None and fresh.event_id != self._event_id:
            self.draft.offer(
                f"{fresh.title or '未填姓名'}，{fresh.updated_at.astimezone(CHINA):%m-%d %H:%M} 未保存"
            )
        self.form.field("id_number").focus_input()

    def _show_record(self, record: WorkerRecord) -> None:
        self._record, self._twin, self._card_keys = record, 0, record.from_card
        self._event_id = self._counter.drafts.fresh_event_id()
        self.form.clear()
        self.form.fill({key: value for key, value in record.values.items() if key in self._keys()})
        for key in record.from_card & self._keys():
            self.form.field(key).set_state(FieldState.CARD)
        self._dress(record)
        self._stack.setCurrentWidget(self.panes)
        self._refresh_panel()

    def _keys(self) -> frozenset[str]:
        return frozenset(key for group in viewmodel.GROUPS for key, _ in group.keys)

    def _dress(self, record: WorkerRecord | None) -> None:
        self._head.show_record(record, self._counter.desk.clock.today())
        self._print.setEnabled(record is not None)
        self._save.say("保存")
        self._reason.hide()
        self._reason.set_value("")
        self._likes.hide()
        for rows in self._rows.values():
            rows.end()
            rows.show_record(record)

    def _refresh_panel(self) -> None:
        record = self._record
        if record is None:
            return
        outlooks = self._ops.do(lambda: self._counter.eligibility.outlook(record.id))
        if outlooks is not None:
            self.panel.show_outlook(outlooks)
        self._ops.do(
            lambda: self._counter.recommending.for_worker(record.id, top=3),
            done=self.panel.show_matches,
            failed=lambda _fault: self.panel.show_matches(None),
        )

    # -- drafts -------------------------------------------------------------------------------
    def _keep_draft(self) -> None:
        if not self._event_id or not viewmodel.is_changed(self._record, self.form.values()):
            return
        values, event = viewmodel.frozen(self.form.values()), self._event_id
        subject = self._record.uid if self._record else ""
        title = str(values.get("name") or "")
        self._ops.do(
            lambda: self._counter.drafts.keep(FORM, subject, event_id=event, title=title, payload=values),
            done=lambda _none: self._saved_words.say("草稿已自动保存"),
        )

    def _on_draft_resumed(self) -> None:
        waiting = self._ops.do(lambda: self._counter.drafts.waiting(FORM)) or ()
        fresh = next((card for card in waiting if not card.subject), None)
        if fresh is not None:
            self._event_id = fresh.event_id
            self.form.fill(viewmodel.thawed(fresh.payload))
            self._derive()
            self.form.focus_first()

    def _on_draft_dropped(self) -> None:
        self._ops.do(lambda: self._counter.drafts.drop(FORM))

    # -- what the clerk does ------------------------------------------------------------------
    def _on_edited(self, edit: object) -> None:
        if not isinstance(edit, FieldEdit):
            return
        if edit.key == "name" and self._record is None:
            self._head.say_name(str(edit.value or "") or "新登记")
        if edit.key in {"id_number", "name"}:
            self._look.start(LOOKALIKE_MS)
        if edit.key == "id_number":
            self._derive()

    def _derive(self) -> None:
        """Show birthday and sex as the number tells them; they are never asked."""
        checked = check_field(
            "id_number", self.form.field("id_number").value(), today=self._counter.desk.clock.today()
        )
        if checked.is_refused:
            return
        told = self._counter.workers.derived(checked.value)
        self.form.fill(told, state=FieldState.DERIVED)

    def _on_look_due(self) -> None:
        values = viewmodel.stored(self.form.values())
        own = self._record.id if self._record else 0
        likes = self._ops.do(lambda: self._counter.workers.look_alikes(values, but_not=own)) or ()
        self._twin = self._likes.show_likes(likes)
        self._save.say("打开已有记录" if self._twin else "保存")

    def _on_card_asked(self) -> None:
        card = self._ops.do(self._counter.reader.poll)
        if card is None:
            self._context.shell.tell("info", "读卡器上没有卡：请放好身份证再按 F4。", key="card")
            return
        self._take_card(card)

    def _take_card(self, card: IdCard) -> None:
        page = self._ops.do(lambda: self._counter.workers.find(card.id_number))
        if page is not None and page.rows:
            self.open(page.rows[0].id)
            self._context.shell.tell("info", f"{card.name} 已登记，已打开原来的记录。", key="card")
            return
        self._begin_new()
        values = card.values()
        self._card_keys = frozenset(values) & self._keys()
        self.form.fill({key: values[key] for key in self._card_keys}, state=FieldState.CARD)
        self._derive()
        self._head.say_name(card.name)
        found = card.findings(self._counter.desk.clock.today())
        if found:
            self._context.shell.tell("warning", texts(found), key="card")
        self._on_look_due()
        self.form.field("phone").focus_input()

    def _entry(self) -> Entry:
        base = dict(self._record.values) if self._record else {}
        values = {**base, **viewmodel.stored(self.form.values())}
        return Entry(
            values=values,
            event_id=self._event_id,
            worker_id=self._record.id if self._record else 0,
            version=self._record.version if self._record else 0,
            from_card=self._card_keys,
            reason=str(self._reason.value() or ""),
        )

    def _save_now(self, *, then_next: bool) -> None:
        if self._twin:
            self.open(self._twin)
            return
        if self._stack.currentWidget() is self.list:
            return
        entry = self._entry()
        answer = self._ops.do(lambda: self._counter.workers.save(entry))
        if isinstance(answer, Refused):
            self._refuse(answer)
        elif isinstance(answer, Saved):
            self._after_save(answer, then_next=then_next)

    def _refuse(self, answer: Refused) -> None:
        if any(finding.code == "needs_reason" for finding in answer.findings):
            self._reason.show()
            self._reason.focus_input()
        self.form.show_findings(answer.findings)

    def _after_save(self, saved: Saved, *, then_next: bool) -> None:
        told = f"{saved.text}（{texts(saved.warnings)}）" if saved.warnings else saved.text
        self._context.shell.toast(told, self._on_undo_asked)
        self._event_id = ""
        if then_next:
            self._begin_new()
        else:
            self._ops.do(lambda: self._counter.workers.open(saved.id), done=self._show_record)

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
            self._ops.do(lambda: self._counter.workers.open(record.id), done=self._show_record)

    def _on_undo_asked(self) -> None:
        told = self._ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            self._ops.announce(changes)
            self._record, self._event_id = None, ""
            self._show_list()

    def _on_close_asked(self) -> None:
        self._keep_draft()
        self._record, self._event_id = None, ""
        self._show_list()

    def _on_apply_asked(self) -> None:
        if self._record is not None:
            self._context.shell.open_page("applications", ("apply", self._record.id, ""))

    def _on_outcome_chosen(self, kind: object) -> None:
        if self._record is not None:
            self._context.shell.open_page("applications", ("apply", self._record.id, str(kind)))

    def _on_match_asked(self) -> None:
        if self._record is not None:
            self._context.shell.open_page("matching", self._record.id)

    def _on_field_wanted(self, key: object) -> None:
        if str(key) in self._keys():
            self.panes.show_main()
            self.form.field(str(key)).focus_input()
        else:
            self._context.shell.tell("info", "这一项在培训班、证书或类别里填写。", key="field")

    def _on_preview_asked(self) -> None:
        record = self._record
        if record is not None:
            show_paper(self._context, "正在生成登记表", lambda: self._counter.papers.registration(record.id))
