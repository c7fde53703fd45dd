"""Amounts in words, as the People's Bank of China wants them on vouchers (金额大写)."""

from __future__ import annotations

from app.models.values import MOST_FEN, Fen

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_words(fen: Fen, *, has_prefix: bool = False) -> str:
    """Return the amount in capital Chinese numerals; `has_prefix` puts 人民币 in front, touching.

    Where the rule leaves 零 free (元位 is zero, 角 is not) it is written; where it leaves 整 free
    (after 角) it is not.

    Raises: ValueError for a negative amount or one of 100万亿元 and more.

    Source: 《正确填写票据和结算凭证的基本规定》
    "在“元”之后，应写“整”（或“正”）字；大写金额数字有“分”的，“分”后面不写“整”".
    """
    if not 0 <= fen <= MOST_FEN:
        raise ValueError("an amount in words is neither negative nor above 16 digits of 分")
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole(yuan)}元" if yuan else ""
    if yuan and (jiao or cents) and (yuan % 10 == 0 or not jiao):
        words += "零"
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    if cents:
        words += f"{_DIGITS[cents]}分"
    if not jiao and not cents:
        words = f"{words or '零元'}整"
    return f"人民币{words}" if has_prefix else words


def _whole(number: int) -> str:
    """Return a positive whole number; one 零 stands for any run of zeros inside it."""
    words = ""
    is_gap = False
    for group in range(len(_GROUPS) - 1, -1, -1):
        value = number // 10 ** (4 * group) % 10000
        if not value:
            is_gap = bool(words)
            continue
        if words and (is_gap or value < 1000):
            words += "零"
        mark = _GROUPS[group]
        if group == 3 and number // 10**8 % 10000:
            mark = "万"
        words += _four(value) + mark
        is_gap = False
    return words


def _four(value: int) -> str:
    words = ""
    is_gap = False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if not digit:
            is_gap = bool(words)
            continue
        words += ("零" if is_gap else "") + _DIGITS[digit] + _PLACES[place]
        is_gap = False
    return words
