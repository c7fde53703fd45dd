"""O1: two clerks on one worker, in two processes on one station and at two PCs that meet at the county."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from app.faults import Conflict
from app.models.county import CountyRecord
from app.models.trail import OutboxEvent
from app.services import journal
from app.services.county.folding import PROTECTED
from app.services.county.office import Bureau
from app.services.county.replying import Replying
from app.services.county.state import digest
from app.services.county.taking import Fate, Taking
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.results import Refused, Saved
from app.services.sample import CLERK, REVIEWER, found_empty
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers
from tests.services.county.stations import FakeStation
from tests.torture import bureaus
from tests.torture.day import VILLAGE, home_in, number_for
from tests.torture.figures import Figures, Row

ROOT = Path(__file__).resolve().parents[2]
_FIELDS = ("phone", "note", "education", "name", "bank_account")
_STATIONS = 200
Told = tuple[int, Json]
_WORDS = ("甲", "乙", "丙")


def clerks(count: int = 500, seed: int = 1) -> Figures:
    """O1: so many saves by two processes of one worker, and as many stories of two PCs at the county."""
    figures = Figures()
    conflicts, refused = _two_processes(count, seed, figures)
    flagged = _two_computers(count, seed, figures)
    figures.told = (
        f"{count} saves by two processes: {conflicts} conflicts shown and done again, {refused} protected changes "
        f"without a reason refused; {count} stories of two PCs: {flagged} fields changed apart, each told, "
        "protected ones kept"
    )
    return figures


# --- two processes ----------------------------------------------------------------------------------------


def _two_processes(count: int, seed: int, figures: Figures) -> tuple[int, int]:
    with tempfile.TemporaryDirectory(prefix="jmk-clerks-") as name:
        folder = Path(name)
        desk, _ = found_empty(home_in(folder))
        values = {"id_number": number_for(1), "name": "甲乙", "hukou_code": VILLAGE}
        saved = Workers(desk, UndoStack()).save(Entry(values, desk.ids.new()))
        assert isinstance(saved, Saved)
        words = [sys.executable, "-m", "tests.torture.clerks_torture", name]
        children = [
            subprocess.Popen(
                [*words, login, secret, str(count // 2), f"{seed}{login}"], cwd=ROOT, stdout=subprocess.PIPE
            )
            for login, _, secret in (CLERK, REVIEWER)
        ]
        told = [json.loads(child.communicate()[0]) for child in children]
        figures.expect([child.returncode for child in children] == [0, 0], lost="a clerk's process failed")
        _compare(desk, saved, told, figures)
        desk.database.close()
    return sum(one["conflicts"] for one in told), sum(one["refused"] for one in told)


def _compare(desk: Desk, saved: Saved, told: list[dict[str, object]], figures: Figures) -> None:
    accepted = [pair for one in told for pair in one["accepted"]]  # type: ignore[attr-defined]
    figures.cuts += len(accepted)
    figures.accepted += len(accepted)
    note = str(Workers(desk, UndoStack()).open(saved.id).values["note"]).split()
    with desk.database.reading() as session:
        lines = session.execute(
            select(OutboxEvent.event_id, OutboxEvent.line)
            .where(OutboxEvent.entity_uid == saved.uid)
            .order_by(OutboxEvent.seq)
        ).all()
        figures.expect(journal.verify(session).is_whole, half="the chain is broken")
    events = {event for event, _ in lines}
    for event, token in accepted:
        figures.expect(event in events and note.count(token) == 1, lost=f"the change {token}")
    figures.expect(len(note) == len(accepted), half="the note holds what nobody was told to be saved")
    versions = [(json.loads(line)["base_version"], json.loads(line)["entity_version"]) for _, line in lines]
    figures.expect(versions == [(at, at + 1) for at in range(len(versions))], half="versions do not follow")


def _work(folder: Path, login: str, password: str, count: int, dice: random.Random) -> Mapping[str, object]:
    """Read the record, wait a moment, add a word of one's own; on a conflict read again."""
    desk = home_in(folder).log_in(login, password)
    workers = Workers(desk, UndoStack())
    number = workers.ids()[0]
    accepted, conflicts, refused = [], 0, 0
    while len(accepted) < count:
        known = workers.open(number)
        time.sleep(dice.choice((0.0, 0.0, 0.001, 0.01)))
        token, event = f"{login}{len(accepted)}", desk.ids.new()
        values = {**known.values, "note": f"{known.values['note'] or ''} {token}".strip()}
        is_protected = not dice.randrange(10)
        if is_protected:
            values["name"] = "甲" + dice.choice("乙丙丁戊")
        is_guarded = is_protected and values["name"] != known.values["name"]
        reason = dice.choice(("", "公安机关更名")) if is_guarded else ""
        try:
            told = workers.save(Entry(values, event, worker_id=number, version=known.version, reason=reason))
        except Conflict:
            conflicts += 1
            continue
        if isinstance(told, Refused):
            assert is_guarded, told
            assert not reason, told
            refused += 1
            continue
        assert reason or not is_guarded
        accepted.append((event, token))
    desk.database.close()
    return {"accepted": accepted, "conflicts": conflicts, "refused": refused}


