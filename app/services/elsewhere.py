"""What the county knows of a person from other stations: where he is registered, and what was claimed for him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.checks.finding import Finding, warning
from app.models.reference import ReferenceClaim, ReferencePerson
from app.services import settings
from app.services.exchange.keyed import keyed

INDEX_SALT, LEDGER_SALT = "reference_index_salt", "reference_ledger_salt"
"""The settings that hold the keys under which the tables name those who are not of this township."""


def registrations(session: Session, number: str, *, station: str) -> tuple[Finding, ...]:
    """Warn that a number is registered at another station, or was at this one; it blocks nothing."""
    query = select(ReferencePerson).where(ReferencePerson.key.in_(_keys(session, INDEX_SALT, (number,))))
    found: list[Finding] = []
    for row in session.scalars(query.order_by(ReferencePerson.id)):
        where = "本站（可能在换下的旧电脑上）" if row.station == station else f"服务站 {row.station} "
        name = f"，姓名 {row.name}" if row.name else ""
        text = f"县里的人员索引显示，这个号码已在{where}登记{name}；仍可登记，县里会核对是否同一人"
        found.append(warning("id_number", "elsewhere", text))
    return tuple(found)


def claims(
    session: Session, numbers: Sequence[str], *, but_not: Iterable[str], certificates: Iterable[str] = ()
) -> list[dict[str, object]]:
    """Return the claims of other stations for a person as policy facts; `but_not` are the case numbers known here.

    `numbers` are the spellings of his number, the first of which the facts bear; `certificates` are his own, by
    which a certificate that is only known by its keyed hash is told.
    """
    keys = _keys(session, LEDGER_SALT, numbers)
    query = select(ReferenceClaim).where(ReferenceClaim.key.in_(keys)).order_by(ReferenceClaim.id)
    known, rows = frozenset(but_not), session.scalars(query).all()
    if not rows:
        return []
    salt = settings.get(session, LEDGER_SALT)
    own = {keyed(str(salt), one): one for one in certificates if one} if salt else {}
    return [_fact(row, numbers[0], own) for row in rows if row.ref not in known]


def _keys(session: Session, setting: str, numbers: Sequence[str]) -> list[str]:
    salt = settings.get(session, setting)
    return [*numbers, *{keyed(str(salt), number) for number in numbers}] if salt else []


def _fact(row: ReferenceClaim, number: str, own: Mapping[str, str]) -> dict[str, object]:
    told = {key: value for key, value in row.row.items() if key != "station"}
    certificate = str(told.get("certificate") or "")
    if certificate:
        told["certificate"] = own.get(certificate, certificate)
    station = row.row.get("station")
    return {**told, "ref": row.ref, "person": number, "source": f"全县台账，服务站 {station}"}
