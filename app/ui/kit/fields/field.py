"""What every input has in common: key, label, value, state, the words below it, the way to the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QToolTip, QVBoxLayout, QWidget

from app.ui.actions import Act, key_of
from app.ui.kit.button import Button
from app.ui.kit.icons import IconLabel
from app.ui.kit.words import Words, restyle

HINT_MS = 2500
INPUT_EMS = 9.6  # the narrowest useful input, in ems of the type size


class FindingLike(Protocol):
    """A remark on a field, as the validators give it."""

    @property
    def field(self) -> str:
        """Return the field's key."""

    @property
    def level(self) -> str:
        """Return `error` or `warning`."""

    @property
    def text(self) -> str:
        """Return the Chinese words that say what to do."""

    @property
    def proposal(self) -> str:
        """Return the value as it was probably meant, or nothing."""


class CheckedLike(Protocol):
    """What a validator answers."""

    @property
    def value(self) -> str:
        """Return the normalised text."""

    @property
    def findings(self) -> Sequence[FindingLike]:
        """Return the remarks."""


Check = Callable[[str], CheckedLike]


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark the kit itself makes: something required is empty, a date cannot be read."""

    field: str
    level: str
    text: str
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """What `edited` carries: which field the clerk changed and what it holds now."""

    key: str
    value: object


class FieldState(StrEnum):
    """Where a value came from."""

    PLAIN = ""
    CARD = "card"
    COPIED = "copied"
    DERIVED = "derived"
    READ_ONLY = "readonly"


_STATE_WORDS = {
    FieldState.PLAIN: "", FieldState.CARD: "读卡所得",
    FieldState.DERIVED: "由身份证号得出", FieldState.READ_ONLY: "只读", FieldState.COPIED: "带入的，可改",
}  # fmt: skip


class LineEdit(QLineEdit):
    """The bare line: Enter and arrows step between fields, leaving and arriving are told."""

    stepped = Signal(object)
    arrived = Signal(object)
    departed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before_key: Callable[[QKeyEvent], bool] | None = None
        self.claims_escape: Callable[[], bool] = lambda: False

    @property
    def is_composing(self) -> bool:
        """Whether an input method is putting a word together; until then every key is its own."""
        return self._is_composing

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Notice where a word begins and ends."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    _is_composing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on Enter, Shift+Enter, ↑ and ↓; leave the rest to the line, and all to a word being composed."""
        if self._is_composing:
            event.accept()
            return
        if self.before_key is not None and self.before_key(event):
            event.accept()
            return
        step = step_of(event)
        if step:
            event.accept()
            self.stepped.emit(step)
            return
        super().keyPressEvent(event)

    def tip(self) -> str:
        """Return what is written, or the prompt, where the line is too narrow for it."""
        if self.toolTip() or self.echoMode() != QLineEdit.EchoMode.Normal:
            return self.toolTip()
        shown = self.text() or self.placeholderText()
        edges = self.textMargins()
        room = self.contentsRect().width() - edges.left() - edges.right() - 20
        return shown if self.fontMetrics().horizontalAdvance(shown) > room else ""

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window when nothing typed can be taken back; keep Esc where it is claimed."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip(), self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_composing or (event.key() == Qt.Key.Key_Escape and self.claims_escape()):
                event.accept()
                return True
            is_undo = event.matches(QKeySequence.StandardKey.Undo)
            if is_undo and not self.isUndoAvailable():
                event.ignore()
                return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the clerk arrived."""
        super().focusInEvent(event)
        self.arrived.emit(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the clerk left; the context menu does not count."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.departed.emit(event.reason())


def step_of(event: QKeyEvent) -> int:
    """Return 1 for a key that means the next field, -1 for the previous one, else 0."""
    key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    is_enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    if is_enter and held == Qt.KeyboardModifier.NoModifier:
        return 1
    if is_enter and held == Qt.KeyboardModifier.ShiftModifier:
        return -1
    if held != Qt.KeyboardModifier.NoModifier:
        return 0
    return {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)


class Holder(QWidget):
    """What holds a value that it can be given, can tell in words, and may be without."""

    def value(self) -> object:
        """Return what the field holds."""
        raise TypeError(f"{type(self).__name__} must say what it holds")

    def set_value(self, value: object) -> None:
        """Fill the field; `edited` stays silent."""
        raise TypeError(f"{type(self).__name__} must say how it is filled with {value!r}")

    def told(self, value: object) -> str:
        """Return a value as this field would show it, in words."""
        return "" if value is None else str(value)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is entered."""
        return self.value() in (None, "", (), [])


