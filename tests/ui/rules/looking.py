"""Eyes for the rules: what is cut, what has no name for those who hear the screen, what is too pale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableView,
    QWidget,
)

from app.ui.kit.words import ShortWords
from app.ui.theme import PALETTES, PaletteName, contrast

CHINESE = re.compile(r"[\u3400-\u9fff]")
_Role = QAccessible.Role
ROLES = {
    QLineEdit: {_Role.EditableText},
    QTableView: {_Role.Table},
    QCheckBox: {_Role.CheckBox},
    QComboBox: {_Role.ComboBox},
    QAbstractButton: {_Role.Button, _Role.CheckBox, _Role.RadioButton},
}


def settle() -> None:
    """Let the layouts come to rest: one that grew asks the next outer one."""
    for wait in (0, 0, 0, 0, 0, 0, 0, 3):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QTest.qWait(wait)


def name_of(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    heard = QAccessible.queryAccessibleInterface(widget)
    return heard.text(QAccessible.Text.Name) if heard is not None else ""


def nameless(root: QWidget) -> list[str]:
    """Return what takes the keys, or is a table, and has no Chinese name or a role that misleads."""
    found = []
    for widget in root.findChildren(QWidget):
        takes = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        is_one = takes or isinstance(widget, QAbstractItemView | QAbstractButton)
        if not widget.isVisible() or not is_one or type(widget).__name__.startswith("QHeader"):
            continue
        name = name_of(widget)
        if not CHINESE.search(name):
            found.append(f"{type(widget).__name__} {widget.objectName()} is called {name!r}")
        heard = QAccessible.queryAccessibleInterface(widget)
        wanted = next((roles for kind, roles in ROLES.items() if isinstance(widget, kind)), set())
        if isinstance(widget, QFrame) and takes and not isinstance(widget, QAbstractScrollArea | QLabel):
            wanted = wanted or {_Role.Button}
        if wanted and heard.role() not in wanted:
            found.append(f"{type(widget).__name__} {name} is heard as {heard.role().name}")
    return found


def clipped(root: QWidget) -> list[str]:
    """Return every label, button and line whose words do not fit their place and cannot be read in a tip."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.width() == 0:
            continue
        trouble = _trouble(widget)
        if trouble:
            found.append(f"{type(widget).__name__} {widget.objectName()} {trouble}")
    return found


def _trouble(widget: QWidget) -> str:
    for kind, judge in _JUDGES:
        if isinstance(widget, kind):
            return judge(widget)
    return ""


def _button_trouble(button: QPushButton) -> str:
    if button.text() and (
        button.width() < button.minimumSizeHint().width() or button.height() < button.fontMetrics().height()
    ):
        return f"cuts {button.text()!r}"
    return _stands_out(button, root_of_scroll(button)) if button.text() else ""


def _combo_trouble(combo: QComboBox) -> str:
    is_whole = combo.width() >= combo.fontMetrics().horizontalAdvance(combo.currentText()) + 40
    return "" if is_whole or combo.toolTip() == combo.currentText() else "cuts its choice without a tip"


def _width_trouble(widget: QWidget) -> str:
    return "cuts its words" if widget.width() < widget.minimumSizeHint().width() else ""


def _words_trouble(label: QLabel) -> str:
    return _label_trouble(label) or _stands_out(label, root_of_scroll(label))


def _label_trouble(label: QLabel) -> str:
    text, metrics, room = label.text(), label.fontMetrics(), label.contentsRect()
    if not text:
        return ""
    if isinstance(label, ShortWords) and text != label.whole_text():
        is_told = label.toolTip() == label.whole_text() and len(text.strip("…")) > 0
        return "" if is_told else f"shortens {label.whole_text()!r} to {text!r} without a tip"
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        return (
            f"needs {needed} px for {text[:20]!r}, has {label.height()}"
            if needed > label.height() + 1
            else ""
        )
    lines = text.split("\n")
    wide = max(metrics.horizontalAdvance(line) for line in lines)
    if wide > room.width() + 1:
        return f"cuts {text!r}: {wide} > {room.width()}"
    high = metrics.ascent() + metrics.descent() + (len(lines) - 1) * metrics.lineSpacing()
    return f"is too low for {text!r}" if high > label.height() + 4 else ""


def _line_trouble(line: QLineEdit) -> str:
    if isinstance(line.parentWidget(), QAbstractScrollArea | QSpinBox):
        return ""
    shown = line.displayText() or line.placeholderText()
    room = line.contentsRect().width() - line.textMargins().left() - line.textMargins().right() - 20
    if line.hasFocus() or line.fontMetrics().horizontalAdvance(shown) <= room:
        return ""
    tip = getattr(line, "tip", line.toolTip)()
    return "" if shown in tip else f"cuts {shown!r} without a tip"


def _head_trouble(view: QTableView) -> str:
    head, model = view.horizontalHeader(), view.model()
    cut = []
    for section in range(model.columnCount()) if head.isVisible() else ():
        title = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        wide = max(head.fontMetrics().horizontalAdvance(line) for line in title.split("\n"))
        tip = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        if wide + 4 > head.sectionSize(section) and tip != title:
            cut.append(title)
    return f"cuts its headings {cut}" if cut else ""


