"""登记与查询: the record at the left, what it brings at the right, the list when nobody is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.services.counter import Counter
from app.services.devices.reader import Card as IdCard
from app.services.drafts import DraftCard
from app.services.results import Saved
from app.services.workers.records import WorkerRecord
from app.ui.kit import Act, FieldEdit, FieldState, FormGrid, Page, PageContext
from app.ui.ops import Changes
from app.ui.pages.workers import viewmodel
from app.ui.pages.workers.beginning import Beginning
from app.ui.pages.workers.carded import Carded
from app.ui.pages.workers.cards import CardWatch
from app.ui.pages.workers.conflict import ConflictBar, Resolution
from app.ui.pages.workers.form import fill_form, reason_input
from app.ui.pages.workers.frame import Column, Foot, Frame
from app.ui.pages.workers.halfdone import HalfDone
from app.ui.pages.workers.head import PersonHead
from app.ui.pages.workers.likes import LikesCard
from app.ui.pages.workers.rows import DatedRows, RowsCard
from app.ui.pages.workers.saving import Saver
from app.ui.pages.workers.sides import GETS, HOME
from app.ui.papers import show_paper

_SHOWN = ("worker", "household", "application", "enrolment", "job", "session", "category", "certificate")


class WorkersPage(Page):
    """Registers, finds and amends; a person's visit is open until another begins."""

    page_key, title = "workers", "登记与查询"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__(context.home)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._record: WorkerRecord | None = None
        self._event_id = ""
        self._card_keys: frozenset[str] = frozenset()
        self._cards = CardWatch(context, self)

    def make(self) -> Iterator[None]:
        """Build the form, what belongs around it, the panes beside it and the register."""
        context, column = self._context, Column(self)
        self.form = FormGrid(parent=column)
        cards: dict[str, RowsCard] = {}
        for _group in fill_form(self.form, cards, self._counter.desk.clock.today):
            yield
        self.rows = DatedRows(context, cards, self)
        self._reason = reason_input(column)
        self.draft = HalfDone(context, self.rows, column)
        self.copied = Beginning(context, self.form, column)
        self.conflict = ConflictBar(context, self.form.values, column)
        self._saver = Saver(context, self.form, self.rows, self._reason, self.conflict)
        self._likes = LikesCard(context, self.form, column)
        self._carded = Carded(context, self.form)
        self._lay_out(column)
        yield
        for _part in self._stack.fill(column):
            yield
        self.list, self.panes, self.facing = self._stack.list, self._stack.panes, self._stack.facing
        self.panel, self.home, self.sides = self._stack.panel, self._stack.home, self._stack.sides
        self._wire()

    def open(self, target: object | None) -> None:
        """Show a person, one field of a person (`(id, key)`), a card's owner, a fresh form (`"new"`), or the list.

        `(id, "facing")` shows at once what the person may get, in large type.
        """
        self._leave_facing()
        if isinstance(target, IdCard):
            self._take_card(target)
        elif isinstance(target, tuple) and target[1] == "facing":
            self.open(target[0])
            self._on_facing_asked()
        elif isinstance(target, tuple):
            self.open(target[0])
            QTimer.singleShot(0, self, lambda: self._on_field_wanted(target[1]))
        elif isinstance(target, int):
            self.sides.show_pane(GETS)
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
        if self.home.is_working:
            return  # the page settles it itself, with what is half typed
        if changes.touch(*_SHOWN):
            if self._record is not None:
                if changes.touch("worker") and not self._saver.is_saving:
                    self.conflict.look()
                self._refresh_panel()
            else:
                self.list.fill()

    def primary_focus(self) -> QWidget:
        """Return the first gap of the form, the list, or what puts the large view away."""
        other = self._stack.first_of_others()
        return other or self.form.field(viewmodel.first_gap(self._record, self._card_keys))

    # -- building -----------------------------------------------------------------------------
    def _lay_out(self, column: Column) -> None:
        form = self.act_button(Act.PREVIEW, self._on_preview_asked, "打印登记表")
        self._head = PersonHead(self._context, form, column)
        self.answer(Act.PRINT, self._head.papers.drop)
        self._save = self.act_button(Act.SAVE, lambda: self._save_now(then_next=False))
        close = self.act_button(Act.CLOSE, self._on_close_asked, "返回名册")
        following = self.act_button(Act.SAVE_NEXT, lambda: self._save_now(then_next=True), look="primary")
        self._foot = Foot(self._reason, (close, self._save, following))
        above = (self.draft, self.copied, self.conflict, self._head, self._likes)
        apply = self.act_button(Act.APPLY, self._on_apply_asked, look="primary")
        match = self.act_button(Act.MATCH, self._on_match_asked, "全部岗位和培训")
        kin = self.act_button(Act.NEW_KIN, self._on_kin_asked, look="primary")
        column.fill(above, self.form, self._foot)
        self._stack = Frame(self._context, (apply, match, kin), self)

    def _wire(self) -> None:
        self.answer(Act.NEXT_AREA, self.panes.switch_area)
        self.answer(Act.NEW, self._begin_new)
        self.answer(Act.READ_CARD, self._cards.ask)
        self.answer(Act.UNDO, self._on_undo_asked)
        self.answer(Act.ADOPT, self._carded.adopt)
        self.form.edited.connect(self._on_edited)
        self.form.draft_due.connect(lambda _values: self._keep_draft())
        self.form.completed.connect(lambda _values: self._save_now(then_next=False))
        self.draft.taken_up.connect(self._on_draft_taken_up)
        self.draft.kept.connect(lambda at: self._foot.words.say(f"草稿已自动保存 {at:%H:%M:%S}"))
        self.conflict.resolved.connect(self._on_conflict_resolved)
        self._stack.resized.connect(lambda _size: self._head.portrait.fit())
        self.home.opened.connect(self.open)
        self.home.opened.connect(lambda _worker_id: self.sides.show_pane(HOME))
        self.home.settled.connect(self._on_home_settled)
        self.panel.field_wanted.connect(self._on_field_wanted)
        self.panel.outcome_chosen.connect(self._on_apply_asked)
        self._cards.taken.connect(lambda card: self._context.shell.open_page(self.page_key, card))
        self.answer(Act.FACE, self._on_facing_asked)
        self.panel.facing_asked.connect(lambda _panel: self._on_facing_asked())
        self.facing.left.connect(lambda _pane: self._leave_facing())
        self.panel.match_chosen.connect(lambda _payload: self._on_match_asked())
        self._likes.chosen.connect(self.open)
        self._likes.looked.connect(lambda twin: self._save.say("打开已有记录" if twin else "保存"))
        self.rows.changed.connect(self._on_rows_changed)
        self.rows.draft_due.connect(lambda _kind: self._keep_draft())

    # -- showing ------------------------------------------------------------------------------
    def _show_list(self) -> None:
        self.copied.clear()
        self.rows.show_record(None)
        self._stack.setCurrentWidget(self.list)
        self.list.fill()

    def _begin_new(self, kin_of: int = 0) -> None:
        """Begin a fresh form; `kin_of` is the worker whose household the new person belongs to."""
        self._leave_facing()
        self._turn_to(None)
        self._dress(None)
        self._stack.setCurrentWidget(self.panes)
        self.panel.show_nobody()
        self.home.show_nobody()
        self.sides.show_pane(GETS)
        if kin_of and self.copied.begin_kin(kin_of):
            self.home.show_person(kin_of, is_guest=True)
            self.sides.show_pane(HOME)
        self.draft.offer_for(None, self._event_id)
        self.form.field("id_number").focus_input()

    def _on_kin_asked(self) -> None:
        """Begin the next member of the household of the person in front, or of the one being registered."""
        of = self._record.id if self._record is not None else self.copied.household_of
        if of:
            self._begin_new(of)
        else:
            self._context.shell.tell("info", viewmodel.NO_KIN, key="home")

    def _show_record(self, record: WorkerRecord) -> None:
        self._turn_to(record)
        self.form.fill({key: value for key, value in record.values.items() if key in viewmodel.FORM_KEYS})
        for key in record.from_card & viewmodel.FORM_KEYS:
            self.form.field(key).set_state(FieldState.CARD)
        self._carded.point_out()
        self._dress(record)
        self.draft.offer_for(record, self._event_id)
        self._stack.setCurrentWidget(self.panes)
        self._refresh_panel()

    def _turn_to(self, record: WorkerRecord | None) -> None:
        """Keep what is half done and have an empty form for the next person."""
        self._keep_draft()
        self._record = record
        self._card_keys = record.from_card if record is not None else frozenset()
        self._event_id = self._counter.drafts.fresh_event_id()
        self.form.clear()
        self.copied.clear()
        self._carded.begin()

    def _dress(self, record: WorkerRecord | None) -> None:
        self._save.say("保存")
        self._foot.words.say("草稿随时自动保存")
        self._reason.hide()
        self._reason.set_value("")
        self._likes.watch(record.id if record is not None else 0)
        self.conflict.watch(record)
        self._dress_rows(record)

    def _dress_rows(self, record: WorkerRecord | None) -> None:
        self._head.show_record(record, self._counter.desk.clock.today())
        self.rows.show_record(record)

    def _refresh_panel(self) -> None:
        if self._record is not None:
            self.home.show_person(self._record.id)
            self.panel.show_person(self._record.id)

    # -- drafts and conflicts -------------------------------------------------------------------
    def _keep_draft(self) -> None:
        values = self.form.values()
        if self._record is None:
            values = dict(self.copied.worth_keeping(values))
        self.draft.keep(self._record, self._event_id, values, self.copied.kept())

    def _on_draft_taken_up(self, card: object) -> None:
        if isinstance(card, DraftCard):
            self._event_id = card.event_id
            self.form.fill(viewmodel.thawed(card.payload))
            self.copied.resume(card.payload)
            self._tell_number()
            self._likes.look_soon()
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
            self._likes.look_soon()
        if edit.key == "id_number":
            self._tell_number()
        if edit.key == "hukou_code" and self._record is None:
            self.copied.follow_village()

    def _tell_number(self) -> None:
        """Show what the number tells by itself; of somebody new also in the head."""
        number = self.copied.derive()
        if number and self._record is None:
            self._head.say_about(viewmodel.number_line(number, self._counter.desk.clock.today()))

    def _take_card(self, card: IdCard) -> None:
        found = self._ops.do(lambda: self._counter.workers.find(card.id_number))
        if found is not None and found.rows:
            kin, known = self.copied.kin, found.rows[0].id
            self.open(known)
            self.home.offer(kin, self._record)
            self._head.portrait.keep(known, card.photo)
            self._carded.tell_known(self._record, card)
            return
        self._begin_new(self.copied.household_of)
        self._card_keys = self.copied.take_card(card.values())
        self._tell_number()
        self._carded.take(card)
        self._head.say_name(card.name or "新登记")
        self._head.portrait.show_loose(card.photo)
        self._likes.look()
        self.form.go_to(viewmodel.first_gap(None, self._card_keys))

    def _save_now(self, *, then_next: bool) -> None:
        if self._likes.twin:
            if self._record is None:
                self.draft.forget(None, self._event_id)
                self._event_id = ""
            kin = self.copied.kin
            self.open(self._likes.twin)
            self.home.offer(kin, self._record)
            return
        if self._stack.is_list:
            self.list.answer(Act.SAVE_NEXT if then_next else Act.SAVE)
            return
        if self._carded.is_doubted():
            return
        reason = str(self._reason.value() or "") if self._record else self._carded.remark()
        values, of = self.form.values(), self.copied.household_of
        entry = viewmodel.entry_of(self._record, values, self._event_id, self._card_keys, reason, of)
        saved = self._saver.save(entry)
        if saved is not None:
            self._after_save(saved, then_next=then_next)

    def _after_save(self, saved: Saved, *, then_next: bool) -> None:
        undo = self._on_undo_asked if saved.is_changed else None
        self._context.shell.toast(viewmodel.saved_words(saved), undo)
        self._event_id = ""
        self._head.portrait.keep(saved.id, self._carded.photo)
        if then_next:
            self._begin_new(self.copied.household_of)
        else:
            self._ops.do(lambda: self._counter.workers.open(saved.id), done=self._show_record)
            self.primary_focus().setFocus()

    def _on_home_settled(self, saved: object) -> None:
        """Show what a change of the household made of the record; what is half typed in the form stays."""
        record = self._record
        if isinstance(saved, Saved) and record is not None:
            undo = self._on_undo_asked if saved.is_changed else None
            self._context.shell.toast(viewmodel.saved_words(saved), undo)
            mine = viewmodel.thawed(viewmodel.changes_of(record, self.form.values()))
            now = self._ops.do(lambda: self._counter.workers.open(record.id))
            if now is not None:
                self._on_conflict_resolved(Resolution(now, mine))

    def _on_rows_changed(self, record: object) -> None:
        """Show a person's dated rows anew; what is half typed in the form stays."""
        if self._record is not None and isinstance(record, WorkerRecord):
            dated = {key: getattr(record, key) for key in ("categories", "certificates", "movements")}
            self._record = replace(self._record, **dated)
            self._dress_rows(self._record)
            self._keep_draft()

    def _on_undo_asked(self) -> None:
        told = self._ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            of = self._record.id if self._record is not None else self.copied.household_of
            self._record, self._event_id = None, ""
            self._ops.announce(changes)
            self._ops.do(
                lambda: self._counter.workers.open(of) if of else None,
                done=lambda now: self._show_record(now) if now else self._show_list(),
                failed=lambda _gone: self._show_list(),
            )

    def _on_facing_asked(self) -> None:
        if self._record is not None:
            self._stack.show_facing(self._record.text("name"))

    def _leave_facing(self) -> bool:
        was_there = self._stack.leave_facing()
        if was_there:
            self.primary_focus().setFocus()
        return was_there

    def _on_close_asked(self) -> None:
        if self._leave_facing():
            return
        if self.home.inplace.form is not None:
            self.home.end_asking()
            return
        if self._stack.is_list and self.list.close_import():
            return
        self._keep_draft()
        of = self.copied.household_of
        self._record, self._event_id = None, ""
        self.copied.clear()
        if of:
            self._ops.do(lambda: self._counter.workers.open(of), done=self._show_record)
        else:
            self._show_list()

    def _on_apply_asked(self, kind: object = "") -> None:
        if self._record is not None:
            self._context.shell.open_page("applications", ("apply", self._record.id, str(kind)))

    def _on_match_asked(self) -> None:
        if self._record is not None:
            self._context.shell.open_page("matching", self._record.id)

    def _on_field_wanted(self, key: object) -> None:
        self._stack.go_to(self.form, str(key))

    def _on_preview_asked(self) -> None:
        record = self._record
        if record is not None:
            show_paper(self._context, "正在生成登记表", lambda: self._counter.papers.registration(record.id))
