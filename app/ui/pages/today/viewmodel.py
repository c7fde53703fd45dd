"""What the first page says."""

from __future__ import annotations

from app.services.today import Day
from app.ui.kit import ReasonRow

_WEEKDAYS = "一二三四五六日"
_HINTS = {
    "to_review": "复核人登录后在「补贴申请」里办；谁受理的谁不能复核",
    "returned": "改好后用原受理编号重新提交",
    "reviewed": "封存导出后交县里",
    "unsealed": "去「上报与回执」封存",
    "batches": "只有县里的回执才算数",
    "due": "记下联系、面试、上岗的结果",
    "opening": "核对名单和教室",
    "closing": "补齐签到，准备结业成绩和证书",
    "backup": "每天第一次登录会自动做；没做成就去「设置」点立即备份",
}


def day_line(day: Day) -> str:
    """Return the day in words."""
    return f"{day.day.month}月{day.day.day}日　星期{_WEEKDAYS[day.day.weekday()]}"


def waiting(day: Day) -> tuple[ReasonRow, ...]:
    """Return what waits, each line with its figure, a hint and where it leads."""
    return tuple(
        ReasonRow(
            line.text,
            f"{line.count:,}",
            note=_HINTS.get(line.key, ""),
            payload=(line.page, line.view or None),
        )
        for line in day.waiting
        if line.count
    )


def nothing_waits(day: Day) -> str:
    """Return quietly what does not wait."""
    idle = [line.text for line in day.waiting if not line.count]
    if len(idle) == len(day.waiting):
        return "没有等着办的。来人了：把身份证放上读卡器按 F4，没带证按 F3 找人或 F2 新登记。"
    return f"没有：{'、'.join(idle)}" if idle else ""


def visits(day: Day) -> tuple[ReasonRow, ...]:
    """Return who came today, last one first."""
    return tuple(ReasonRow(name, at, payload=worker_id) for worker_id, name, at in day.visits)
