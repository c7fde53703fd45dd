"""The smaller kinds: holidays, code lists, forms, the county's card, person index and benefit ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.reference import Holiday, ReferenceClaim, ReferenceCode, ReferencePackage, ReferencePerson
from app.services import bulk, codes, settings
from app.services.desk import Desk
from app.services.elsewhere import INDEX_SALT, LEDGER_SALT
from app.services.exchange.agekeys import fingerprint
from app.services.exchange.canonical import sha256
from app.services.exchange.card import CountyCard
from app.services.exchange.keyed import SALT
from app.services.exchange.reference import Package, RefKind, package_of
from app.services.exchange.refusal import Reason, Refused
from app.services.home import COUNTY
from app.services.intake.context import shipped_context
from app.services.papers.formcheck import must_mend
from app.services.printing.catalogue import FORMS
from app.services.references import formshelf
from app.services.references.formshelf import forms_in
from app.services.references.results import Line, TableDifference

CARD = "county.card"
LISTED = 200
_TIES = ("key", "ref", "station")

Rows = Mapping[str, tuple[str, str]]
"""Key → title and words, to be compared."""


def check(package: Package) -> None:
    """Refuse a package whose content cannot be put in force.

    Raises:
        Refused: naming what is wrong with it.

    """
    kind = package.header.kind
    if kind is RefKind.FORMS:
        for key, content in forms_in(package):
            faults = must_mend(key, content)
            if faults:
                raise Refused(Reason.REFERENCE, f"表样“{FORMS[key].title}”不能用：{'；'.join(faults[:3])}。")
    elif kind is RefKind.KEYS:
        _card(package)
    elif (
        kind in {RefKind.PERSON_INDEX, RefKind.BENEFIT_LEDGER}
        and len(package.header.facts.get(SALT, "")) != 64
    ):
        raise Refused(Reason.REFERENCE, "索引里没有查询用的密钥，已拒收。请让县里重新导出。")


def compare(session: Session, package: Package) -> tuple[TableDifference, ...]:
    """Return what a package of one of these kinds would change."""
    kind = package.header.kind
    if kind is RefKind.PERSON_INDEX:
        return (_counted(session, ReferencePerson, "全县登记的人", package.header.tables[0].rows),)
    if kind is RefKind.BENEFIT_LEDGER:
        return (_counted(session, ReferenceClaim, "全县申领记录", package.header.tables[0].rows),)
    return (_differ(kind.label, _held(session, package), _told(package)),)


def switch(session: Session, desk: Desk, package: Package) -> dict[str, int]:
    """Put a package of one of these kinds in the place of the one before; return the counts."""
    found = compare(session, package)[0]
    counts = {"new": found.new, "changed": found.changed, "retired": found.retired, "same": found.same}
    kind = package.header.kind
    if kind is RefKind.HOLIDAY:
        session.execute(delete(Holiday))
        bulk.insert(session, Holiday, [dict(row) for row in package.rows("holidays")])
    elif kind is RefKind.CODES:
        session.execute(delete(ReferenceCode))
        bulk.insert(session, ReferenceCode, [dict(row) for row in package.rows("codes")])
    elif kind is RefKind.KEYS:
        card = _card(package)
        signers = [key.file.decode("ascii") for key in card.signers]
        settings.put(
            session, desk, COUNTY, {"county": card.county, "escrow": card.escrow, "signers": signers}
        )
    elif kind is RefKind.PERSON_INDEX:
        session.execute(delete(ReferencePerson))
        bulk.insert(session, ReferencePerson, [dict(row) for row in package.rows("persons")])
        settings.put(session, desk, INDEX_SALT, package.header.facts[SALT])
    elif kind is RefKind.BENEFIT_LEDGER:
        session.execute(delete(ReferenceClaim))
        bulk.insert(session, ReferenceClaim, [_claim(row) for row in package.rows("claims")])
        settings.put(session, desk, LEDGER_SALT, package.header.facts[SALT])
    return counts


def adopt(session: Session) -> None:
    """Go by the code lists and forms in force from now on."""
    rows = session.scalars(select(ReferenceCode).order_by(ReferenceCode.id))
    codes.adopt(
        codes.Entry(row.listing, codes.Choice(row.code, row.label, row.note), row.is_retired) for row in rows
    )
    shipped_context.cache_clear()
    formshelf.adopt(session)


def _in_force(session: Session, kind: RefKind) -> ReferencePackage | None:
    query = select(ReferencePackage).where(
        ReferencePackage.kind == kind.value, ReferencePackage.applied_at.is_not(None)
    )
    return session.scalar(query.order_by(ReferencePackage.version.desc()).limit(1))


def _card(package: Package) -> CountyCard:
    try:
        return CountyCard.read(package.files[CARD].decode("utf-8"))
    except (UserError, KeyError, UnicodeDecodeError) as fault:
        raise Refused(Reason.REFERENCE, "包里的县区公钥卡读不出来，已拒收。请让县里重新导出。") from fault


def _claim(row: Mapping[str, object]) -> dict[str, object]:
    told = {key: value for key, value in row.items() if key not in _TIES and value != ""}
    return {"key": row["key"], "ref": row["ref"], "row": {**told, "station": row["station"]}}


def _held(session: Session, package: Package) -> Rows:
    kind = package.header.kind
    if kind is RefKind.HOLIDAY:
        return {
            row.day.isoformat(): (row.day.isoformat(), _day_words(row.name, is_workday=row.is_workday))
            for row in session.scalars(select(Holiday))
        }
    if kind is RefKind.CODES:
        return {
            f"{row.listing} {row.code}": (
                f"{row.listing} {row.code}",
                _code_words(row.label, is_retired=row.is_retired),
            )
            for row in session.scalars(select(ReferenceCode))
        }
    if kind is RefKind.KEYS:
        held = settings.get(session, COUNTY)
        card = held if isinstance(held, Mapping) else {}
        return _keys(str(card.get("county") or ""), str(card.get("escrow") or ""))
    newest = _in_force(session, RefKind.FORMS)
    return _form_rows(forms_in(package_of(newest.bag))) if newest is not None else {}


def _told(package: Package) -> Rows:
    kind = package.header.kind
    if kind is RefKind.HOLIDAY:
        return {
            str(row["day"]): (
                str(row["day"]),
                _day_words(str(row["name"]), is_workday=bool(row["is_workday"])),
            )
            for row in package.rows("holidays")
        }
    if kind is RefKind.CODES:
        return {
            f"{row['listing']} {row['code']}": (
                f"{row['listing']} {row['code']}", _code_words(str(row["label"]), is_retired=bool(row["is_retired"]))
            )
            for row in package.rows("codes")
        }  # fmt: skip
    if kind is RefKind.KEYS:
        card = _card(package)
        return _keys(card.county, card.escrow)
    return _form_rows(forms_in(package))


def _keys(county: str, escrow: str) -> Rows:
    pairs = (("县区公钥", county), ("备用公钥", escrow))
    return {label: (label, fingerprint(key)) for label, key in pairs if key}


def _form_rows(listed: Iterable[tuple[str, bytes]]) -> Rows:
    return {key: (FORMS[key].title, sha256(content)[:8]) for key, content in listed}


def _day_words(name: str, *, is_workday: bool) -> str:
    return f"{'上班' if is_workday else '放假'} {name}".rstrip()


def _code_words(label: str, *, is_retired: bool) -> str:
    return f"{label}（停用）" if is_retired else label


def _differ(label: str, held: Rows, told: Rows) -> TableDifference:
    new = [key for key in told if key not in held]
    changed = [key for key in told if key in held and held[key] != told[key]]
    gone = [key for key in held if key not in told]
    lines = [Line("新增", *told[key]) for key in new[:LISTED]]
    lines += [Line("修改", told[key][0], f"{held[key][1]} → {told[key][1]}") for key in changed[:LISTED]]
    lines += [Line("停用", *held[key]) for key in gone[:LISTED]]
    same = len(told) - len(new) - len(changed)
    return TableDifference(label, len(new), len(changed), len(gone), same, lines=tuple(lines))


def _counted(
    session: Session, entity: type[ReferencePerson | ReferenceClaim], label: str, rows: int
) -> TableDifference:
    held = session.scalar(select(func.count()).select_from(entity)) or 0
    return TableDifference(label, max(0, rows - held), 0, max(0, held - rows), min(held, rows))
