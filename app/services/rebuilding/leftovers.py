"""What the county's lines cannot bring back, named to the clerk one by one and never silently missing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.models.desk import Account, ComparisonList
from app.models.photo import Photo
from app.models.worker import Worker
from app.services.county.folding import fold
from app.services.rebuilding.history import Brought, histories
from app.services.rebuilding.rows import Work

_MOST = 20
_NEVER = "不随上报走的内容"
_NEVER_TEXT = (
    "打印存档、草稿、设置、审计台账和导入记录只在丢失的电脑上。"
    "补打文书会从第 1 次算起；以前导入的表不能再整批撤销；"
    "到访次数从头计。"
)
_UNMADE = {
    "reference": (
        "县里下发的数据要重新读入",
        "政策包、岗位和培训项目等：插上县里的U盘，点「读入回执和数据」，看过变化再启用",
    )
}
_MADE = frozenset(
    {
        *("employer", "job", "institution", "course", "session", "household", "household_fact", "worker"),
        *(
            "category",
            "certificate",
            "movement",
            "enrolment",
            "attendance",
            "match",
            "feedback",
            "application",
        ),
        *("photo", "comparison", "epoch"),
    }
)


def name(work: Work, brought: Brought, gaps: Iterable[str]) -> None:
    """Name what has to be made by hand again."""
    if not brought.records:
        return
    _photos(work, brought)
    _lists(work, brought)
    _accounts(work, brought)
    for text in brought.broken:
        work.left("县里退回、读不懂的记录", text)
    for text in gaps:
        work.left("县里没有收到过的批次", f"{text}：找到当时的U盘，交县里读入即可补上")
    unmade = dict.fromkeys(entity for entity, _ in brought.records if entity not in _MADE)
    for entity in unmade:
        work.left(*_UNMADE.get(entity, ("这个版本不会重建的记录", entity)))
    work.left(_NEVER, _NEVER_TEXT)


def _photos(work: Work, brought: Brought) -> None:
    lost: dict[str, None] = {}
    uids = brought.uids("photo")
    for uid, steps in histories(work.session, work.desk.station.epoch, uids).items():
        folded = fold(steps)
        is_here = work.session.scalar(select(Photo.id).where(Photo.uid == uid)) is not None
        if not folded.is_void and not is_here:
            lost[str(folded.body.get("worker") or "")] = None
    if lost:
        query = select(Worker.name).where(Worker.uid.in_(list(lost)), Worker.is_void.is_(False))
        names = list(work.session.scalars(query.order_by(Worker.id)))
        more = f"等 {len(names)} 人" if len(names) > _MOST else ""
        work.left("照片要重新拍", f"{'、'.join(names[:_MOST])}{more}：照片不随上报走，下次来时再读卡或拍照")


def _lists(work: Work, brought: Brought) -> None:
    uids = brought.uids("comparison")
    for uid, steps in histories(work.session, work.desk.station.epoch, uids).items():
        folded = fold(steps)
        is_here = work.session.scalar(select(ComparisonList.id).where(ComparisonList.uid == uid)) is not None
        if not folded.is_void and not is_here:
            title = folded.body.get("title") or folded.body.get("kind")
            work.left("比对名单要重新导入", f"{title}（数据日期 {folded.body.get('as_of')}）")


def _accounts(work: Work, brought: Brought) -> None:
    known = set(work.session.scalars(select(Account.login)))
    names = {step.event.operator for steps in brought.records.values() for step in steps} - known
    if names:
        work.left(
            "账号要重新添加", f"{'、'.join(sorted(names))}：在「设置」里用原来的登录名添加，经办记录就对得上"
        )
