"""What a restoring put aside: every row that can still be read is saved, and what the restored data lack is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.models.copies import TableRead
from app.models.trail import OutboxEvent
from app.progress import Progress
from app.services import journal
from app.services.backup import DATABASE
from app.services.desk import Desk
from app.services.diskfiles import write_durably
from app.services.trail import title_of

REPORT = "抢救报告.txt"
SAVED = "salvaged.db"
_ASIDE = "before-restore-*"


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was read of one file that was put aside; `lacking` counts, by title, what the data in use do not have."""

    folder: Path
    tables: tuple[TableRead, ...]
    lacking: tuple[tuple[str, int], ...]

    @property
    def rows(self) -> int:
        """Return how many rows were read."""
        return sum(table.rows for table in self.tables)

    @property
    def lost(self) -> int:
        """Return how many row numbers could not be read."""
        return sum(table.lost_rows for table in self.tables)

    @property
    def text(self) -> str:
        """Return the line that is shown."""
        if not self.tables:
            return f"恢复前的数据一行也读不出来，报告在 {self.folder.name}/{REPORT}"
        missing = "、".join(f"{title} {count}" for title, count in self.lacking) or "没有"
        return (
            f"恢复前的数据读出 {self.rows} 行，{self.lost} 行读不出；恢复后缺的业务：{missing}。"
            f"请照纸质材料补录，报告在 {self.folder.name}/{REPORT}"
        )


def waiting(home: Path) -> tuple[Path, ...]:
    """Return the folders that a restoring put aside and of which there is no report yet."""
    found = (path for path in home.glob(_ASIDE) if (path / DATABASE).exists())
    return tuple(sorted(path for path in found if not (path / REPORT).exists()))


def salvage(desk: Desk, aside: Path, progress: Progress) -> Salvaged:
    """Read what can be read of a file that was put aside, keep it encrypted beside it, and write the report.

    The report names no person; whoever may open the station finds the rows in the file that was saved.

    Raises:
        OSError: the folder cannot be written.

    """
    progress.step(0, 2, "读取恢复前的数据")
    tables = desk.database.salvage(aside / DATABASE, aside / SAVED)
    progress.step(1, 2, "与现在的数据比较")
    with desk.database.reading() as session:
        here = set(session.scalars(select(OutboxEvent.event_id)))
    there = desk.database.columns_in(aside / SAVED, "outbox_event", ("event_id", "type")) if tables else ()
    counts = Counter(title_of(str(kind)) for event, kind in there if event not in here)
    made = Salvaged(aside, tables, tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0]))))
    write_durably(aside / REPORT, "\n".join(_lines(made)).encode())
    with desk.database.transaction() as session:
        journal.note(
            session, desk, "backup.salvaged", entity="station", uid=aside.name, detail=str(made.rows)
        )
    return made


def _lines(made: Salvaged) -> Sequence[str]:
    lines = ["恢复前数据的抢救报告", made.text, "", "表\t读出行数\t读不出的行号"]
    for table in made.tables:
        ranges = "、".join(f"{first}–{last}" if first < last else f"{first}" for first, last in table.lost)
        end = f"第 {table.unknown_after} 行以后不知道" if table.unknown_after >= 0 else ""
        lines.append(f"{table.name}\t{table.rows}\t{'，'.join(filter(None, (ranges, end))) or '—'}")
    return [*lines, "", f"读出的行存在 {SAVED}，与数据文件同一把钥匙加密。", ""]
