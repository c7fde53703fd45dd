"""The registry of pages: one line for each page that exists."""

from __future__ import annotations

from app.ui.kit.page import PageSpec

PAGES: tuple[PageSpec[object], ...] = ()
