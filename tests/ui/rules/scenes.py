"""Every page of the real window in every state a clerk can bring it to; the rules are held against each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services.keyslots import ClerkName
from app.services.printing.preview import text_of
from app.services.sample import CLERK, REVIEWER, sample
from app.ui.entrance.forms import FirstStart, LogIn, RecoveryCard, RecoveryLogIn, RestoreCard
from app.ui.entrance.frame import EntranceFrame
from app.ui.errors import CrashNote
from app.ui.kit import RAIL, Page
from app.ui.pages.applications.view import ApplicationsPage
from app.ui.pages.catalog.view import CatalogPage
from app.ui.pages.exchange.view import ExchangePage
from app.ui.pages.forms.view import FormsPage
from app.ui.pages.matching.view import MatchingPage
from app.ui.pages.settings.view import SettingsPage
from app.ui.pages.workers.sides import HOME
from app.ui.pages.workers.view import WorkersPage
from tests.journeys.conftest import Counter
from tests.services.test_applications import company_class
from tests.services.town import ACCOUNT

PERSON = "曹铁柱"
ESC = Qt.Key.Key_Escape
Scene = Callable[[Counter], object]
KEYS = tuple(entry.key for entry in RAIL)


def page_of(at_counter: Counter, key: str, kind: type[Page], target: object = None) -> Page:
    """Bring a page to the front."""
    at_counter.desktop.window.open_page(key, target)
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, kind)
    QTest.qWait(5)
    return page


def workers(at_counter: Counter, target: object = None) -> WorkersPage:
    page = page_of(at_counter, "workers", WorkersPage, target)
    assert isinstance(page, WorkersPage)
    return page


def matching(at_counter: Counter, target: object = None) -> MatchingPage:
    page = page_of(at_counter, "matching", MatchingPage, target)
    assert isinstance(page, MatchingPage)
    return page


def catalog(at_counter: Counter, target: object = None) -> CatalogPage:
    page = page_of(at_counter, "catalog", CatalogPage, target)
    assert isinstance(page, CatalogPage)
    return page


def applications(at_counter: Counter, target: object = None) -> ApplicationsPage:
    page = page_of(at_counter, "applications", ApplicationsPage, target)
    assert isinstance(page, ApplicationsPage)
    return page


def settings(at_counter: Counter, view: str) -> SettingsPage:
    page = page_of(at_counter, "settings", SettingsPage, view)
    assert isinstance(page, SettingsPage)
    return page


def forms(at_counter: Counter, view: str) -> FormsPage:
    page = page_of(at_counter, "forms", FormsPage)
    assert isinstance(page, FormsPage)
    page._view.focus_input()
    page._view.set_value(view)
    page._fill()
    return page


def press(at_counter: Counter, name: str) -> None:
    """Press the button of that name that is in sight."""
    button = next(one for one in at_counter.window.findChildren(QPushButton, name) if one.isVisible())
    assert button.isEnabled(), name
    button.click()
    QTest.qWait(5)


def a_list(at_counter: Counter) -> WorkersPage:
    """Show the register as a list, whoever was open before."""
    page = workers(at_counter)
    while page._stack.currentWidget() is not page.list:
        at_counter.press(ESC)
    return page


def a_case(at_counter: Counter) -> int:
    """Return a case that was taken in."""
    known = at_counter.town.counter.applications.ids()
    if known:
        return known[0]
    number = at_counter.town.eligible(PERSON)
    page = applications(at_counter, ("apply", number, "training"))
    page.apply.form.fill({"bank_account": ACCOUNT})
    page.apply.take()
    return at_counter.town.counter.applications.ids()[0]


def _opened(kind: str) -> Scene:
    return lambda at_counter: _open_first(at_counter, kind)


def _open_first(at_counter: Counter, kind: str) -> None:
    page = catalog(at_counter, kind)
    page.table.select(page._tables[kind].current_id())
    page.table.focus_list()
    at_counter.press(Qt.Key.Key_Return)


def _new(kind: str) -> Scene:
    def scene(at_counter: Counter) -> None:
        catalog(at_counter, kind)
        at_counter.press(Qt.Key.Key_F2)

    return scene


def _class(at_counter: Counter) -> None:
    page = catalog(at_counter, "session")
    page._open_class(at_counter.town.session())
    QTest.qWait(5)


def _learner(at_counter: Counter) -> None:
    _class(at_counter)
    at_counter.press(Qt.Key.Key_Return)


def _find_learner(at_counter: Counter) -> None:
    page = catalog(at_counter, "session")
    rows = at_counter.town.counter.catalog
    planned = next(row.id for row in rows.rows("session", rows.ids("session")) if row.state == "招生中")
    page._open_class(planned)
    page.classroom.finder.focus_input()
    at_counter.type("ctz")


def _import(at_counter: Counter) -> None:
    page = a_list(at_counter)
    pane = page.list.show_import()
    pane.begin_with(sample("roster"))


def _import_done(at_counter: Counter) -> None:
    _import(at_counter)
    workers(at_counter).list._import.run()


def _import_past(at_counter: Counter) -> None:
    a_list(at_counter).list.show_import()._start_over()


def _facing(at_counter: Counter) -> None:
    workers(at_counter, at_counter.town.eligible(PERSON))
    press(at_counter, "facing")


def _likes(at_counter: Counter) -> None:
    number = at_counter.town.counter.workers.open(at_counter.town.worker(PERSON)).text("id_number")
    workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type(number)
    QTest.qWait(200)


def _conflict(at_counter: Counter) -> None:
    page = workers(at_counter, at_counter.town.worker(PERSON))
    page.conflict.warn()


def _wrong(at_counter: Counter) -> None:
    page = workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type("140321198304170621")
    page.form.judge()


def _row(at_counter: Counter) -> None:
    page = workers(at_counter, at_counter.town.worker(PERSON))
    page.rows.begin("movement")


def _household(at_counter: Counter) -> None:
    page = workers(at_counter, at_counter.town.worker(PERSON))
    page.sides.show_pane(HOME)


def _member(at_counter: Counter) -> None:
    _household(at_counter)
    found = at_counter.window.findChildren(QPushButton)
    wanted = [one for one in found if one.objectName() in {"home_add", "home_found"} and one.isEnabled()]
    next(one for one in wanted if not one.isHidden()).click()
    QTest.qWait(5)


def _why_not(at_counter: Counter) -> None:
    number = at_counter.town.worker(PERSON)
    at_counter.town.complete(number, wish_area="town", limits=["night"])
    matching(at_counter, number)
    at_counter.press(Qt.Key.Key_3)


def _staff(at_counter: Counter) -> None:
    page = applications(at_counter)
    page._on_staff_wanted(at_counter.town.session())


def _employer(at_counter: Counter) -> None:
    choice = company_class(at_counter.town)
    page = applications(at_counter, ("apply", 0, "employer"))
    page.apply.form.fill({"employer": str(choice.employer_id), "basis": str(choice.session_id)})
    page.apply._judge()


def _seal(at_counter: Counter) -> None:
    page = page_of(at_counter, "exchange", ExchangePage)
    assert isinstance(page, ExchangePage)
    page._on_seal_asked()


def _preview(at_counter: Counter) -> None:
    forms(at_counter, "forms")
    at_counter.press(Qt.Key.Key_F8)


def _task(key: str) -> Scene:
    def scene(at_counter: Counter) -> None:
        page = settings(at_counter, "people")
        page._people._which.set_value(key)
        page._people._show_task()

    return scene


def _help(at_counter: Counter) -> None:
    at_counter.desktop.window.open_page("today")
    at_counter.press(Qt.Key.Key_F1)


def _crash(at_counter: Counter) -> None:
    at_counter.desktop.window._crash.show_note(CrashNote("A1B2C3", 1))


def _lock(at_counter: Counter) -> None:
    at_counter.desktop.lock()


def _apply(at_counter: Counter) -> None:
    applications(at_counter, ("apply", at_counter.town.worker("姚润生"), ""))


SCENES: Mapping[str, Scene] = {
    "today": lambda at_counter: at_counter.desktop.window.open_page("today"),
    "register": a_list,
    "new person": lambda at_counter: (workers(at_counter), at_counter.press(Qt.Key.Key_F2)),
    "person": lambda at_counter: workers(at_counter, at_counter.town.worker(PERSON)),
    "wrong number": _wrong,
    "look-alike": _likes,
    "conflict": _conflict,
    "dated row": _row,
    "household": _household,
    "member added": _member,
    "facing": _facing,
    "import": _import,
    "imported": _import_done,
    "imports of the past": _import_past,
    "waiting seekers": lambda at_counter: matching(at_counter, 0),
    "why not": _why_not,
    "matches": lambda at_counter: matching(at_counter, at_counter.town.worker(PERSON)),
    **{f"list of {kind}": _kind for kind, _kind in (
        (kind, (lambda at_counter, kind=kind: catalog(at_counter, kind)))
        for kind in ("job", "employer", "institution", "course", "session"))},
    **{f"record of {kind}": _opened(kind) for kind in ("job", "employer", "institution", "course")},
    **{f"new {kind}": _new(kind) for kind in ("job", "employer", "institution", "course", "session")},
    "class": _class,
    "learner": _learner,
    "learner sought": _find_learner,
    "applications": lambda at_counter: applications(at_counter)._on_close_asked(),
    "claim": _apply,
    "employer's claim": _employer,
    "staff": _staff,
    "case": lambda at_counter: applications(at_counter, a_case(at_counter)),
    "case being mended": lambda at_counter: applications(at_counter, a_case(at_counter)).case.mending.begin(),
    "exchange": lambda at_counter: at_counter.desktop.window.open_page("exchange"),
    "seal": _seal,
    **{f"forms: {view}": (lambda at_counter, view=view: forms(at_counter, view))
       for view in ("forms", "taking", "notice", "history")},
    "preview": _preview,
    **{f"settings: {view}": (lambda at_counter, view=view: settings(at_counter, view))
       for view in ("station", "printers", "care", "policy", "trail")},
    **{f"people: {task}": _task(task) for task in ("add", "own", "reset", "code")},
    "help": _help,
    "crash": _crash,
    "lock": _lock,
}  # fmt: skip
"""In this order, each from wherever the one before it left the window; the lock comes last."""


def tidy(at_counter: Counter) -> None:
    """Put sheets, preview and bars away before the next scene."""
    window = at_counter.desktop.window
    for sheet in (window._help, window._crash):
        if sheet.isVisible():
            sheet.put_away()
    window._close_preview()
    window.clear_bar("*")
    for key in ("catalog", "applications"):
        page = window._sittings.now.pages.get(key)
        if isinstance(page, CatalogPage):
            while page._stack.currentWidget() is not page._list:
                page._on_close_asked()
        if isinstance(page, ApplicationsPage):
            while page._stack.currentWidget() is not page._list:
                page._on_close_asked()


def walk(at_counter: Counter, look: Callable[[str], None], *, but: tuple[str, ...] = ()) -> None:
    """Bring the window to every scene in turn and look at each."""
    for name, scene in SCENES.items():
        if name not in but:
            tidy(at_counter)
            scene(at_counter)
            QTest.qWait(20)
            look(name)


NAMES = (ClerkName(CLERK[0], CLERK[1], "admin"), ClerkName(REVIEWER[0], REVIEWER[1], "reviewer"))


def entrance() -> Mapping[str, tuple[Callable[[], object], int, int]]:
    """Return the cards of the way in, with the room each is given."""
    return {
        "first start": (FirstStart, 760, 520),
        "log-in": (lambda: LogIn("请登录", NAMES, hint="示例镇：王秀兰 密码 12345678"), 620, 380),
        "recovery code": (lambda: RecoveryCard("示例-不能-用来-恢复-任何-数据-示例-示例"), 620, 380),
        "recovery": (lambda: RecoveryLogIn(NAMES), 620, 440),
        "restore": (lambda: RestoreCard(()), 620, 380),
    }


__all__ = ["KEYS", "PERSON", "SCENES", "EntranceFrame", "entrance", "text_of", "tidy", "walk"]
