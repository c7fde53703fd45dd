"""A station backs itself up once a day, checks itself when nobody works, and tells what is not well."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ports import FixedClock
from app.progress import NoProgress
from app.services import backup
from app.services.salvage import REPORT
from app.ui.kit import MessageBar
from tests.journeys.conftest import Counter


def bars(at_counter: Counter) -> list[str]:
    QApplication.processEvents()
    return [bar.text() for bar in at_counter.window.findChildren(MessageBar) if bar.isVisible()]


def test_the_first_look_makes_the_backup_of_the_day(at_counter: Counter) -> None:
    care = at_counter.town.counter.care
    assert care.is_backup_due()
    at_counter.desktop.caretaker.look()
    assert not care.is_backup_due()
    at_counter.desktop.caretaker.look()
    assert len(care.backups()) == 1
    assert "已备份 · 自检正常" in at_counter.desktop.caretaker.words


def test_a_missing_second_disk_is_told_where_it_is_seen(at_counter: Counter, tmp_path: Path) -> None:
    at_counter.town.counter.settings.change("backup_folder", str(tmp_path / "没有"))
    at_counter.desktop.caretaker.look()
    assert any("今天的备份已做；找不到文件夹" in text for text in bars(at_counter))


def test_the_whole_check_runs_once_in_a_quiet_minute(at_counter: Counter) -> None:
    asked: list[str] = []
    caretaker = at_counter.desktop.caretaker
    at_counter.desktop._ops.started.connect(lambda job: asked.append(job.label))
    caretaker.check_when_quiet()
    caretaker.check_when_quiet()
    assert asked == ["整库自检"]


def test_the_beep_follows_its_setting(at_counter: Counter) -> None:
    app = QApplication.instance()
    assert app is not None
    assert app.property("is_quiet") is False
    at_counter.desktop._ops.announce(at_counter.town.counter.settings.change("beep", False))
    assert app.property("is_quiet") is True


@pytest.mark.promise("R2")
def test_the_backup_is_tried_out_once_a_month_and_a_bad_one_is_told(at_counter: Counter) -> None:
    care, clock = at_counter.town.counter.care, at_counter.town.desk.clock
    assert isinstance(clock, FixedClock)
    asked: list[str] = []
    at_counter.desktop._ops.started.connect(lambda job: asked.append(job.label))
    at_counter.desktop.caretaker.look()
    at_counter.desktop.caretaker.look()
    assert asked == ["每日备份", "试恢复备份"]
    clock.advance(days=31)
    content = bytearray((care.back_up(NoProgress()).card.folder / backup.DATABASE).read_bytes())
    content[-1] ^= 1
    (care.backups()[0].folder / backup.DATABASE).write_bytes(content)
    at_counter.desktop.caretaker.look()
    assert any("已损坏" in text for text in bars(at_counter))


@pytest.mark.promise("R1")
def test_what_a_restoring_put_aside_is_read_and_told(at_counter: Counter) -> None:
    home = at_counter.town.counter.care._home
    at_counter.desktop.caretaker.look()
    aside = home.folder / "before-restore-20261124-010000"
    aside.mkdir()
    shutil.copyfile(home.folder / backup.DATABASE, aside / backup.DATABASE)
    at_counter.desktop.caretaker.look()
    assert any("恢复前的数据读出" in text for text in bars(at_counter))
    assert "表\t读出行数" in (aside / REPORT).read_text(encoding="utf-8")
    assert at_counter.town.counter.care.aside() == ()
