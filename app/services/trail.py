"""Reading the journal: who did what, when, and why; for the inspector and for the settings page."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.application import Application
from app.models.desk import Account
from app.models.enrolment import Enrolment, Match
from app.models.trail import JournalEntry
from app.models.values import IdNumber, mask_phone
from app.models.worker import Worker
from app.services import codes, settings
from app.services.dayspan import within
from app.services.desk import Desk
from app.services.printing.catalogue import FORMS

_ACTIONS: Mapping[str, str] = {
    "station.founded": "建站", "epoch.started": "新纪元", "account.logged_in": "登录",
    "account.added": "添加账号", "account.deactivated": "停用账号", "account.password_changed": "改密码",
    "account.password_reset": "重设密码", "recovery.renewed": "换恢复码", "recovery.used": "用恢复码登录",
    "pledge.signed": "签承诺书", "backup.made": "备份", "backup.tried": "试恢复备份",
    "backup.salvaged": "抢救恢复前的数据", "clock.confirmed": "核对日期",
    "setting.changed": "改设置", "county.installed": "装入县区公钥卡", "worker.registered": "登记",
    "worker.changed": "修改登记", "worker.voided": "撤销登记", "worker.visited": "到场办理",
    "worker.revealed": "查看完整号码", "category.recorded": "添加类别", "certificate.recorded": "添加证书",
    "movement.recorded": "添加流向", "photo.recorded": "存照片", "photo.voided": "删照片",
    "employer.registered": "登记单位", "employer.changed": "修改单位",
    "job.registered": "登记岗位", "job.changed": "修改岗位", "institution.registered": "登记机构",
    "institution.changed": "修改机构", "course.registered": "登记课程", "course.changed": "修改课程",
    "session.registered": "登记班期", "session.changed": "班期变更", "enrolment.made": "报名",
    "enrolment.changed": "记培训结果", "enrolment.voided": "撤销报名", "attendance.recorded": "记签到",
    "household.founded": "立户",
    "household.changed": "修改户信息", "household.joined": "归户", "household.left": "移出户",
    "household.voided": "撤户", "household_fact.recorded": "零就业家庭认定或终止",
    "match.made": "推荐", "match.changed": "推荐跟踪", "match.voided": "撤销推荐",
    "feedback.recorded": "置顶或不再推荐", "feedback.voided": "撤下置顶或隐藏",
    "application.taken_in": "受理申请", "application.reviewed": "复核通过", "application.returned": "退回补正",
    "application.rejected": "不予受理", "application.withdrawn": "撤回申请", "application.changed": "重新提交",
    "material.ticked": "收材料", "paper.printed": "打印", "printer.chosen": "选打印机", "printer.changed": "改打印设置",
    "slip.checked": "核对回执", "glyph.attached": "补字", "glyph.removed": "撤下补字",
    "form.taken_in": "换表样", "form.gone_back": "恢复表样", "comparison.loaded": "载入比对名单",
    "reference.taken_in": "读入参考数据", "reference.parked": "参考数据待升级", "reference.refused": "拒收参考数据",
    "reference.applied": "启用参考数据",
    "comparison.voided": "撤下比对名单", "category.voided": "撤销类别", "import.done": "导入表格",
    "import.cancelled": "导入中止", "import.undone": "撤销导入", "import.mended": "改好错行",
    "batch.sealed": "封存批次",
    "batch.exported": "导出批次", "batch.released": "批次作废重报",
    "record.rebuilt": "由县里找回", "rebuild.taken_in": "读入重建包",
}  # fmt: skip

_TOLD = {
    "record.rebuilt",
    "material.ticked",
    "batch.exported",
    "import.undone",
    "backup.made",
    "backup.tried",
    "clock.confirmed",
    "printer.chosen",
    "printer.changed",
}
_YES_NO = {"True": "是", "False": "否"}


def title_of(action: str) -> str:
    """Return what an action or a type of event is called on screen."""
    return _ACTIONS.get(action, action)


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

    def ids(
        self, *, action: str = "", login: str = "", since: date | None = None, until: date | None = None
    ) -> tuple[int, ...]:
        """Return the numbers of the lines asked for, newest first; the days are whole days in China, both included."""
        query = select(JournalEntry.id).order_by(JournalEntry.id.desc())
        if action:
            query = query.where(JournalEntry.action == action)
        if login:
            query = query.where(JournalEntry.operator == login)
        query = query.where(*within(JournalEntry.at, since, until))
        with self._desk.database.reading() as session:
            return tuple(session.scalars(query))

    def rows(self, ids: tuple[int, ...]) -> tuple[TrailRow, ...]:
        """Return lines in the order of the numbers."""
        with self._desk.database.reading() as session:
            names = {row.login: row.name for row in session.scalars(select(Account))}
            found = {
                row.id: row for row in session.scalars(select(JournalEntry).where(JournalEntry.id.in_(ids)))
            }
            about = _named(session, found.values()) | names
        return tuple(
            TrailRow(
                id=row.id,
                at=row.at,
                who=names.get(row.operator, row.operator),
                what=_ACTIONS.get(row.action, row.action),
                about=about.get(row.entity_uid, row.entity_uid[-8:]),
                reason="；".join(part for part in (row.reason, _detail(row)) if part),
            )
            for number in ids
            if (row := found.get(number)) is not None
        )

    def actions(self) -> Mapping[str, str]:
        """Return the kinds of act that were ever recorded here, in words."""
        with self._desk.database.reading() as session:
            found = session.scalars(select(JournalEntry.action).distinct()).all()
        return {action: _ACTIONS.get(action, action) for action in sorted(found)}

    def people(self) -> Mapping[str, str]:
        """Return who ever did anything here, the closed accounts too: login and name."""
        with self._desk.database.reading() as session:
            return {row.login: row.name for row in session.scalars(select(Account).order_by(Account.id))}


def _named(session: Session, rows: Collection[JournalEntry]) -> dict[str, str]:
    """Return what the lines are about, by uid: a person, a case, a setting, a batch."""
    uids = {row.entity_uid for row in rows}
    people = session.execute(select(Worker.uid, Worker.name).where(Worker.uid.in_(uids)))
    cases = session.execute(select(Application.uid, Application.case_number).where(Application.uid.in_(uids)))
    learners = session.execute(select(Enrolment.uid, Worker.name).join(Worker).where(Enrolment.uid.in_(uids)))
    matched = session.execute(select(Match.uid, Worker.name).join(Worker).where(Match.uid.in_(uids)))
    named: dict[str, str] = {row[0]: row[1] for row in (*people, *cases, *learners, *matched)}
    named |= {key: option.label for key, option in settings.OPTIONS.items()}
    named |= {row.entity_uid: row.entity_uid for row in rows if row.entity == "printer"}
    named |= {row.entity_uid: FORMS[row.entity_uid].title for row in rows if row.entity_uid in FORMS}
    return named | {uid: uid for uid in uids if uid.endswith(".age")}


def _detail(row: JournalEntry) -> str:
    """Return the detail of a line in words, where it says more than the act itself."""
    if row.action == "setting.changed" and row.entity_uid in settings.OPTIONS:
        choices = dict(settings.OPTIONS[row.entity_uid].choices)
        return f"改为“{choices.get(row.detail, _YES_NO.get(row.detail, row.detail))}”"
    if row.action == "account.added":
        return codes.labels("role").get(row.detail, row.detail)
    if row.action == "paper.printed":
        return row.detail.partition(" ")[2]
    if row.action == "slip.checked":
        return row.detail.partition(" ")[0]
    if row.action == "import.mended":
        return _mended(row.detail)
    return row.detail if row.action in _TOLD else ""


def _mended(detail: str) -> str:
    """Return which cells of a row were corrected; long numbers are veiled as in every list."""
    told = json.loads(detail)
    cells = "，".join(
        f"{header}“{_veiled(old)}”改为“{_veiled(new)}”" for header, (old, new) in told["cells"].items()
    )
    return f"第 {told['row']} 行：{cells or '原样'}"


def _veiled(text: str) -> str:
    if len(text) == 11 and text.isdigit():
        return mask_phone(text)
    return IdNumber(text).masked() if len(text) >= 15 and text[:14].isalnum() and text.isascii() else text