class Field(Holder):
    """One input with its key, label, value, state and remarks. Do not instantiate; use TextInput and its kin.

    `value()` reads, `set_value(x)` fills without `edited`; `edited(FieldEdit)` follows the clerk's keys
    only; `left(key)` when focus goes on. `check` is a validator (`text -> Checked`): judged on leaving,
    re-judged at each key while a remark is shown. `set_state(FieldState.CARD)` or `COPIED` tints; editing untints.
    """

    edited = Signal(object)
    left = Signal(object)
    stepped = Signal(object)
    columns = 1  # of a form, at least
    is_numeric = False  # figures only: the input method stays off

    def __init__(
        self,
        key: str,
        label: str,
        *,
        check: Check | None = None,
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self.label = label
        self.is_required = required
        self._check = check
        self._state = FieldState.PLAIN
        self._findings: tuple[FindingLike, ...] = ()
        self._inputs: list[QWidget] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        self._mark = IconLabel("error", "no", self, scale=0.95)
        self._words = Words(role="fault", wraps=True, parent=self)
        self._meant = Button(look="link", name=f"adopt_{key}", parent=self)
        self._build()
        self._hint_timer = QTimer(self)
        self._hint_timer.setSingleShot(True)
        self._hint_timer.timeout.connect(self._show_findings)

    @property
    def state(self) -> FieldState:
        """Return where the value came from."""
        return self._state

    @property
    def findings(self) -> tuple[FindingLike, ...]:
        """Return the remarks now shown."""
        return self._findings

    def set_state(self, state: FieldState) -> None:
        """Mark where the value came from; derived and read-only fields take no keys."""
        self._state = state
        self._apply_read_only(state in {FieldState.DERIVED, FieldState.READ_ONLY})
        self._restyle()

    def judge(self) -> tuple[FindingLike, ...]:
        """Judge the value now, show the remarks and return them."""
        self.set_findings(self._judged())
        return self._findings

    def set_findings(self, findings: Iterable[FindingLike]) -> None:
        """Show these remarks below the field, the graver one in words; none clears them."""
        self._findings = tuple(findings)
        self._show_findings()

    def accept_proposal(self) -> bool:
        """Take over the value that a remark proposes, as if it had been typed; tell whether there was one."""
        meant = next((one.proposal for one in self._findings if one.proposal), "")
        if meant:
            self.set_value(meant)
            self._on_edited()
            self.judge()
        return bool(meant)

    def hint(self, text: str) -> None:
        """Say for a moment why a key was refused."""
        self._mark.show_icon("info", "caption")
        self._say(text, "hint")
        app = QApplication.instance()
        if app is not None and not app.property("is_quiet"):
            QApplication.beep()
        self._hint_timer.start(HINT_MS)

    def focus_input(self) -> None:
        """Put the cursor into the field."""
        if self._inputs:
            self._inputs[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def inputs(self) -> tuple[QWidget, ...]:
        """Return the widgets that take the keys, in their order."""
        return tuple(self._inputs)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._words, 1)
        box.addLayout(self._row)
        box.addLayout(below)
        box.addWidget(self._meant, 0, Qt.AlignmentFlag.AlignLeft)
        self._meant.clicked.connect(lambda _checked=False: self.accept_proposal())
        for one in (self._mark, self._words, self._meant):
            one.hide()

    def _adopt(self, *inputs: QWidget) -> None:
        for at, one in enumerate(inputs):
            one.setObjectName(self.key if at == 0 else f"{self.key}_{at + 1}")
            one.setAccessibleName(self.label if at == 0 else f"{self.label}（{at + 1}）")
            self._inputs.append(one)
        self.setFocusProxy(inputs[0])

    def _judged(self) -> tuple[FindingLike, ...]:
        if self.is_empty:
            return (Remark(self.key, "error", f"请填写{self.label}"),) if self.is_required else ()
        return tuple(self._check(self._check_text()).findings) if self._check else ()

    def _check_text(self) -> str:
        return str(self.value() or "")

    def _on_edited(self) -> None:
        if self._state in {FieldState.CARD, FieldState.COPIED}:
            self._state = FieldState.PLAIN
            self.setToolTip("")
        if self._findings:
            self.set_findings(self._judged())
        self._restyle()
        self.edited.emit(FieldEdit(self.key, self.value()))

    def _on_departed(self) -> None:
        if not self.is_empty:
            self.judge()
        elif self._findings:
            self.set_findings(())
        self.left.emit(self.key)

    def _apply_read_only(self, is_read_only: bool) -> None:  # noqa: FBT001 - one claim, one argument
        for one in self._inputs:
            if isinstance(one, QLineEdit):
                one.setReadOnly(is_read_only)  # which switches the input method on again
                if self.is_numeric:
                    one.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # noqa: FBT003 - Qt's own
            one.setFocusPolicy(Qt.FocusPolicy.ClickFocus if is_read_only else Qt.FocusPolicy.StrongFocus)

    def _show_findings(self) -> None:
        self._hint_timer.stop()
        meant = next((one.proposal for one in self._findings if one.proposal), "")
        self._meant.say(f"改为“{meant}”（{key_of(Act.ADOPT)}）" if meant else "")
        self._meant.setVisible(bool(meant))
        worst = min(self._findings, key=lambda one: one.level != "error", default=None)
        if worst is None:
            self._mark.hide()
            self._words.hide()
        else:
            is_error = worst.level == "error"
            self._mark.show_icon("error" if is_error else "warn", "no" if is_error else "ask")
            self._say(worst.text, "fault" if is_error else "doubt")
        self._restyle()

    def _say(self, text: str, role: str) -> None:
        self._words.setProperty("role", role)
        self._words.setText(text)
        restyle(self._words)
        self._mark.show()
        self._words.show()

    def _restyle(self) -> None:
        levels = {one.level for one in self._findings}
        shown = "error" if "error" in levels else "warning" if levels else self._state.value
        told = "；".join(one.text for one in self._findings) or _STATE_WORDS[self._state]
        for one in self._inputs:
            one.setAccessibleDescription(told)
            if one.property("state") != shown:
                one.setProperty("state", shown)
                restyle(one)
