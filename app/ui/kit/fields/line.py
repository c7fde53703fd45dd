"""Inputs of one line (text, number, phone, day, month, money), and notes of several lines."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.kit.fields.field import Check, Field, FindingLike, LineEdit, Remark
from app.ui.kit.fields.typed import ParseDay, ParseMonth, half_width, parse_month, parse_yuan, yuan_text
from app.ui.kit.words import Words


class TextInput(Field):
    """Free text; the value is a `str` without blanks at its ends.

    >>> TextInput("name", "姓名", check=lambda text: check_name(text, field="name"), required=True)
    """

    allowed: re.Pattern[str] | None = None
    refusal = ""

    def __init__(
        self,
        key: str,
        label: str,
        *,
        check: Check | None = None,
        required: bool = False,
        placeholder: str = "",
        max_length: int = 200,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, label, check=check, required=required, parent=parent)
        self._line = LineEdit(self)
        self._line.setMaxLength(max_length)
        self._line.setPlaceholderText(placeholder)
        self._placeholder = placeholder
        self._line.setMinimumWidth(48)
        self._row.addWidget(self._line, 1)
        if suffix:
            self._row.addWidget(Words(suffix, role="caption", parent=self))
        self._adopt(self._line)
        if self.is_numeric:
            self._line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # noqa: FBT003
        self._line.textEdited.connect(self._on_text_edited)
        self._line.stepped.connect(self.stepped)
        self._line.arrived.connect(self._on_arrived)
        self._line.departed.connect(self._on_line_departed)

    def value(self) -> object:
        """Return the text."""
        return self.text()

    def text(self) -> str:
        """Return the text, typed for those who need a `str`."""
        return self._plain(self._line.text())

    def set_value(self, value: object) -> None:
        """Fill the line; None empties it."""
        self.set_findings(())
        text = "" if value is None else str(value)
        self._line.setText(text if self._line.hasFocus() else self._grouped(self._plain(text)))
        self._line.setCursorPosition(len(self._line.text()) if self._line.hasFocus() else 0)

    def _apply_read_only(self, is_read_only: bool) -> None:  # noqa: FBT001 - one claim, one argument
        super()._apply_read_only(is_read_only)
        self._line.setPlaceholderText("" if is_read_only else self._placeholder)

    def _plain(self, text: str) -> str:
        return half_width(text).replace(" ", "") if self.is_numeric else text.strip()

    def _grouped(self, text: str) -> str:
        return text

    def _on_text_edited(self, text: str) -> None:
        if self.allowed is not None:
            cleaned = "".join(sign for sign in half_width(text).upper() if self.allowed.match(sign))
            if cleaned != text:
                is_refused = len(cleaned) < len(half_width(text).replace(" ", ""))
                at = self._line.cursorPosition() - (len(text) - len(cleaned))
                self._line.setText(cleaned)
                self._line.setCursorPosition(max(0, at))
                if is_refused:
                    self.hint(self.refusal)
                    return
        self._on_edited()

    def _on_arrived(self, reason: object) -> None:
        if not self._line.isReadOnly():
            self._line.setText(self._plain(self._line.text()))
            if reason != Qt.FocusReason.MouseFocusReason:
                self._line.selectAll()

    def _on_line_departed(self, _reason: object) -> None:
        plain = self._plain(self._line.text())
        if self._check is not None and plain:
            plain = self._check(plain).value or plain
        self._line.setText(self._grouped(plain))
        self._line.setCursorPosition(0)
        self._on_departed()


class IdInput(TextInput):
    """An identity number, shown 6-8-4 while the cursor is elsewhere; the value is the bare `str`."""

    allowed = re.compile(r"[0-9X]")
    refusal = "身份证号只有数字，末位可为 X"
    is_numeric = True

    def _grouped(self, text: str) -> str:
        return f"{text[:6]} {text[6:14]} {text[14:]}" if len(text) == 18 else text


class PhoneInput(TextInput):
    """A phone number, shown 3-4-4 while the cursor is elsewhere; the value is the bare `str`."""

    allowed = re.compile(r"[0-9\-]")
    refusal = "电话只填数字，区号后可加 -"
    is_numeric = True

    def _grouped(self, text: str) -> str:
        return f"{text[:3]} {text[3:7]} {text[7:]}" if len(text) == 11 and text.isdigit() else text


class IntInput(TextInput):
    """A whole number; the value is `int | None`."""

    allowed = re.compile(r"[0-9]")
    refusal = "这里只填整数"
    is_numeric = True

    def value(self) -> int | None:
        """Return the number."""
        text = self.text()
        return int(text) if text else None

    def _check_text(self) -> str:
        return self.text()


class MoneyInput(TextInput):
    """An amount typed in 元; the value is `int | None` in 分."""

    allowed = re.compile(r"[0-9.,]")
    refusal = "金额只填数字和小数点，单位元"
    is_numeric = True

    def __init__(self, key: str, label: str, *, check: Check | None = None, required: bool = False,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(
            key, label, check=check, required=required, suffix="元", max_length=16, parent=parent
        )

    def value(self) -> int | None:
        """Return the amount in 分; None when empty or unreadable."""
        return parse_yuan(self.text()) if self.text() else None

    def set_value(self, value: object) -> None:
        """Fill the line from 分."""
        super().set_value(yuan_text(value) if isinstance(value, int) else "")

    def told(self, value: object) -> str:
        """Return an amount of 分 in 元."""
        return f"{yuan_text(value)} 元" if isinstance(value, int) else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.text()

    def _plain(self, text: str) -> str:
        return super()._plain(text).replace(",", "")

    def _grouped(self, text: str) -> str:
        fen = parse_yuan(text) if text else None
        return text if fen is None else yuan_text(fen)

    def _judged(self) -> tuple[FindingLike, ...]:
        if self.text() and self.value() is None:
            return (Remark(self.key, "error", f"{self.label}看不懂，请填元，最多两位小数，如 3200.50"),)
        return super()._judged()

    def _check_text(self) -> str:
        return self.text()


class DateInput(TextInput):
    """A day typed as figures; the value is `date | None`. `parse` reads it: `day_parser(clock.today)`."""

    allowed = re.compile(r"[0-9.\-/年月日]")
    refusal = "日期直接打数字，如 20260305 或 0305"
    is_numeric = True

    def __init__(self, key: str, label: str, *, parse: ParseDay, check: Check | None = None,
                 required: bool = False, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(
            key, label, check=check, required=required, placeholder="20260305", max_length=14, parent=parent
        )
        self._parse = parse

    def value(self) -> date | None:
        """Return the day; None when empty or unreadable."""
        return self._parse(self.text()) if self.text() else None

    def set_value(self, value: object) -> None:
        """Fill the line from a day or an ISO text."""
        super().set_value(value.isoformat() if isinstance(value, date) else value)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.text()

    def _grouped(self, text: str) -> str:
        day = self._parse(text) if text else None
        return day.isoformat() if day else text

    def _judged(self) -> tuple[FindingLike, ...]:
        if self.text() and self.value() is None:
            return (Remark(self.key, "error", f"{self.label}不是有效日期，请重打，如 20260305"),)
        return super()._judged()

    def _check_text(self) -> str:
        day = self.value()
        return day.isoformat() if day else ""


class MonthInput(TextInput):
    """A month typed as figures; the value is `YYYY-MM` or None."""

    allowed = re.compile(r"[0-9.\-/年月]")
    refusal = "月份直接打数字，如 202603"
    is_numeric = True

    def __init__(self, key: str, label: str, *, parse: ParseMonth = parse_month, check: Check | None = None,
                 required: bool = False, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(
            key, label, check=check, required=required, placeholder="202603", max_length=10, parent=parent
        )
        self._parse = parse

    def value(self) -> str | None:
        """Return the month; None when empty or unreadable."""
        return self._parse(self.text()) if self.text() else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.text()

    def _grouped(self, text: str) -> str:
        return (self._parse(text) or text) if text else text

    def _judged(self) -> tuple[FindingLike, ...]:
        if self.text() and self.value() is None:
            return (Remark(self.key, "error", f"{self.label}不是有效月份，请重打，如 202603"),)
        return super()._judged()


class _NoteEdit(QPlainTextEdit):
    stepped = Signal(object)
    departed = Signal(object)

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Enter for going to the next field, and every key while a word is composed."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and (self._is_composing or _leaves(event)):
            event.accept()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Notice where a word begins and ends."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    _is_composing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on Ctrl+Enter, write everything else; while a word is composed the keys are the input method's."""
        if self._is_composing:
            event.accept()
        elif _leaves(event):
            self.stepped.emit(1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the clerk left."""
        super().focusOutEvent(event)
        self.departed.emit(event.reason())


def _leaves(event: QKeyEvent) -> bool:
    is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    return is_enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class NoteInput(Field):
    """Several lines; Enter is a new line, Tab or Ctrl+Enter goes on. The value is a `str`."""

    def __init__(self, key: str, label: str, *, check: Check | None = None, required: bool = False,
                 rows: int = 3, placeholder: str = "", parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(key, label, check=check, required=required, parent=parent)
        self._edit = _NoteEdit(self)
        self._edit.setTabChangesFocus(True)
        self._edit.setPlaceholderText(placeholder)
        self._rows = rows
        self._row.addWidget(self._edit, 1)
        self._adopt(self._edit)
        self._is_filling = False
        self._edit.textChanged.connect(self._on_text_changed)
        self._edit.stepped.connect(self.stepped)
        self._edit.departed.connect(lambda _reason: self._on_departed())
        self._fit()

    def value(self) -> str:
        """Return the text."""
        return self._edit.toPlainText().strip()

    def set_value(self, value: object) -> None:
        """Fill the box; None empties it."""
        self.set_findings(())
        self._is_filling = True
        self._edit.setPlainText("" if value is None else str(value))
        self._is_filling = False

    def changeEvent(self, event: QEvent) -> None:
        """Keep the number of rows when the type size changes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self._inputs:
            self._fit()

    def _fit(self) -> None:
        self._edit.setFixedHeight(self._edit.fontMetrics().lineSpacing() * self._rows + 14)

    def _apply_read_only(self, is_read_only: bool) -> None:  # noqa: FBT001 - one claim, one argument
        super()._apply_read_only(is_read_only)
        self._edit.setReadOnly(is_read_only)

    def _on_text_changed(self) -> None:
        if not self._is_filling:
            self._on_edited()
