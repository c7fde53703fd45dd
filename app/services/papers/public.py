"""What the station signs and what it hands to everybody: 廉政守纪承诺书 and the 政策明白纸 of the rules in force."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.desk import Account
from app.models.enums import Role
from app.paths import resources
from app.services.desk import Desk
from app.services.eligibility.shelf import PolicyShelf
from app.services.papers.fitting import Fit
from app.services.papers.notices import policy_text
from app.services.papers.values import Values, station_card
from app.services.policy.pack_model import KindRules, Packs, PackVersion
from app.services.policy.packs import load_packs

PLEDGE, LEAFLET = "integrity_pledge", "policy_leaflet"
THE_STATION = 1
"""The id by which a paper of the station itself is asked for: there is one."""
_SUPPORT = "（九）"
_BASIS = "（十三）"


def pledge(session: Session, desk: Desk, account_id: int) -> tuple[str, Values]:
    """Gather the 廉政守纪承诺书 of a clerk, to be signed by hand; it is renewed every year.

    Raises:
        UserError: there is no such account.

    Source: （十三）"对关键环节、关键流程经办人员加强警示教育，签订廉政守纪承诺书".
    """
    account = session.get(Account, account_id)
    if account is None or not account.is_active:
        raise UserError("没有这个账号，或者已经停用，请在「设置」里重新选择。")
    text = policy_text()
    return f"{account.login} {desk.clock.today():%Y}", {
        "pledge": {
            "name": account.name,
            "role": Role(account.role).label,
            "document": text.document,
            "quote": text.quote(_BASIS),
        },
        "station": station_card(session, desk.station),
    }


def leaflet(session: Session, desk: Desk, _station: int) -> tuple[str, Values]:
    """Gather the 政策明白纸: each subsidy in the notice's own words, by the rules in force today."""
    shelf = PolicyShelf(_shipped())
    shelf.refresh(session)
    today = desk.clock.today()
    version, text = shelf.packs.at(today), policy_text()
    said = {kind.title: "".join(map(text.quote, _clauses(kind))) for kind in version.kinds.values()}
    asked = {kind.title: "、".join(one.title for one in kind.conditions) for kind in version.kinds.values()}
    is_whole = all(said.values())
    return version.ref.version, {
        "leaflet": {
            "caption": f"{version.document}{'原话摘录' if is_whole else '要点'}",
            "version": version.ref.version,
            "made_on": today,
            "kinds": [
                {"title": title, "text": said[title] or f"看这些条件：{asked[title]}"} for title in said
            ],
            "papers": _papers(version),
        },
        "station": station_card(session, desk.station),
    }


def fits_account(session: Session, desk: Desk, account_id: int) -> Iterator[Fit]:  # noqa: ARG001 - a fitter's
    """List what an account signs."""
    account = session.get(Account, account_id)
    if account is not None and account.is_active:
        yield Fit(PLEDGE, account_id, account.name)


def fits_station(session: Session, desk: Desk, _station: int) -> Iterator[Fit]:
    """List the papers of the station itself, and the pledge of whoever sits here."""
    yield Fit(LEAFLET, THE_STATION)
    own = session.scalar(select(Account.id).where(Account.login == desk.operator.login))
    if own is not None:
        yield from fits_account(session, desk, own)


@cache
def _shipped() -> Packs:
    return load_packs(resources() / "policy" / "yangquan")


def _clauses(kind: KindRules) -> tuple[str, ...]:
    """Return the paragraphs that give a subsidy: its own, and those of its conditions that widen it."""
    every = (kind.clause, *(one.clause for one in kind.conditions if one.clause.startswith(_SUPPORT)))
    return tuple(dict.fromkeys(every))


def _papers(version: PackVersion) -> str:
    """Return what to bring whatever is asked for: papers that more than one subsidy needs."""
    return "、".join(one.title for one in version.materials if len(one.kinds) > 1)
