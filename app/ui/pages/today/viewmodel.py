"""What the first page says."""

from __future__ import annotations

from app.services.today import Day
from app.ui.kit import Mark, ReasonRow

_WEEKDAYS = "一二三四五六日"
_HINTS = {
    "to_review": "复核人登录后在「补贴申请」里办；谁受理的谁不能复核",
    "returned": "改好后用原受理编号重新提交",
    "reviewed": "封存导出后交县里",
    "unsealed": "去「上报与回执」封存",
    "batches": "只有县里的回执才算数",
    "due": "记下联系、面试、上岗的结果",
    "opening": "核对名单和教室",
}


def day_line(day: Day) -> str:
    """Return the day in words."""
    return f"{day.day.month}月{day.day.day}日　星期{_WEEKDAYS[day.day.weekday()]}"


def waiting(day: Day) -> tuple[tuple[Mark, str, str, str], ...]:
    """Return what waits as (mark, words, hint, page); what is empty comes last and quietly."""
    rows = sorted(day.waiting, key=lambda line: line.count == 0)
    return tuple(
        (
            Mark.ASK if line.count else Mark.NOT_HERE,
            f"{line.text}　{line.count:,}",
            _HINTS.get(line.key, "") if line.count else "没有",
            line.page,
        )
        for line in rows
    )


def visits(day: Day) -> tuple[ReasonRow, ...]:
    """Return who came today, last one first."""
    return tuple(ReasonRow(name, at, payload=worker_id) for worker_id, name, at in day.visits)
