"""Numbers, dates and texts as a cell's number format shows them (ECMA-376 part 1, 18.8.31 numFmts)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from app.services.printing.layout import Colour

Value = bool | int | float | str | date | datetime | time | timedelta
_COLOURS: dict[str, Colour] = {
    "black": (0.0, 0.0, 0.0), "red": (1.0, 0.0, 0.0), "green": (0.0, 1.0, 0.0), "blue": (0.0, 0.0, 1.0),
    "yellow": (1.0, 1.0, 0.0), "magenta": (1.0, 0.0, 1.0), "cyan": (0.0, 1.0, 1.0), "white": (1.0, 1.0, 1.0),
    "黑色": (0.0, 0.0, 0.0), "红色": (1.0, 0.0, 0.0), "绿色": (0.0, 1.0, 0.0), "蓝色": (0.0, 0.0, 1.0),
}  # fmt: skip
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<gap>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<general>General|G/通用格式)|(?P<power>[eE][+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|a{3,4}|e+|(?<=s)\.0+)|(?P<digit>[0#?.,%/])|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_SCALING = re.compile(r",+(?=$|\.)")  # commas behind the last place divide by a thousand each
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_WEEK = "一二三四五六日"
_ENGLISH_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_NUMERALS = {"1": "〇一二三四五六七八九", "2": "零壹贰叁肆伍陆柒捌玖", "3": "０１２３４５６７８９"}
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's days have no zone
_GENERAL_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Section:
    """One part between semicolons: its pieces as (kind, text), condition, colour and numerals."""

    pieces: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None
    colour: Colour | None
    numerals: str

    @property
    def is_date(self) -> bool:
        """Whether it shows a day or a time."""
        return any(kind in {"date", "ampm", "elapsed"} for kind, _ in self.pieces)


def shown(value: Value, code: str) -> tuple[str, Colour | None]:
    """Return a value as the format shows it, and the colour the format asks for."""
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    sections = _sections(code or "General")
    if isinstance(value, str):
        return _text(value, sections)
    number = value if isinstance(value, (int, float)) else _serial(value)
    section, given = _chosen(sections, float(number))
    if section.is_date:
        moment = _EPOCH + timedelta(days=round(number * 86400) / 86400) if number >= 0 else None
        text = _moment(section, moment, float(number)) if moment else "#" * 8
    elif any(kind == "text" for kind, _ in section.pieces):
        text = _joined(section, general(number))
    else:
        text = _number(section, given)
    return _in_numerals(text, section), section.colour


def general(value: float) -> str:
    """Return a number as the format General shows it in a cell that is wide enough."""
    if isinstance(value, int) and abs(value) < 10**11:
        return str(value)
    size = abs(value)
    if size and (size >= 1e11 or size < 1e-9):
        text = f"{value:.5E}"
        digits, _, power = text.partition("E")
        return f"{digits.rstrip('0').rstrip('.')}E{power[0]}{power[1:].zfill(2)}"
    whole = len(str(int(size)))
    return f"{value:.{max(0, _GENERAL_DIGITS - whole)}f}".rstrip("0").rstrip(".") or "0"


def is_plain(code: str) -> bool:
    """Return whether a format says nothing about how a value looks."""
    return (code or "General").lower() in {"general", "@", "g/通用格式"}


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section, ...]:
    return tuple(_section(part) for part in _parts(code))


def _parts(code: str) -> list[str]:
    parts, current, is_quoted = [], "", False
    for at, char in enumerate(code):
        is_escaped = at > 0 and code[at - 1] == "\\"
        is_quoted ^= char == '"' and not is_escaped
        if char == ";" and not is_quoted and not is_escaped:
            parts.append(current)
            current = ""
        else:
            current += char
    return [*parts, current]


def _section(code: str) -> Section:
    pieces: list[tuple[str, str]] = []
    condition, colour, numerals = None, None, ""
    for match in _PIECE.finditer(code):
        kind = str(match.lastgroup)
        text = match[kind]
        if kind != "bracket":
            pieces += _piece(kind, text)
        elif asked := _CONDITION.fullmatch(text):
            condition = (asked[1], float(asked[2]))
        elif text.lower() in _COLOURS:
            colour = _COLOURS[text.lower()]
        elif text.lower().startswith("dbnum"):
            numerals = text[5:6]
        elif _ELAPSED.fullmatch(text):
            pieces.append(("elapsed", text.lower()))
        elif text.startswith("$"):
            pieces.append(("literal", text[1:].split("-")[0]))
    return Section(tuple(_minutes(pieces)), condition, colour, numerals)


def _piece(kind: str, text: str) -> list[tuple[str, str]]:
    if kind in {"quoted", "escaped", "other"}:
        return [("literal", text)]
    if kind == "gap":
        return [("literal", " ")]
    if kind == "fill":
        return []
    return [(kind, text if kind in {"power", "ampm"} else text.lower())]


def _minutes(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Tell minutes from months: an `m` after hours or before seconds."""
    done: list[tuple[str, str]] = []
    dates = [at for at, (kind, _) in enumerate(pieces) if kind in {"date", "elapsed"}]
    for at, (kind, text) in enumerate(pieces):
        is_minute = False
        if kind == "date" and text in {"m", "mm"}:
            place = dates.index(at)
            before = pieces[dates[place - 1]][1][0] if place else ""
            after = pieces[dates[place + 1]][1][0] if place + 1 < len(dates) else ""
            is_minute = before == "h" or after == "s"
        done.append((kind, "n" * len(text) if is_minute else text))
    return done


