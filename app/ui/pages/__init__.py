"""The registry of pages: one line for each page that exists."""

from __future__ import annotations

from app.services.counter import Counter
from app.ui.kit.page import PageSpec
from app.ui.pages.applications.view import ApplicationsPage
from app.ui.pages.catalog.view import CatalogPage
from app.ui.pages.exchange.view import ExchangePage
from app.ui.pages.forms.view import FormsPage
from app.ui.pages.matching.view import MatchingPage
from app.ui.pages.settings.view import SettingsPage
from app.ui.pages.today.view import TodayPage
from app.ui.pages.workers.view import WorkersPage

PAGES: tuple[PageSpec[Counter], ...] = (
    PageSpec("today", TodayPage),
    PageSpec("workers", WorkersPage),
    PageSpec("matching", MatchingPage),
    PageSpec("catalog", CatalogPage),
    PageSpec("applications", ApplicationsPage),
    PageSpec("exchange", ExchangePage),
    PageSpec("forms", FormsPage),
    PageSpec("settings", SettingsPage),
)
