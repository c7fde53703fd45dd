"""A choice among many: by code, 汉字 or pinyin initials."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.kit.fields.field import Field, LineEdit
from app.ui.kit.fields.options import Option, Options, matching_options
from app.ui.kit.icons import icon
from app.ui.kit.popup import Popup, PopupRow


class Filtered(Field):
    """A line with a drop-down that filters while the clerk types; ListChoice and TagsInput are its forms."""

    def __init__(
        self,
        key: str,
        label: str,
        options: Options,
        *,
        required: bool,
        placeholder: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(key, label, required=required, parent=parent)
        self._options = options
        self._line = LineEdit(self)
        self._line.setMinimumWidth(48)
        self._line.setPlaceholderText(placeholder)
        self._row.addWidget(self._line, 1)
        self._adopt(self._line)
        self._arrow = QAction("展开选项", self)
        self._arrow.setIcon(icon("down", "caption"))
        self._line.addAction(self._arrow, LineEdit.ActionPosition.TrailingPosition)
        self._arrow.triggered.connect(lambda: self._offer(""))
        self._popup = Popup(self._line)
        self._popup.chosen.connect(self._on_chosen)
        self._line.before_key = self._take_key
        self._line.claims_escape = self._popup.isVisible
        self._line.stepped.connect(self.stepped)
        self._line.textEdited.connect(self._on_text_edited)
        self._line.arrived.connect(self._on_arrived)
        self._line.departed.connect(self._on_line_departed)

    def offered(self) -> tuple[Option, ...]:
        """Return the options now dropped down; for tests."""
        return tuple(row.payload for row in self._popup.rows() if isinstance(row.payload, Option))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the arrow anew in another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._inputs:
            self._arrow.setIcon(icon("down", "caption"))

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        is_open = self._popup.isVisible()
        if is_open and key == Qt.Key.Key_Escape:
            self._popup.hide()
            return True
        opens = key == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if opens and not is_open:
            self._offer("")
            return True
        return self._popup.take_key(event)

    def _offer(self, typed: str) -> None:
        if self._line.isReadOnly():
            return
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        found = matching_options(self._options(), typed)[:200]
        rows = [self._row_of(option) for option in found]
        if not rows:
            rows = [PopupRow(None, "没有相符的选项，可用代码、汉字或拼音首字母")]
        self._popup.show_rows(rows)

    def _row_of(self, option: Option) -> PopupRow:
        return PopupRow(option, option.text, option.code, option.detail)

    def _on_text_edited(self, text: str) -> None:
        self._offer(text)

    def _on_arrived(self, _reason: object) -> None:
        if not self._line.isReadOnly():
            self._line.selectAll()

    def _on_line_departed(self, _reason: object) -> None:
        self._popup.hide()

    def _on_chosen(self, payload: object) -> None:
        raise TypeError(f"{type(self).__name__} must say what choosing {payload!r} does")


class ListChoice(Filtered):
    """One of many; the value is the code."""

    def __init__(
        self,
        key: str,
        label: str,
        options: Options,
        *,
        required: bool,
        placeholder: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(key, label, options, required=required, placeholder=placeholder, parent=parent)
        self._code = ""

    def value(self) -> str:
        """Return the code chosen, or an empty text."""
        return self._code

    def set_value(self, value: object) -> None:
        """Choose by code; a code outside the list is shown as it stands."""
        self.set_findings(())
        self._code = "" if value is None else str(value)
        self._line.setText(self._text_of(self._code))
        self._line.setCursorPosition(0)

    def told(self, value: object) -> str:
        """Return the words of a code."""
        return self._text_of("" if value is None else str(value))

    def _text_of(self, code: str) -> str:
        return next((one.text for one in self._options() if one.code == code), code) if code else ""

    def _on_chosen(self, payload: object) -> None:
        if isinstance(payload, Option):
            self._popup.hide()
            self._take(payload.code)
            self.stepped.emit(1)

    def _take(self, code: str) -> None:
        is_new = code != self._code
        self._code = code
        self._line.setText(self._text_of(code))
        if is_new:
            self._on_edited()

    def _on_line_departed(self, reason: object) -> None:
        typed = self._line.text().strip()
        if typed != self._text_of(self._code):
            found = matching_options(self._options(), typed) if typed else []
            if not typed:
                self._take("")
            elif len(found) == 1 or (found and found[0].code == typed) or (found and found[0].text == typed):
                self._take(found[0].code)
            else:
                self._line.setText(self._text_of(self._code))
                self.hint(f"“{typed}”不在列表中，已恢复原选项")
        self._line.setCursorPosition(0)
        super()._on_line_departed(reason)
        if self._hint_timer.isActive():
            self.left.emit(self.key)
        else:
            self._on_departed()
