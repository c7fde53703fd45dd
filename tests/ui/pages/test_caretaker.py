"""A station backs itself up once a day, checks itself when nobody works, and tells what is not well."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

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
