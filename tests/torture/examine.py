"""What must be true of a station after a kill or a power cut: what was accepted is there, and nothing is by half."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application, Paper, RegisterNumber
from app.models.desk import Draft, ImportRun
from app.models.enums import BatchState
from app.models.trail import Batch, JournalEntry, OutboxEvent
from app.models.worker import SearchKey, Worker
from app.services import backup, journal
from app.services.desk import Desk
from app.services.keyslots import KeySlots
from app.services.sample import CLERK
from app.services.selfcheck import SelfCheck
from tests.torture.day import QUICK, home_in, password

Words = Sequence[Sequence[str]]


@dataclass(slots=True)
class Findings:
    """What was accepted, what of it is lost, what stands by half, and how long opening took, in seconds."""

    accepted: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    reopened: float = 0.0

    def expect(self, is_true: object, lost: str = "", half: str = "") -> None:
        if not is_true:
            self.lost += [lost] * bool(lost)
            self.half += [half] * bool(half)


def enter(folder: Path, words: Words) -> tuple[Desk, int]:
    """Log in with the password that was accepted last, or the one that was being set; return which it was.

    Raises:
        UserError: neither opens the station.

    """
    home, turn = home_in(folder), _turn(words)
    try:
        return home.log_in(CLERK[0], password(turn)), turn
    except UserError:
        return home.log_in(CLERK[0], password(turn + 1)), turn + 1


def _turn(words: Words) -> int:
    return max([int(word[1]) for word in words if word[0] == "password"], default=0)


def examine(folder: Path, words: Words) -> Findings:
    """Open the station as a clerk would and compare it with the words that were acknowledged."""
    found = Findings(accepted=sum(word[0] not in {"begin", "end"} for word in words))
    began = time.perf_counter()
    try:
        desk, _ = enter(folder, words)
    except UserError as fault:
        found.lost.append(f"the station does not open: {fault.text}")
        return found
    try:
        SelfCheck(desk, home_in(folder)).quick()
        found.reopened = time.perf_counter() - began
        found.expect(desk.database.is_whole(), half="the file is damaged")
        found.expect(desk.station.epoch == "A", half=f"epoch {desk.station.epoch} was begun")
        with desk.database.reading() as session:
            _compare(session, words, found)
            _outside(session, folder, words, found)
    finally:
        desk.database.close()
    return found


def _compare(session: Session, words: Words, found: Findings) -> None:
    uids = set(session.scalars(select(Worker.uid)))
    events = set(session.scalars(select(OutboxEvent.event_id)))
    numbers = {row.number: row.id for row in session.scalars(select(RegisterNumber))}
    cases = {row.case_number: row.uid for row in session.scalars(select(Application))}
    papers = {row.uid: (row.subject, row.copy_no) for row in session.scalars(select(Paper))}
    runs = {row.uid: row.state for row in session.scalars(select(ImportRun))}
    people = set(session.scalars(select(Worker.id_number)))
    for word in words:
        kind = word[0]
        if kind == "worker":
            found.expect(word[1] in uids and word[2] in events, f"worker {word[1]}")
        elif kind == "event":
            found.expect(word[1] in events, f"event {word[1]}")
        elif kind == "case":
            found.expect(cases.get(word[1]) == word[2] and word[1] in numbers, f"case {word[1]}")
        elif kind == "paper":
            found.expect(papers.get(word[1]) == (word[2], int(word[3])), f"paper {word[1]}")
        elif kind == "import":
            found.expect(runs.get(word[1]) == "done" and word[2] in people, f"import {word[1]}")
    _last_draft(session, words, events, found)
    found.expect(set(numbers) == set(cases), half="case numbers without cases, or the other way about")
    copies = list(papers.values())
    found.expect(len(copies) == len(set(copies)), half="a copy number was used twice")
    _trail(session, uids, events, found)


def _last_draft(session: Session, words: Words, events: set[str], found: Findings) -> None:
    drafts = set(session.scalars(select(Draft.event_id)))
    last = [word for word in words if word[0] not in {"begin", "end"}][-1:]
    for word in last:
        if word[0] == "draft":
            found.expect(word[1] in drafts or word[1] in events, f"draft {word[1]}")


def _trail(session: Session, uids: set[str], events: set[str], found: Findings) -> None:
    notes = session.scalars(select(JournalEntry.detail).where(JournalEntry.detail.startswith('{"event"')))
    found.expect({json.loads(text)["event"] for text in notes} == events, half="journal and outbox differ")
    query = select(OutboxEvent.entity_uid).where(OutboxEvent.type == "worker.registered")
    found.expect(set(session.scalars(query)) == uids, half="workers and their events differ")
    keyed = set(session.scalars(select(SearchKey.worker_id)))
    found.expect(keyed == set(session.scalars(select(Worker.id))), half="workers without search keys")
    report = journal.verify(session)
    found.expect(report.is_whole, half=f"the chain breaks at {report.broken_at}")
    stray = select(func.count()).select_from(Batch).where(Batch.to_event - Batch.from_event + 1 != _carried())
    found.expect(session.scalar(stray) == 0, half="a batch and its events differ")


def _carried() -> object:
    query = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.batch_id == Batch.id)
    return query.correlate(Batch).scalar_subquery()


def _outside(session: Session, folder: Path, words: Words, found: Findings) -> None:
    """Compare what lies beside the database: stick, papers, backups."""
    batches = {row.file_name: (row.sha256, row.state) for row in session.scalars(select(Batch))}
    up = folder / "stick" / "JMK" / "UP"
    carried = {path.name: _hash(path) for path in up.glob("*.age")} if up.is_dir() else {}
    for name, digest in carried.items():
        found.expect(batches.get(name, ("",))[0] == digest, half=f"half a batch on the stick: {name}")
    saved = {path.stem: _hash(path) for path in (folder / "papers").glob("*.pdf")}
    for name, digest in saved.items():
        found.expect(name == digest, half=f"half a PDF: {name}")
    made = {path.name: path for path in home_in(folder).backups.glob("backup-*") if path.suffix != ".part"}
    turns = {word[1]: int(word[2]) for word in words if word[0] == "backup"}
    for name, path in made.items():
        found.expect(_opens(path, turns.get(name, _turn(words))), half=f"a backup that does not open: {name}")
    for word in words:
        if word[0] == "sealed":
            found.expect(batches.get(word[1], ("",))[0] == word[2], f"batch {word[1]}")
        elif word[0] == "exported":
            is_there = carried.get(word[1]) == word[2]
            found.expect(
                is_there and batches.get(word[1], ("", ""))[1] == BatchState.EXPORTED, f"export {word[1]}"
            )
        elif word[0] == "pdf":
            found.expect(word[1] in saved, f"pdf {word[1]}")
        elif word[0] == "backup":
            found.expect(word[1] in made, f"backup {word[1]}")


def _opens(folder: Path, turn: int) -> bool:
    """Whether a finished backup is what its manifest says, and its slots open with a password of its day."""
    card = next((card for card in backup.listed(folder.parent) if card.folder == folder), None)
    if card is None:
        return False
    try:
        backup.check(card)
        KeySlots.open(folder / backup.SLOTS, cost=QUICK).unlock(CLERK[0], password(turn), card.made_at)
    except UserError:
        return False
    return True


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
