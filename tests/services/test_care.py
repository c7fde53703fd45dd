"""A backup is made once a day, is kept twice where a second folder is set, and says so when it could not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.faults import UserError
from app.ports import FixedClock
from app.progress import NoProgress
from app.services import backup
from app.services.care import Care
from app.services.desk import Desk
from app.services.home import StationHome
from app.services.settings import Settings
from app.services.trail import Trail


@pytest.fixture
def care(desk: Desk, home: StationHome) -> Care:
    return Care(desk, home)


def test_one_backup_a_day_is_due(care: Care, clock: FixedClock) -> None:
    assert care.is_backup_due()
    made = care.back_up(NoProgress())
    assert not care.is_backup_due()
    assert care.backups() == (made.card,)
    clock.advance(days=1)
    assert care.is_backup_due()


def test_the_second_copy_can_be_restored(care: Care, desk: Desk, home: StationHome, tmp_path: Path) -> None:
    disk = tmp_path / "移动硬盘"
    disk.mkdir()
    Settings(desk).change("backup_folder", str(disk))
    kept = care.back_up(NoProgress())
    assert kept.second is not None
    assert kept.trouble == ""
    copies = backup.listed(kept.second.parent)
    assert kept.second.parent.parent == disk
    assert [card.sha256 for card in copies] == [kept.card.sha256]
    desk.database.close()
    backup.restore(copies[0], home.folder)


def test_a_disk_that_is_not_there_is_told_and_the_backup_stands(
    care: Care, desk: Desk, tmp_path: Path
) -> None:
    Settings(desk).change("backup_folder", str(tmp_path / "没有"))
    kept = care.back_up(NoProgress())
    assert "找不到文件夹" in kept.trouble
    assert kept.second is None
    assert len(care.backups()) == 1


def test_a_copy_that_differs_is_refused(care: Care, tmp_path: Path) -> None:
    card = care.back_up(NoProgress()).card
    content = bytearray((card.folder / backup.DATABASE).read_bytes())
    content[4096] ^= 1
    (card.folder / backup.DATABASE).write_bytes(content)
    with pytest.raises(UserError, match="已损坏"):
        backup.mirror(card, tmp_path / "另一处")


def test_the_journal_tells_of_the_backup(care: Care, desk: Desk) -> None:
    care.back_up(NoProgress())
    trail = Trail(desk)
    assert [row.what for row in trail.rows(trail.ids(action="backup.made"))] == ["备份"]
