"""K3: cut off half-way through an export, import, backup, print, password change, founding or restoring.

The moments are calls to the system: the record of the work is played up to one of them. What was left is opened by
another process, which does the interrupted work again; a founding and a restoring lose their power as well.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text as sql

from app.faults import UserError
from app.models.database import Database
from app.models.upgrade import bring_up_to_date, head, migrate
from app.progress import NoProgress
from app.services.backup import DATABASE
from app.services.batches import Batches
from app.services.care import Care
from app.services.counter import build_counter
from app.services.desk import Desk
from app.services.home import StationHome
from app.services.imports.service import Imports
from app.services.sample import CLERK, found_empty
from tests.services.town import Town
from tests.torture.day import KEY, PHASES, ROSTER_ROWS, Day, home_in, lay_ground, password
from tests.torture.examine import Findings, Words, enter, examine
from tests.torture.figures import Figures, Row
from tests.torture.powerloss_torture import Recording, trouble

FIRST = "0001"
_ROUNDS = "3"
_WAYS = ("kept", "kept", "torn", "lost")


def run(points: int = 50, seed: int = 1) -> Figures:
    """Cut each kind of work off at so many moments and return the figures."""
    dice, figures = random.Random(seed), Figures()
    with tempfile.TemporaryDirectory(prefix="jmk-halfway-") as name:
        folder = Path(name)
        _day(folder / "day", points, dice, figures)
        _migrating(folder / "migrating", points, dice, figures)
        _founding(folder / "founding", points, dice, figures)
        _restoring(folder / "restoring", folder / "day" / "live", points, dice, figures)
    return figures


def _day(folder: Path, points: int, dice: random.Random, figures: Figures) -> None:
    lay_ground(folder / "live")
    recording = Recording(folder, _ROUNDS)
    spans = _phases(recording)
    moments = {
        moment: phase
        for phase in PHASES[1:]
        for moment in (dice.randrange(*dice.choice(spans[phase])) for _ in range(points))
    }
    for moment, disk, words in recording.disks(sorted(moments)):
        image = folder / "image"
        disk.image(image, dice, "kept")
        found = examine(image, words)
        if not found.lost:
            _again(image, words, moments[moment], found)
        figures.take(found, f"{moments[moment]} at {moment}")
        shutil.rmtree(image)


def _phases(recording: Recording) -> dict[str, list[tuple[int, int]]]:
    """Return where each phase begins and ends in the record."""
    spans: dict[str, list[tuple[int, int]]] = {}
    begun: dict[str, int] = {}
    for at, record in enumerate(recording.records):
        if record.kind == "W" and record.a.startswith((b"begin ", b"end ")):
            word, phase = record.a.decode().split()
            if word == "begin":
                begun[phase] = at + 1
            else:
                spans.setdefault(phase, []).append((begun[phase], at))
    return spans


def _again(image: Path, words: Words, phase: str, found: Findings) -> None:
    """Do the interrupted work again, and look at the station once more."""
    desk, turn = enter(image, words)
    told: list[str] = []
    try:
        if phase == "import":
            _import_again(desk, image, found)
        elif phase == "export":
            batches = Batches(desk, home_in(image))
            if batches.outbox().count:
                batches.seal(NoProgress())
            batches.export(image / "stick", NoProgress())
            waiting = [card.name for card in batches.all() if not card.exports]
            found.expect(not waiting, half=f"not carried after all: {waiting}")
        elif phase == "backup":
            desk.clock.advance(days=1)  # type: ignore[attr-defined]
            Care(desk, home_in(image)).back_up(NoProgress())
            left = list(home_in(image).backups.glob("*.part"))
            found.expect(not left, half=f"half a backup stays: {left}")
        else:
            day = Day(Town(build_counter(desk, home_in(image)), desk), image, told.append)
            day.skip(turn)
            day.save()
            {"apply": day.apply, "print": day.print, "password": day.change_password}[phase]()
    except UserError as fault:
        found.half.append(f"{phase} cannot be done again: {fault.text}")
    finally:
        desk.database.close()
    told.insert(0, f"password {turn}")
    again = examine(image, [*words, *(line.split() for line in told)])
    found.lost += again.lost
    found.half += again.half


def _import_again(desk: Desk, image: Path, found: Findings) -> None:
    """Import the newest whole roster once more: everybody in it is registered once."""
    imports = Imports(desk)
    for path in (image / "rosters").glob("*.xlsx"):
        try:
            look = imports.look(path)
        except UserError:
            continue  # the workbook itself was still being written
        report = imports.run(look, NoProgress())
        found.expect(report.new + report.unchanged == ROSTER_ROWS, half=f"{path.name}: {report}")


def _cut_and_look(
    recording: Recording, points: int, dice: random.Random
) -> Iterator[tuple[Path, str, Words]]:
    image = recording.live.parent / "image"
    for moment, disk, words in recording.disks(recording.moments(points, dice)):
        way = dice.choice(_WAYS)
        disk.image(image, dice, way)
        yield image, f"{way} at {moment}", words
        shutil.rmtree(image)


def _migrating(folder: Path, points: int, dice: random.Random, figures: Figures) -> None:
    """Migrate an empty database from the first revision to the last; cut off, it stands at the one or the other."""
    (folder / "live").mkdir(parents=True)
    first = _lay_first(folder / "live" / DATABASE)
    recording = Recording(folder, "migrate")
    whole = _schema(folder / "live" / DATABASE)
    for image, where, words in _cut_and_look(recording, points, dice):
        found, path = Findings(accepted=len(words)), image / DATABASE
        at = _schema(path)
        found.expect(at == whole or not words, lost="the migration")
        found.expect(at in {first, whole}, half=f"{len(at)} of {len(whole)} tables")
        store = Database(path, KEY)
        bring_up_to_date(store.engine)
        found.expect(store.is_whole() and _schema(path) == whole, half="cannot be migrated again")
        store.close()
        figures.take(found, f"migrating {where}")


def _lay_first(path: Path) -> frozenset[tuple[str, str]]:
    """Lay the first schema, where there is a later one, and return what it holds; else nothing is there yet."""
    if head() == FIRST:
        return frozenset()
    store = Database(path, KEY)
    migrate(store.engine, FIRST)
    store.close()
    return _schema(path)


def _schema(path: Path) -> frozenset[tuple[str, str]]:
    store = Database(path, KEY)
    with store.reading() as session:
        rows = session.execute(sql("SELECT name, coalesce(sql, '') FROM sqlite_master")).all()
    store.engine.dispose()
    return frozenset((row[0], row[1]) for row in rows)


def _founding(folder: Path, points: int, dice: random.Random, figures: Figures) -> None:
    (folder / "live").mkdir(parents=True)
    recording = Recording(folder, "found")
    for image, where, words in _cut_and_look(recording, points, dice):
        found, home = Findings(accepted=len(words)), home_in(image)
        found.expect(home.is_founded or not words, lost="the founded station")
        try:
            if not home.is_founded:
                found_empty(home)[0].database.close()
            desk = home.log_in(*(CLERK[0], password(0)))
            found.expect(desk.database.is_whole(), half="the file is damaged")
            desk.database.close()
        except UserError as fault:
            found.half.append(f"the station cannot be founded again: {fault.text}")
        figures.take(found, f"founding {where}")


def _restoring(folder: Path, worked: Path, points: int, dice: random.Random, figures: Figures) -> None:
    shutil.copytree(worked, folder / "live")
    told = (worked / "acknowledged").read_text().splitlines()
    (folder / "live" / "acknowledged").unlink()
    recording = Recording(folder, "restore")
    oldest = len(told) - 1 - told[::-1].index(next(line for line in told if line.startswith("backup ")))
    for image, where, words in _cut_and_look(recording, points, dice):
        found, home = Findings(accepted=len(words)), home_in(image)
        home.settle()
        before = [line.split() for line in told]
        aside = next(home.folder.glob("before-restore-*"), None)
        if aside is None or not (aside / DATABASE).exists():
            found.expect(not words, lost="the restoring")
            found.lost += examine(image, before).lost
        else:
            _restored(home, aside, [line.split() for line in told[:oldest]], before, found)
        figures.take(found, f"restoring {where}")


def _restored(home: StationHome, aside: Path, then: Words, before: Words, found: Findings) -> None:
    """Check that the backup's day stands in front and the other one, whole, aside."""
    try:
        desk, _ = enter(home.folder.parent, then)
    except UserError as fault:
        found.lost.append(f"the restored station does not open: {fault.text}")
        return
    desk.database.close()
    kept = home.folder.parent / "kept"
    shutil.copytree(aside, kept / "station")
    shutil.copyfile(home.folder / "highwater.json", kept / "station" / "highwater.json")
    found.lost += [
        text for text in examine(kept, before).lost if not text.startswith(("backup", "export", "pdf"))
    ]
    shutil.rmtree(kept)


ROWS = (Row("K3", "cut off half-way", run, trouble),)
