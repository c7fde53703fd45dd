"""A page as text: one line for each thing the clerk can read or use; a diff shows each change."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QTableView, QWidget

from app.ui.kit import Field
from app.ui.kit.rowmodel import RowModel


def dump(root: QWidget, *, rows: int = 3) -> str:
    """Return what is visible below `root`, from top to bottom and left to right."""
    seen = [child for child in root.findChildren(QWidget) if child.isVisible()]
    places = {child: child.mapTo(root, QPoint(0, 0)) for child in seen}
    seen.sort(key=lambda child: (places[child].y() // 12, places[child].x()))
    return "\n".join(line for child in seen for line in _lines(child, rows))


def _lines(child: QWidget, rows: int) -> list[str]:
    if isinstance(child, Field):
        faults = "".join(f", {one.level}: {one.text}" for one in child.findings)
        state = f", {child.state.value}" if child.state.value else ""
        return [f"{type(child).__name__}({child.key}): {child.value()!r}{state}{faults}"]
    if isinstance(child.parentWidget(), Field) or isinstance(child, (QLineEdit, QPlainTextEdit)):
        return []
    if isinstance(child, QAbstractButton) and child.text():
        return [f"Button({child.objectName()}): {child.text()}" + ("" if child.isEnabled() else ", off")]
    if isinstance(child, QLabel) and child.text():
        return [f"Words: {child.text()}"]
    if isinstance(child, QTableView) and isinstance(child.model(), RowModel):
        model = child.model()
        shown = [" | ".join(model.cells(row)) for row in range(min(rows, model.rowCount()))]
        return [f"Table({child.objectName()}): {model.rowCount()} rows", *(f"  {line}" for line in shown)]
    return []