_JUDGES: tuple[tuple[type[QWidget], Callable[..., str]], ...] = (
    (QLabel, _words_trouble),
    (QPushButton, _button_trouble),
    (QComboBox, _combo_trouble),
    (QSpinBox, _width_trouble),
    (QCheckBox, _width_trouble),
    (QLineEdit, _line_trouble),
    (QTableView, _head_trouble),
)


def root_of_scroll(widget: QWidget) -> QWidget:
    """Return what a widget must lie in: the inside of the scrolled area around it, or the window."""
    inside, around = widget, widget.parentWidget()
    while around is not None and not around.isWindow():
        if isinstance(around.parentWidget(), QAbstractScrollArea):
            return around if around is not widget else inside
        inside, around = around, around.parentWidget()
    return widget.window()


def _stands_out(widget: QWidget, around: QWidget) -> str:
    """Tell where a widget reaches over the edge of what holds it."""
    holder = widget.parentWidget()
    while holder is not None:
        place = QRect(widget.mapTo(holder, QPoint(0, 0)), widget.size())
        room = holder.rect().adjusted(-1, -1, 1, 1)
        if isinstance(holder.parentWidget(), QAbstractScrollArea):
            room.setTop(-100_000)
            room.setBottom(100_000)
        if not room.contains(place):
            over = f"{place.getRect()} in {holder.rect().getRect()}"
            return f"{getattr(widget, 'text', str)()!r} stands out of {type(holder).__name__}: {over}"
        if holder is around or holder.isWindow():
            return ""
        holder = holder.parentWidget()
    return ""


def pale(root: QWidget, palette: PaletteName, judged: set[tuple[object, ...]]) -> list[str]:
    """Return the words whose darkest pixel against their ground is too pale, measured on the picture.

    Edges are smoothed, so what is measured is never more than the true contrast; words that stay below it
    by smoothing alone are judged by the tokens that their pixels are mixed of. What looks the same in the
    style sheet is judged once; `judged` remembers.
    """
    picture = root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    known = asdict(PALETTES[palette])
    veils = [one for one in root.findChildren(QWidget, "veil") if one.isVisible()]
    found = []
    for widget in root.findChildren(QWidget):
        is_text = isinstance(widget, QLabel | QPushButton) and bool(widget.text())
        seen = widget.visibleRegion().boundingRect()
        if not is_text or seen.height() < widget.height() or seen.width() < widget.width():
            continue
        if veils and not any(veil.isAncestorOf(widget) for veil in veils):
            continue
        if _looks(widget) in judged:
            continue
        place = seen.translated(widget.mapTo(root, QPoint(0, 0)))
        ground, ink = _colours(picture, place)
        if ground:
            judged.add(_looks(widget))
        least = 3.0 if not widget.isEnabled() else 4.5
        if ground and contrast(ground, ink) < least and _mixed(ground, ink, known) < least:
            found.append(f"{widget.text()[:16]!r} {ink} on {ground}: {contrast(ground, ink):.2f}")
    return found


def _looks(widget: QWidget) -> tuple[object, ...]:
    """Return what the style sheet can tell a widget by."""
    own = [widget.property(name) for name in ("look", "role", "tone", "state", "place")]
    flags = (
        widget.isEnabled(),
        widget.hasFocus(),
        isinstance(widget, QAbstractButton) and widget.isChecked(),
    )
    grounds = []
    holder = widget.parentWidget()
    while holder is not None:
        grounds += [holder.objectName() if isinstance(holder, QFrame) else "", holder.property("tone")]
        holder = holder.parentWidget()
    return (type(widget).__name__, *own, *flags, *(one for one in grounds if one))


def _colours(picture: QImage, place: QRect) -> tuple[str, str]:
    place = place.adjusted(3, 3, -3, -3).intersected(picture.rect())
    seen: Counter[int] = Counter(
        picture.pixel(x, y) & 0xFFFFFF
        for y in range(place.top(), place.bottom() + 1)
        for x in range(place.left(), place.right() + 1)
    )
    if len(seen) < 3:
        return "", ""
    ground = f"#{seen.most_common(1)[0][0]:06x}"
    return ground, max((f"#{colour:06x}" for colour in seen), key=lambda one: contrast(ground, one))


def _mixed(ground: str, ink: str, known: dict[str, str]) -> float:
    """Return the best contrast of a token whose mixture with the ground the ink can be."""
    best = 0.0
    for colour in set(known.values()):
        shares = []
        for at in (1, 3, 5):
            back, front, mixed = (int(one[at : at + 2], 16) for one in (ground, colour, ink))
            if back != front:
                shares.append((mixed - back) / (front - back))
        if shares and min(shares) > 0.6 and max(shares) - min(shares) < 0.12 and max(shares) <= 1.05:
            best = max(best, contrast(ground, colour))
    return best
