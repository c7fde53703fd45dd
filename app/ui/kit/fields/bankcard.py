"""A bank card number entered twice, so that one slip of a finger cannot send money astray."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.kit.fields.field import Check, Field, FindingLike, LineEdit, Remark
from app.ui.kit.fields.typed import half_width


class _NoPaste(LineEdit):
    def event(self, event: QEvent) -> bool:
        """Swallow dropped text."""
        if event.type() in {QEvent.Type.DragEnter, QEvent.Type.Drop}:
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Refuse to paste or copy."""
        keys = QKeySequence.StandardKey
        if any(event.matches(one) for one in (keys.Paste, keys.Copy, keys.Cut)):
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer no menu, so no paste."""
        event.accept()


class BankCardInput(Field):
    """Two lines that must agree; pasting is refused. The value is the bare `str`, empty until both agree."""

    is_numeric = True

    def __init__(
        self,
        key: str,
        label: str,
        *,
        check: Check | None = None,
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, label, check=check, required=required, parent=parent)
        self._first, self._second = _NoPaste(self), _NoPaste(self)
        self._second.setPlaceholderText("再输一遍")
        for line in (self._first, self._second):
            line.setMaxLength(24)
            line.setMinimumWidth(60)
            line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # noqa: FBT003
            self._row.addWidget(line, 1)
        self._adopt(self._first, self._second)
        self._second.setAccessibleName(f"{label}（再输一遍）")
        self._first.textEdited.connect(lambda _text: self._on_text_edited(self._first))
        self._second.textEdited.connect(lambda _text: self._on_text_edited(self._second))
        self._first.arrived.connect(lambda _reason: self._first.setText(_bare(self._first.text())))
        self._second.arrived.connect(lambda _reason: self._second.setText(_bare(self._second.text())))
        self._first.departed.connect(lambda _reason: self._first.setText(_grouped(self._first.text())))
        self._second.departed.connect(self._on_second_departed)
        self._first.stepped.connect(self._on_first_stepped)
        self._second.stepped.connect(self._on_second_stepped)

    def value(self) -> str:
        """Return the number when both lines agree, else an empty text."""
        first, second = _bare(self._first.text()), _bare(self._second.text())
        return first if first == second else ""

    def set_value(self, value: object) -> None:
        """Fill both lines from the record."""
        self.set_findings(())
        for line in (self._first, self._second):
            line.setText(_grouped(str(value or "")))

    @property
    def is_empty(self) -> bool:
        """Whether neither line holds anything."""
        return not (self._first.text() or self._second.text())

    def _judged(self) -> tuple[FindingLike, ...]:
        if not self.is_empty and not self.value():
            text = (
                "请把银行账号再输一遍"
                if not self._second.text()
                else "两次输入的银行账号不一致，请对照银行卡重输"
            )
            return (Remark(self.key, "error", text),)
        return super()._judged()

    def _on_text_edited(self, line: LineEdit) -> None:
        cleaned = re.sub(r"\D", "", half_width(line.text()))
        if cleaned != line.text():
            line.setText(cleaned)
            self.hint("银行账号只填数字")
            return
        self._on_edited()

    def _on_second_departed(self, _reason: object) -> None:
        self._second.setText(_grouped(self._second.text()))
        self._on_departed()

    def _on_first_stepped(self, step: object) -> None:
        if step == 1:
            self._second.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.stepped.emit(step)

    def _on_second_stepped(self, step: object) -> None:
        if step == 1:
            self.stepped.emit(step)
        else:
            self._first.setFocus(Qt.FocusReason.BacktabFocusReason)


def _bare(text: str) -> str:
    return text.replace(" ", "")


def _grouped(text: str) -> str:
    bare = _bare(text)
    return " ".join(bare[at : at + 4] for at in range(0, len(bare), 4))
