"""The look: palette, type size and style sheet of the whole application, changed live."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLayout, QStyleFactory

from app.paths import resources
from app.ui.theme.environment import install_translations, prepare_environment
from app.ui.theme.fonts import FIRST, LateFonts, load_font, text_font
from app.ui.theme.tokens import PAIRS, PALETTES, PaletteName, Scale, Tokens, contrast

__all__ = [
    "PAIRS",
    "PALETTES",
    "PaletteName",
    "Scale",
    "Theme",
    "Tokens",
    "contrast",
    "em",
    "install_translations",
    "prepare_environment",
    "tokens",
]

_LOW_EMS = 46
_PALETTE_PROPERTY = "jmk_palette"
_SHEET_ICONS = {
    "check": ("check", "on_accent"),
    "check_ink": ("check", "accent_ink"),
    "down": ("down", "caption"),
    "up": ("up", "caption"),
    "radio": ("radio", "on_accent"),
}


def tokens() -> Tokens:
    """Return the palette in force, for what is drawn by hand."""
    app = QApplication.instance()
    name = app.property(_PALETTE_PROPERTY) if app is not None else None
    return PALETTES[PaletteName(name) if name else PaletteName.LIGHT]


def em() -> int:
    """Return the height of running text in pixels: 14 at the standard size."""
    return max(1, round(QApplication.font().pointSizeF() * 96 / 72))


def is_low(height: int) -> bool:
    """Tell whether a window of this height in pixels holds few lines of the type in force: every gap narrows."""
    return height < _LOW_EMS * em()


def svg_text(name: str, colour: str) -> str:
    """Return the drawing of an icon in one colour."""
    return _drawing(name).replace("currentColor", colour)


@cache
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


class Theme(QObject):
    """Applies palette and type size to the application and says when either changed.

    >>> theme = Theme(app); theme.apply(); theme.set_scale(Scale.LARGE); theme.set_palette(PaletteName.DARK)
    """

    changed = Signal(object)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._scale = Scale.STANDARD
        self._wanted = PaletteName.SYSTEM
        self._is_applied = False
        self._scheme: Callable[[], Qt.ColorScheme] = app.styleHints().colorScheme
        self._folder = QTemporaryDir()
        self._late = LateFonts(self)
        self._late.loaded.connect(lambda _families: self.apply())
        load_font(FIRST)
        app.setStyle(QStyleFactory.create("Fusion"))
        install_translations(app)
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    @property
    def scale(self) -> Scale:
        """Return the type size in force."""
        return self._scale

    @property
    def palette_name(self) -> PaletteName:
        """Return the palette in force, never SYSTEM."""
        if self._wanted is not PaletteName.SYSTEM:
            return self._wanted
        return PaletteName.DARK if self._scheme() is Qt.ColorScheme.Dark else PaletteName.LIGHT

    def set_scale(self, scale: Scale) -> None:
        """Change the type size of every window at once."""
        self.set_look(self._wanted, scale)

    def set_palette(self, name: PaletteName) -> None:
        """Change the palette of every window at once."""
        self.set_look(name, self._scale)

    def set_look(self, name: PaletteName, scale: Scale) -> None:
        """Change palette and type size together; nothing is drawn anew where neither changed."""
        if (name, scale) != (self._wanted, self._scale) or not self._is_applied:
            self._wanted, self._scale = name, scale
            self.apply()

    def load_late_fonts(self) -> None:
        """Load bold and rare faces after the first show."""
        self._late.begin()

    def apply(self) -> None:
        """Build palette and style sheet anew and give them to the application."""
        self._is_applied = True
        chosen = PALETTES[self.palette_name]
        self._app.setProperty(_PALETTE_PROPERTY, self.palette_name.value)
        self._app.setFont(text_font(self._scale.points))
        self._app.setPalette(qt_palette(chosen))
        self._app.setStyleSheet(self._sheet(chosen))
        for widget in self._app.allWidgets():
            outer = widget.layout()
            if outer is not None:
                inner: Iterable[QLayout] = outer.findChildren(QLayout)
                for layout in (*inner, outer):  # each remembers heights of its own
                    layout.invalidate()
        self.changed.emit(self._scale)

    def _sheet(self, chosen: Tokens) -> str:
        points = self._scale.points
        values = asdict(chosen) | {
            "pt_caption": f"{max(9.0, points - 1.5):g}",
            "pt_text": f"{points:g}",
            "pt_heading": f"{points + 0.5:g}",
            "pt_name": f"{points + 4.5:g}",
            "pt_public": "32",
            "em": str(em()),
        }
        for slot, (name, role) in _SHEET_ICONS.items():
            values[f"icon_{slot}"] = self._icon_file(name, values[role])
        template = (resources() / "style" / "app.qss").read_text(encoding="utf-8")
        return Template(template).substitute(values)

    def _icon_file(self, name: str, colour: str) -> str:
        target = Path(self._folder.path()) / f"{name}-{colour[1:]}.svg"
        if not target.exists():
            target.write_text(svg_text(name, colour), encoding="utf-8")
        return target.as_posix()

    def _on_scheme_changed(self) -> None:
        if self._wanted is PaletteName.SYSTEM:
            self.apply()


def qt_palette(chosen: Tokens) -> QPalette:
    """Return Qt's palette for what the style sheet leaves to the style."""
    role = QPalette.ColorRole
    palette = QPalette()
    for target, colour in (
        (role.Window, chosen.ground), (role.WindowText, chosen.ink), (role.Base, chosen.card),
        (role.AlternateBase, chosen.ground), (role.Text, chosen.ink), (role.Button, chosen.card),
        (role.ButtonText, chosen.ink), (role.Highlight, chosen.accent), (role.Link, chosen.accent_ink),
        (role.HighlightedText, chosen.on_accent), (role.PlaceholderText, chosen.placeholder),
        (role.ToolTipBase, chosen.toast), (role.ToolTipText, chosen.toast_ink), (role.Mid, chosen.border),
        (role.Accent, chosen.accent),
    ):  # fmt: skip
        palette.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(chosen.disabled))
    return palette
