"""Stand-ins at the ports of the window: drawn pages, printers that only note, people to be found."""

# ruff: noqa: ARG002 - the protocols say what these do
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication

from app.models.sheets import Lay
from app.ui.errors import CrashReporter
from app.ui.kit import RAIL, PageSpec
from app.ui.ops import InlineOps, Ops
from app.ui.theme import Theme
from app.ui.window import Fittings, SearchAnswer, SearchRow, StatusFacts, Window
from tests.ui.example_page import ExampleListPage, ExamplePage, OtherPage
from tests.ui.example_services import FakeServices


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    stride: int
    data: bytes


class FakePages:
    """Two white pages with a grey band."""

    def page_count(self, pdf: bytes) -> int:
        return 2

    def page_image(self, pdf: bytes, page: int, dpi: int) -> Picture:
        width, height = round(8.27 * dpi), round(11.69 * dpi)
        stride = width * 3
        rows = bytearray(b"\xff" * (stride * height))
        for row in range(height // 10, height // 8):
            rows[row * stride + 90 : row * stride + stride - 90] = b"\xc8" * (stride - 180)
        return Picture(width, height, stride, bytes(rows))


class FakePrinters:
    """Notes what would have been printed."""

    def __init__(self, names: Sequence[str] = ("得实 DS-1700", "联想 M7605")) -> None:
        self._names = names
        self.printed: list[tuple[bytes, str, int]] = []
        self.saved: list[bytes] = []

    def names(self) -> Sequence[str]:
        return self._names

    def print_pdf(self, pdf: bytes, printer: str, copies: int, title: str, lay: Lay) -> None:
        self.printed.append((pdf, printer, copies))

    def save_pdf(self, pdf: bytes, title: str, then: Callable[[str], None]) -> None:
        self.saved.append(pdf)
        then("示例.pdf")

    def save_table(self, workbook: bytes, title: str, then: Callable[[str], None]) -> None:
        self.saved.append(workbook)
        then("示例.xlsx")


def find_people(typed: str) -> SearchAnswer:
    rows = (
        SearchRow(7, "张龚", "女 43 岁　140321********062X　磨河滩村　上次 2026-11-20"),
        SearchRow(8, "张工", "男 51 岁　140321********0018　娘子关村"),
        SearchRow(9, "章公", "男 30 岁　140321********4413　下董寨村　在外：天津"),
    )
    return SearchAnswer(
        tuple(row for row in rows if typed in row.title or typed.isascii()), has_more=typed == "z"
    )


def make_window(
    app: QApplication,
    *,
    ops: Ops | None = None,
    theme: Theme | None = None,
    printers: FakePrinters | None = None,
    services: FakeServices | None = None,
) -> Window:
    """Return a window of eight pages, one of them the example, not yet shown."""
    kinds = {"workers": ExamplePage, "matching": ExampleListPage}
    specs = [PageSpec(one.key, kinds.get(one.key, OtherPage)) for one in RAIL]
    window = Window(
        specs,
        services or FakeServices(),
        ops or InlineOps(CrashReporter()),
        theme or Theme(app),
        Fittings(FakePages(), find_people, printers or FakePrinters()),
    )
    window.rail.show_people("娘子关镇就业服务站", "王秀兰 · 经办")
    window.status.show_facts(
        StatusFacts(waiting=17, county_batch=38, returned=2, care="今天 08:00 已备份 · 自检正常")
    )
    return window
