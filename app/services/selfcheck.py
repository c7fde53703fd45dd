"""One page on the health of the station: file, journal, backup, clock, disk; run at start, when idle, and on demand."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.faults import UserError
from app.progress import Progress
from app.services import backup, journal
from app.services.desk import Desk
from app.services.home import StationHome

_TAIL = 2000
_ROOM = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was checked: whether it is well, and in words what to do when it is not."""

    key: str
    title: str
    is_well: bool
    text: str


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that was checked, and when."""

    items: tuple[Item, ...]
    at: datetime
    is_whole_check: bool

    @property
    def is_well(self) -> bool:
        """Tell whether nothing needs the clerk."""
        return all(item.is_well for item in self.items)

    def text(self) -> str:
        """Return the words for the status strip."""
        ill = [item.title for item in self.items if not item.is_well]
        return "自检正常" if not ill else f"自检：{'、'.join(ill)}需处理"


class SelfCheck:
    """Checks the station without changing it."""

    def __init__(self, desk: Desk, home: StationHome) -> None:
        self._desk = desk
        self._home = home

    def quick(self) -> Health:
        """Check what a start can afford: the journal's tail, backup, clock and disk."""
        return self._health((self._journal(_TAIL), *self._around()), is_whole=False)

    def whole(self, progress: Progress) -> Health:
        """Check every page and every line; for the idle hour and the settings page."""
        progress.step(0, 2, "检查数据文件")
        file = self._file()
        progress.step(1, 2, "检查审计台账")
        return self._health((file, self._journal(0), *self._around()), is_whole=True)

    def _health(self, items: tuple[Item, ...], *, is_whole: bool) -> Health:
        return Health(items=items, at=self._desk.clock.now(), is_whole_check=is_whole)

    def _file(self) -> Item:
        is_well = self._desk.database.is_whole()
        text = "每一页都完好" if is_well else "有损坏的页，请在设置里从最近的备份恢复"
        return Item("file", "数据文件", is_well, text)

    def _journal(self, last: int) -> Item:
        try:
            with self._desk.database.reading() as session:
                report = journal.verify(session, last=last)
        except UserError as fault:
            return Item("journal", "审计台账", is_well=False, text=fault.text)
        text = (
            f"{report.lines} 行首尾相接" if report.is_whole else f"第 {report.broken_at} 行对不上，请报告县区"
        )
        return Item("journal", "审计台账", report.is_whole, text)

    def _around(self) -> tuple[Item, ...]:
        cards = backup.listed(self._home.backups)
        today = self._desk.clock.today()
        is_fresh = not backup.is_due(cards, today - timedelta(days=1))
        made = f"最近一次 {cards[0].made_at:%Y-%m-%d %H:%M}" if cards else "还没有备份"
        room = shutil.disk_usage(self._home.folder).free
        return (
            Item("backup", "备份", is_fresh, made if is_fresh else f"{made}，请在设置里立即备份"),
            self._clock(),
            Item("disk", "磁盘", room >= _ROOM, f"剩余 {room // (1024 * 1024):,} MB"),
        )

    def _clock(self) -> Item:
        doubt = self._desk.watch.look()
        return Item("clock", "电脑时间", doubt is None, doubt.text if doubt else "与最近一次记录相符")
