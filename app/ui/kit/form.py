"""The form: cards of labelled inputs in as many columns as fit, and the way of the Enter key through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.kit.bars import MessageBar
from app.ui.kit.fields.field import INPUT_EMS, Field, FieldState, FindingLike
from app.ui.kit.words import ShortWords, Words
from app.ui.theme import em, is_low

DRAFT_MS = 900  # a coarse timer may be late by a twentieth; a second is promised


@dataclass(frozen=True, slots=True)
class _Placed:
    field: Field
    words: Words
    span: int


class FormCard(QFrame):
    """A card with a caption and its inputs. Made by `FormGrid.card`; `add` returns the input it is given.

    >>> card = form.card("身份", note="浅蓝：读卡所得"); name = card.add(TextInput("name", "姓名"))
    """

    added = Signal(object)

    def __init__(self, caption: str, note: str, most_columns: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._most = most_columns
        self._placed: list[_Placed] = []
        self._columns = 0
        self._label_width = 0
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 8, 14, 10)
        box.setSpacing(6)
        head = QHBoxLayout()
        self._caption = Words(caption, role="heading", parent=self)
        self._note = ShortWords(note, role="caption", parent=self)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._caption)
        head.addWidget(self._note, 1)
        box.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        box.addLayout(self._grid)

    def add(self, field: Field, *, span: int = 1) -> Field:
        """Place an input after the last one; `span` is how many columns it takes, 0 the whole row.

        An input whose words need more room takes two.
        """
        span = max(span, field.columns) if span else 0
        words = Words(f"* {field.label}" if field.is_required else field.label, role="label", parent=self)
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words.setBuddy(field)
        field.setParent(self)
        self._placed.append(_Placed(field, words, span))
        self._columns = 0
        self.added.emit(field)
        return field

    def set_note(self, text: str) -> None:
        """Change the quiet words at the right of the caption."""
        self._note.say(text)

    def fields(self) -> tuple[Field, ...]:
        """Return the inputs in their order."""
        return tuple(one.field for one in self._placed)

    def show_field(self, key: str, *, is_shown: bool) -> None:
        """Show or hide one input with its label; the others close up."""
        for one in self._placed:
            if one.field.key == key:
                one.field.setVisible(is_shown)
                one.words.setVisible(is_shown)
        self._columns = 0
        self.arrange(self._wanted, self._label_width)

    _wanted = 3

    def widest_label(self) -> int:
        """Return the width of the widest label in pixels."""
        return max(
            (one.words.fontMetrics().horizontalAdvance(one.words.text()) for one in self._placed), default=0
        )

    def arrange(self, columns: int, label_width: int) -> None:
        """Place the inputs in this many columns."""
        self._wanted = columns
        count = min(columns, self._most)
        if (count, label_width) == (self._columns, self._label_width):
            return
        while self._grid.count():
            self._grid.takeAt(0)
        self._columns, self._label_width = count, label_width
        row = column = 0
        for one in self._placed:
            if one.field.isHidden():
                continue
            span = count if one.span == 0 else min(one.span, count)
            if column + span > count:
                row, column = row + 1, 0
            self._place(one, row, column, span)
            column += span
        for at in range(6):
            self._grid.setColumnStretch(at, 1 if at % 2 and at < count * 2 else 0)
            self._grid.setColumnMinimumWidth(at, label_width if at % 2 == 0 and at < count * 2 else 0)

    def _place(self, one: _Placed, row: int, column: int, span: int) -> None:
        top = Qt.AlignmentFlag.AlignTop
        one.words.setFixedHeight(round(em() * 1.4) + 8)
        self._grid.addWidget(one.words, row, column * 2, top | Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(one.field, row, column * 2 + 1, 1, span * 2 - 1, top)

    def set_low(self, *, is_low: bool) -> None:
        """Narrow the card in a low window."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setContentsMargins(14, 4 if is_low else 8, 14, 6 if is_low else 10)
            layout.setSpacing(3 if is_low else 6)

    def restyle(self) -> None:
        """Forget the arrangement after a change of type size."""
        self._columns = 0


