"""Applications as the county judges them: the same engine on the station's facts, then with every station's claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.county import Claim, CountyRecord, CountyVerdict, LedgerRow
from app.services import bulk
from app.services.county.likeness import normal_number
from app.services.county.records import Record
from app.services.policy.assessment import Assessment
from app.services.policy.engine import assess_with, replay_stored
from app.services.policy.facts import Facts
from app.services.policy.outcome import Outcome
from app.services.policy.pack_model import Packs

OPEN = "reviewed"
"""A claim waits for the county once its station has reviewed it."""

_SLICE = 400
_COUNTS: Mapping[str, str] = {
    "to_review": "accepted",
    "reviewed": "reported",
    "returned": "returned",
    "rejected": "refused",
    "withdrawn": "withdrawn",
}
_VERDICTS: Mapping[str, str] = {"granted": "approved", "refused": "refused", "returned": "returned"}


@dataclass(frozen=True, slots=True)
class Rejudged:
    """The county's own answer: what differs from the station's, and what the claims of all stations change."""

    divergence: str
    duplicates: tuple[str, ...]


def update(session: Session, records: Sequence[Record], packs: Packs) -> None:
    """Bring the claims in line with the records of applications that changed."""
    whole = [record for record in records if "case_number" in record.body and "kind" in record.body]
    if not whole:
        return
    uids = [record.uid for record in whole]
    verdicts = _verdicts(session, uids)
    answers = {uid: result for uid, (result, _) in verdicts.items()}
    for at in range(0, len(uids), _SLICE):
        part = uids[at : at + _SLICE]
        session.execute(delete(LedgerRow).where(LedgerRow.claim_uid.in_(part)))
    held = _held(session, uids)
    rows = [_claim(record, verdicts.get(record.uid, ("", 0)), packs) for record in whole]
    bulk.insert(session, Claim, [row for row in rows if row["uid"] not in held])
    for row in rows:
        known = held.get(str(row["uid"]))
        if known is not None:
            for key, value in row.items():
                setattr(known, key, value)
    session.flush()
    bulk.insert(session, LedgerRow, [line for record in whole for line in _ledger(record, answers)])


def _held(session: Session, uids: Sequence[str]) -> dict[str, Claim]:
    found: dict[str, Claim] = {}
    for at in range(0, len(uids), _SLICE):
        query = select(Claim).where(Claim.uid.in_(uids[at : at + _SLICE]))
        found |= {claim.uid: claim for claim in session.scalars(query)}
    return found


def _verdicts(session: Session, uids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Return the last verdict on each, with the version of the record that it was made on."""
    found: dict[str, tuple[str, int]] = {}
    for at in range(0, len(uids), _SLICE):
        query = select(CountyVerdict.claim_uid, CountyVerdict.result, CountyVerdict.at_version).where(
            CountyVerdict.claim_uid.in_(uids[at : at + _SLICE])
        )
        for row in session.execute(query.order_by(CountyVerdict.id)):
            found[row.claim_uid] = (row.result, row.at_version)
    return found


def _claim(record: Record, last: tuple[str, int], packs: Packs) -> dict[str, object]:
    body, (verdict, at_version) = record.body, last
    amount = body.get("amount")
    state = "void" if record.is_void else str(body.get("state") or "to_review")
    is_undone = not verdict or (verdict == "returned" and record.version > at_version)
    row: dict[str, object] = {
        "uid": record.uid,
        "station": record.station,
        "case_number": str(body["case_number"]),
        "kind": str(body["kind"]),
        "state": state,
        "filed_on": date.fromisoformat(str(body["taken_in_on"])),
        "worker_uid": str(body.get("worker") or ""),
        "employer_uid": str(body.get("employer") or ""),
        "amount": amount if isinstance(amount, int) else None,
        "outcome": str(body.get("outcome") or ""),
        "pack": str(body.get("pack") or ""),
        "verdict": verdict,
        "is_waiting": state == OPEN and is_undone,
    }
    return {**row, "divergence": divergence(body, packs)}


def divergence(body: Mapping[str, object], packs: Packs) -> str:
    """Return how the station's answer differs from the same engine's on the same facts and rules; expected ''."""
    facts, pack = str(body.get("facts") or ""), str(body.get("pack") or "")
    if not facts or not pack:
        return "没有随附事实或政策版本，无法重算"
    day = date.fromisoformat(str(body["taken_in_on"]))
    try:
        made = replay_stored(str(body["kind"]), facts, day, pack, packs)
    except (UserError, ValueError) as fault:
        said = fault.text if isinstance(fault, UserError) else "事实写法不对"
        return f"无法重算：{said}"
    if made.outcome.value != body.get("outcome"):
        was = str(body.get("outcome"))
        return f"县级重算为「{made.outcome.label}」，站里是「{_label(was)}」"
    if made.amount.fen != body.get("amount"):
        return "县级重算的金额与站里不同"
    return ""