def _text(value: str, sections: tuple[Section, ...]) -> tuple[str, Colour | None]:
    section = sections[3] if len(sections) > 3 else sections[-1]
    if not any(kind == "text" for kind, _ in section.pieces):
        return value, None
    return _joined(section, value), section.colour


def _joined(section: Section, value: str) -> str:
    return "".join(value if kind == "text" else text for kind, text in section.pieces)


def _chosen(sections: tuple[Section, ...], number: float) -> tuple[Section, float]:
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(section.condition, number):
                return section, number
        return numeric[-1], number
    if number < 0 and len(numeric) > 1:
        return numeric[1], -number
    if number == 0 and len(numeric) > 2:
        return numeric[2], number
    return numeric[0], number


def _holds(condition: tuple[str, float], number: float) -> bool:
    sign, limit = condition
    return {
        "<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit,
        "=": number == limit, "<>": number != limit,
    }[sign]  # fmt: skip


def _number(section: Section, number: float) -> str:
    pieces = section.pieces
    if any(kind == "general" for kind, _ in pieces):
        return "".join(general(number) if kind == "general" else text for kind, text in pieces)
    digits = "".join(text for kind, text in pieces if kind == "digit")
    if not digits:
        literal = "".join(text for _, text in pieces)
        return ("-" if number < 0 else "") + literal if literal else ""
    number *= 100 ** digits.count("%")
    if "/" in digits:
        return _fraction(pieces, number)
    power = next((text for kind, text in pieces if kind == "power"), "")
    if power:
        return _scientific(pieces, number, power)
    pattern = digits.replace("%", "")
    thousands = sum(len(found) for found in _SCALING.findall(pattern))
    pattern = _SCALING.sub("", pattern)
    number /= 1000**thousands
    whole, _, places = pattern.partition(".")
    text = _rounded(abs(number), len(places.replace(",", "")))
    before, _, after = text.partition(".")
    shown_after = _decimals(after, places.replace(",", ""))
    shown_before = _integer(before, whole)
    sign = "-" if number < 0 and any(char in "123456789" for char in text) else ""
    return sign + _woven(pieces, whole, shown_before, shown_after, has_point="." in pattern)


def _rounded(number: float, places: int) -> str:
    step = Decimal(1).scaleb(-places)
    return f"{Decimal(repr(number)).quantize(step, rounding=ROUND_HALF_UP):f}"


def _decimals(after: str, places: str) -> str:
    kept = len(after)
    while kept and places[kept - 1] == "#" and after[kept - 1] == "0":
        kept -= 1
    return after[:kept]


def _integer(before: str, whole: str) -> str:
    least = whole.replace(",", "").count("0")
    digits = before.lstrip("0").rjust(least, "0")
    if "," in whole.rstrip(","):
        head = len(digits) % 3
        groups = [digits[:head]] if head else []
        digits = ",".join([*groups, *(digits[at : at + 3] for at in range(head, len(digits), 3))])
    return digits


def _woven(
    pieces: tuple[tuple[str, str], ...], whole: str, before: str, after: str, *, has_point: bool
) -> str:
    """Put the digits among the literals: the integer at the first digit place, unless each place stands alone."""
    alone = _apart(pieces, whole, before)
    if alone is not None:
        return alone
    found: list[str] = []
    is_after = is_begun = False
    left = after
    for kind, text in pieces:
        if kind == "digit" and text in "0#?,":
            if not is_after and not is_begun:
                found.append(before)
                is_begun = True
            elif is_after and left:
                found.append(left[0])
                left = left[1:]
        elif kind == "digit" and text == ".":
            if not is_begun:
                found.append(before)
                is_begun = True
            found.append("." if has_point else "")
            is_after = True
        else:
            found.append(text)
    return "".join(found)


def _apart(pieces: tuple[tuple[str, str], ...], whole: str, before: str) -> str | None:
    """Return a number whose digit places have literals between them, such as 000-0000; None when none has."""
    kinds = "".join("d" if kind == "digit" else "x" for kind, _ in pieces)
    if (
        "," in whole
        or not re.search("dx+d", kinds)
        or any(text == "." for kind, text in pieces if kind == "digit")
    ):
        return None
    places = [at for at, (kind, text) in enumerate(pieces) if kind == "digit" and text in "0#?"]
    digits = before.rjust(len(places), "0" if "0" in whole else " ")
    extra, last = digits[: len(digits) - len(places)], digits[len(digits) - len(places) :]
    filled = dict(zip(places, last, strict=True))
    filled[places[0]] = extra + filled[places[0]]
    return "".join(filled.get(at, text) for at, (_, text) in enumerate(pieces))