class FormGrid(QScrollArea):
    """A whole form of cards, in as many columns as fit.

    Signals: `edited(FieldEdit)`, `left(key)`, `draft_due(values)`, `completed(values)` on Enter
    in the last input.

    `card(caption)` makes a card, `card.add(field, span=…)` fills it. `values()` and `fill({...})` move data;
    `judge()` judges all, shows the summary bar, focuses the first error and says whether saving may go on;
    `show_findings(…)` does the same with the remarks of a service; `field(key)` finds an input.

    >>> form = FormGrid(parent=self); card = form.card("身份"); card.add(IdInput("id_number", "身份证号"))
    """

    edited = Signal(object)
    left = Signal(object)
    draft_due = Signal(object)
    completed = Signal(object)

    def __init__(self, *, columns: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._most = columns
        self._cards: list[FormCard] = []
        self._fields: dict[str, Field] = {}
        inside = QWidget(self)
        inside.setObjectName("scrolled")
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._summary = MessageBar(parent=inside)
        self._summary.hide()
        self._box.addWidget(self._summary)
        self._box.addStretch(1)
        self.setWidget(inside)
        self._summary.action_asked.connect(lambda _key: self._focus_first_error())
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.timeout.connect(self._on_draft_due)

    def card(self, caption: str, note: str = "", *, columns: int | None = None) -> FormCard:
        """Add a card below the others."""
        card = FormCard(caption, note, columns or self._most, self.widget())
        card.added.connect(self._on_field_added)
        self._cards.append(card)
        self._box.insertWidget(self._box.count() - 1, card)
        return card

    def add_below(self, widget: QWidget) -> None:
        """Add any other widget below the cards."""
        self._box.insertWidget(self._box.count() - 1, widget)

    def field(self, key: str) -> Field:
        """Return the input with this key; KeyError when there is none."""
        return self._fields[key]

    def values(self) -> dict[str, object]:
        """Return key and value of every input."""
        return {key: field.value() for key, field in self._fields.items()}

    def fill(self, values: Mapping[str, object], *, state: FieldState | None = None) -> None:
        """Fill the inputs named; `state` marks them, as card-read for instance."""
        for key, value in values.items():
            field = self._fields.get(key)
            if field is not None:
                field.set_value(value)
                if state is not None:
                    field.set_state(state)

    def clear(self) -> None:
        """Empty every input and its remarks; derived ones stay derived."""
        self._draft.stop()
        self._summary.hide()
        for field in self._fields.values():
            field.set_value(None)
            if field.state in {FieldState.CARD, FieldState.COPIED}:
                field.set_state(FieldState.PLAIN)
                field.setToolTip("")
        self.verticalScrollBar().setValue(0)

    def judge(self) -> bool:
        """Judge every input, show what is wrong, focus the first; True when there is no error."""
        findings = [finding for field in self._fields.values() for finding in field.judge()]
        return self._summarise(findings)

    def show_findings(self, findings: Iterable[FindingLike]) -> bool:
        """Show a service's remarks at their inputs and in the summary; True when none is an error."""
        by_field: dict[str, list[FindingLike]] = {}
        for finding in findings:
            by_field.setdefault(finding.field, []).append(finding)
        for key, field in self._fields.items():
            field.set_findings(by_field.get(key, ()))
        return self._summarise([one for found in by_field.values() for one in found])

    def adopt(self) -> Field | None:
        """Take over the first value that a remark proposes; return its input, or None where there is none."""
        return next((field for field in self._fields.values() if field.accept_proposal()), None)

    def go_to(self, key: str) -> None:
        """Put the cursor into an input, and into sight once the form has found its new height."""
        field = self._fields[key]
        field.focus_input()
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(field, 20, 60))

    def first(self) -> QWidget | None:
        """Return the first input that takes keys."""
        return next((field.focusProxy() for field in self._order()), None)

    def focus_first(self) -> None:
        """Put the cursor into the first input that takes keys."""
        for field in self._order():
            field.focus_input()
            return

    def _summarise(self, findings: list[FindingLike]) -> bool:
        errors = [one for one in findings if one.level == "error"]
        if not errors:
            self._summary.hide()
            return True
        more = f"（共 {len(errors)} 处，改好一处到下一处）" if len(errors) > 1 else ""
        self._summary.say(
            "error", errors[0].text + more, action="到这一项" if errors[0].field in self._fields else ""
        )
        self._summary.show()
        self._focus_first_error()
        return False

    def _focus_first_error(self) -> None:
        for field in self._fields.values():
            if any(one.level == "error" for one in field.findings):
                field.focus_input()
                self.ensureWidgetVisible(field, 20, 60)
                return

    def _on_field_added(self, added: object) -> None:
        if not isinstance(added, Field):
            return
        before = next(reversed(self._fields.values()), None)
        self._fields[added.key] = added
        added.edited.connect(self._on_edited)
        added.left.connect(self._on_left)
        added.stepped.connect(lambda step, key=added.key: self._on_stepped(key, step))
        chain = [*(before.inputs()[-1:] if before else ()), *added.inputs()]
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)
        self._arrange()

    def _order(self) -> list[Field]:
        still = {FieldState.DERIVED, FieldState.READ_ONLY}
        return [field for field in self._fields.values() if field.state not in still and not field.isHidden()]

    def _on_stepped(self, key: str, step: object) -> None:
        order = [field.key for field in self._order()]
        at = order.index(key) + (1 if step == 1 else -1) if key in order else 0
        if at >= len(order):
            self.completed.emit(self.values())
        elif at >= 0:
            field = self._fields[order[at]]
            field.focus_input()
            self.ensureWidgetVisible(field, 20, 60)

    def _on_edited(self, edit: object) -> None:
        if not self._draft.isActive():
            self._draft.start(DRAFT_MS)
        if self._summary.isVisible() and not any(
            one.level == "error" for field in self._fields.values() for one in field.findings
        ):
            self._summary.hide()
        self.edited.emit(edit)

    def _on_left(self, key: object) -> None:
        if self._draft.isActive():
            self._on_draft_due()
        self.left.emit(key)

    def _on_draft_due(self) -> None:
        self._draft.stop()
        self.draft_due.emit(self.values())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the number of columns anew."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Choose the number of columns anew when the type size changed."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            for card in self._cards:
                card.restyle()
            self._arrange()

    def _arrange(self) -> None:
        label = min(max((card.widest_label() for card in self._cards), default=0), round(em() * 7.5)) + 4
        room = self.viewport().width() - 28
        column = label + round(em() * INPUT_EMS) + 16
        columns = max(1, min(self._most, room // column))
        low = is_low(self.window().height())
        self._box.setSpacing(5 if low else 8)
        for card in self._cards:
            card.set_low(is_low=low)
            card.arrange(columns, label)
