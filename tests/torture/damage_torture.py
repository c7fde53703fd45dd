"""R1, R2: damaged files are found, restored from a backup and read as far as they can be; backups are tried out."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from app.faults import UserError
from app.progress import NoProgress
from app.services import backup
from app.services.backup import DATABASE
from app.services.care import Care
from app.services.desk import Desk
from app.services.home import StationHome
from app.services.imports.service import Imports
from app.services.results import Saved
from app.services.salvage import REPORT
from app.services.sample import CLERK, found_empty
from app.services.selfcheck import SelfCheck
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers
from tests.torture.day import VILLAGE, home_in, number_for, roster
from tests.torture.figures import Figures, Row

_PAGE = 4096
_PEOPLE, _LATER = 40, 5


def _page(path: Path, dice: random.Random) -> None:
    """Write rubbish over one page."""
    content = bytearray(path.read_bytes())
    at = dice.randrange(len(content) // _PAGE) * _PAGE
    content[at : at + _PAGE] = dice.randbytes(_PAGE)
    path.write_bytes(content)


def _bit(path: Path, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)


def _header(path: Path, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    at = dice.randrange(100)
    content[at : at + 8] = dice.randbytes(8)
    path.write_bytes(content)


def _truncated(path: Path, dice: random.Random) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(dice.choice((0, size - 1, size - _PAGE, dice.randrange(size))))


def _no_log(path: Path, _dice: random.Random) -> None:
    path.with_name(f"{path.name}-wal").unlink()
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)


WAYS: Mapping[str, Callable[[Path, random.Random], None]] = {
    "page": _page, "bit": _bit, "header": _header, "truncated": _truncated, "log removed": _no_log,
}  # fmt: skip


def damages(count: int = 200, seed: int = 1) -> Figures:
    """R1: damage a station's file in so many ways; it is noticed, restored, and read as far as it can be."""
    figures, dice, by = (
        Figures(),
        random.Random(seed),
        dict.fromkeys(("at the start", "by the whole check"), 0),
    )
    rows = unread = 0
    with tempfile.TemporaryDirectory(prefix="jmk-damage-") as name:
        folder = Path(name)
        _lay_ground(folder)
        for turn in range(count):
            way = list(WAYS)[turn % len(WAYS)]
            work = folder / "work"
            shutil.copytree(folder / ("cut" if way == "log removed" else "whole"), work)
            home = home_in(work)
            WAYS[way](home.folder / DATABASE, dice)
            figures.cuts += 1
            noticed = _noticed(home)
            figures.expect(noticed, lost=f"{turn} {way} was not noticed")
            by[noticed or "at the start"] += 1
            read = _restored(home, f"{turn} {way}", figures)
            rows, unread = rows + read[0], unread + read[1]
            shutil.rmtree(work)
    figures.told = (
        f"damages ({', '.join(WAYS)}): {by['at the start']} noticed at the start, {by['by the whole check']} by the "
        f"whole check; each restored from its backup; {rows:,} rows salvaged, {unread:,} row numbers "
        "reported unreadable"
    )
    return figures


def _lay_ground(folder: Path) -> None:
    """Make a station with a backup and five people more; `whole` was closed in order, `cut` was not."""
    home = home_in(folder / "whole")
    home.folder.parent.mkdir()
    desk, _ = found_empty(home)
    roster(folder / "roster.xlsx", 1, _PEOPLE)
    imports = Imports(desk)
    imports.run(imports.look(folder / "roster.xlsx"), NoProgress())
    Care(desk, home).back_up(NoProgress())
    for at in range(_LATER):
        values = {"id_number": number_for(1000 + at), "name": "丙丁", "hukou_code": VILLAGE}
        assert isinstance(Workers(desk, UndoStack()).save(Entry(values, desk.ids.new())), Saved)
    desk.database.close()
    desk = home.log_in(CLERK[0], CLERK[2])
    shutil.copytree(folder / "whole", folder / "cut")
    desk.database.close()