def _scientific(pieces: tuple[tuple[str, str], ...], number: float, power: str) -> str:
    at = next(index for index, (kind, _) in enumerate(pieces) if kind == "power")
    mantissa = "".join(text for kind, text in pieces[:at] if kind == "digit")
    least = "".join(text for kind, text in pieces[at:] if kind == "digit").count("0")
    places = len(mantissa.partition(".")[2])
    digits, _, exponent = f"{number:.{places}E}".partition("E")
    value = int(exponent)
    sign = "-" if value < 0 else "+" if power[1] == "+" else ""
    return f"{digits}{power[0].upper()}{sign}{str(abs(value)).rjust(least, '0')}"


def _fraction(pieces: tuple[tuple[str, str], ...], number: float) -> str:
    digits = "".join(text if kind == "digit" else " " for kind, text in pieces)
    before, _, below = digits.partition("/")
    has_whole = " " in before.strip()
    fixed = "".join(text for kind, text in pieces if kind == "literal" and text.isdigit())
    most = 10 ** max(1, below.count("?") + below.count("#") + below.count("0")) - 1
    size = Fraction(repr(abs(number)))
    value = Fraction(round(size * int(fixed)), int(fixed)) if fixed else size.limit_denominator(most)
    whole, rest = divmod(value, 1) if has_whole else (0, value)
    sign = "-" if number < 0 and value else ""
    if rest == 0 and has_whole:
        return f"{sign}{whole}"
    return f"{sign}{f'{whole} ' if whole else ''}{rest.numerator}/{rest.denominator}"


def _serial(value: date | datetime | time | timedelta) -> float:
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return (moment.replace(tzinfo=None) - _EPOCH) / timedelta(days=1)


def _moment(section: Section, moment: datetime, number: float) -> str:
    is_half = any(kind == "ampm" for kind, _ in section.pieces)
    found: list[str] = []
    for kind, text in section.pieces:
        if kind == "date":
            found.append(_date_piece(text, moment, is_half=is_half))
        elif kind == "elapsed":
            unit = {"h": 24, "m": 1440, "s": 86400}[text[0]]
            found.append(str(int(number * unit + 1e-6)).rjust(len(text), "0"))
        elif kind == "ampm":
            names = ("上午", "下午") if text == "上午/下午" else tuple(text.split("/"))
            found.append(names[moment.hour >= 12])
        else:
            found.append("" if text == "general" else text)
    return "".join(found)


def _date_piece(text: str, moment: datetime, *, is_half: bool) -> str:
    hour = (moment.hour % 12 or 12) if is_half else moment.hour
    count = len(text)
    if text[0] in "nmdhs" and not (text[0] in "md" and count > 2):
        number = {"n": moment.minute, "m": moment.month, "d": moment.day, "h": hour, "s": moment.second}[
            text[0]
        ]
        return str(number).rjust(min(count, 2), "0")
    if text[0] == ".":
        return f"{moment.microsecond / 1e6:.{count - 1}f}"[1:]
    if text[0] in "ye":
        return f"{moment.year % 100:02d}" if text[0] == "y" and count <= 2 else str(moment.year)
    if text[0] == "a":
        return ("星期" if count == 4 else "") + _WEEK[moment.weekday()]
    if text[0] == "d":
        name = _ENGLISH_WEEK[moment.weekday()]
        return name if count >= 4 else name[:3]
    name = _MONTHS[moment.month - 1]
    return {3: name[:3], 5: name[0]}.get(count, name)


def _in_numerals(text: str, section: Section) -> str:
    digits = _NUMERALS.get(section.numerals)
    if not digits:
        return text
    if not section.is_date:
        return re.sub(r"\d+", lambda found: _counted(int(found[0]), section.numerals), text)
    return re.sub(
        r"\d+",
        lambda found: _counted(int(found[0]), section.numerals) if len(found[0]) < 3
        else "".join(digits[int(char)] for char in found[0]),
        text,
    )  # fmt: skip


def _counted(number: int, numerals: str) -> str:
    """Return an integer in Chinese numerals with their places: 十二, 壹佰贰拾."""
    digits = _NUMERALS[numerals]
    if numerals == "3":
        return "".join(digits[int(char)] for char in str(number))
    units = ("", "十", "百", "千") if numerals == "1" else ("", "拾", "佰", "仟")
    text, group = "", 0
    while number:
        number, part = divmod(number, 10000)
        gap = digits[0] if number and 0 < part < 1000 else ""
        text = (gap + _group(part, digits, units) + ("", "万", "亿")[group % 3] if part else "") + text
        group += 1
    return re.sub("^一十", "十", text) if text else digits[0]


def _group(part: int, digits: str, units: tuple[str, str, str, str]) -> str:
    text, has_gap = "", False
    for place in (3, 2, 1, 0):
        digit = part // 10**place % 10
        if digit:
            text += (digits[0] if has_gap and text else "") + digits[digit] + units[place]
            has_gap = False
        else:
            has_gap = True
    return text
