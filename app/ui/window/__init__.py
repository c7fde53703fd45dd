"""The shell around the pages."""

from __future__ import annotations

from app.ui.window.shell import Fittings, Window
from app.ui.window.statusbar import StatusFacts
from app.ui.window.topbar import Elsewhere, Search, SearchAnswer, SearchRow

__all__ = ["Elsewhere", "Fittings", "Search", "SearchAnswer", "SearchRow", "StatusFacts", "Window"]
