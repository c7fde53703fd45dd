"""Daily care of the data: the backup, its rotation, and the second copy on another disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.faults import UserError
from app.progress import Progress
from app.services import backup, journal, settings
from app.services.desk import Desk
from app.services.home import StationHome


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
