"""Carrying a station's data out unchanged: for a newer program on another PC, when this one is too old to open them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from app.models.database import Database
from app.models.enums import BatchState
from app.progress import Progress
from app.services import backup
from app.services.backup import DATABASE
from app.services.exchange import medium
from app.services.home import StationHome

_WAITING = text("SELECT file_name, sealed FROM batch WHERE state IN (:sealed, :exported) ORDER BY id")


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """Where the copy lies, and the sealed batches that were put on the medium beside it for the county."""

    folder: Path
    batches: tuple[str, ...]

    @property
    def text(self) -> str:
        """Say what was done and what comes next."""
        sent = f"，未答复的 {len(self.batches)} 个批次也在 JMK/UP 里，可交县里" if self.batches else ""
        return f"已把全部数据拷到 {self.folder}{sent}。装好新版程序后选「从备份恢复」；本机的数据没有改动。"


def carry_out(home: StationHome, login: str, password: str, into: Path, *, progress: Progress) -> CarriedOut:
    """Copy the data as they are to a medium, with the batches that no reply has spoken of; nothing is written here.

    Raises:
        UserError: a wrong password, or a medium that is full, read-only or gone.

    """
    now = home.clock.now()
    database = Database(home.folder / DATABASE, home.slots().unlock(login, password, now))
    try:
        card = backup.make(database, home.folder, into, now=now, progress=progress)
        with database.reading() as session:
            states = {"sealed": BatchState.SEALED.value, "exported": BatchState.EXPORTED.value}
            waiting = session.execute(_WAITING, states).all()
        for row in waiting:
            medium.carry_up(into, row.file_name, row.sealed)
    finally:
        database.engine.dispose()
    return CarriedOut(card.folder, tuple(row.file_name for row in waiting))
