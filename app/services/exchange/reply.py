"""The county's reply (县级回执, kind ACK on disk): cumulative, so that any one of them tells everything; pure.

What is open is told again in each reply until it is settled, and every verdict ever made on a case of the station,
so losing replies costs nothing and an older one adds nothing to a newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import zstandard

from app.services.exchange.bag import Bag, BagInfo, Kind, pack_bag
from app.services.exchange.canonical import Json, canonical, day_from, parse
from app.services.exchange.refusal import Reason, Refused

FORMAT = "JMK-REPLY/1"
CONTENT = "reply.json.zst"
MAX_PLAIN = 64 * 1024 * 1024
_LEVEL = 9
_WRONG = "回执的内容不完整或写法不对，已拒收。请让县里重新导出回执。"


@dataclass(frozen=True, slots=True)
class EpochAnswer:
    """What the county holds of one epoch; `hash` is that of event `event`, the last one applied.

    `counts` and `hashes` are the tally by type of all it holds; an older county tells no hashes.
    `closed_by` is the letter of the epoch that took its place; `batches` are the numbers that were taken in with the
    SHA-256 of each file, so that a station that forked finds the first batch in which it differs.
    """

    epoch: str
    applied_through: int
    event: int = 0
    hash: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[int, ...] = ()
    parked: tuple[int, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    is_revoked: bool = False
    closed_by: str = ""
    batches: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something the station must look at: an event sent back, a likely duplicate, two values of one field.

    `kind` is rejected, duplicate or conflict; `fix_by` the last day to put it right, where the county set one.
    """

    kind: str
    entity: str
    entity_uid: str
    field: str
    text: str
    epoch: str = ""
    seq: int = 0
    fix_by: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The bureau's decision on one case: granted, refused or returned; amounts in 分.

    `at_version` is the version of the application that was decided on; 0 where the county does not say.
    """

    case_number: str
    result: str
    decided_on: date
    amount: int | None = None
    document_no: str = ""
    field: str = ""
    reason: str = ""
    fix_by: date | None = None
    at_version: int = 0


@dataclass(frozen=True, slots=True)
class StationSigner:
    """One epoch of any station of the county, so that its slips can be checked at every counter; nothing is secret.

    `key` is the 32 bytes of its public key in base64; `revoked_on` the day from which it is not believed.
    """

    station: str
    epoch: str
    name: str
    key: str
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, whole."""

    station: str
    seq: int
    epochs: tuple[EpochAnswer, ...]
    items: tuple[OpenItem, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    ref_versions: Mapping[str, str] = field(default_factory=dict)
    signers: tuple[StationSigner, ...] = ()


def pack_reply(info: BagInfo, reply: Reply) -> bytes:
    """Return the `bag.zip` of a reply."""
    plain = canonical(_to_json(reply)) + b"\n"
    return pack_bag(info, {CONTENT: zstandard.ZstdCompressor(level=_LEVEL).compress(plain)})


def read_reply(bag: Bag, *, station: str) -> Reply:
    """Read the reply in a bag that was opened and verified.

    Raises:
        Refused: it is no reply, is cut short, or is another station's.

    """
    packed = bag.payload.get(CONTENT)
    if bag.info.kind is not Kind.ACK or packed is None:
        raise Refused(Reason.KIND, "这不是县级回执，不能在此处读入。", field="Kind")
    try:
        value = parse(zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_PLAIN))
        reply = _from_json(value)
    except (zstandard.ZstdError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Refused(Reason.EVENTS, _WRONG) from fault
    if (reply.station, bag.info.recipient, bag.info.seq) != (station, station, reply.seq):
        text = f"这是给服务站 {reply.station} 的回执，不是本站的，没有读入。"
        raise Refused(Reason.ADDRESSEE, text, field="Recipient")
    return reply


def _to_json(reply: Reply) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "station": reply.station,
        "seq": reply.seq,
        "epochs": [_epoch_json(one) for one in reply.epochs],
        "items": [_item_json(one) for one in reply.items],
        "verdicts": [verdict_json(one) for one in reply.verdicts],
        "ref_versions": dict(reply.ref_versions),
        "signers": [
            [one.station, one.epoch, one.name, one.key, _day(one.revoked_on)] for one in reply.signers
        ],
    }


def _epoch_json(one: EpochAnswer) -> dict[str, Json]:
    return {
        "epoch": one.epoch, "applied_through": one.applied_through, "event": one.event, "hash": one.hash,
        "counts": dict(one.counts), "hashes": dict(one.hashes), "missing": list(one.missing),
        "parked": list(one.parked),
        "refused": [[seq, text] for seq, text in one.refused], "is_revoked": one.is_revoked,
        "closed_by": one.closed_by, "batches": [[seq, digest] for seq, digest in one.batches],
    }  # fmt: skip


