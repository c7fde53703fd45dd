"""这一户: who lives together, what is certain of all of them, who may belong, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.counter import Counter
from app.services.households.service import AtHome, Kin
from app.services.results import Refused, Saved
from app.services.workers.records import WorkerRecord
from app.ui.kit import Button, Card, FieldEdit, MessageBar, PageContext, ReasonList, TextInput, Words
from app.ui.pages.workers import household
from app.ui.pages.workers.inplace import InPlace

_SEARCH_MS = 150
_FOUND = 6
_NOBODY = "保存登记后，这里列出同户的人；同户下一位会带上地址、户主等相同的内容。"


class HomePane(Card):
    """The household of the person in front.

    `opened` carries the id of a member to open, `settled` what a verb saved. `is_working` while a verb of this
    pane runs, so that the page does not take the change for another window's.
    """

    opened = Signal(object)
    settled = Signal(object)
    counted = Signal(object)

    def __init__(self, context: PageContext[Counter], kin: Button, parent: QWidget | None = None) -> None:
        super().__init__("这一户", " ", parent)
        self._ops, self._shell, self._counter = context.ops, context.shell, context.services
        self._worker_id, self._picked = 0, 0
        self._home: AtHome | None = None
        self._is_guest = self.is_working = False
        self._hint = Words(_NOBODY, role="caption", wraps=True)
        self._about = Words("", role="caption", wraps=True)
        self._zero = Words("", tone="ok", wraps=True)
        self.warning = MessageBar(can_close=False, parent=self)
        self.members, self.proposed, self.found = ReasonList(self), ReasonList(self), ReasonList(self)
        self._proposed_title = Words("可能同户（核对户口簿后回车归入）", role="heading")
        self._kin = kin
        self._verbs = self._make_verbs()
        self.inplace = InPlace(self)
        self._search = QTimer(self)
        self._search.setSingleShot(True)
        self._search.timeout.connect(self._on_search_due)
        self._lay_out()
        self._wire()
        self.show_nobody()

    def _make_verbs(self) -> dict[str, Button]:
        verbs: dict[str, tuple[str, Callable[[], None]]] = {
            "home_found": ("立户", self._on_found_asked),
            "home_add": ("添加成员", self._on_add_asked),
            "home_leave": ("移出", self._on_leave_asked),
            "home_change": ("改户信息", self._on_change_asked),
            "home_certify": ("认定零就业家庭", self._on_certify_asked),
            "home_end": ("终止认定", self._on_end_asked),
        }
        made: dict[str, Button] = {}
        for name, (text, handler) in verbs.items():
            made[name] = Button(text, name=name, parent=self)
            made[name].clicked.connect(lambda _checked=False, run=handler: run())
        return made

    def _lay_out(self) -> None:
        upper: tuple[QWidget, ...] = (
            self._hint,
            self._about,
            self._zero,
            self.warning,
            self.members,
            self._kin,
        )
        for widget in upper:
            self.body.addWidget(widget)
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        self.body.addLayout(self._grid)
        lower: tuple[QWidget, ...] = (self.inplace, self.found, self._proposed_title, self.proposed)
        for part in lower:
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _wire(self) -> None:
        self.members.chosen.connect(self.opened)
        self.members.arrived.connect(self._on_member_arrived)
        self.proposed.chosen.connect(self._on_proposal_chosen)
        self.found.chosen.connect(self._on_found_chosen)
        self.inplace.opened.connect(lambda _pane: self._dress_verbs())
        self.inplace.put_away.connect(lambda _pane: self.end_asking())

    # -- showing ------------------------------------------------------------------------------
    def show_nobody(self) -> None:
        """Say what this pane is for."""
        self._worker_id, self._home = 0, None
        self.end_asking()
        self._dress()

    def show_person(self, worker_id: int, *, is_guest: bool = False) -> None:
        """Show the household of a worker; as a guest's it only tells who is in it already."""
        if worker_id != self._worker_id:
            self.show_nobody()
        self._worker_id, self._picked, self._is_guest = worker_id, worker_id, is_guest
        self._ops.start(
            "正在看同户的人",
            lambda _progress: self._counter.households.at_home(worker_id),
            done=self._arrived,
            failed=lambda _gone: self.show_nobody(),
        )

    def _arrived(self, home: AtHome) -> None:
        if home.worker_id == self._worker_id:  # else somebody else stands at the counter by now
            self._home = home
            self._dress()

    def _dress(self) -> None:
        home = self._home
        record = home.household if home is not None else None
        told = household.about(record) if record is not None else household.ALONE if home is not None else ""
        self._hint.setVisible(home is None)
        self._about.say(told)
        self._about.setVisible(bool(told))
        self._zero.say(household.zero_words(record))
        self._zero.setVisible(bool(self._zero.text()))
        tone, words = household.remark(record)
        self.warning.say(tone, words)
        self.warning.setVisible(bool(words))
        self.members.show_rows(household.member_rows(record, 0 if self._is_guest else self._worker_id))
        proposals = home.proposals if home is not None and not self._is_guest else ()
        self.proposed.show_rows(household.proposal_rows(proposals))
        self._proposed_title.setVisible(bool(proposals))
        self.set_note(household.count_words(record))
        self.counted.emit(len(record.members) if record is not None else 0)
        self._dress_verbs()

    def _dress_verbs(self) -> None:
        record = self._home.household if self._home is not None else None
        may = self._home is not None and not self._is_guest
        shown = {
            "home_found": record is None,
            "home_add": True,
            "home_leave": record is not None,
            "home_change": record is not None,
            "home_certify": record is not None and record.standing is None,
            "home_end": record is not None and record.standing is not None,
        }
        may = may and self.inplace.form is None
        self._kin.setVisible(may)
        wanted = [button for name, button in self._verbs.items() if may and shown[name]]
        for button in self._verbs.values():
            self._grid.removeWidget(button)
            button.setVisible(button in wanted)
        for at, button in enumerate(wanted):
            last = at == len(wanted) - 1 and at % 2 == 0
            self._grid.addWidget(button, at // 2, at % 2, 1, 2 if last else 1)
        picked = (
            next((one for one in record.members if one.worker_id == self._picked), None) if record else None
        )
        self._verbs["home_leave"].say(f"移出{picked.name}" if picked is not None else "移出")

    # -- verbs --------------------------------------------------------------------------------
    def _run(self, verb: Callable[[], Saved | Refused]) -> None:
        """Run a verb, say what came of it and hand it to the page."""
        self.is_working = True
        answer = self._ops.do(verb)
        self.is_working = False
        if isinstance(answer, Refused):
            self.inplace.show_findings(answer.findings)
        elif isinstance(answer, Saved):
            self.end_asking()
            self.settled.emit(answer)

    def end_asking(self) -> None:
        """Put away whatever small form is open; the keys come back to the members."""
        focused = self.window().focusWidget()
        is_inside = focused is not None and self.inplace.isAncestorOf(focused)
        self._search.stop()
        self.inplace.close_form()
        self.found.show_rows(())
        self.found.hide()
        self._dress_verbs()
        if is_inside and not self.members.focus_row():
            self._kin.setFocus()

    def _on_found_asked(self) -> None:
        worker_id = self._worker_id
        self._run(lambda: self._counter.households.found(worker_id))

    def _on_leave_asked(self) -> None:
        picked = self._picked
        self._run(lambda: self._counter.households.leave(picked))

    def _on_member_arrived(self, worker_id: object) -> None:
        if isinstance(worker_id, int):
            self._picked = worker_id
            self._dress_verbs()

    def _on_proposal_chosen(self, worker_id: object) -> None:
        if isinstance(worker_id, int):
            self.bring_in(self._worker_id, worker_id)

    def offer(self, kin: Kin | None, record: WorkerRecord | None) -> None:
        """Offer to bring one who turned out to be registered into the household he was being entered for."""
        if kin is not None and record is not None:
            self._shell.tell(
                "info",
                f"{record.text('name')}已登记过，已打开原来的记录。",
                action=f"归入{kin.head_name}户",
                on_action=lambda: self.bring_in(kin.of, record.id),
                key="home",
            )

    def bring_in(self, own: int, worker_id: int) -> None:
        """Let a registered worker join the household of another."""
        self._run(lambda: self._counter.households.unite(own, worker_id))

    def _on_change_asked(self) -> None:
        record = self._home.household if self._home is not None else None
        if record is None:
            return
        self.end_asking()
        self.inplace.ask(
            "户信息",
            household.change_fields(),
            "保存",
            lambda values: self._run(
                lambda: self._counter.households.change(record.id, record.version, household.stored(values))
            ),
            record.values,
        )

    def _on_certify_asked(self) -> None:
        self._ask_fact("认定零就业家庭（全户都算）", household.certify_fields, "记下认定", self._certify)

    def _on_end_asked(self) -> None:
        given = {"is_mistake": "0", "valid_to": self._counter.desk.clock.today()}
        self._ask_fact("终止认定（全户都不再算）", household.end_fields, "终止", self._end, given)

    def _ask_fact(
        self,
        caption: str,
        fields: Callable[[household.Today], household.Fields],
        verb: str,
        answered: Callable[[Mapping[str, object]], None],
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.end_asking()
        self.inplace.ask(caption, fields(self._counter.desk.clock.today), verb, answered, values)

    def _certify(self, values: Mapping[str, object]) -> None:
        number = self._household_id()
        given = household.stored(values)
        self._run(lambda: self._counter.households.certify(number, given))

    def _end(self, values: Mapping[str, object]) -> None:
        number = self._household_id()
        given = household.stored(values)
        self._run(lambda: self._counter.households.end(number, given))

    def _household_id(self) -> int:
        record = self._home.household if self._home is not None else None
        return record.id if record is not None else 0

    # -- looking for a member -------------------------------------------------------------------
    def _on_add_asked(self) -> None:
        self.end_asking()
        who = TextInput("home_who", "找人", placeholder="姓名、拼音或证号")
        who.edited.connect(self._on_typed)
        self.inplace.ask("添加成员", (who, household.relation_field()), "归入第一位", self._take_first)
        self.found.show()

    def _on_typed(self, edit: object) -> None:
        if isinstance(edit, FieldEdit):
            self._search.start(_SEARCH_MS)

    def _on_search_due(self) -> None:
        form = self.inplace.form
        typed = str(form.field("home_who").value() or "").strip() if form is not None else ""
        page = self._ops.do(lambda: self._counter.workers.find(typed)) if typed else None
        rows = page.rows if page is not None else ()
        own = self._worker_id
        self.found.show_rows(household.found_rows(rows, own, most=_FOUND))

    def _take_first(self, _values: Mapping[str, object]) -> None:
        self._on_search_due()
        first = next(iter(self.found.rows()), None)
        if first is None or first.payload is None:
            self._shell.tell(
                "info", "没有找到这个人：换个写法再找，或按 Shift+F2 登记为同户下一位。", key="home"
            )
        else:
            self._on_found_chosen(first.payload)

    def _on_found_chosen(self, worker_id: object) -> None:
        form = self.inplace.form
        if isinstance(worker_id, int):
            own = self._worker_id
            relation = str(form.field("home_relation").value() or "") if form is not None else ""
            self._run(lambda: self._counter.households.unite(own, worker_id, relation))
