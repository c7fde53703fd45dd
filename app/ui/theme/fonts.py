"""The bundled faces: the regular one before the first window, the heavy and the rare ones after it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QFont, QFontDatabase

from app.paths import resources

FIRST = "NotoSansSC-Regular.ttf"
LATER = ("NotoSansSC-Bold.ttf", "HanaMinB.ttf")
FAMILIES = ("Noto Sans SC", "HanaMinB")


_HELD: dict[str, tuple[str, ...]] = {}
"""Families by file, of what was registered: the application holds a face once, whoever asks for it."""


def load_font(name: str) -> tuple[str, ...]:
    """Register one bundled font file, once, and return its families; empty when the file is not there."""
    if name not in _HELD:
        number = QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
        _HELD[name] = tuple(QFontDatabase.applicationFontFamilies(number)) if number >= 0 else ()
    return _HELD[name]


def _missing() -> list[str]:
    return [name for name in LATER if name not in _HELD]


def text_font(points: float) -> QFont:
    """Return the text font with its fallback for rare characters; its figures are of equal width."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(points)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


class LateFonts(QObject):
    """Loads the remaining faces one by one once the window stands."""

    loaded = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(40)
        self._timer.timeout.connect(self._on_timer_fired)

    def begin(self) -> None:
        """Start loading, one file per turn of the event loop; do nothing where all are held already."""
        if _missing():
            self._timer.start()

    def _on_timer_fired(self) -> None:
        for name in _missing()[:1]:
            load_font(name)
        if not _missing():
            self._timer.stop()
            self.loaded.emit(FAMILIES)
