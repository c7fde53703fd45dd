"""打印记录: what was printed, on which printer, by whom and for whom; and a paper taken from it once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.faults import UserError
from app.models.application import Paper
from app.models.desk import Account
from app.models.sheets import SHEETS, Lay
from app.services.dayspan import within
from app.services.desk import Desk
from app.services.papers.service import Composed
from app.services.papers.stamping import stamped
from app.services.papers.whose import is_about, names_of
from app.services.printing.catalogue import FORMS


@dataclass(frozen=True, slots=True)
class PrintRow:
    """One print as the list shows it: whom it is about, how it went out, which copy it was."""

    id: int
    uid: str
    title: str
    name: str
    number: str
    copy_no: int
    made_at: datetime
    made_by: str
    printer: str
    how: str
    copies: int
    reason: str


class PrintLog:
    """The prints of this station; nothing of them is ever changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ids(
        self,
        *,
        about: str = "",
        form: str = "",
        login: str = "",
        since: date | None = None,
        until: date | None = None,
    ) -> tuple[int, ...]:
        """Return the prints asked for, newest first; the days are whole days in China, both included.

        `about` is a person as he is searched for anywhere (name, initials, number), or part of a number on the paper.
        """
        query = select(Paper.id).order_by(Paper.id.desc())
        if form:
            query = query.where(Paper.kind == form)
        if login:
            query = query.where(Paper.made_by == login)
        query = query.where(*within(Paper.made_at, since, until))
        with self._desk.database.reading() as session:
            if about.strip():
                query = query.where(is_about(session, about.strip()))
            return tuple(session.scalars(query))

    def rows(self, ids: Iterable[int]) -> tuple[PrintRow, ...]:
        """Return prints in the order of the ids."""
        wanted = tuple(ids)
        columns = [column for column in Paper.__table__.columns if column.name != "pdf"]
        with self._desk.database.reading() as session:
            found = {row.id: row for row in session.execute(select(*columns).where(Paper.id.in_(wanted)))}
            clerks = {row.login: row.name for row in session.scalars(select(Account))}
            names = names_of(session, {row.subject for row in found.values()})
        rows = [found[one] for one in wanted if one in found]
        return tuple(
            PrintRow(
                id=row.id,
                uid=row.uid,
                title=_title(row.kind),
                name=names.get(row.subject, ("", row.subject))[0],
                number=names.get(row.subject, ("", row.subject))[1],
                copy_no=row.copy_no,
                made_at=row.made_at,
                made_by=clerks.get(row.made_by, row.made_by),
                printer=row.printer,
                how=_how(row.sheet, row.offset_x, row.offset_y, has_lines=row.has_lines),
                copies=row.copies,
                reason=row.reason,
            )
            for row in rows
        )

    def again(self, uid: str) -> Composed:
        """Return the very pages that were printed, with 补打 第n次 on them, to be kept and counted as one more copy.

        Raises:
            UserError: the pages were not kept.

        """
        with self._desk.database.reading() as session:
            paper = session.scalar(select(Paper).where(Paper.uid == uid))
            if paper is None or not paper.pdf:
                raise UserError("这次打印没有存档内容，不能补打；请回到办理的页面按 F8 重新打印。")
            same = (Paper.kind == paper.kind, Paper.subject == paper.subject)
            last = session.scalar(select(func.max(Paper.copy_no)).where(*same)) or 1
            pattern = f"（照第{paper.copy_no - 1}次补打件）" if paper.copy_no > 1 else ""
            composed = Composed(paper.kind, paper.subject, _title(paper.kind), b"", "", last + 1, ())
            return composed.showing(stamped(paper.pdf, f"{composed.note}{pattern}"))

    def forms(self) -> Mapping[str, str]:
        """Return the forms that were ever printed here: key and title."""
        with self._desk.database.reading() as session:
            kinds = session.scalars(select(Paper.kind).distinct().order_by(Paper.kind)).all()
        return {kind: _title(kind) for kind in kinds}

    def people(self) -> Mapping[str, str]:
        """Return who ever printed here: login and name."""
        query = select(Account.login, Account.name).where(Account.login.in_(select(Paper.made_by)))
        with self._desk.database.reading() as session:
            return {row.login: row.name for row in session.execute(query.order_by(Account.id))}


def _title(kind: str) -> str:
    return FORMS[kind].title if kind in FORMS else kind


def _how(paper: str, x: int, y: int, *, has_lines: bool) -> str:
    told = [SHEETS[paper].label] if paper in SHEETS else ["随表"]
    told += [Lay(x=x, y=y).moved] if x or y else []
    told += [] if has_lines else ["套打"]
    return "　".join(told)
