"""Which module may import which: the rules behind `test_floors`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tests.house.tree import Module, app, imports, is_within

FOUNDATION = ("app.faults", "app.ports", "app.paths", "app.log", "app.progress")
TOP = (
    "app.__main__",
    "app.start",
    "app.cli",
    "app.cli_county",
    "app.cli_publish",
    "app.cli_forms",
    "app.cli_slips",
    "app.demo",
)
RANKS = [(FOUNDATION, 0), (("app.models",), 1), (("app.services",), 2), (("app.ui",), 3), (TOP, 4)]
PURE = (
    "app.models.checks",
    "app.services.policy",
    "app.services.matching",
    "app.services.printing",
    "app.services.exchange",
    "app.services.intake",
)
STORES = ("sqlalchemy", "alembic", "sqlite3", "sqlcipher3")
SOCKETS = (
    "socket", "socketserver", "ssl", "asyncio", "selectors", "http", "urllib.request", "urllib3", "requests",
    "httpx", "aiohttp", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc", "paramiko",
    "PySide6.QtNetwork", "PySide6.QtWebSockets", "multiprocessing",
)  # fmt: skip
CLOCKS = ("Clock", "SystemClock", "FixedClock", "Ids", "SystemIds", "SeededIds", "random_bytes")


def rank(name: str) -> int | None:
    """Return the floor a dotted name lies on, or None outside the product."""
    for packages, floor in RANKS:
        if is_within(name, *packages):
            return floor
    return None


@cache
def entity_modules() -> frozenset[str]:
    """Return the modules of `app.models` that speak to SQLAlchemy, directly or through one another."""
    uses = {
        module.name: [name for _, name in imports(module)]
        for module in app()
        if module.is_under("app.models")
    }
    found = {name for name, named in uses.items() if any(is_within(one, *STORES) for one in named)}
    while True:
        more = {
            name for name, named in uses.items() if any(is_within(one, *(found - {name})) for one in named)
        }
        if more <= found:
            return frozenset(found - {"app.models"})
        found |= more


def imports_run_one_way(module: Module) -> Iterator[str]:
    """Import only from the same floor or from below: top → ui → services → models → foundation."""
    own = rank(module.name)
    for node, name in imports(module):
        other = rank(name)
        if own is not None and other is not None and other > own:
            yield module.at(node, f"{module.name} imports {name}, which lies above it")
        if module.name == "app" and other is not None:
            yield module.at(node, "the package app itself imports nothing of the product")


def no_qt_below_ui(module: Module) -> Iterator[str]:
    """Qt is imported only in app/ui and above it; a service hands back frozen values instead."""
    if module.is_under("app.ui", *TOP):
        return
    for node, name in imports(module):
        if is_within(name, "PySide6", "shiboken6"):
            yield module.at(node, f"imports {name} below the window")


def no_database_in_ui(module: Module) -> Iterator[str]:
    """app/ui knows no SQLAlchemy, no SQLite and no entity: call a service and read its frozen result."""
    if not module.is_under("app.ui"):
        return
    for node, name in imports(module):
        if is_within(name, *STORES, *entity_modules()):
            yield module.at(node, f"imports {name}")


def no_page_imports_a_page(module: Module) -> Iterator[str]:
    """Pages never import pages: say where to go through the window's navigation."""
    parts = module.name.split(".")
    if not module.name.startswith("app.ui.pages."):
        return
    own = ".".join(parts[:4])
    for node, name in imports(module):
        if is_within(name, "app.ui.pages") and not is_within(name, own):
            yield module.at(node, f"imports {name}")


def kit_stands_alone(module: Module) -> Iterator[str]:
    """app/ui/kit knows no page and no service: what it shows is handed to it."""
    if not module.is_under("app.ui.kit"):
        return
    for node, name in imports(module):
        if is_within(name, "app.services", "app.ui.pages", "app.ui.window"):
            yield module.at(node, f"imports {name}")


def pure_packages_stay_pure(module: Module) -> Iterator[str]:
    """Keep database, entities, clock and identities out of the pure packages: facts in, values out."""
    if not module.is_under(*PURE):
        return
    for node, name in imports(module):
        if is_within(name, *STORES, *entity_modules(), "app.models.database", "app.models.entities"):
            yield module.at(node, f"imports {name}")
        if name == "app.ports" or name.removeprefix("app.ports.") in CLOCKS:
            yield module.at(node, f"imports {name}; make the day, the instant or the identity an argument")


def no_sockets(module: Module) -> Iterator[str]:
    """Open no socket: the counter works unplugged, and only the county's service knows psycopg."""
    for node, name in imports(module):
        if is_within(name, *SOCKETS):
            yield module.at(node, f"imports {name}")
        if is_within(name, "psycopg", "psycopg2") and not module.is_under("app.services.county"):
            yield module.at(node, f"imports {name} outside the county's service")


def no_relative_imports(module: Module) -> Iterator[str]:
    """Write imports in full, so that a module says where it stands."""
    for node, name in imports(module):
        if name.startswith("."):
            yield module.at(node, f"imports {name}")


def import_graph(found_in: tuple[Module, ...]) -> dict[str, list[str]]:
    """Return for every module the modules of the product that it names, the nearest meant by each import."""
    known = {module.name for module in found_in}
    graph: dict[str, list[str]] = {}
    for module in found_in:
        meant = []
        for _, name in imports(module):
            target = name if name in known else name.rpartition(".")[0]
            if target in known and target != module.name:
                meant.append(target)
        graph[module.name] = meant
    return graph


def cycle_in(graph: dict[str, list[str]]) -> list[str]:
    """Return one cycle of the graph, first and last the same, or nothing."""
    done: set[str] = set()

    def seek(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for target in graph[name]:
            if found := seek(target, [*path, name]):
                return found
        done.add(name)
        return []

    return next((found for name in graph if (found := seek(name, []))), [])