def _noticed(home: StationHome) -> str:
    try:
        desk = home.log_in(CLERK[0], CLERK[2])
    except UserError as fault:
        return "at the start" if "从备份恢复" in fault.text else ""
    try:
        if desk.station.epoch != "A":
            return "at the start"
        whole = SelfCheck(desk, home).whole(NoProgress())
    finally:
        _let_go(desk)
    return "" if whole.is_well or "恢复" not in _told(whole.items) else "by the whole check"


def _told(items: object) -> str:
    return "".join(item.text for item in items if not item.is_well)  # type: ignore[attr-defined]


def _let_go(desk: Desk) -> None:
    try:
        desk.database.close()
    except DatabaseError:  # a damaged log cannot be folded in
        desk.database.engine.dispose()


def _restored(home: StationHome, where: str, figures: Figures) -> tuple[int, int]:
    backup.restore(backup.listed(home.backups)[0], home.folder)
    desk = home.log_in(CLERK[0], CLERK[2])
    try:
        figures.expect(
            Workers(desk, UndoStack()).count() == _PEOPLE, lost=f"{where}: not all of the backup is back"
        )
        figures.expect(desk.database.is_whole(), half=f"{where}: damaged after the restoring")
        figures.expect(desk.station.epoch > "A", half=f"{where}: no new epoch after the restoring")
        care = Care(desk, home)
        for aside in care.aside():
            made = care.salvage(aside, NoProgress())
            figures.expect((aside / REPORT).read_text(encoding="utf-8"), half=f"{where}: no report")
            figures.accepted += made.rows
            return made.rows, made.lost
        figures.expect(False, half=f"{where}: nothing stands aside")
        return 0, 0
    finally:
        desk.database.close()


def drills(count: int = 60, seed: int = 1) -> Figures:
    """R2: try a backup out each month; spoil it between so many times, by its file or by its manifest."""
    figures, dice = Figures(), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="jmk-drill-") as name:
        folder = Path(name)
        _lay_ground(folder)
        home = home_in(folder / "whole")
        desk = home.log_in(CLERK[0], CLERK[2])
        care = Care(desk, home)
        figures.expect(care.is_trial_due(), lost="no trial is due at the beginning")
        for turn in range(count):
            desk.clock.advance(days=31)  # type: ignore[attr-defined]
            card = care.back_up(NoProgress()).card
            figures.cuts += 1
            figures.expect(care.is_trial_due(), lost=f"month {turn}: no trial is due")
            if turn % 2:
                _spoil(card, dice)
            figures.expect(_passes(care) == (turn % 2 == 0), lost=f"month {turn}: spoilt {bool(turn % 2)}")
            figures.expect(
                care.is_trial_due() == bool(turn % 2), half=f"month {turn}: the trial is not kept in mind"
            )
            figures.expect(
                not list(home.folder.glob("trying-out-*")), half=f"month {turn}: the trial left files"
            )
            if turn % 2:
                shutil.rmtree(card.folder)
            figures.accepted += turn % 2 == 0
        desk.database.close()
    figures.told = (
        f"months: {figures.accepted} good backups passed, {count - figures.accepted} spoilt ones were told"
    )
    return figures


def _passes(care: Care) -> bool:
    try:
        care.try_out(NoProgress())
    except UserError as fault:
        return not fault.text.startswith("备份")
    return True


def _spoil(card: backup.BackupCard, dice: random.Random) -> None:
    """Spoil a backup so that its file still is what the manifest's hash says, or so that it is not."""
    if dice.random() < 0.5:
        _bit(card.folder / DATABASE, dice)
        return
    manifest = card.folder / backup.MANIFEST
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(
        text.replace(f'"worker": {_PEOPLE + _LATER}', f'"worker": {_PEOPLE}'), encoding="utf-8"
    )
    assert manifest.read_text(encoding="utf-8") != text


ROWS = (
    Row("R1", "damaged files", damages),
    Row("R2", "backups tried out", drills),
)
