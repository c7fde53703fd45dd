"""`forms check FILE.xlsx`: what in a form's workbook will not fill or print, cell by cell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from app.faults import UserError
from app.services.papers.formcheck import checked, form_of
from app.services.printing.catalogue import FORMS
from app.services.printing.linting import Grade, is_usable

Say = Callable[[str], None]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `forms` is told."""
    parts = parser.add_subparsers(required=True, metavar="动作")
    check = parts.add_parser("check", help="查一张表样：认不得的填写项、打印区域、放不下的字、比纸宽的表")
    check.add_argument("file", type=Path, help="表样 .xlsx")
    check.add_argument(
        "--as", dest="key", default="", help="按哪张表查，如 worker_registration；不写则按文件名或标题认"
    )


def check(given: argparse.Namespace, say: Say) -> int:
    """Check one workbook; return 1 when something must be mended.

    Raises:
        UserError: it cannot be read, or nobody can tell which form it is.

    """
    path: Path = given.file
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise UserError(f"读不了 {path}，请核对文件名。", field="file") from fault
    key = str(given.key) or form_of(path, data)
    if key not in FORMS:
        known = "、".join(f"{form.title} {name}" for name, form in FORMS.items())
        raise UserError(f"没有叫“{key}”的表。可写：{known}。", field="as")
    say(f"{path.name}，按“{FORMS[key].title}”（{key}）查")
    found = checked(key, data)
    for one in found:
        say(f"{one.grade.label}　{one.words}")
    counts = "，".join(f"{grade.label} {sum(one.grade is grade for one in found)} 处" for grade in Grade)
    say(f"{counts}。{'可以用' if is_usable(found) else '改好“必须改”的再用'}。")
    return 0 if is_usable(found) else 1
