"""What the import pane shows: the lines of its tables and the words above them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.models.values import IdNumber, mask_phone
from app.ports import CHINA
from app.services.imports.checking import Difference, Preview
from app.services.imports.keeping import BadRow, ImportReport
from app.services.imports.looking import Look
from app.services.imports.writer import Answers
from app.services.initials import initials
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import DAY
from app.ui.kit import Option

_FULL = 0.999
_SHOWN_AS_NUMBER = re.compile(r"[0-9]{13,20}[0-9Xx]?")  # also one mistyped by a figure
_STATES = {
    "done": "完成",
    "cancelled": "中止",
    "undone": "已撤销",
    "undoing": "撤销了一部分",
    "running": "没有做完",
}


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One source column as the table lists it."""

    index: int
    header: str
    meaning: str
    sureness: str
    samples: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One thing that is wrong in one row."""

    number: int
    who: str
    column: str
    content: str
    text: str
    repair: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One value of the file beside the station's own, and which of the two is to stand."""

    number: int
    who: str
    label: str
    ours: str
    theirs: str
    stands: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One import of the past."""

    uid: str
    at: str
    label: str
    file_name: str
    counts: str
    state: str


def column_lines(look: Look) -> tuple[ColumnLine, ...]:
    """Return the named columns of a file, with what they are taken for; numbers of persons are masked."""
    labels = {field.key: field.label for field in LAYOUTS[look.layout].fields}
    return tuple(
        ColumnLine(
            column.index,
            column.header or f"第 {column.index + 1} 列",
            _meaning(column.key, labels),
            _sureness(column.key, column.confidence, column.note),
            "、".join(_shown(text) for text in column.samples),
        )
        for column in look.mapping.columns
        if column.header or column.samples
    )


def meanings(look: Look) -> tuple[Option, ...]:
    """Return what a column can be taken for, filtered by words or pinyin initials."""
    fields = (field for field in LAYOUTS[look.layout].fields if field.label)
    named = (Option(field.key, field.label, initials(field.label)) for field in fields)
    return (Option("", "不导入", "bdr"), *named)


def _meaning(key: str, labels: dict[str, str]) -> str:
    if not key:
        return "不导入"
    return "签到日" if key.startswith(DAY) else labels.get(key, "不导入")


def _sureness(key: str, confidence: float, note: str) -> str:
    if note:
        return note
    if not key:
        return ""
    return "确定" if confidence >= _FULL else "请核对"


def _shown(text: str) -> str:
    if _SHOWN_AS_NUMBER.fullmatch(text):
        return IdNumber(text).masked()
    return mask_phone(text) if re.fullmatch(r"1[0-9]{10}", text) else text


def fault_lines(rows: Iterable[BadRow]) -> tuple[FaultLine, ...]:
    """Return a line for each thing that is wrong, in the file's order."""
    return tuple(
        FaultLine(
            row.number,
            row.who,
            fault.column,
            fault.content,
            fault.text if fault.is_error else f"（可不改）{fault.text}",
            fault.repair,
        )
        for row in rows
        for fault in row.faults
    )


def difference_line(one: Difference, answers: Answers) -> DifferenceLine:
    """Return a difference as the table lists it under the clerk's answers."""
    stands = "表里的" if answers.take(one.person, one.field) else "本站的"
    return DifferenceLine(one.number, one.who, one.label, one.ours, one.theirs, stands)


def is_sure(look: Look) -> bool:
    """Tell whether no column's meaning needs a second look."""
    return all(
        column.confidence >= _FULL and not column.note for column in look.mapping.columns if column.key
    )


def repairable(rows: Iterable[BadRow]) -> int:
    """Return how many rows come in when all certain repairs are taken."""
    return sum(row.may_be_repaired for row in rows)


def history_lines(reports: Iterable[ImportReport]) -> tuple[HistoryLine, ...]:
    """Return the imports of the past as the table lists them."""
    return tuple(
        HistoryLine(
            report.uid,
            f"{report.at.astimezone(CHINA):%m-%d %H:%M}",
            report.label,
            report.file_name,
            report.text.partition("：")[2],
            _STATES.get(report.state, ""),
        )
        for report in reports
    )


def words_for_look(look: Look, preview: Preview | None, *, is_checked: bool) -> tuple[str, str, str]:
    """Return heading, note and the note's tone for a file that was looked at."""
    told = f"{look.path.name}：看起来是「{look.label}」，表头在第 {look.mapping.header_row} 行"
    if look.missing:
        names = "、".join(look.missing)
        return told, f"缺少必填列：{names}。在下面选中那一列按 Enter，指定它的含义", "ask"
    if preview is None:
        rows = f"约 {look.rows:,} 行。" if is_checked else f"约 {look.rows:,} 行，正在核对…"
        return told, rows + (look.seen_before or "请核对每一列的含义，再开始导入"), ""
    mended = "这是本站导出的错行表，只补进这些行。" if look.mends else ""
    seen = f"。{look.seen_before}" if look.seen_before else ""
    tone = "ask" if preview.bad or preview.differences else "ok"
    return told, mended + _fares(preview) + seen, tone


def _fares(preview: Preview) -> str:
    """Return how the rows would fare, in words."""
    good = f"{preview.good:,} 行可以导入"
    if preview.is_compared and preview.new < preview.good:
        asked = f"，有不同 {preview.differing:,}（{preview.disputed:,} 处）" if preview.differing else ""
        good += f"：新增 {preview.new:,}，补空白 {preview.filled:,}{asked}，没有变化 {preview.unchanged:,}"
    return good + (f"；{preview.bad_count:,} 行有错，留着改" if preview.bad_count else "，没有错行")


def words_for_report(report: ImportReport) -> tuple[str, str, str]:
    """Return heading, note and the note's tone for an import that has ended."""
    if report.state == "cancelled":
        note = "已中止：前面的行已经进来，可以撤销；再导入同一个文件会接着补齐，不会重复"
        return report.text, note, "ask"
    if report.bad:
        note = "没有导入的行在下面：按 Enter 打开一行就地改好，或存成表格改好后再导入"
        return report.text, note, "ask"
    return report.text, "全部导入", "ok"