def rejudge(session: Session, claim: Claim, packs: Packs) -> Rejudged:
    """Judge a claim once more with what every station has claimed for the same person."""
    record = session.get_one(CountyRecord, claim.uid)
    facts_text = str(record.body.get("facts") or "")
    version = packs.by_ref(claim.pack)
    if version is None or not facts_text:
        return Rejudged(claim.divergence, ())
    facts = Facts.from_json(facts_text)
    others = _others(session, claim)
    if not others:
        return Rejudged(claim.divergence, ())
    plain = facts.to_plain()
    listed = plain.get("claims")
    known = list(listed) if isinstance(listed, list) else []
    refs = {row.get("ref") for row in known if isinstance(row, dict)}
    plain["claims"] = [*known, *(row for row in others if row["ref"] not in refs)]
    alone = assess_with(claim.kind, facts, claim.filed_on, version)
    beside = assess_with(claim.kind, Facts.of(plain), claim.filed_on, version)
    return Rejudged(claim.divergence, tuple(text for text in _against(beside) if text not in _against(alone)))


def _against(made: Assessment) -> tuple[str, ...]:
    """Return what speaks against a claim, each with its clause."""
    found = [*made.conditions, *(c for row in made.rows for c in row.deciding)]
    bad = {Outcome.INELIGIBLE, Outcome.NEEDS_COUNTY}
    return tuple(dict.fromkeys(f"{c.clause} {c.reason}" for c in found if c.outcome in bad))


def _others(session: Session, claim: Claim) -> list[dict[str, object]]:
    own = select(LedgerRow.id_number).where(LedgerRow.claim_uid == claim.uid)
    query = select(LedgerRow.row).where(LedgerRow.id_number.in_(own), LedgerRow.claim_uid != claim.uid)
    return [dict(row) for row in session.scalars(query.order_by(LedgerRow.claim_uid))]


def _ledger(record: Record, verdicts: Mapping[str, str]) -> Iterable[dict[str, object]]:
    body = record.body
    try:
        facts = Facts.from_json(str(body.get("facts") or "{}"))
    except (UserError, ValueError):
        return []
    learners = facts.rows("roster")
    numbers = (
        [str(row.get("worker.id_number")) for row in learners]
        if isinstance(learners, tuple)
        else [str(facts.get("worker.id_number"))]
    )
    row = ledger_row(body, facts, verdicts.get(record.uid, ""), is_void=record.is_void)
    people = sorted({normal_number(number) for number in numbers if number and number != "Missing.MISSING"})
    return [{"claim_uid": record.uid, "id_number": one, "row": {**row, "person": one}} for one in people]


def ledger_row(body: Mapping[str, object], facts: Facts, verdict: str, *, is_void: bool) -> dict[str, object]:
    """Return a claim as the duplicate rule asks it (clause （十）2), dates as ISO days."""
    kind = str(body["kind"])
    part = "certificate" if kind == "evaluation" else "course"
    state = (
        "withdrawn" if is_void else _VERDICTS.get(verdict) or _COUNTS.get(str(body.get("state")), "accepted")
    )
    if body.get("outcome") in {Outcome.INELIGIBLE.value, Outcome.NOT_COVERED.value}:
        state = "refused"
    row: dict[str, object] = {
        "ref": str(body["case_number"]),
        "kind": kind,
        "state": state,
        "applied_on": str(body["taken_in_on"]),
        "source": "全县",
    }
    paths = {
        "occupation": f"{part}.occupation",
        "trade": f"{part}.trade",
        "level": f"{part}.level",
        "certificate": "certificate.number",
        "session": "session.ref",
        "closed_on": "session.closed_on",
    }
    for key, path in paths.items():
        value = facts.get(path)
        row[key] = value.isoformat() if isinstance(value, date) else value if isinstance(value, str) else ""
    if kind == "living":
        opened = facts.get("session.opened_on")
        row["covers_from"] = opened.isoformat() if isinstance(opened, date) else ""
        row["covers_to"] = row["closed_on"]
    return {key: value for key, value in row.items() if value != ""}


def _label(code: str) -> str:
    return Outcome(code).label if code in {one.value for one in Outcome} else code


def by_person(session: Session, numbers: Sequence[str]) -> dict[str, list[dict[str, object]]]:
    """Return what was claimed for these persons, by identity number."""
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    for at in range(0, len(numbers), _SLICE):
        query = select(LedgerRow).where(LedgerRow.id_number.in_(numbers[at : at + _SLICE]))
        for line in session.scalars(query.order_by(LedgerRow.claim_uid)):
            found[line.id_number].append(dict(line.row))
    return found
