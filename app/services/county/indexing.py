"""Who is registered and who was paid anywhere in the county, for one station: its township in clear, the rest keyed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.county import Claim, CountyPerson, LedgerRow
from app.services.county.contents import Content
from app.services.county.office import Bureau
from app.services.county.publishing import Own
from app.services.exchange.keyed import SALT, keyed, salt_for
from app.services.exchange.reference import RefKind, Table, files_of
from app.services.exchange.tables import Column, TableHead, Value

PERSONS = (
    Column("key", "text", "证件号码或密文"),
    Column("station", "text", "服务站"),
    Column("name", "text", "姓名"),
)
CLAIM_KEYS = (
    "kind", "state", "applied_on", "occupation", "trade", "level", "certificate", "session", "closed_on",
    "covers_from", "covers_to",
)  # fmt: skip
_TITLES = ("补贴", "状态", "申请日期", "职业", "工种", "等级", "证书", "班号", "结业日期", "起", "止")
CLAIMS = (
    Column("key", "text", "证件号码或密文"), Column("ref", "text", "受理编号"), Column("station", "text", "服务站"),
    *(Column(key, "text", title) for key, title in zip(CLAIM_KEYS, _TITLES, strict=True)),
)  # fmt: skip
_TOWN = 9


def own_contents(bureau: Bureau) -> Mapping[RefKind, Own]:
    """Return what makes the packages that differ from station to station."""
    secret = bureau.keys.box.secret
    return {
        RefKind.PERSON_INDEX: lambda session, station: person_index(session, station, secret),
        RefKind.BENEFIT_LEDGER: lambda session, station: benefit_ledger(session, station, secret),
    }


def person_index(session: Session, station: str, secret: str) -> Content:
    """Return every registration of the county, as one station may know it."""
    salt = salt_for(secret, station)
    rows = sorted(_persons(session, station, salt), key=str)
    table = Table(TableHead("persons", PERSONS, len(rows)), rows)
    return _content("人员索引", table, salt)


def benefit_ledger(session: Session, station: str, secret: str) -> Content:
    """Return every claim of the county as the duplicate rule asks it, as one station may know it."""
    salt = salt_for(secret, station)
    rows = sorted(_claims(session, station, salt), key=str)
    table = Table(TableHead("claims", CLAIMS, len(rows)), rows)
    return _content("补贴台账", table, salt)


def counts_of(session: Session) -> tuple[int, int]:
    """Return how many registrations and how many claims the county would publish."""
    persons = sum(1 for _ in session.execute(select(CountyPerson.uid).where(CountyPerson.is_void.is_(False))))
    return persons, sum(1 for _ in session.execute(select(LedgerRow.claim_uid)))


def _content(title: str, table: Table, salt: str) -> Content:
    return Content(title, files_of((table,), {}), (table.head,), {"条": table.head.rows}, {SALT: salt})


def _persons(session: Session, station: str, salt: str) -> Iterator[tuple[Value, ...]]:
    query = select(
        CountyPerson.id_number, CountyPerson.station, CountyPerson.name, CountyPerson.village
    ).where(CountyPerson.is_void.is_(False), CountyPerson.id_number != "")
    for number, where, name, village in session.execute(query):
        is_ours = _is_ours(station, where, village)
        yield (number if is_ours else keyed(salt, number), where, name if is_ours else "")


def _claims(session: Session, station: str, salt: str) -> Iterator[tuple[Value, ...]]:
    places = session.execute(select(CountyPerson.id_number, CountyPerson.village))
    villages = {row[0]: row[1] for row in places}
    query = select(LedgerRow.id_number, LedgerRow.row, Claim.station).join(
        Claim, Claim.uid == LedgerRow.claim_uid
    )
    for number, row, where in session.execute(query):
        is_ours = _is_ours(station, where, villages.get(number, ""))
        told = {key: str(row.get(key) or "") for key in CLAIM_KEYS}
        if told["certificate"] and not is_ours:
            told["certificate"] = keyed(salt, told["certificate"])
        key = number if is_ours else keyed(salt, number)
        yield (key, str(row.get("ref") or ""), where, *(told[one] for one in CLAIM_KEYS))


def _is_ours(station: str, where: str, village: str) -> bool:
    return where == station or village[:_TOWN] == station[:_TOWN]
