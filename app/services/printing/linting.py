"""What in a form's workbook will not fill or print, cell by cell: what must be mended, what to ask, what to know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from openpyxl.utils import get_column_letter

from app.services.printing.across import groups
from app.services.printing.arrange import arrange
from app.services.printing.catalogue import keys_of
from app.services.printing.compose import Box, Composer, SetText
from app.services.printing.layout import Cell, Template
from app.services.printing.tags import Scope, Tag, faults
from app.services.printing.textflow import Run

_MM = 25.4 / 72
_SMALLER = 0.999  # of the author's size; below it text was shrunk


class Grade(StrEnum):
    """How much a finding matters."""

    MEND = "mend"
    ASK = "ask"
    KNOW = "know"

    @property
    def label(self) -> str:
        """Return the grade in words."""
        return {"mend": "必须改", "ask": "请核对", "know": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a form: where it is (empty for the whole sheet), and what."""

    grade: Grade
    place: str
    text: str

    @property
    def words(self) -> str:
        """Return the finding as a line."""
        return f"{self.place}：{self.text}" if self.place else self.text


@dataclass(frozen=True, slots=True)
class Trial:
    """Values to fill a form with: what they are called, and the values."""

    title: str
    values: Mapping[str, object]


def examine(
    template: Template, *, known: Collection[str], wanted: Mapping[str, str], trials: Iterable[Trial] = ()
) -> tuple[Finding, ...]:
    """Return everything about a form, what must be mended first.

    `known` are the keys that can be filled; `wanted` the keys, with their words, that the form before had;
    `trials` are filled in to see what does not fit.
    """
    found = [
        *_tag_findings(template, known),
        *_running_findings(template, known),
        *_sheet_findings(template),
        *_gone(template, wanted),
        *_fixed_findings(template),
    ]
    for trial in trials:
        found += _trial_findings(template, trial)
    found += [Finding(Grade.KNOW, "", warning) for warning in template.warnings]
    order = list(Grade)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: order.index(one.grade)))


def is_usable(findings: Iterable[Finding]) -> bool:
    """Return whether nothing has to be mended."""
    return all(one.grade is not Grade.MEND for one in findings)


def place_of(area: Template, cell: Cell) -> str:
    """Return where a cell is, as its author sees it: 单元格 B7“户籍地址”."""
    column = get_column_letter(area.left + cell.column)
    label = f"“{cell.label}”" if cell.label else ""
    return f"单元格 {column}{area.bands[cell.row].source}{label}"


def labels_of(template: Template) -> dict[str, str]:
    """Return the words beside each key of a form: 户籍地址（worker.hukou_text）."""
    found: dict[str, str] = {}
    for _, cell in _cells(template):
        for part in cell.parts:
            if isinstance(part, Tag) and part.key:
                found.setdefault(part.key, f"{cell.label}（{part.key}）" if cell.label else part.key)
    return {key: found.get(key, key) for key in keys_of(template)}


def _cells(template: Template) -> Iterator[tuple[Template, Cell]]:
    for area in (template, *template.more):
        for band in area.bands:
            for cell in band.cells:
                yield area, cell


def _tag_findings(template: Template, known: Collection[str]) -> Iterator[Finding]:
    asked = set(keys_of(template))
    for area, cell in _cells(template):
        for part in cell.parts:
            if isinstance(part, Tag) and (text := _fault(part, asked, known)):
                yield Finding(Grade.MEND, place_of(area, cell), text)
    placed = {part.key for _, cell in _cells(template) for part in cell.parts if isinstance(part, Tag)}
    running = {
        part.key
        for item in template.running
        for line in item.lines
        for part, _ in line
        if isinstance(part, Tag)
    }
    for key in sorted(asked - placed - running - set(known)):
        yield Finding(Grade.MEND, "重复行", f"没有这个填写项：{key}")


