"""`verify-slip` at the counter and at the bureau: a picture or a scanner's text in, the verdict out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from app.services.slips import wording
from app.services.slips.finding import Finding
from app.services.slips.judging import Verdict
from app.services.slips.payload import PREFIX
from app.services.slips.reading import read_picture

Check = Callable[[str, Mapping[str, str] | None], Finding]
_TYPED = {"who": wording.WHO, "tail": wording.TAIL, "due": wording.DUE, "check": "check_word"}


def arguments(part: argparse.ArgumentParser, *, asks: bool = True) -> None:
    """Add what `verify-slip` asks; where it does not ask for a slip, none opens a window."""
    part.add_argument(
        "what",
        nargs=None if asks else "?",
        default="",
        help="回执的照片、扫描件或 PDF，或二维码扫出来的文字（JMK1S: 开头）",
    )
    part.add_argument("--who", default="", help="纸上的申请人，如 王**")
    part.add_argument("--tail", default="", help="纸上的证件号码后四位")
    part.add_argument("--due", default="", help="纸上的承诺办结日期，如 2026-12-08；空白不填")
    part.add_argument("--check", default="", help="二维码旁的防伪核对字，8 位")


def checked(given: argparse.Namespace, check: Check, say: Callable[[str], None]) -> int:
    """Check one slip and say the verdict; return 0 when it is genuine.

    Raises:
        UserError: there is no slip's code in the picture or the text.

    """
    what = str(given.what)
    text = what if what.strip().upper().startswith(PREFIX[:3]) else read_picture(Path(what))
    typed = {label: str(getattr(given, name)) for name, label in _TYPED.items()}
    found = check(text, typed if typed["check_word"] else None)
    for line in found.lines():
        say(line)
    return 0 if found.verdict is Verdict.GENUINE else 1
