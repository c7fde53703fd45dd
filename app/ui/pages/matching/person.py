"""One person's recommendations: who, what is near and why, what a course would open, and the offer under the keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.offers import Particulars
from app.services.recommending import WorkerMatches
from app.ui.following import LOW
from app.ui.kit import Act, Button, Card, ReasonList, ReasonPick, ScrollPane, ShortWords, Words
from app.ui.pages.matching import viewmodel
from app.ui.theme import em

_SIDE_BY_SIDE_EMS = 44  # below this width a reason would be torn: the two lists stand one below the other


@dataclass(frozen=True, slots=True)
class Marking:
    """Which offer is to be pinned or hidden, or no longer: `kind` is `pin` or `hide`."""

    kind: str
    target: str
    uid: str


class _Lane(Card):
    """A list of offers; ← and → go to the one beside it, 1 pins, 2 hides, 3 asks why not."""

    turned = Signal(object)
    typed = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of ← and → and of the figures; the rows take the other keys."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.turned.emit(1 if key == Qt.Key.Key_Right else -1)
        elif event.text() in {"1", "2", "3"}:
            self.typed.emit(int(event.text()))
        else:
            super().keyPressEvent(event)


class PersonPane(QWidget):
    """Head, lists and offer of one person; what is asked of it goes out as signals."""

    job_chosen = Signal(object)
    course_chosen = Signal(object)
    arrived = Signal(object)
    mark_asked = Signal(object)
    why_asked = Signal(object)
    left = Signal(object)
    back_asked = Signal(object)
    facing_asked = Signal(object)
    assumption_kept = Signal(object)
    assumption_dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: WorkerMatches | None = None
        self._at: tuple[str, str] = ("", "")
        self._shows_hidden = False
        self._who, self._about = Words("", role="name"), ShortWords("", role="label")
        self._wish, self._why = ShortWords("", role="label"), Words("", role="caption", wraps=True)
        self._missing = ShortWords("", role="caption", tone="ask")
        self.jobs, self.courses = ReasonList(self), ReasonList(self)
        self._jobs_card = _Lane("岗位", "Enter 推荐给本人　→ 培训")
        self._courses_card = _Lane("培训", "Enter 报名　← 岗位")
        self._no_course = Words("", role="caption", wraps=True)
        self._offer = Card()
        self._offer_title, self._offer_whom = ShortWords("", role="heading"), Words("", role="label")
        self._offer_place = Words("", role="caption", wraps=True)
        self._offer_parts = Words("", role="caption", wraps=True)
        self.reasons = ReasonPick(5, self)
        self._assumption = Card()
        self._assumed = ShortWords("", role="heading", tone="ask")
        self.keep = Button("保存为本人意愿", look="primary", name="keep_wish", parent=self)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self._lay_out_head())
        box.addWidget(self._lay_out_assumption())
        for card, rows in ((self._jobs_card, self.jobs), (self._courses_card, self.courses)):
            card.body.addWidget(rows)
            if rows is self.courses:
                card.body.addWidget(self._no_course)
            card.body.addStretch(1)
        both = QWidget()
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight, both)
        self._lists.setContentsMargins(0, 0, 0, 0)
        self._lists.setSpacing(8)
        self._lists.addWidget(self._jobs_card, 1)
        self._lists.addWidget(self._courses_card, 1)
        self.scroller = ScrollPane(both)
        self._lay_out_offer()
        box.addWidget(self.scroller, 1)
        box.addWidget(self._offer)

    def _lay_out_head(self) -> Card:
        head, line = Card(), QHBoxLayout()
        line.addWidget(self._who)
        line.addWidget(self._about, 1)
        why = Button("3 为什么没有", name="why_not", parent=self)
        why.clicked.connect(lambda _checked=False: self.why_asked.emit(self))
        back = Button("回到登记", name="back_to_worker", parent=self)
        back.clicked.connect(lambda _checked=False: self.back_asked.emit(self))
        face = Button("给群众看", act=Act.FACE, name="act_face", parent=self)
        face.clicked.connect(lambda _checked=False: self.facing_asked.emit(self))
        other = Button("换一位", act=Act.CLOSE, name="other_person", parent=self)
        other.clicked.connect(lambda _checked=False: self.left.emit(self))
        for button in (why, back, face, other):
            line.addWidget(button)
        head.body.addLayout(line)
        for words in (self._wish, self._missing, self._why):
            head.body.addWidget(words)
        return head

    def _lay_out_assumption(self) -> Card:
        line = QHBoxLayout()
        drop = Button("取消假设", act=Act.CLOSE, name="drop_wish", parent=self)
        drop.clicked.connect(lambda _checked=False: self.assumption_dropped.emit(self))
        self.keep.clicked.connect(lambda _checked=False: self.assumption_kept.emit(self))
        line.addWidget(self._assumed, 1)
        line.addWidget(self.keep)
        line.addWidget(drop)
        self._assumption.body.addLayout(line)
        self._assumption.hide()
        return self._assumption

    def _lay_out_offer(self) -> None:
        offer = QHBoxLayout()
        offer.setSpacing(8)
        offer.addWidget(self._offer_title, 1)
        offer.addWidget(self._offer_whom)
        self._pin, self._hide = (
            Button("1 置顶", name="pin", parent=self),
            Button("2 不再推荐", name="hide", parent=self),
        )
        for number, button in ((1, self._pin), (2, self._hide)):
            button.clicked.connect(lambda _checked=False, typed=number: self._on_figure_typed(typed))
            offer.addWidget(button)
        self._offer.body.setSpacing(2)
        self._offer.body.addLayout(offer)
        for words in (self._offer_place, self._offer_parts):
            self._offer.body.addWidget(words)
        self._offer.body.addWidget(self.reasons)

    def _wire(self) -> None:
        self.jobs.chosen.connect(lambda uid: self._on_row_chosen("job", uid))
        self.courses.chosen.connect(lambda uid: self._on_row_chosen("session", uid))
        self.jobs.arrived.connect(lambda uid: self._on_row_arrived("job", uid))
        self.courses.arrived.connect(lambda uid: self._on_row_arrived("session", uid))
        for lane in (self._jobs_card, self._courses_card):
            lane.typed.connect(self._on_figure_typed)
        self._jobs_card.turned.connect(lambda by: self.courses.focus_row() if by == 1 else None)
        self._courses_card.turned.connect(lambda by: self.jobs.focus_row() if by == -1 else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the wish on Enter where the keys are on that button, go down to the jobs from it."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and self.keep.hasFocus():
            self.keep.click()
        elif event.key() == Qt.Key.Key_Down and self._assumption.isAncestorOf(self.focusWidget()):
            self.focus_first()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the lists for another width."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Leave the height to the lists in a low window, and the width to their reasons."""
        is_low = self.window().height() < LOW
        has_jobs = self._found is not None and bool(self._found.jobs.matches)
        self._why.setVisible(not (is_low and has_jobs))
        self._offer_parts.setVisible(not is_low)
        is_narrow = self.width() < em() * _SIDE_BY_SIDE_EMS
        ways = QBoxLayout.Direction
        self._lists.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    def show_nothing(self) -> None:
        """Put everything away: nothing of the last person may be chosen for the next."""
        self._found, self._at, self._shows_hidden = None, ("", ""), False
        self.reasons.hide()
        self._assumption.hide()
        self.jobs.show_rows(())
        self.courses.show_rows(())

    def show_person(self, found: WorkerMatches) -> None:
        """Show what can be recommended to one person, or could be if he took the steps assumed."""
        self._found = found
        self._who.say(found.name)
        self._about.say(viewmodel.about_line(found.seeker))
        for words, text in (
            (self._wish, viewmodel.wish_line(found.seeker)),
            (self._missing, viewmodel.missing_line(found.seeker)),
        ):
            words.say(text)
            words.setVisible(bool(text))
        self._why.setText(viewmodel.why_line(found))
        self._assumption.setVisible(bool(found.assumed))
        self._assumed.say(viewmodel.assumption_line(found))
        self.keep.setVisible(bool(found.assumed) and all(step.is_wish for step in found.assumed))
        self.fit()
        self._offer.hide()
        self._fill_lists(found)

    def _fill_lists(self, found: WorkerMatches) -> None:
        self.jobs.show_rows(viewmodel.job_rows(found, with_hidden=self._shows_hidden))
        self.courses.show_rows(viewmodel.course_rows(found, with_hidden=self._shows_hidden))
        self._no_course.setText(viewmodel.course_line(found))
        self._no_course.setVisible(not found.courses.matches)
        for card, words, hidden in (
            (self._jobs_card, f"岗位（{found.jobs.feasible} 个符合", len(found.jobs.hidden)),
            (self._courses_card, f"培训（{found.courses.feasible} 个班", len(found.courses.hidden)),
        ):
            card.set_caption(f"{words}，已隐藏 {hidden} 个）" if hidden else f"{words}）")

    def focus_first(self) -> None:
        """Put the keys on the first job, else on the first course."""
        if not self.jobs.focus_row():
            self.courses.focus_row()
        QTimer.singleShot(0, self, lambda: self.scroller.verticalScrollBar().setValue(0))

    def focus_offer(self, uid: str) -> bool:
        """Put the keys on one offer; says whether it is on the lists."""
        for rows in (self.jobs, self.courses):
            for at, row in enumerate(rows.rows()):
                if row.payload == uid:
                    return rows.focus_row(at)
        return False

    def show_offer(self, told: Particulars | None) -> None:
        """Show the particulars of the offer that has the keys."""
        self._offer.setVisible(told is not None)
        if told is None:
            return
        remark = self._found.remarks.get(self._at[1]) if self._found else None
        self._pin.say("1 取消置顶" if remark and remark.kind == "pin" else "1 置顶")
        self._hide.say("2 恢复推荐" if remark and remark.kind == "hide" else "2 不再推荐")
        self._offer_title.say(told.title)
        self._offer_whom.setText(told.whom)
        self._offer_place.setText(told.place)
        self._offer_parts.setText(viewmodel.offer_line(told))

    def _on_row_chosen(self, target: str, payload: object) -> None:
        if payload in {viewmodel.SHOW_HIDDEN, viewmodel.FOLD_HIDDEN}:
            self._shows_hidden = payload == viewmodel.SHOW_HIDDEN
            if self._found is not None:
                self._fill_lists(self._found)
        else:
            (self.job_chosen if target == "job" else self.course_chosen).emit(payload)

    def _on_row_arrived(self, target: str, payload: object) -> None:
        if payload in {viewmodel.SHOW_HIDDEN, viewmodel.FOLD_HIDDEN}:
            self._at = ("", "")
            self.show_offer(None)
            return
        self._at = (target, str(payload))
        self.arrived.emit(self._at)

    def _on_figure_typed(self, number: object) -> None:
        target, uid = self._at
        if number == 3:
            self.why_asked.emit(self)
        elif uid:
            self.mark_asked.emit(Marking("pin" if number == 1 else "hide", target, uid))
