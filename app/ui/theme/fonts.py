"""The bundled faces: the regular one before the first window, the heavy and the rare ones after it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QFont, QFontDatabase

from app.paths import resources

FIRST = "NotoSansSC-Regular.ttf"
LATER = ("NotoSansSC-Bold.ttf", "HanaMinB.ttf")
FAMILIES = ("Noto Sans SC", "HanaMinB")


def load_font(name: str) -> tuple[str, ...]:
    """Register one bundled font file and return its families; empty when the file is not there."""
    number = QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
    return tuple(QFontDatabase.applicationFontFamilies(number)) if number >= 0 else ()


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
        self._left = list(LATER)
        self._timer = QTimer(self)
        self._timer.setInterval(40)
        self._timer.timeout.connect(self._on_timer_fired)

    def begin(self) -> None:
        """Start loading, one file per turn of the event loop."""
        self._timer.start()

    def _on_timer_fired(self) -> None:
        if not self._left:
            self._timer.stop()
            return
        load_font(self._left.pop(0))
        if not self._left:
            self._timer.stop()
            self.loaded.emit(FAMILIES)
