"""The station's signing key, the public keys of its former epochs, and those of all stations as the county told."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from app.services import settings
from app.services.desk import Desk
from app.services.exchange.reply import StationSigner
from app.services.exchange.signing import SigningKey, make_key
from app.services.slips.judging import SlipKey

SIGNING_KEY = "signing_key"
_FORMER = "former_signing_keys"
_DIRECTORY = "station_directory"


def seed_of(session: Session) -> bytes:
    """Return the 32 secret bytes of the present epoch's key."""
    return bytes.fromhex(str(settings.get(session, SIGNING_KEY)))


def signing_key(session: Session, desk: Desk) -> SigningKey:
    """Return the present epoch's key."""
    return make_key(desk.station.code, desk.station.epoch, seed_of(session))


def retire(session: Session, desk: Desk) -> None:
    """Remember the public half of the present key before another takes its place."""
    held = settings.get(session, _FORMER)
    former = dict(held) if isinstance(held, Mapping) else {}
    former[desk.station.epoch] = base64.b64encode(signing_key(session, desk).public().raw).decode("ascii")
    settings.put(session, desk, _FORMER, former)


def learn(session: Session, desk: Desk, signers: Iterable[StationSigner]) -> None:
    """Keep the keys of all stations as a reply told them; a county that tells none leaves what is known."""
    rows = [[one.station, one.epoch, one.name, one.key, _day(one.revoked_on)] for one in signers]
    if rows:
        settings.put(session, desk, _DIRECTORY, rows)


def known_keys(session: Session, desk: Desk) -> tuple[SlipKey, ...]:
    """Return every key whose slips can be checked here: the station's own first, then the county's list."""
    station = desk.station
    listed = _listed(session)
    revoked = {(one.station, one.epoch, one.key): one for one in listed if one.is_revoked}
    former = settings.get(session, _FORMER)
    held = (
        {epoch: base64.b64decode(str(key)) for epoch, key in former.items()}
        if isinstance(former, Mapping)
        else {}
    )
    held[station.epoch] = signing_key(session, desk).public().raw
    own = [SlipKey(station.code, epoch, key, station.name) for epoch, key in held.items()]
    return (*(revoked.get((one.station, one.epoch, one.key), one) for one in own), *listed)


def _listed(session: Session) -> tuple[SlipKey, ...]:
    rows = settings.get(session, _DIRECTORY)
    found = []
    for row in rows if isinstance(rows, list) else ():
        station, epoch, name, key, revoked = (str(part) for part in row)
        day = date.fromisoformat(revoked) if revoked else None
        found.append(SlipKey(station, epoch, base64.b64decode(key), name, day, day is not None))
    return tuple(found)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
