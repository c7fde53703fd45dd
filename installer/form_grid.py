"""A ruled official table on a grid of 24 columns, row by row, as a workbook."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

COLUMNS = 24
_PIXELS = 26
_MM = 72 / 25.4
SONG, HEI = "宋体", "黑体"


@dataclass(frozen=True)
class Part:
    """One cell of a row: how many grid columns and rows it covers, its text and how it looks."""

    span: int
    text: str
    across: str = "left"
    down: str = "center"
    size: float = 10.5
    bold: bool = False
    sides: str = "lrtb"
    rows: int = 1
    shrink: bool = False
    wrap: bool = True
    family: str = SONG
    indent: int = 0


def label(span: int, text: str, rows: int = 1) -> Part:
    """Return a centred label."""
    return Part(span, text, across="center", rows=rows)


def value(span: int, text: str, rows: int = 1) -> Part:
    """Return a left-aligned value that wraps."""
    return Part(span, text, rows=rows)


def middle(span: int, text: str) -> Part:
    """Return a centred value."""
    return Part(span, text, across="center")


class Form:
    """Builds one form; every `row` adds cells of a height in millimetres (0: grows with its text)."""

    def __init__(self, title: str, *, margins: tuple[float, float, float, float] = (25, 25, 20, 20)) -> None:
        self._book = Workbook()
        sheet = self._book.active
        sheet.title = title[:31]
        self._book.properties.title = title
        self._book.properties.creator = "家门口"
        self._sheet = sheet
        self._row = 0
        self._taken: set[tuple[int, int]] = set()
        for column in range(1, COLUMNS + 1):
            sheet.column_dimensions[get_column_letter(column)].width = _PIXELS / 7
        setup = sheet.page_setup
        setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight = 9, "portrait", 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        left, top, right, bottom = (edge / 25.4 for edge in margins)
        edges = sheet.page_margins
        edges.left, edges.top, edges.right, edges.bottom = left, top, right, bottom
        edges.header, edges.footer = 12 / 25.4, 10 / 25.4
        sheet.print_options.horizontalCentered = True
        sheet.sheet_view.showGridLines = False

    @property
    def next_row(self) -> int:
        """The number of the row that comes next."""
        return self._row + 1

    def row(self, height: float, *parts: Part) -> None:
        """Add a row; columns covered from above are skipped."""
        self._row += 1
        if height:
            self._sheet.row_dimensions[self._row].height = round(height * _MM * 4) / 4
        column = 1
        for part in parts:
            while (self._row, column) in self._taken:
                column += 1
            self._put(part, column)
            column += part.span

    def _put(self, part: Part, column: int) -> None:
        sheet = self._sheet
        cell = sheet.cell(self._row, column)
        cell.value = part.text or None
        cell.font = Font(name=part.family, size=part.size, bold=part.bold)
        cell.alignment = Alignment(
            horizontal=part.across, vertical=part.down, wrap_text=part.wrap, shrink_to_fit=part.shrink,
            indent=part.indent,
        )  # fmt: skip
        last_row, last_column = self._row + part.rows - 1, column + part.span - 1
        for row in range(self._row, last_row + 1):
            for at in range(column, last_column + 1):
                self._taken.add((row, at))
        thin = Side(style="thin")
        marks = {"l": "left", "r": "right", "t": "top", "b": "bottom"}
        cell.border = Border(**{marks[side]: thin for side in part.sides})
        if (part.rows, part.span) != (1, 1):
            end = sheet.cell(last_row, last_column)
            end.border = Border(**{marks[side]: thin for side in part.sides})
            sheet.merge_cells(
                start_row=self._row, start_column=column, end_row=last_row, end_column=last_column
            )

    def heading(self, text: str, *, height: float = 14) -> None:
        """Add the title: 二号, bold Song, centred."""
        self.row(
            height,
            Part(COLUMNS, text, across="center", size=22, bold=True, sides="", wrap=False, shrink=True),
        )

    def under_heading(self, left: str, right: str) -> None:
        """Add the line under the title."""
        self.row(
            7, Part(12, left, sides="", wrap=False), Part(12, right, across="right", sides="", wrap=False)
        )

    def signed_box(self, height: float, *boxes: tuple[int, str, int, str, str]) -> None:
        """Add opinion boxes side by side: label width, label, width, opinion text, signature lines."""
        foot = 6.5 * max(box[4].count("\n") + 1 for box in boxes) + 1.5
        upper: list[Part] = []
        lower: list[Part] = []
        for label_span, name, span, text, signature in boxes:
            upper.append(label(label_span, name, rows=2))
            upper.append(Part(span, text, down="top", sides="lrt"))
            lower.append(Part(span, signature, across="right", down="bottom", sides="lrb"))
        self.row(height - foot, *upper)
        self.row(foot, *lower)

    def frame(self, first: int, last: int | None = None) -> None:
        """Draw the outer rule of 1 pt round the rows."""
        last = last or self._row
        medium = Side(style="medium")
        for row in range(first, last + 1):
            for column in range(1, COLUMNS + 1):
                cell = self._sheet.cell(row, column)
                old = cell.border
                cell.border = Border(
                    left=medium if column == 1 else old.left,
                    right=medium if column == COLUMNS else old.right,
                    top=medium if row == first else old.top,
                    bottom=medium if row == last else old.bottom,
                )

    def cut_line(self, height: float, text: str) -> None:
        """Add the dashed line along which two copies are cut apart."""
        self.row(height / 2, Part(COLUMNS, "{{cut}}" + text, across="center", size=8, sides=""))
        for column in range(1, COLUMNS + 1):
            self._sheet.cell(self._row, column).border = Border(bottom=Side(style="mediumDashed"))
        self.row(height / 2, Part(COLUMNS, "{{cut}}", sides=""))

    def notes(self, height: float, text: str) -> None:
        """Add 填表说明 in 小五 under the table."""
        self.row(height, Part(COLUMNS, text, down="top", size=9, sides=""))

    def repeat_head(self, first: int, last: int) -> None:
        """Print these rows again at the head of every page."""
        self._sheet.print_title_rows = f"{first}:{last}"

    def footer(self, text: str) -> None:
        """Set the centre of the footer."""
        self._sheet.oddFooter.center.text = text
        self._sheet.oddFooter.center.size = 9
        self._sheet.oddFooter.center.font = f"{SONG},Regular"

    def save(self, path: Path, stamp: datetime) -> None:
        """Write the workbook so that the same drawing gives the same file."""
        self._sheet.print_area = f"A1:{get_column_letter(COLUMNS)}{self._row}"
        self._book.properties.created = self._book.properties.modified = stamp
        buffer = BytesIO()
        self._book.save(buffer)
        with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name in sorted(made.namelist()):
                data = made.read(name)
                if name == "docProps/core.xml":
                    head, _, rest = data.partition(b"<dcterms:modified")
                    _, _, tail = rest.partition(b"</dcterms:modified>")
                    mark = (
                        f' xsi:type="dcterms:W3CDTF">{stamp:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>'.encode()
                    )
                    data = head + b"<dcterms:modified" + mark + tail
                out.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