def _item_json(one: OpenItem) -> dict[str, Json]:
    return {
        "kind": one.kind, "entity": one.entity, "entity_uid": one.entity_uid, "field": one.field, "text": one.text,
        "epoch": one.epoch, "seq": one.seq, "fix_by": _day(one.fix_by),
    }  # fmt: skip


def verdict_json(one: Verdict) -> dict[str, Json]:
    """Return a verdict as it is written."""
    return {
        "case_number": one.case_number, "result": one.result, "decided_on": one.decided_on.isoformat(),
        "amount": one.amount, "document_no": one.document_no, "field": one.field, "reason": one.reason,
        "fix_by": _day(one.fix_by), "at_version": one.at_version,
    }  # fmt: skip


def _from_json(value: Json) -> Reply:
    whole = _object(value)
    if whole["format"] != FORMAT:
        raise ValueError(FORMAT)
    return Reply(
        station=_text(whole, "station"),
        seq=_whole(whole, "seq"),
        epochs=tuple(_epoch(_object(one)) for one in _list(whole, "epochs")),
        items=tuple(_item(_object(one)) for one in _list(whole, "items")),
        verdicts=tuple(verdict_of(_object(one)) for one in _list(whole, "verdicts")),
        ref_versions={key: str(one) for key, one in _object(whole["ref_versions"]).items()},
        signers=tuple(_signer(row) for row in _rows(whole.get("signers", []))),
    )


def _epoch(value: Mapping[str, Json]) -> EpochAnswer:
    refused = [pair for pair in _list(value, "refused") if isinstance(pair, list)]
    batches = value.get("batches", [])  # a county of before the rebuilding does not say
    held = [pair for pair in batches if isinstance(pair, list)] if isinstance(batches, list) else []
    return EpochAnswer(
        epoch=_text(value, "epoch"),
        applied_through=_whole(value, "applied_through"),
        event=_whole(value, "event"),
        hash=_text(value, "hash"),
        counts={key: int(str(one)) for key, one in _object(value["counts"]).items()},
        hashes={key: str(one) for key, one in _object(value.get("hashes", {})).items()},
        missing=tuple(int(str(one)) for one in _list(value, "missing")),
        parked=tuple(int(str(one)) for one in _list(value, "parked")),
        refused=tuple((int(str(pair[0])), str(pair[1])) for pair in refused),
        is_revoked=value["is_revoked"] is True,
        closed_by=str(value.get("closed_by", "")),
        batches=tuple((int(str(pair[0])), str(pair[1])) for pair in held),
    )


def _rows(value: Json) -> Iterable[list[Json]]:
    """Yield the rows of a list that an older county does not tell."""
    return (row for row in (value if isinstance(value, list) else []) if isinstance(row, list))


def _signer(row: list[Json]) -> StationSigner:
    station, epoch, name, key, revoked = (str(part) for part in row[:5])
    return StationSigner(station, epoch, name, key, _day_of(revoked))


def _item(value: Mapping[str, Json]) -> OpenItem:
    names = ("kind", "entity", "entity_uid", "field", "text", "epoch")
    texts = {name: _text(value, name) for name in names}
    return OpenItem(**texts, seq=_whole(value, "seq"), fix_by=_day_of(value["fix_by"]))


def verdict_of(value: Mapping[str, Json]) -> Verdict:
    """Return a verdict as it was written.

    Raises:
        KeyError, TypeError, ValueError: a part is missing or wrong.

    """
    amount = value["amount"]
    return Verdict(
        case_number=_text(value, "case_number"),
        result=_text(value, "result"),
        decided_on=day_from(_text(value, "decided_on")),
        amount=amount if isinstance(amount, int) else None,
        document_no=_text(value, "document_no"),
        field=_text(value, "field"),
        reason=_text(value, "reason"),
        fix_by=_day_of(value["fix_by"]),
        at_version=int(str(value.get("at_version", 0))),
    )


def _object(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("object")
    return value


def _list(value: Mapping[str, Json], name: str) -> Sequence[Json]:
    found = value[name]
    if not isinstance(found, list):
        raise TypeError(name)
    return found


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value[name]
    if not isinstance(found, str):
        raise TypeError(name)
    return found


def _whole(value: Mapping[str, Json], name: str) -> int:
    found = value[name]
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError(name)
    return found


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day_of(value: Json) -> date | None:
    return day_from(str(value)) if value else None
