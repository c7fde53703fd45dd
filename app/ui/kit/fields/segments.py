"""A choice among few: the options side by side as buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.kit.fields.field import INPUT_EMS, Field, step_of
from app.ui.kit.fields.options import Option, matching_options
from app.ui.kit.words import restyle


class _Segment(QPushButton):
    stepped = Signal(object)
    typed = Signal(object)
    moved = Signal(object)
    departed = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on Enter, move on ← →, choose by a typed sign."""
        step = step_of(event)
        key = Qt.Key(event.key())
        if step:
            self.stepped.emit(step)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.moved.emit(1 if key == Qt.Key.Key_Right else -1)
        elif event.text().strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the clerk left."""
        super().focusOutEvent(event)
        self.departed.emit(event.reason())


class ButtonChoice(Field):
    """Up to five options side by side, in more rows where it is narrow.

    One Tab stop; ← → or code or initial chooses.
    """

    def __init__(
        self, key: str, label: str, options: Sequence[Option], *, required: bool, parent: QWidget | None
    ) -> None:
        super().__init__(key, label, required=required, parent=parent)
        self._options = tuple(options)
        self._buttons: list[_Segment] = []
        self._lines: list[QHBoxLayout] = []
        self.columns = 2 if sum(len(option.text) + 1 for option in self._options) > INPUT_EMS else 1
        rows = QVBoxLayout()
        rows.setSpacing(2)
        self._row.addLayout(rows, 1)
        for option in self._options:
            button = _Segment(option.text, self)
            button.setCheckable(True)
            button.setProperty("look", "segment")
            button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, code=option.code: self._choose(code))
            button.stepped.connect(self.stepped)
            button.typed.connect(self._on_typed)
            button.moved.connect(self._on_moved)
            button.departed.connect(self._on_button_departed)
            line = QHBoxLayout()
            line.setSpacing(0)
            rows.addLayout(line)
            self._lines.append(line)
            self._buttons.append(button)
        self._arrange(1)
        self._adopt(*self._buttons)
        self._code = ""
        self._show()

    def minimumSizeHint(self) -> QSize:
        """Return the widest button's width: narrower than that it is never cut."""
        widest = max((button.minimumSizeHint().width() for button in self._buttons), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in as few rows as the width allows."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Stand anew at another type size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self._inputs:
            self._fit()

    def value(self) -> str:
        """Return the code chosen, or an empty text."""
        return self._code

    def set_value(self, value: object) -> None:
        """Choose by code."""
        self.set_findings(())
        self._code = "" if value is None else str(value)
        self._show()

    def told(self, value: object) -> str:
        """Return the words of a code."""
        return next((option.text for option in self._options if option.code == value), super().told(value))

    def _adopt(self, *inputs: QWidget) -> None:
        super()._adopt(*inputs)
        for option, button in zip(self._options, self._buttons, strict=True):
            button.setAccessibleName(f"{self.label}：{option.text}")

    def _fit(self) -> None:
        widths = [button.minimumSizeHint().width() for button in self._buttons]
        for rows in range(1, len(widths) + 1):
            each = -(-len(widths) // rows)
            if all(sum(widths[at : at + each]) <= self.width() for at in range(0, len(widths), each)):
                break
        self._arrange(each)

    def _arrange(self, each: int) -> None:
        """Put this many buttons into a row."""
        if each == self._each:
            return
        self._each = each
        last = len(self._buttons) - 1
        for at, button in enumerate(self._buttons):
            self._lines[at // each].addWidget(button, 1)
            is_first, is_last = at % each == 0, at % each == each - 1 or at == last
            place = "only" if is_first and is_last else "first" if is_first else "last" if is_last else ""
            button.setProperty("place", place)
            restyle(button)

    _each = 0

    def _apply_read_only(self, is_read_only: bool) -> None:  # noqa: FBT001 - one claim, one argument
        for button in self._buttons:
            button.setEnabled(not is_read_only)

    def _choose(self, code: str) -> None:
        is_off = code == self._code and not self.is_required
        self._code = "" if is_off else code
        self._show()
        self._on_edited()

    def _show(self) -> None:
        chosen = 0
        for at, option in enumerate(self._options):
            is_chosen = option.code == self._code and bool(self._code)
            self._buttons[at].setChecked(is_chosen)
            chosen = at if is_chosen else chosen
        for at, button in enumerate(self._buttons):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at == chosen else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self._buttons[chosen])

    def focus_input(self) -> None:
        """Put the focus on the chosen button, or the first."""
        proxy = self.focusProxy()
        if proxy is not None:
            proxy.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_moved(self, by: object) -> None:
        codes = [option.code for option in self._options]
        at = codes.index(self._code) + (1 if by == 1 else -1) if self._code in codes else 0
        at = max(0, min(at, len(codes) - 1))
        if codes[at] != self._code:
            self._choose(codes[at])
        self._buttons[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_typed(self, text: object) -> None:
        found = matching_options(self._options, str(text))
        if not found:
            self.hint("按代码、首字母或 ← → 选择")
            return
        if found[0].code != self._code:
            self._choose(found[0].code)
        self.focus_input()

    def _on_button_departed(self, _reason: object) -> None:
        if not any(button.hasFocus() for button in self._buttons):
            self._on_departed()
