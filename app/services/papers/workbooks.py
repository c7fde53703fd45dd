"""A composed paper as a filled workbook (.xlsx)."""

from __future__ import annotations

from app.faults import UserError
from app.services.papers.service import Composed
from app.services.printing.catalogue import FORMS
from app.services.printing.filled import fill


def workbook(composed: Composed) -> bytes:
    """Return the paper as a filled workbook, 补打 第n次 on it as on the paper.

    Raises: UserError when it is several sheets, each with values of its own, or its form has several print areas.
    """
    if len(composed.given) != 1:
        told = f"这份“{composed.title}”有 {len(composed.given)} 张，一个表格放不下，请存为 PDF。"
        raise UserError(told, field="file")
    form = FORMS[composed.layout]
    return fill(form.workbook, composed.given[0], name=form.key, note=composed.note)
