"""B2, B7: batches in any order, again and again, some missing; replies lost, late and doubled."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.models.enums import BatchState
from app.progress import NoProgress
from app.services.counter import build_counter
from app.services.county.office import Bureau
from app.services.county.replying import Replying
from app.services.county.state import digest
from app.services.county.stations import Stations
from app.services.county.taking import Fate, Taking, missing
from app.services.exchange import medium
from app.services.exchange.naming import parse_name
from app.services.results import Saved
from app.services.sample import found_empty
from app.services.workers.service import Entry
from tests.services.county.stations import FakeStation
from tests.services.town import Town
from tests.torture import bureaus
from tests.torture.day import VILLAGE, home_in, number_for
from tests.torture.figures import Figures, Row

File = tuple[str, bytes]
_BATCHES = 20
_REPLAYS = 10
_MISSING = 3
_SEALED = frozenset({BatchState.SEALED, BatchState.EXPORTED})


def orders(count: int = 100, seed: int = 1) -> Figures:
    """B2: take 20 batches in so many orders, one of them ten times over, and with three missing until the end."""
    figures, dice = Figures(), random.Random(seed)
    with bureaus.both() as both:
        for where, bureau in both:
            files, taking = _story(bureau), Taking(bureau, bureaus.packs())
            for file in files:
                taking.take(*file)
            expected = digest(bureau)
            for turn in range(count):
                figures.cuts += 1
                bureaus.wipe(bureau)
                if turn % 2:
                    _with_some_missing(bureau, taking, files, dice, figures)
                else:
                    order = [*files, *[dice.choice(files)] * _REPLAYS]
                    dice.shuffle(order)
                    for file in order:
                        figures.expect(
                            taking.take(*file).fate is not Fate.REFUSED, lost=f"{file[0]} was refused"
                        )
                figures.expect(digest(bureau) == expected, lost=f"{where}, order {turn}: another state")
                figures.expect(
                    not _gaps(bureau, files), half=f"{where}, order {turn}: something is called missing"
                )
    figures.told = (
        f"orders of {_BATCHES} batches of two stations and three epochs, every other with {_MISSING} missing, "
        f"the rest with one {_REPLAYS} times over; on a file and on PostgreSQL: the same state each time, "
        "the missing told exactly"
    )
    return figures


def _story(bureau: Bureau) -> list[File]:
    """Return 20 files of two stations, one of which was restored from an older copy and went on in a new epoch."""
    one, files = FakeStation(bureau).enrol(), []
    shared = one.register(1, phone="19900000001")
    files.append(one.sealed())
    for at in range(6):
        one.register(10 + at)
        one.say("worker.changed", shared, patch={"note": f"{at}"}, version=2 + at, base=1 + at)
        seq, last = one.seq, one.last
        files.append(one.sealed())
    one.say("worker.changed", shared, patch={"phone": "19900000002"}, version=8, base=7, at=500)
    files.append(one.sealed())
    again = one.restored("B", seq=seq, last=last).enrol()
    again.say("epoch.started", data={"epoch": "B", "continues": again.ids.new(), "after_seq": seq})
    again.say("worker.changed", shared, patch={"phone": "19900000003"}, version=8, base=7, at=600)
    files.append(again.sealed())
    other = FakeStation(bureau, code="140321102000", seed=5).enrol()
    for at in range(_BATCHES - len(files) - 4):
        other.register(at + 1)
        files.append(other.sealed())
    for at in range(4):
        again.register(20 + at)
        files.append(again.sealed())
    assert len(files) == _BATCHES
    return files


def _with_some_missing(
    bureau: Bureau, taking: Taking, files: list[File], dice: random.Random, figures: Figures
) -> None:
    away = dice.sample(files, _MISSING)
    here = [file for file in files if file not in away]
    for file in dice.sample(here, len(here)):
        figures.expect(taking.take(*file).fate is not Fate.REFUSED, lost=f"{file[0]} was refused")
    figures.expect(_gaps(bureau, files) == _holes(here, away), lost=f"missing are {_gaps(bureau, files)}")
    for file in dice.sample(away, len(away)):
        taking.take(*file)


def _gaps(bureau: Bureau, files: list[File]) -> set[tuple[str, str, int]]:
    with bureau.store.reading() as session:
        told = {station: missing(session, station) for station in {_place(name)[0] for name, _ in files}}
    return {
        (station, epoch, seq)
        for station, gaps in told.items()
        for epoch, seqs in gaps.items()
        for seq in seqs
    }


def _holes(here: list[File], away: list[File]) -> set[tuple[str, str, int]]:
    """Return which of those away have a later one of their epoch here: only of them can the county know."""
    last: dict[tuple[str, str], int] = {}
    for name, _ in here:
        station, epoch, seq = _place(name)
        last[station, epoch] = max(seq, last.get((station, epoch), 0))
    places = (_place(name) for name, _ in away)
    return {place for place in places if place[2] < last.get(place[:2], 0)}


def _place(name: str) -> tuple[str, str, int]:
    told = parse_name(name)
    return told.station, told.epoch, told.seq


class Both:
    """A real counter and a bureau, with sticks and replies in between that may get lost."""

    def __init__(self, folder: Path, bureau: Bureau) -> None:
        desk, _ = found_empty(home := home_in(folder))
        self.town = Town(build_counter(desk, home), desk)
        self.bureau, self.stick = bureau, folder / "stick"
        self.stick.mkdir()
        self.taking = Taking(bureau, bureaus.packs())
        self.replies: list[Path] = []
        self._saved = 0
        self.acknowledged = 0

    def enrol(self, card: str) -> None:
        """Make the two known to each other."""
        path = self.stick / "card.txt"
        path.write_text(card, encoding="utf-8")
        self.town.counter.batches.install_card(path)
        Stations(self.bureau).enrol(self.town.counter.batches.station_card())

    def save(self) -> None:
        """Register somebody."""
        self._saved += 1
        values = {"id_number": number_for(self._saved), "name": "甲乙", "hukou_code": VILLAGE}
        assert isinstance(self.town.counter.workers.save(Entry(values, self.town.desk.ids.new())), Saved)

    def carry_up(self, dice: random.Random) -> None:
        """Seal, export, and let the county take some of what is on the stick, in any order."""
        self.town.counter.batches.seal(NoProgress())
        self.town.counter.batches.export(self.stick, NoProgress())
        files = medium.files_up(self.stick)
        for path in dice.sample(files, dice.randrange(1, len(files) + 1)):
            self.taking.take_in(path)

    def reply(self) -> None:
        """Let the county make its next reply."""
        sent = Replying(self.bureau, {}).reply(self.town.desk.station.code)
        path = self.stick / sent.file_name
        path.write_bytes(sent.sealed)
        self.replies.append(path)

    def hear(self, path: Path) -> bool:
        """Take a reply in at the counter; return whether it was a newer one."""
        taken = self.town.counter.replies.take_in(path)
        told = parse_name(path.name).seq
        self.acknowledged = max(self.acknowledged, told)
        return not taken.is_old

    def green(self) -> set[int]:
        """Return the batches that the counter calls received."""
        return {card.seq for card in self.town.counter.batches.all() if card.state not in _SEALED}

    def applied(self) -> int:
        """Return how far the county has come."""
        return Replying(self.bureau, {}).reply(self.town.desk.station.code).reply.epochs[-1].applied_through


@contextmanager
def together() -> Iterator[Both]:
    """Open a counter and a bureau that know each other."""
    with tempfile.TemporaryDirectory(prefix="jmk-both-") as name:
        folder = Path(name)
        with bureaus.bureau_in(folder / "bureau") as bureau:
            both = Both(folder, bureau)
            both.enrol(bureaus.office_in(folder / "bureau").card().text())
            yield both
            both.town.close()


def replies(count: int = 300, seed: int = 1) -> Figures:
    """B7: so many replies lost, late or doubled; no batch turns green that no reply has spoken of."""
    figures, dice = Figures(), random.Random(seed)
    with together() as both:
        for _ in range(count):
            _turn(both, dice, figures)
        both.reply()
        both.hear(both.replies[-1])
        figures.expect(both.green() == set(range(1, both.applied() + 1)), half="the states do not converge")
    made = f"replies out of {len(both.replies)} made, others lost, late or doubled"
    figures.told = f"{made}; the states converge, no batch is green without one"
    return figures


def _turn(both: Both, dice: random.Random, figures: Figures) -> None:
    figures.cuts += 1
    if dice.random() < 0.4:
        both.save()
        both.carry_up(dice)
    if dice.random() < 0.6 or not both.replies:
        both.reply()
    if not dice.randrange(20):
        both.hear(both.replies[-1])
        figures.expect(
            both.green() == set(range(1, both.applied() + 1)), half="the newest reply tells not all"
        )
        return
    before, path = both.green(), dice.choice(both.replies)
    seq, heard = parse_name(path.name).seq, both.acknowledged
    is_new = both.hear(path)
    figures.accepted += is_new
    figures.expect(is_new == (seq > heard), lost=f"reply {seq} after {heard}: {is_new}")
    figures.expect(both.green() >= before, lost="a batch was received and is not any more")
    figures.expect(is_new or both.green() == before, half="an older reply changed something")


ROWS = (
    Row("B2", "any order, replays, gaps", orders),
    Row("B7", "replies lost and doubled", replies),
)
