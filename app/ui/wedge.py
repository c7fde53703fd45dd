"""Watches the keys of the window for a reader that types, and undoes what its burst wrote."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from app.services.devices.wedge import WedgeReader
from app.ui.kit import Field, FieldEdit

_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_BEAT_MS: Final = 200
_STALL: Final = 2.0  # seconds without a beat: a whole number may have queued up, its times tell nothing
_DISTRUST: Final = 0.5


class WedgeWatch(QObject):
    """Lets the reader have a card's number that was typed in one burst, wherever the cursor was.

    Keys are seen once, as they reach a window of the system, with the times Qt gives them. Where the window
    had stood still, slow keys would look fast: then nothing is taken for a card. `is_shut` tells whether the
    counter is locked. `clock` is any steady clock in seconds.
    """

    def __init__(
        self,
        window: QWidget,
        is_shut: Callable[[], bool],
        parent: QObject,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._window, self._is_shut, self._clock = window, is_shut, clock
        self._reader: WedgeReader | None = None
        self._undo: Callable[[], None] = _nothing
        self._beaten = self._distrusted = 0.0
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._on_beat)

    def listen_for(self, reader: object) -> None:
        """Watch while the reader is one that types; let the keys be otherwise."""
        app = QApplication.instance()
        if app is None:
            return
        is_new = isinstance(reader, WedgeReader)
        if is_new and self._reader is None:
            app.installEventFilter(self)
            self._beaten = self._clock()
            self._beat.start()
        elif not is_new and self._reader is not None:
            app.removeEventFilter(self)
            self._beat.stop()
        self._reader = reader if isinstance(reader, WedgeReader) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See each key before anybody else; keep the Enter of a card's burst."""
        is_key = event.type() == QEvent.Type.KeyPress and watched is self._window.windowHandle()
        if is_key and isinstance(event, QKeyEvent) and self._reader is not None and not self._is_shut():
            return self._take(self._reader, event)
        return False

    def _take(self, reader: WedgeReader, event: QKeyEvent) -> bool:
        at = int(event.timestamp())
        if event.key() in _ENTER:
            number = reader.keys.enter(at)
            if number and not self._is_stalled() and reader.take(number):
                self._undo()
                return True
            return False
        if reader.keys.begins(at):
            self._undo = _as_it_stands(QApplication.focusWidget())
        reader.keys.feed(event.text(), at)
        return False

    def _on_beat(self) -> None:
        now = self._clock()
        if now - self._beaten > _STALL:
            self._distrusted = now + _DISTRUST
        self._beaten = now

    def _is_stalled(self) -> bool:
        now = self._clock()
        return now - self._beaten > _STALL or now < self._distrusted


def _nothing() -> None:
    """Have nothing to undo."""


def _as_it_stands(widget: QWidget | None) -> Callable[[], None]:
    """Return what puts a widget back to what it holds now, and tells its owner."""
    if isinstance(widget, QLineEdit):
        back = _line(widget)
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        back = _box(widget)
    else:
        back = _nothing
    field = _field_of(widget)
    if widget is None or field is None:
        return lambda: back() if widget is not None and isValid(widget) else None
    value, state = field.value(), field.state

    def restore() -> None:
        if isValid(widget):
            back()
        if isValid(field):
            if field.value() != value:
                field.set_value(value)
                field.edited.emit(FieldEdit(field.key, value))
            field.set_state(state)

    return restore


def _line(line: QLineEdit) -> Callable[[], None]:
    text, at = line.text(), line.cursorPosition()

    def back() -> None:
        if line.text() != text:
            line.setText(text)
            line.setCursorPosition(at)
            line.textEdited.emit(text)

    return back


def _box(box: QPlainTextEdit | QTextEdit) -> Callable[[], None]:
    text, at = box.toPlainText(), box.textCursor().position()

    def back() -> None:
        if box.toPlainText() == text:
            return
        cursor = box.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.setPosition(at)
        box.setTextCursor(cursor)

    return back


def _field_of(widget: QWidget | None) -> Field | None:
    while widget is not None and not isinstance(widget, Field):
        widget = widget.parentWidget()
    return widget
