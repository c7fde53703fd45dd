"""The readers of cells: each turns one cell into a typed value or says in plain words what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from app.models.checks.finding import Checked
from app.models.checks.names import check_name
from app.services.intake.context import Context
from app.services.intake.days import FOREVER, NOW, DayFault, read_day, read_month
from app.services.intake.folding import NOTHING as NOTHING_WORDS
from app.services.intake.folding import as_text, fold
from app.services.intake.labels import CATEGORY, NO_CATEGORY, UNSURE_CATEGORY
from app.services.intake.layout import NOTHING, Fault, Parsed, Parser, refuse, warn
from app.services.intake.money import MoneyFault, read_fen, read_range
from app.services.intake.sheets import Cell

_SEPARATORS = re.compile(r"[、,，;；/\n\s+＋和|]+")
_BOXES = re.compile(r"[□☐☑√✓✔■]")
_TICKED = re.compile(r"[☑√✓✔■]([^□☐☑√✓✔■]+)")
_CODE_PREFIX = re.compile(r"^([0-9]{1,2}|[a-z]{2,4})[.、:\-_]?(?=[一-鿿])")
_HAN_BLANK = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])")
_UNIT_TAIL = re.compile(r"(?:人|口|个|名|天|课时|学时|学时/期|岁|周岁)$")
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d+$")
_YES = frozenset(
    ["是", "有", "1", "√", "✓", "y", "yes", "true", "愿意", "已签", "已参保", "已签订", "要", "会", "对"]
)
_NO = frozenset(
    [
        "否",
        "无",
        "0",
        "×",
        "x",
        "n",
        "no",
        "false",
        "不愿意",
        "未签",
        "没有",
        "未参保",
        "不",
        "未",
        "未签订",
        "不会",
    ]
)


def text(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Take the text as it stands."""
    words = as_text(cell)
    return NOTHING if words in NOTHING_WORDS else Parsed(words)


