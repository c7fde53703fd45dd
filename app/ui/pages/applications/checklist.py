"""The papers of a claim as a list to tick, each with how it is handled in words that wrap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.ui.kit import Words


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One paper: `note` says how it is handled or which list waived it; a closed one cannot be ticked."""

    key: str
    title: str
    note: str
    is_ticked: bool
    is_open: bool


class Checklist(QWidget):
    """Shows papers; `ticked` carries (key, is_on)."""

    ticked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)

    def show_papers(self, items: Iterable[PaperItem]) -> None:
        """Show these papers in place of the former ones."""
        while self._layout.count():
            item = self._layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        for one in items:
            self._add(one)

    def keys(self) -> frozenset[str]:
        """Return the keys of what is ticked."""
        return frozenset(key for key, box in self._boxes.items() if box.isChecked())

    def _add(self, one: PaperItem) -> None:
        box = QCheckBox(one.title, self)
        box.setObjectName(f"material_{one.key}")
        box.setAccessibleName(f"{one.title}，{one.note}")
        box.setChecked(one.is_ticked)
        box.setEnabled(one.is_open)
        box.toggled.connect(lambda is_on, key=one.key: self.ticked.emit((key, is_on)))
        note = Words(one.note, role="caption", wraps=True, parent=self)
        note.setContentsMargins(26, 0, 0, 3)
        self._layout.addWidget(box)
        self._layout.addWidget(note)
        self._boxes[one.key] = box