# --- two PCs ----------------------------------------------------------------------------------------------


def _two_computers(count: int, seed: int, figures: Figures) -> int:
    dice, flagged = random.Random(seed), 0
    for begun in range(0, count, _STATIONS):
        with tempfile.TemporaryDirectory(prefix="jmk-two-") as name, bureaus.bureau_in(Path(name)) as bureau:
            for turn in range(min(_STATIONS, count - begun)):
                figures.cuts += 1
                flagged += _story(bureau, turn, dice, figures)
                bureaus.wipe(bureau)
    return flagged


def _story(bureau: Bureau, turn: int, dice: random.Random, figures: Figures) -> int:
    """Let two copies of a station change one worker, send their batches in any order, and compare field by field."""
    code = f"1403211{turn // 100 + 10:02d}{turn % 100:02d}0"
    one = FakeStation(bureau, code=code, seed=turn + 1).enrol()
    uid = one.register(1, phone="零", note="零", education="10", bank_account="零")
    files = [one.sealed()]
    seq, last = one.seq, one.last
    times = dice.sample(range(100, 900), 16)
    first = _change(one, uid, dice, times[:8])
    files.append(one.sealed())
    other = one.restored("B", seq=seq, last=last, seed=one.seed).enrol()
    other.say("epoch.started", data={"epoch": "B", "continues": other.ids.new(), "after_seq": seq})
    second = _change(other, uid, dice, times[8:])
    files.append(other.sealed())
    taking, states = Taking(bureau, bureaus.packs()), set()
    for _ in range(2):
        bureaus.wipe(bureau)
        for file in dice.sample(files, len(files)):
            figures.expect(taking.take(*file).fate is not Fate.REFUSED, lost=f"{file[0]} was refused")
        states.add(digest(bureau))
    figures.expect(len(states) == 1, lost="two orders, two states")
    with bureau.store.reading() as session:
        record = session.get_one(CountyRecord, uid)
        body, told = dict(record.body), {str(row[0]): row for row in record.open_fields}  # type: ignore[index]
    for field in {*first, *second}:
        _judge(field, first.get(field), second.get(field), body[field], told.get(field), figures)
    apart = [field for field in first if field in second and first[field][1] != second[field][1]]
    items = Replying(bureau, {}).reply(code).reply.items
    figures.expect(
        {item.field for item in items if item.kind == "conflict"} == set(apart), lost="the reply tells less"
    )
    return len(apart)


def _change(station: FakeStation, uid: str, dice: random.Random, times: list[int]) -> dict[str, Told]:
    """Change random fields a few times; return for each when and to what it was changed last."""
    last: dict[str, Told] = {}
    for turn, at in enumerate(sorted(times)[: dice.randrange(1, 6)]):
        field, value = dice.choice(_FIELDS), dice.choice(_WORDS)
        station.say("worker.changed", uid, patch={field: value}, version=turn + 2, base=turn + 1, at=at)
        last[field] = at, value
    return last


def _judge(
    field: str,
    first: tuple[int, Json] | None,
    second: tuple[int, Json] | None,
    held: object,
    told: object,
    figures: Figures,
) -> None:
    if first is None or second is None or first[1] == second[1]:
        kept = (first or second or (0, None))[1]
        figures.expect(
            held == kept and told is None, lost=f"{field}: {first} and {second} became {held}, {told}"
        )
        return
    kept, other = (first, second) if field in PROTECTED or first[0] > second[0] else (second, first)
    is_right = held == kept[1] and told == [field, kept[1], other[1], field in PROTECTED]
    figures.expect(is_right, lost=f"{field}: {first} and {second} became {held}, {told}")


ROWS = (Row("O1", "two clerks, one worker", clerks),)

if __name__ == "__main__":
    where, who, secret, often, seed_ = sys.argv[1:]
    done = _work(Path(where), who, secret, int(often), random.Random(who + seed_))
    sys.stdout.write(json.dumps(done))
    sys.stdout.flush()
    os._exit(0)
