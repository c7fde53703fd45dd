"""Proposes how a refused cell was meant, where only one reading is possible; what could mean two things is left alone.

Every proposal is read again under the row's own checks before it is given, so none fails the check that the cell
failed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.checks.finding import Level
from app.models.checks.identity import upgrade_15
from app.models.reading import narrow
from app.models.values import IdNumber
from app.services.intake import labels
from app.services.intake.context import Context
from app.services.intake.folding import as_text, fold, is_blank
from app.services.intake.layout import Layout, Values
from app.services.intake.mapping import Mapping as Columns
from app.services.intake.nearness import nearest
from app.services.intake.rows import ParsedRow, RowReader
from app.services.intake.sheets import Cell

_LOOKALIKES = str.maketrans("OoОоQDlIiLZzSsB〇", "0000001111225580")
_LETTERS = re.compile(r"[OoОоQDlIiLZzSsB〇]")
_ID = re.compile(r"(?<![0-9A-Z])[0-9]{17}[0-9X](?![0-9A-Z])")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_HIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\u00ad]")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_DAY = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?"
)
_THREE = re.compile(r"([0-9]{1,4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,4})[日号]?")
_SHORT_MONTH = re.compile(r"'?([0-9]{2})年([0-9]{1,2})月?")
_NUMBER = re.compile(r"[0-9,.]+")
_HAN_COUNT = re.compile(r"([一二两三四五六七八九十]{1,3})(?:口人|人|口|个|名)?")
_SMALL = re.compile(r"([二三四五六七八九]?)(十?)([一二三四五六七八九]?)")


@dataclass(frozen=True, slots=True)
class Repair:
    """What a refused cell must have meant: the column in the file, the text to put there, and why it is certain."""

    column: int
    field: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class _Case:
    """One refused cell: what stands there and what the rest of its row tells.

    `agrees` says that the row's own birthday is the one in its identity number.
    """

    field: str
    code: str
    text: str
    values: Values
    context: Context
    agrees: bool


_Guess = tuple[str, str]


def reread(
    layout: Layout, columns: Columns, number: int, cells: Sequence[Cell], context: Context
) -> ParsedRow | None:
    """Read one row by itself again, as after a correction; None when it holds no record any more."""
    return RowReader(layout, columns, context).read(number, cells)


def repairs(layout: Layout, columns: Columns, row: ParsedRow, context: Context) -> tuple[Repair, ...]:
    """Return the certain repairs of a refused row, at most one a cell."""
    places = {column.key: column.index for column in reversed(columns.columns) if column.key}
    found: dict[int, Repair] = {}
    born = places.get("birth", len(row.cells))
    agrees = born < len(row.cells) and not is_blank(row.cells[born]) and _is_right(row, "birth")
    for finding in row.findings:
        place = places.get(finding.field)
        if finding.level is not Level.ERROR or place is None or place in found or place >= len(row.cells):
            continue
        case = _Case(finding.field, finding.code, as_text(row.cells[place]), row.values, context, agrees)
        for text, why in _guesses(case):
            if text != case.text and _passes(layout, columns, row, place, text, case):
                found[place] = Repair(place, finding.field, text, why)
                break
    return tuple(found.values())


def mended(cells: Sequence[Cell], changes: Mapping[int, str]) -> tuple[Cell, ...]:
    """Return the cells of a row with other texts in some columns; columns beyond its end are added."""
    width = max(len(cells), *(place + 1 for place in changes), 0) if changes else len(cells)
    kept = [*cells, *[""] * (width - len(cells))]
    for place, text in changes.items():
        kept[place] = text
    return tuple(kept)


def _passes(layout: Layout, columns: Columns, row: ParsedRow, place: int, text: str, case: _Case) -> bool:
    again = reread(layout, columns, row.number, mended(row.cells, {place: text}), case.context)
    return again is not None and _is_right(again, case.field)


def _is_right(row: ParsedRow, field: str) -> bool:
    return not any(one.field == field and one.level is Level.ERROR for one in row.findings)


def _guesses(case: _Case) -> Iterator[_Guess]:
    for kind, makers in _MAKERS.items():
        if case.code.startswith(kind):
            for make in makers:
                yield from make(case)


def _upgraded(case: _Case) -> Iterator[_Guess]:
    number = narrow(case.text)
    if re.fullmatch(r"[0-9]{15}", number):
        yield upgrade_15(number), "15位旧号码按规则换算成18位"


def _as_digits(case: _Case) -> Iterator[_Guess]:
    """Read letters as the digits they look like; the check character of the whole number proves it."""
    bare = narrow(case.text)
    body, last = bare[:-1], bare[-1:]
    if len(bare) == 18 and _LETTERS.search(bare):
        tail = "X" if last in "xX" else last.translate(_LOOKALIKES)
        yield body.translate(_LOOKALIKES) + tail, "字母换成形近的数字后，校验位相符"


def _embedded_id(case: _Case) -> Iterator[_Guess]:
    found = set(_ID.findall(narrow(case.text).upper()))
    if len(found) == 1:
        yield found.pop(), "去掉号码前后的文字，校验位相符"


def _phone(case: _Case) -> Iterator[_Guess]:
    bare = re.sub(r"[-‐-―()（）]", "", narrow(case.text))
    if len(bare) in {11, 12} and _LETTERS.search(bare):
        yield bare.translate(_LOOKALIKES), "字母换成形近的数字，是一个手机号"
    found = set(_MOBILE.findall(re.sub(r"(?<=[0-9])[ \u3000-](?=[0-9])", "", case.text)))
    if len(found) == 1 and sum(map(str.isdigit, bare)) == 11:
        yield found.pop(), "去掉号码前后的文字"


def _unhidden(case: _Case) -> Iterator[_Guess]:
    yield _HIDDEN.sub("", case.text), "去掉看不见的字符"


def _spelled_day(case: _Case) -> Iterator[_Guess]:
    """Read a day in figures whose order the calendar leaves no doubt of, or in Chinese figures."""
    text = fold(case.text).strip("。.")
    spoken = _HAN_DAY.fullmatch(text)
    if spoken:
        year = spoken[1].translate(_HAN_DIGITS)
        yield f"{year}-{_small(spoken[2]):02d}-{_small(spoken[3]):02d}", "中文数字写成的日期"
    three = _THREE.fullmatch(text)
    if three and not (case.field == "birth" and _may_be_either(three, case.context.today)):
        days = set(_orders(int(three[1]), int(three[2]), int(three[3]), len(three[3]), case.context.today))
        if len(days) == 1:
            yield days.pop().isoformat(), "只有一种读法"
    if text != case.text:
        yield text, "去掉多余的标点"


def _may_be_either(three: re.Match[str], today: date) -> bool:
    """Whether a birthday's year of two figures can be of this century and of the last."""
    return max(len(three[1]), len(three[3])) < 4 and 2000 + int(three[1]) <= today.year


