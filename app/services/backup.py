"""Copies of the station that can be opened again: made daily, rotated, checked."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import file_digest
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from app.faults import UserError
from app.models.database import Database
from app.progress import Progress
from app.services import journal
from app.services.diskfiles import copy_durably, make_folder, sync_folder, write_durably

DATABASE = "station.db"
SLOTS = "keyslots.json"
MANIFEST = "manifest.json"
PENDING = "restoring.json"
RESTORED = "restored"
"""Beside a database that was restored, until it has started a new epoch."""
_STAGED = "restoring-"
_PREFIX = "backup-"
_TRIAL = "trying-out-"


@dataclass(frozen=True, slots=True)
class BackupCard:
    """One backup folder: when it was made, its size in bytes, and the SHA-256 of its database file."""

    folder: Path
    made_at: datetime
    size: int
    sha256: str


def make(database: Database, home: Path, into: Path, *, now: datetime, progress: Progress) -> BackupCard:
    """Copy the live database and its key slots into a new folder; half a backup never bears a final name.

    Raises:
        UserError: the folder cannot be written.

    """
    name = f"{_PREFIX}{now:%Y%m%d-%H%M%S}"
    part, final = into / f"{name}.part", into / name
    try:
        make_folder(into)
        for left in into.glob(f"{_PREFIX}*.part"):
            shutil.rmtree(left)
        part.mkdir()
        database.copy_to(part / DATABASE, progress)
        copy_durably(home / SLOTS, part / SLOTS)
        digest, size = _digest(part / DATABASE), (part / DATABASE).stat().st_size
        counts = database.counts_in(part / DATABASE)
        facts = {"made_at": now.isoformat(), "sha256": digest, "size": size, "counts": counts}
        write_durably(part / MANIFEST, json.dumps(facts, indent=1).encode())
        part.rename(final)
        sync_folder(into)
    except OSError as fault:
        raise UserError(f"备份没有做成：不能写入 {into}。请检查磁盘空间和文件夹权限。") from fault
    return BackupCard(folder=final, made_at=now, size=size, sha256=digest)


def mirror(card: BackupCard, into: Path) -> BackupCard:
    """Copy a finished backup to a folder of this station's own, on a portable disk for instance, and compare it.

    Raises:
        UserError: the disk is not there or cannot be written, or the copy differs.

    """
    if not into.parent.is_dir():
        raise UserError(f"找不到文件夹 {into.parent}，请接上移动硬盘，或在设置里改「备份再存一份到」。")
    part, final = into / f"{card.folder.name}.part", into / card.folder.name
    try:
        make_folder(into)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        for path in card.folder.iterdir():
            copy_durably(path, part / path.name)
        sync_folder(part)
        shutil.rmtree(final, ignore_errors=True)
        part.rename(final)
        sync_folder(into)
    except OSError as fault:
        raise UserError(f"备份没能再存一份到 {into}：请检查磁盘空间和权限，然后重试。") from fault
    copy = replace(card, folder=final)
    check(copy)
    return copy


def listed(folder: Path) -> tuple[BackupCard, ...]:
    """Return the finished backups of a folder, newest first."""
    cards = [card for path in folder.glob(f"{_PREFIX}*") if (card := _card(path))]
    return tuple(sorted(cards, key=lambda card: card.made_at, reverse=True))


def _card(path: Path) -> BackupCard | None:
    manifest = path / MANIFEST
    if path.suffix == ".part" or not manifest.is_file():
        return None
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    made_at = datetime.fromisoformat(facts["made_at"])
    return BackupCard(folder=path, made_at=made_at, size=facts["size"], sha256=facts["sha256"])


def is_due(cards: Sequence[BackupCard], today: date) -> bool:
    """Tell whether no backup has been made on this day."""
    return not cards or max(card.made_at.date() for card in cards) < today


def surplus(cards: Sequence[BackupCard], today: date, *, keep_days: int) -> tuple[BackupCard, ...]:
    """Return the backups that rotation removes.

    Kept are all of the last `keep_days` days and the first of each month of the last year.
    """
    firsts: dict[str, BackupCard] = {}
    for card in sorted(cards, key=lambda card: card.made_at):
        firsts.setdefault(f"{card.made_at:%Y-%m}", card)
    year_ago = today - timedelta(days=366)
    monthly = {card.folder for card in firsts.values() if card.made_at.date() >= year_ago}
    horizon = today - timedelta(days=keep_days)
    return tuple(card for card in cards if card.made_at.date() < horizon and card.folder not in monthly)


def rotate(folder: Path, today: date, *, keep_days: int) -> int:
    """Remove surplus backups; return how many went. The newest is never removed."""
    cards = listed(folder)
    gone = [card for card in surplus(cards, today, keep_days=keep_days) if card != cards[0]]
    for card in gone:
        shutil.rmtree(card.folder)
    return len(gone)


def check(card: BackupCard) -> None:
    """Compare the copy with its manifest.

    Raises:
        UserError: the copy is not what was written.

    """
    if _digest(card.folder / DATABASE) != card.sha256:
        raise UserError(f"备份 {card.folder.name} 已损坏，不能用来恢复。请换一份备份。")


def try_out(card: BackupCard, database: Database, home: Path) -> None:
    """Open a copy of a backup as a restoring would, and hold it against its manifest, page by page and line by line.

    Raises:
        UserError: it is not what was written, or there is no room to try it out.

    """
    check(card)
    wrong = f"备份 {card.folder.name} 试恢复没有通过，不能靠它。请在设置里立即备份，再查看这台电脑的磁盘。"
    with tempfile.TemporaryDirectory(dir=home, prefix=_TRIAL) as name:
        try:
            trial = Path(name) / DATABASE
            copy_durably(card.folder / DATABASE, trial)
            counts = database.counts_in(trial)
        except OSError as fault:
            raise UserError(wrong) from fault
        told = json.loads((card.folder / MANIFEST).read_text(encoding="utf-8")).get("counts", counts)
        tried = database.try_out(trial)
        try:
            with tried.reading() as session:
                is_right = tried.is_whole() and journal.verify(session).is_whole and told == counts
        except DatabaseError as fault:
            raise UserError(wrong) from fault
        finally:
            tried.engine.dispose()
    if not is_right:
        raise UserError(wrong)


def restore(card: BackupCard, home: Path) -> None:
    """Put a backup in the place of the station's files; what stood there is kept aside, never deleted.

    Once the copies and the intent are on the disk the restoring is finished even after a power cut.
    The caller opens the station again and starts a new epoch.

    Raises:
        UserError: the backup is damaged, or the files are in use.

    """
    check(card)
    name = f"before-restore-{card.made_at:%Y%m%d-%H%M%S}"
    turn = sum(1 for _ in home.glob(f"{name}*"))
    try:
        for file in (DATABASE, SLOTS):
            copy_durably(card.folder / file, home / f"{_STAGED}{file}")
        write_durably(home / PENDING, json.dumps({"aside": f"{name}-{turn + 1}" if turn else name}).encode())
    except OSError as fault:
        raise UserError("恢复没有做成：磁盘已满或文件夹只读。请腾出空间后再试；原来的数据还在。") from fault
    finish_restoring(home)


def finish_restoring(home: Path) -> bool:
    """Finish a restoring that was begun, step by step as far as it had not come; tell whether there was one.

    Raises:
        UserError: the files are in use.

    """
    if not (home / PENDING).is_file():
        return False
    try:
        aside = home / json.loads((home / PENDING).read_text(encoding="utf-8"))["aside"]
        make_folder(aside)
        for name, old in ((DATABASE, (f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE)), (SLOTS, (SLOTS,))):
            if (home / f"{_STAGED}{name}").exists():
                _exchange(home, name, old, aside)
        (home / RESTORED).touch()
        (home / PENDING).unlink()
        sync_folder(home)
    except OSError as fault:
        raise UserError("恢复没有做成：数据文件正被占用。请关掉其他窗口后再试；原来的数据还在。") from fault
    return True


def _exchange(home: Path, name: str, old: Sequence[str], aside: Path) -> None:
    """Move what stands there aside, and only when that is on the disk put the staged copy in its place."""
    for file in old:
        if (home / file).exists():
            (home / file).replace(aside / file)
    sync_folder(aside)
    sync_folder(home)
    (home / f"{_STAGED}{name}").replace(home / name)
    sync_folder(home)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
