"""Amounts in figures and in words, and dates as a Chinese form writes them."""

from __future__ import annotations

from datetime import date, datetime

from app.ports import CHINA

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_BLANK_DATE = "\u3000\u3000年\u3000月\u3000日"


def figures(fen: int) -> str:
    """Return an amount in 分 as `1,800.00`."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def capitals(fen: int) -> str:
    """Return an amount in 分 in words, with its prefix.

    Raises: ValueError for a negative amount.

    Source: 正确填写票据和结算凭证的基本规定 "中文大写金额数字到元为止的，在元之后应写整字".
    """
    if fen < 0:
        raise ValueError(fen)
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_integer(yuan)}元" if yuan else ""
    if jiao:
        text += ("零" if yuan and yuan % 10 == 0 else "") + f"{_DIGITS[jiao]}角"
    elif cents and yuan:
        text += "零"
    if cents:
        text += f"{_DIGITS[cents]}分"
    elif not jiao:
        text = (text or "零元") + "整"
    return "人民币" + text


def _integer(number: int) -> str:
    groups: list[int] = []
    while number:
        number, rest = divmod(number, 10000)
        groups.append(rest)
    text, is_gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            is_gap = bool(text)
            continue
        if text and (is_gap or group < 1000):
            text += "零"
        text += _thousands(group) + _GROUPS[place]
        is_gap = False
    return text


def _thousands(number: int) -> str:
    text, is_gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if is_gap and text else "") + _DIGITS[digit] + _UNITS[place]
            is_gap = False
        else:
            is_gap = True
    return text


def chinese_date(value: object) -> str:
    """Return a date as `2026年11月24日`; a month as `2026年11月`; blank as the gaps to fill in by hand.

    An instant is shown as the day in China. Text that is not an ISO date is returned as it stands.
    """
    if value is None or value == "":
        return _BLANK_DATE
    if isinstance(value, datetime):
        value = (value.astimezone(CHINA) if value.tzinfo else value).date()
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    text = str(value)
    parts = text[:10].split("-")
    if len(parts) in (2, 3) and all(part.isdigit() for part in parts):
        return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    return text
