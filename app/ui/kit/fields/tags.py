"""Several choices at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.kit.fields.field import step_of
from app.ui.kit.fields.lists import Filtered
from app.ui.kit.fields.options import Option, Options
from app.ui.kit.popup import PopupRow


class TagsInput(Filtered):
    """Several of many; the value is `list[str]`. Enter ticks, Backspace takes the last away.

    >>> TagsInput("categories", "人员类别", lambda: category_options)
    """

    def __init__(
        self, key: str, label: str, options: Options, *, required: bool = False,
        placeholder: str = "可多选", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(key, label, options, required=required, placeholder=placeholder, parent=parent)
        self._plain_placeholder = placeholder
        self._codes: list[str] = []

    def value(self) -> list[str]:
        """Return the codes in the order they were chosen."""
        return list(self._codes)

    def set_value(self, value: object) -> None:
        """Choose these codes."""
        self.set_findings(())
        self._codes = (
            [str(code) for code in value] if isinstance(value, (list, tuple, set, frozenset)) else []
        )
        self._show_chosen()

    def told(self, value: object) -> str:
        """Return the words of several codes."""
        texts = {option.code: option.text for option in self._options()}
        codes = value if isinstance(value, list | tuple) else ()
        return "、".join(texts.get(str(code), str(code)) for code in codes)

    def _take_key(self, event: QKeyEvent) -> bool:
        if Qt.Key(event.key()) == Qt.Key.Key_Backspace and not self._line.text() and self._codes:
            self._toggle(self._codes[-1])
            return True
        if (
            self._popup.isVisible()
            and step_of(event) == 1
            and not self._line.text()
            and not self._was_moved(event)
        ):
            self._popup.hide()
            return False
        return super()._take_key(event)

    def _was_moved(self, event: QKeyEvent) -> bool:
        is_down = Qt.Key(event.key()) == Qt.Key.Key_Down
        return is_down or self._popup.current() != (self._popup.rows() or (None,))[0]

    def _row_of(self, option: Option) -> PopupRow:
        return PopupRow(option, option.text, option.code, option.detail, is_ticked=option.code in self._codes)

    def _chosen_text(self) -> str:
        texts = {option.code: option.text for option in self._options()}
        return "、".join(texts.get(code, code) for code in self._codes)

    def _show_chosen(self) -> None:
        chosen = self._chosen_text()
        if self._line.hasFocus() and not self._line.isReadOnly():
            self._line.setText("")
            self._line.setPlaceholderText(chosen or self._plain_placeholder)
        else:
            self._line.setText(chosen)
            self._line.setPlaceholderText(self._plain_placeholder)
            self._line.setCursorPosition(0)
        self._line.setToolTip(chosen)

    def _toggle(self, code: str) -> None:
        if code in self._codes:
            self._codes.remove(code)
        else:
            self._codes.append(code)
        self._on_edited()
        self._show_chosen()

    def _on_chosen(self, payload: object) -> None:
        if isinstance(payload, Option):
            self._toggle(payload.code)
            self._offer("")

    def _on_arrived(self, _reason: object) -> None:
        self._show_chosen()

    def _on_line_departed(self, reason: object) -> None:
        self._show_chosen()
        super()._on_line_departed(reason)
        self._on_departed()
