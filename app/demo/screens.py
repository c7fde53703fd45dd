"""Pictures of every page and each important state, at the standard and the large type size."""

from __future__ import annotations

from pathlib import Path

from app.demo.stage import SIZES, Stage
from app.services.keyslots import ClerkName
from app.services.sample import CLERK, REVIEWER
from app.ui.entrance.forms import FirstStart, LogIn, RecoveryCard
from app.ui.entrance.frame import EntranceFrame
from app.ui.kit import RAIL
from app.ui.pages.workers.view import WorkersPage

_SAMPLE_CODE = "示例-不能-用来-恢复-任何-数据"


def entrance_pictures(stage: Stage) -> None:
    """Take the first start, the recovery code and the log-in."""
    frame = EntranceFrame()
    frame.resize(*SIZES[""])
    frame.show()
    names = (ClerkName(CLERK[0], CLERK[1], "admin"), ClerkName(REVIEWER[0], REVIEWER[1], "reviewer"))
    for name, card, width, height in (
        ("00_first_start", FirstStart(), 760, 520),
        ("01_recovery_code", RecoveryCard(_SAMPLE_CODE), 620, 380),
        ("02_login", LogIn("请登录", names), 620, 380),
    ):
        frame.show_card(card, width=width, height=height)
        stage.picture(name, frame)
    frame.close()
    frame.deleteLater()


def import_pictures(stage: Stage, path: Path) -> None:
    """Import a roster through the pane a clerk uses, and take what it showed."""
    page = stage.show_page("workers")
    if not isinstance(page, WorkersPage):
        raise TypeError("the worker page is missing")
    pane = page.list.show_import()
    pane.begin_with(path)
    stage.picture("02_import_columns")
    pane.run()
    stage.picture("02_import_result")
    pane.go_back()


def page_pictures(stage: Stage, worker_id: int, case_id: int) -> None:
    """Take every page at both type sizes and at the small screen, and the dark and high-contrast palettes once."""
    stage.tidy()
    targets: dict[str, object] = {"workers": worker_id, "matching": worker_id, "applications": case_id}
    for is_large in (False, True):
        stage.large(is_on=is_large)
        for entry in RAIL:
            stage.show_page(entry.key, targets.get(entry.key))
            stage.picture(f"page_{entry.number}_{entry.key}{'_large' if is_large else ''}")
    stage.large(is_on=False)
    window = stage.desktop.window if stage.desktop else None
    if window is None:
        return
    window.resize(*SIZES["_small"])
    for entry in RAIL:
        stage.show_page(entry.key, targets.get(entry.key))
        stage.picture(f"page_{entry.number}_{entry.key}_small")
    window.resize(*SIZES[""])
