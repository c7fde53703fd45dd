"""Reading the journal: who did what, when, and why; for the inspector and for the settings page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.models.desk import Account
from app.models.trail import JournalEntry
from app.services.desk import Desk

_ACTIONS: Mapping[str, str] = {
    "station.founded": "建站", "epoch.started": "新纪元", "account.logged_in": "登录",
    "account.added": "添加账号", "account.deactivated": "停用账号", "account.password_changed": "改密码",
    "account.password_reset": "重设密码", "recovery.renewed": "换恢复码", "pledge.signed": "签承诺书",
    "setting.changed": "改设置", "county.installed": "装入县区公钥卡", "worker.registered": "登记",
    "worker.changed": "修改登记", "worker.voided": "撤销登记", "worker.visited": "到场办理",
    "worker.revealed": "查看完整号码", "category.recorded": "添加类别", "certificate.recorded": "添加证书",
    "movement.recorded": "添加流向", "employer.registered": "登记单位", "employer.changed": "修改单位",
    "job.registered": "登记岗位", "job.changed": "修改岗位", "institution.registered": "登记机构",
    "institution.changed": "修改机构", "course.registered": "登记课程", "course.changed": "修改课程",
    "session.registered": "登记班期", "session.changed": "班期变更", "enrolment.made": "报名",
    "enrolment.changed": "记培训结果", "enrolment.voided": "撤销报名", "attendance.recorded": "记签到",
    "match.made": "推荐", "match.changed": "推荐跟踪", "match.voided": "撤销推荐",
    "application.taken_in": "受理申请", "application.reviewed": "复核通过", "application.returned": "退回补正",
    "application.rejected": "不予受理", "application.withdrawn": "撤回申请", "application.changed": "重新提交",
    "material.ticked": "收材料", "paper.printed": "打印", "comparison.loaded": "载入比对名单",
    "comparison.voided": "撤下比对名单", "category.voided": "撤销类别", "import.done": "导入表格",
    "import.cancelled": "导入中止", "import.undone": "撤销导入", "batch.sealed": "封存批次",
    "batch.exported": "导出批次",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One line of the 审计台账 in words."""

    id: int
    at: datetime
    who: str
    what: str
    about: str
    reason: str


class Trail:
    """The journal, read only."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ids(self, *, action: str = "") -> tuple[int, ...]:
        """Return the numbers of all lines, newest first."""
        query = select(JournalEntry.id).order_by(JournalEntry.id.desc())
        if action:
            query = query.where(JournalEntry.action == action)
        with self._desk.database.reading() as session:
            return tuple(session.scalars(query))

    def rows(self, ids: tuple[int, ...]) -> tuple[TrailRow, ...]:
        """Return lines in the order of the numbers."""
        with self._desk.database.reading() as session:
            names = {row.login: row.name for row in session.scalars(select(Account))}
            found = {
                row.id: row for row in session.scalars(select(JournalEntry).where(JournalEntry.id.in_(ids)))
            }
        return tuple(
            TrailRow(
                id=row.id,
                at=row.at,
                who=names.get(row.operator, row.operator),
                what=_ACTIONS.get(row.action, row.action),
                about=row.entity_uid[-8:] if row.entity_uid else "",
                reason=row.reason,
            )
            for number in ids
            if (row := found.get(number)) is not None
        )

    def actions(self) -> Mapping[str, str]:
        """Return what can be filtered by."""
        return _ACTIONS