def _orders(first: int, second: int, third: int, width: int, today: date) -> Iterator[date]:
    """Give every day that three figures can mean."""
    if width == 4:
        orders = [(third, first, second), (third, second, first)]
    else:
        orders = [(_century(first, today), second, third)]
        orders += [(_century(third, today), first, second), (_century(third, today), second, first)]
    for year, month, day in orders:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _century(year: int, today: date) -> int:
    """Give the year of two figures: the last century where this one's has not come; it may mean both before."""
    if year > 99:
        return year
    return 1900 + year if 2000 + year > today.year else 2000 + year


def _told_by_number(case: _Case) -> Iterator[_Guess]:
    """Complete a birthday written too short to be read from the identity number, where the two agree so far."""
    number = case.values.get("id_number")
    told = IdNumber(number).birth if isinstance(number, str) else None
    if case.field != "birth" or told is None:
        return
    figures = [int(part) for part in re.findall(r"[0-9]+", fold(case.text))]
    wanted = [told.year, told.month, told.day]
    if figures and (figures == wanted[: len(figures)] or figures == [told.year % 100, *wanted[1:]]):
        yield told.isoformat(), "与身份证号里的出生日期相合"


def _sex_of_number(case: _Case) -> Iterator[_Guess]:
    """Take the sex from the number where the birthday in the row bears the number out."""
    number = case.values.get("id_number")
    if isinstance(number, str) and case.field == "sex" and case.agrees:
        told = {"1": "男", "2": "女"}.get(IdNumber(number).sex)
        if told:
            yield told, "身份证号校验无误，里面的性别是这个"


def _short_month(case: _Case) -> Iterator[_Guess]:
    found = _SHORT_MONTH.fullmatch(fold(case.text))
    if found:
        year = _century(int(found[1]), case.context.today)
        yield f"{year}-{int(found[2]):02d}", "两位年份只能是这一年"


def _near_label(case: _Case) -> Iterator[_Guess]:
    table = labels.BY_FIELD.get(case.field)
    found = nearest(table, case.text) if table else None
    if found:
        yield found, "可填的内容里只有这一个相近"


def _figures(case: _Case) -> Iterator[_Guess]:
    bare = fold(case.text)
    if _LETTERS.search(case.text) and any(map(str.isdigit, case.text)):
        fixed = narrow(case.text).translate(_LOOKALIKES)
        if _NUMBER.fullmatch(fixed):
            yield fixed, "字母换成形近的数字"
    spoken = _HAN_COUNT.fullmatch(bare)
    if spoken:
        yield str(_small(spoken[1].replace("两", "二"))), "中文数字"


def _plain(case: _Case) -> Iterator[_Guess]:
    bare = case.text.strip("。.，,；;：:！!、 \u3000的")
    if bare:
        yield bare, "去掉多余的标点"


def _small(text: str) -> int:
    """Read Chinese figures below a hundred; 0 when they are none."""
    found = _SMALL.fullmatch(text)
    if not found or (found[1] and not found[2]):
        return int(text.translate(_HAN_DIGITS)) if len(text) == 1 and text != "十" else 0
    tens = int(found[1].translate(_HAN_DIGITS) or 1) if found[2] else 0
    return tens * 10 + int(found[3].translate(_HAN_DIGITS) or 0)


_MAKERS: Mapping[str, tuple[Callable[[_Case], Iterable[_Guess]], ...]] = {
    "identity.old_card": (_upgraded,),
    "identity.lookalike": (_as_digits, _embedded_id),
    "identity.characters": (_as_digits, _embedded_id),
    "identity.length": (_embedded_id,),
    "identity.sex_conflict": (_sex_of_number,),
    "phone.": (_phone,),
    "name.hidden": (_unhidden,),
    "day.unread": (_told_by_number, _spelled_day),
    "month.unread": (_short_month, _plain),
    "label.unknown": (_plain, _near_label),
    "category.unknown": (_plain, _near_label),
    "nation.unknown": (_plain,),
    "yesno.unknown": (_plain,),
    "count.unread": (_figures, _plain),
    "money.unread": (_figures, _plain),
}