def _running_findings(template: Template, known: Collection[str]) -> Iterator[Finding]:
    asked = set(keys_of(template))
    for item in template.running:
        for line in item.lines:
            for part, _ in line:
                if isinstance(part, Tag) and (text := _fault(part, asked, known)):
                    yield Finding(Grade.MEND, "页眉" if item.is_header else "页脚", text)


def _fault(tag: Tag, asked: Collection[str], known: Collection[str]) -> str:
    if fault := faults(tag):
        return fault
    return f"没有这个填写项：{tag.key}" if tag.key in asked and tag.key not in known else ""


def _sheet_findings(template: Template) -> Iterator[Finding]:
    if not template.has_print_area:
        yield Finding(Grade.MEND, "", "没有设置打印区域。选中要打印的格子，在“页面布局”里设为打印区域")
    for area in (template, *template.more):
        parts = groups(area, area.paper.scale)
        if area.paper.fit_pages is not None or area.column_breaks or area.side or len(parts) == 1:
            continue
        room = (area.paper.width - area.paper.margins[0] - area.paper.margins[2]) * _MM
        wide = sum(area.columns) * area.paper.scale * _MM
        over = get_column_letter(area.left + parts[1].start)
        yield Finding(
            Grade.MEND,
            f"{over} 列起",
            f"表宽 {wide:.0f} 毫米，纸上能印 {room:.0f} 毫米，宽出 {wide - room:.0f} 毫米，会印到另一页。"
            "请收窄列宽，或在“页面布局”里设为 1 页宽",
        )


def _gone(template: Template, wanted: Mapping[str, str]) -> Iterator[Finding]:
    have = set(keys_of(template))
    for key, words in wanted.items():
        if key not in have:
            yield Finding(Grade.ASK, "", f"原来的表上有、这张没有：{words}")


class _Watcher(Composer):
    """Composes a form and remembers how the text of each cell was set."""

    def __init__(self, template: Template) -> None:
        super().__init__(template)
        self.seen: list[tuple[Cell, tuple[Run, ...], SetText]] = []

    def _set(self, cell: Cell, runs: tuple[Run, ...], box: Box, taken: frozenset[int]) -> SetText:
        done = super()._set(cell, runs, box, taken)
        self.seen.append((cell, runs, done))
        return done


@dataclass(frozen=True, slots=True)
class _Tight:
    """A cell whose text does not fit at its author's size `wanted`: the size it gets, and whether it goes to 附页."""

    place: str
    is_fixed: bool
    wanted: float
    size: float
    is_over: bool

    @property
    def words(self) -> str:
        return "会转附页" if self.is_over else f"会从 {self.wanted:.3g} 磅缩到 {self.size:.3g} 磅"


def _tight(template: Template, values: Mapping[str, object]) -> Iterator[_Tight]:
    """Yield every cell that has no room for what it says with these values."""
    for area in (template, *template.more):
        watcher = _Watcher(area)
        pages, _ = arrange(area, Scope(values))
        for page in pages:
            watcher.sheet(page)
        for cell, runs, done in watcher.seen:
            wanted = max(run.face.size for run in runs)
            if done.flow.rest or done.flow.factor < _SMALLER:
                yield _Tight(
                    place_of(area, cell),
                    cell.is_static,
                    wanted,
                    wanted * done.flow.factor,
                    bool(done.flow.rest),
                )


def _fixed_findings(template: Template) -> Iterator[Finding]:
    for one in _tight(template, {}):
        if one.is_fixed and one.is_over:
            yield Finding(Grade.MEND, one.place, "印好的字放不下，会转附页。请加高这一行或减少字数")
        elif one.is_fixed:
            yield Finding(Grade.KNOW, one.place, f"印好的字{one.words}")


def _trial_findings(template: Template, trial: Trial) -> Iterator[Finding]:
    worst: dict[str, _Tight] = {}
    for one in _tight(template, trial.values):
        before = worst.get(one.place)
        if not one.is_fixed and (before is None or (one.is_over, -one.size) > (before.is_over, -before.size)):
            worst[one.place] = one
    for one in worst.values():
        yield Finding(Grade.KNOW, one.place, f"{trial.title}{one.words}")
