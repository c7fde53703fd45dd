"""Daily care of the data: the backup, its rotation, and the second copy on another disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.faults import UserError
from app.models.trail import JournalEntry
from app.progress import Progress
from app.services import backup, journal, salvage, settings
from app.services.desk import Desk
from app.services.home import StationHome

TRIED = "backup.tried"
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was made; `second` is where its copy lies, `trouble` why there is none although one was asked."""

    card: backup.BackupCard
    second: Path | None = None
    trouble: str = ""


class Care:
    """Makes backups as the settings say."""

    def __init__(self, desk: Desk, home: StationHome) -> None:
        self._desk = desk
        self._home = home

    def is_backup_due(self) -> bool:
        """Tell whether today's backup is still to be made."""
        return backup.is_due(self.backups(), self._desk.clock.today())

    def backups(self) -> tuple[backup.BackupCard, ...]:
        """Return the backups on this disk, newest first."""
        return backup.listed(self._home.backups)

    def is_trial_due(self) -> bool:
        """Tell whether the newest backup is to be tried out: once a month, and after a restoring."""
        if not self.backups():
            return False
        query = select(func.max(JournalEntry.at)).where(JournalEntry.action == TRIED)
        with self._desk.database.reading() as session:
            last = session.scalar(query)
        return last is None or self._desk.clock.now() - last >= _MONTH

    def try_out(self, _progress: Progress) -> backup.BackupCard:
        """Try the newest backup out as a restoring would use it, and journal that it is good.

        Raises:
            UserError: it is not what was written.

        """
        card = self.backups()[0]
        backup.try_out(card, self._desk.database, self._home.folder)
        with self._desk.database.transaction() as session:
            journal.note(session, self._desk, TRIED, entity="station", detail=card.folder.name)
        return card

    def aside(self) -> tuple[Path, ...]:
        """Return what restorings put aside and nobody has looked through yet."""
        return salvage.waiting(self._home.folder)

    def salvage(self, aside: Path, progress: Progress) -> salvage.Salvaged:
        """Save what can be read of data that a restoring put aside, and tell what the data in use lack.

        Raises:
            UserError: there is no room for it.

        """
        try:
            return salvage.salvage(self._desk, aside, progress)
        except OSError as fault:
            text = f"恢复前的数据没能读出来：不能写入 {aside}。请检查磁盘空间和文件夹权限。"
            raise UserError(text) from fault

    def back_up(self, progress: Progress) -> Kept:
        """Make a backup, remove what rotation removes, and copy it to the second folder where one is set.

        Raises:
            UserError: the backup itself could not be made; a missing second folder is only told.
            Cancelled: the clerk stopped it; no half backup stays.

        """
        desk, home = self._desk, self._home
        with desk.database.reading() as session:
            keep = settings.read(session, "backup_keep_days")
            second = str(settings.read(session, "backup_folder")).strip()
        card = backup.make(desk.database, home.folder, home.backups, now=desk.clock.now(), progress=progress)
        days = keep if isinstance(keep, int) and keep > 0 else 14
        backup.rotate(home.backups, desk.clock.today(), keep_days=days)
        own = Path(second) / f"家门口备份-{desk.station.code}"
        kept = _copied(card, own, progress) if second else Kept(card)
        if kept.second is not None:
            backup.rotate(kept.second.parent, desk.clock.today(), keep_days=days)
        with desk.database.transaction() as session:
            journal.note(session, desk, "backup.made", entity="station", detail=card.folder.name)
        return kept


def _copied(card: backup.BackupCard, folder: Path, progress: Progress) -> Kept:
    progress.step(1, 2, f"再存一份到 {folder}")
    try:
        return Kept(card, second=backup.mirror(card, folder).folder)
    except UserError as fault:
        return Kept(card, trouble=fault.text)
