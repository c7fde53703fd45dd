"""Looking at a workbook before anything is taken in: what it seems to hold, and which column is which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import file_digest
from pathlib import Path

from app.faults import UserError
from app.services.imports.writer import Answers
from app.services.intake.context import Context
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import Mapping as Columns
from app.services.intake.mapping import choose, missing, propose
from app.services.intake.mending import find_mending, read_mended
from app.services.intake.preface import read_preface
from app.services.intake.rows import ParsedRow, RowReader, read_rows
from app.services.intake.sheets import Sheet, Workbook, open_workbook

_TELLING: Mapping[str, tuple[str, ...]] = {"comparison": ("名单", "比对"), "attendance": ("签到", "考勤")}
"""Words in a title that settle which of two layouts with the same columns a sheet is."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a workbook seems to hold, before anything is taken in; the clerk may correct the columns."""

    path: Path
    layout: str
    label: str
    mapping: Columns
    rows: int
    missing: tuple[str, ...]
    title: str
    seen_before: str
    mends: str = ""
    answers: Answers = field(default_factory=Answers)

    @property
    def is_ready(self) -> bool:
        """Tell whether every required column has been found."""
        return not self.missing

    def assign(self, index: int, key: str) -> Look:
        """Return the look in which the clerk says what a column is."""
        columns = self.mapping.assign(index, key)
        lacking = tuple(field.label for field in missing(LAYOUTS[self.layout], columns))
        return replace(self, mapping=columns, missing=lacking)

    def answer(self, answers: Answers) -> Look:
        """Return the look in which the clerk says which of the differing values are to stand."""
        return replace(self, answers=answers)


class Desktop:
    """The workbook that was looked at last, kept open so that it is read once."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._digest = ""
        self._book: Workbook | None = None

    def open(self, path: Path) -> Workbook:
        """Return the workbook; the file is read again only when its bytes have changed."""
        digest = digest_of(path)
        if self._book is None or (self._path, self._digest) != (path, digest):
            self._book = open_workbook(path)
            self._path, self._digest = path, digest
        return self._book

    def put_away(self) -> None:
        """Let go of the workbook."""
        self._book = None


def look_at(path: Path, book: Workbook, layout: str, seen_before: str) -> Look:
    """Propose what a workbook is and what its columns are; an empty `layout` lets the columns tell.

    Raises:
        UserError: nothing in it looks like a table.

    """
    mending = find_mending(book)
    if mending is not None:
        layout, sheet, columns = mending.layout, mending.sheet, mending.mapping
    else:
        layout, sheet, columns = _likeliest(book, layout)
    kind = LAYOUTS[layout]
    return Look(
        path=path,
        layout=layout,
        label=kind.label,
        mapping=columns,
        rows=max(0, sheet.height - columns.first_data_row + 1),
        missing=tuple(field.label for field in missing(kind, columns)),
        title=read_preface(sheet, columns).title,
        seen_before=seen_before,
        mends=mending.origin if mending is not None else "",
    )


def rows_of(look: Look, book: Workbook, context: Context) -> Iterator[ParsedRow]:
    """Return the records of a workbook under the columns of the look, a row at a time.

    Raises:
        UserError: a required column is missing, or two columns claim to be the same.

    """
    kind = LAYOUTS[look.layout]
    reader = RowReader(kind, look.mapping, context)
    mending = find_mending(book) if look.mends else None
    if mending is not None:
        return read_mended(kind, mending, context, reader=reader)
    return read_rows(kind, book.sheet(look.mapping.sheet), look.mapping, context, reader=reader)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of the file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _likeliest(book: Workbook, layout: str) -> tuple[str, Sheet, Columns]:
    if layout:
        return layout, *choose(LAYOUTS[layout], book)
    best: tuple[float, str, Sheet, Columns] | None = None
    for key, kind in LAYOUTS.items():
        for sheet in book.visible():
            found = propose(kind, sheet)
            if found is None:
                continue
            title = read_preface(sheet, found).title
            told = any(word in title for word in _TELLING.get(key, ()))
            score = found.recognised - 3 * len(missing(kind, found)) + 2 * told
            if best is None or score > best[0]:
                best = (score, key, sheet, found)
            if _is_plain(found, score) and not any(
                word in title for words in _TELLING.values() for word in words
            ):
                return key, sheet, found
    if best is None:
        raise UserError("没有找到表头：请确认这个文件里有姓名、身份证号或单位名称等列。")
    return best[1:]


def _is_plain(found: Columns, score: float) -> bool:
    """Tell whether every column with a name is recognised, so that no other layout can fit better."""
    named = sum(1 for column in found.columns if column.header)
    return score >= named > 0
