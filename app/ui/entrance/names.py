"""The clerks of the station as a list: whoever was last at the counter is chosen, ↑ ↓ choose another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.services import codes
from app.services.keyslots import ClerkName
from app.ui.kit.fields.field import Field, step_of
from app.ui.theme import em

_MOST = 5


class NameList(Field):
    """One of the clerks; the value is the login name."""

    def __init__(
        self, key: str, label: str, names: Sequence[ClerkName], last: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(key, label, required=True, parent=parent)
        self._logins = [name.login for name in names]
        self._list = _Names(self)
        roles = codes.labels("role")
        pitch = round(em() * 2.1)
        for name in names:
            item = QListWidgetItem(f"{name.display_name}　{roles.get(name.role, '')}".rstrip(), self._list)
            item.setSizeHint(QSize(0, pitch))
        self._list.setFixedHeight(pitch * max(1, min(_MOST, len(names))) + 4)
        self._row.addWidget(self._list, 1)
        self._adopt(self._list)
        self.set_value(last if last in self._logins else next(iter(self._logins), ""))
        self._list.currentRowChanged.connect(lambda _row: self._on_edited())
        self._list.itemClicked.connect(lambda _item: self.stepped.emit(1))
        self._list.stepped.connect(self.stepped)
        self._list.departed.connect(lambda _reason: self._on_departed())

    def value(self) -> str:
        """Return the login name chosen, or an empty text."""
        row = self._list.currentRow()
        return self._logins[row] if 0 <= row < len(self._logins) else ""

    def set_value(self, value: object) -> None:
        """Choose by login name."""
        self.set_findings(())
        self._list.setCurrentRow(self._logins.index(str(value)) if value in self._logins else -1)

    def choose_next(self, by: int) -> None:
        """Choose the name so many places further on; the list ends at both ends."""
        row = max(0, min(self._list.currentRow() + by, len(self._logins) - 1))
        self._list.setCurrentRow(row)

    def _restyle(self) -> None:
        """Leave the list as it is: somebody is always chosen, so it bears no remark."""


class _Names(QListWidget):
    stepped = Signal(object)
    departed = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on Enter; ↑ ↓ move in the list."""
        step = step_of(event)
        if step and event.text().strip("\x1b") in {"\r", "\n"}:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the clerk left."""
        super().focusOutEvent(event)
        self.departed.emit(event.reason())
