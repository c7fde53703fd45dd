"""The one theme of a test process, as of the application: a second would set style, sheet and faces anew."""

from __future__ import annotations

from functools import cache

from PySide6.QtWidgets import QApplication

from app.ui.theme import PaletteName, Scale, Theme


@cache
def the_theme(app: QApplication) -> Theme:
    """Return the theme of the application."""
    return Theme(app)


def plain_theme(app: QApplication) -> Theme:
    """Return the theme, light and of standard size again, and asking the desktop itself what it prefers."""
    theme = the_theme(app)
    theme._scheme = app.styleHints().colorScheme
    theme.set_look(PaletteName.LIGHT, Scale.STANDARD)
    return theme