def ignored(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Take nothing from a column that is known and derived elsewhere."""
    return NOTHING


def day(cell: Cell, label: str, context: Context) -> Parsed:
    """Read a day that is not after today."""
    parsed = any_day(cell, label, context)
    if isinstance(parsed.value, date) and parsed.value > context.today:
        return refuse("day.future", f"{label}“{as_text(cell)}”在今天之后，请核对。")
    return parsed


def any_day(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read a day, past or to come; 长期 stands for no end."""
    words = as_text(cell)
    if words in FOREVER or words in NOTHING_WORDS:
        return NOTHING
    try:
        return Parsed(read_day(cell))
    except DayFault as fault:
        return refuse("day.unread", f"{label}“{words}”{fault}。")


def month(cell: Cell, label: str, context: Context) -> Parsed:
    """Read a month as YYYY-MM that is not after this month; 至今 stands for no end."""
    words = as_text(cell)
    if words in NOW or words in NOTHING_WORDS:
        return NOTHING
    try:
        value = read_month(cell)
    except DayFault as fault:
        return refuse("month.unread", f"{label}“{words}”{fault}。")
    if value > f"{context.today.year:04d}-{context.today.month:02d}":
        return refuse("month.future", f"{label}“{words}”在本月之后，请核对。")
    return Parsed(value)


def month_day(cell: Cell, label: str, context: Context) -> Parsed:
    """Read a month or a day as a day; a month stands for its first day."""
    parsed = month(cell, label, context)
    if isinstance(parsed.value, str):
        exact = day(cell, label, context)
        return exact if exact.value else Parsed(date.fromisoformat(f"{parsed.value}-01"))
    return parsed


def label_of(table: Mapping[str, str], *, examples: str) -> Parser:
    """Make a reader of one code list."""

    def read(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
        code = look_up(table, cell)
        if code is not None:
            return Parsed(code)
        words = as_text(cell)
        if words in NOTHING_WORDS:
            return NOTHING
        return refuse("label.unknown", f"{label}“{words}”不在可填的内容里，请填{examples}等。")

    return read


def known(table: Mapping[str, str]) -> Parser:
    """Make a reader of a list that is open: a known word becomes its code, any other stays as typed."""

    def read(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
        words = as_text(cell)
        return NOTHING if words in NOTHING_WORDS else Parsed(look_up(table, words) or words)

    return read


def look_up(table: Mapping[str, str], cell: Cell) -> str | None:
    """Find the code of a label: as it stands, with its code in front, or ticked."""
    key = fold(as_text(cell))
    if key in table:
        return table[key]
    ticked = _TICKED.findall(key)
    bare = ticked[0] if len(ticked) == 1 else _BOXES.sub("", key)
    if bare in table:
        return table[bare]
    if key.isdigit() and len(key) == 1 and "0" + key in table:
        return table["0" + key]
    prefixed = _CODE_PREFIX.match(bare)
    return table.get(bare[prefixed.end() :]) if prefixed else None


def labels_of(table: Mapping[str, str], *, examples: str) -> Parser:
    """Make a reader of several codes of one list in one cell."""

    def read(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
        codes: list[str] = []
        for part in split(as_text(cell)):
            if part in NOTHING_WORDS:
                continue
            code = look_up(table, part)
            if code is None:
                return refuse("label.unknown", f"{label}里的“{part}”认不出，请填{examples}等，用顿号隔开。")
            codes.append(code)
        return Parsed(tuple(dict.fromkeys(codes))) if codes else NOTHING

    return read


def split(words: str) -> list[str]:
    """Split a list of words; brackets stay with their word."""
    return [part for part in _SEPARATORS.split(words) if part]


def categories(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read 人员类别 such as "脱贫户、就业困难"; words that fit two categories are sent back."""
    whole = as_text(cell)
    code = look_up(CATEGORY, whole)
    if code:
        return Parsed((code,))
    codes: list[str] = []
    for part in split(whole):
        key = fold(part)
        if key in NO_CATEGORY:
            continue
        if key in UNSURE_CATEGORY:
            codes.append(UNSURE_CATEGORY[key])
            continue
        code = look_up(CATEGORY, part)
        if code is None:
            return refuse(
                "category.unknown",
                f"{label}里的“{part}”认不出，请填脱贫人口、监测对象、就业困难、零就业家庭等。",
            )
        codes.append(code)
    return Parsed(tuple(dict.fromkeys(codes))) if codes else NOTHING


def nation(cell: Cell, label: str, context: Context) -> Parsed:
    """Read 民族 into its two-digit code."""
    code = look_up(context.nations, cell)
    key = fold(as_text(cell)).zfill(2)
    if code is None and key in context.nations.values():
        code = key
    return (
        Parsed(code)
        if code
        else refuse("nation.unknown", f"{label}“{as_text(cell)}”认不出，请填汉族、回族等。")
    )


def yes_no(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read 是/否, 有/无, 1/0, √ into "1" or "0"."""
    words = fold(as_text(cell))
    if words in _YES:
        return Parsed("1")
    if words in _NO:
        return Parsed("0")
    return refuse("yesno.unknown", f"{label}“{as_text(cell)}”认不出，请填“是”或“否”。")


def count(least: int, most: int) -> Parser:
    """Make a reader of a whole number between two bounds, both included."""

    def read(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
        words = _UNIT_TAIL.sub("", fold(as_text(cell)))
        words = words.removesuffix(".0")
        if not words.isascii() or not words.isdigit():
            return refuse("count.unread", f"{label}“{as_text(cell)}”不是整数，请填数字。")
        if not least <= int(words) <= most:
            return refuse("count.range", f"{label}“{as_text(cell)}”应在 {least} 到 {most} 之间，请核对。")
        return Parsed(int(words))

    return read


def money(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read a monthly sum in 元 into 分; a sum under 100 元 goes in with a remark."""
    words = as_text(cell)
    if words in NOTHING_WORDS:
        return NOTHING
    try:
        fen = read_fen(words)
    except MoneyFault as fault:
        return refuse("money.unread", f"{label}“{words}”{fault}。")
    if 0 < fen < 100_00:
        return warn(fen, "money.small", f"{label}“{words}”不到 100 元，请核对单位是不是元。")
    return Parsed(fen)


def amount(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read any sum in 元 into 分."""
    try:
        return Parsed(read_fen(as_text(cell)))
    except MoneyFault as fault:
        return refuse("money.unread", f"{label}“{as_text(cell)}”{fault}。")


def pay_range(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read 薪资 such as "3000-4500" into two sums in 分 as text, lowest first; 面议 is nothing."""
    words = as_text(cell)
    if fold(words) in {"面议", "工资面议", "薪资面议"}:
        return warn(None, "money.open", f"{label}写的是面议，推荐时按“未填”算。")
    try:
        low, high = read_range(words)
    except MoneyFault as fault:
        return refuse("money.unread", f"{label}“{words}”{fault}。")
    return Parsed((str(low), str(high)))


def name(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Keep a person's name exactly as typed, but for blanks between Han characters and the middle dot."""
    words = as_text(cell)
    if not words.isalpha() and any(char.isdigit() for char in words):
        return refuse("name.digit", f"{label}“{words}”里有数字，请核对是否填错了列。")
    if " " in words:
        words = _HAN_BLANK.sub("", words)
    return from_check(check_name(words, field=label))


def from_check(checked: Checked) -> Parsed:
    """Turn what a validator says into a parsed cell."""
    if not checked.findings:
        return Parsed(checked.value)
    faults = tuple(Fault(found.level, found.code, found.text) for found in checked.findings)
    return Parsed(None if checked.is_refused else checked.value, faults)


def has_lost_digits(cell: Cell, digits: int) -> bool:
    """Whether a cell is a number, or was one, that may have lost digits: Excel keeps 15.

    `digits` is how many a numeric cell may hold and still be whole; 0 refuses every numeric cell.
    """
    if not isinstance(cell, str):
        return digits == 0 or len(as_text(cell)) > digits
    return bool(_SCIENTIFIC.match(cell))


def lost_digits(label: str) -> Parsed:
    """Refuse a long number that stands in the file as a number."""
    return refuse(
        "number.numeric",
        f"{label}在表里是数字格式，Excel 只保留前 15 位，后面的已经丢失。请把这一列设为“文本”格式，按证件重新录入。",
    )


def numbered(check: Callable[[str, str], Checked], *, digits: int) -> Parser:
    """Make a reader of a long number (card, credit code, phone) from its check of (text, label)."""

    def read(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
        if has_lost_digits(cell, digits):
            return lost_digits(label)
        return from_check(check(as_text(cell), label))

    return read


def occupation(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read 职业(工种): its code where the table knows it, else the text as typed."""
    words = as_text(cell)
    return NOTHING if words in NOTHING_WORDS else Parsed(context.occupations.get(fold(words), words))


def occupations(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read several 职业(工种): codes where the table knows them, else the words as typed."""
    parts = [part for part in split(as_text(cell)) if part not in NOTHING_WORDS]
    found = tuple(dict.fromkeys(context.occupations.get(fold(part), part) for part in parts))
    return Parsed(found) if found else NOTHING


def place(cell: Cell, label: str, context: Context) -> Parsed:
    """Read an address or village into its 12-digit code; an unknown one goes in as text with a remark."""
    found = context.divisions.find(as_text(cell))
    if found.code and not found.reason:
        return Parsed(found.code)
    return warn(
        found.code or None, "place.unknown", f"{label}“{as_text(cell)}”{found.reason}，入库后请补选。"
    )
