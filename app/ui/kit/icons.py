"""Icons in the colours of the palette, drawn from the bundled outlines."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.theme import em, svg_text, tokens


def icon_pixmap(name: str, role: str, size: int) -> QPixmap:
    """Return the icon in the palette's colour for `role`, `size` logical pixels square."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio() if QGuiApplication.primaryScreen() else 1.0
    colour = str(getattr(tokens(), role))
    key = f"{name} {colour} {size} {ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    drawing = QSvgRenderer(QByteArray(svg_text(name, colour).encode()))
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    QPixmapCache.insert(key, pixmap)
    return pixmap


def icon(name: str, role: str = "ink", size: int = 16) -> QIcon:
    """Return the icon for a button or an action."""
    return QIcon(icon_pixmap(name, role, size))


class IconLabel(QLabel):
    """An icon beside text that follows type size and palette."""

    def __init__(self, name: str, role: str, parent: QWidget | None = None, *, scale: float = 1.15) -> None:
        super().__init__(parent)
        self._name = name
        self._role = role
        self._scale = scale
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._draw()

    def show_icon(self, name: str, role: str) -> None:
        """Show another icon or another colour."""
        self._name, self._role = name, role
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew when palette or type size changed."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._draw()

    def _draw(self) -> None:
        size = round(em() * self._scale)
        self.setFixedSize(size, size)
        self.setPixmap(icon_pixmap(self._name, self._role, size))
