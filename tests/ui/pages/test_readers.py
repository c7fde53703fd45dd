"""Each reader at the counter: a card opens its owner, F4 says what to do where none came."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.kit import MessageBar
from app.ui.ops import Changes
from app.ui.pages.workers.view import WorkersPage
from tests.journeys.conftest import Counter
from tests.services.test_devices import citizen, written
from tests.services.test_photos import picture

COMPILER = shutil.which("cc") or shutil.which("gcc") or ""
FREE = "140321199001019935"


def choose(at_counter: Counter, **chosen: str) -> WorkersPage:
    at_counter.desktop.window.open_page("workers")
    for key, value in chosen.items():
        at_counter.town.counter.settings.change(key, value)
    at_counter.desktop._ops.changed.emit(Changes.of("setting"))
    found = at_counter.desktop.window.current_page()
    assert isinstance(found, WorkersPage)
    return found


def bars(at_counter: Counter) -> list[str]:
    QTest.qWait(5)
    return [bar.text() for bar in at_counter.window.findChildren(MessageBar) if not bar.isHidden()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reader"
    made.mkdir()
    return made


def card() -> bytes:
    return citizen(name="张示例", id_number=FREE, birth="19900101", sex="1")


def test_a_card_written_into_the_folder_opens_its_owner_with_his_picture(
    at_counter: Counter, folder: Path, qtbot: QtBot
) -> None:
    page = choose(at_counter, card_folder=str(folder), card_reader="folder")
    at_counter.desktop.window.open_page("today")
    written(folder, card(), 100, photo=picture())
    qtbot.waitUntil(lambda: at_counter.desktop.window.current_page() is page, timeout=20_000)
    assert page.form.field("id_number").value() == FREE
    assert not page._head.portrait._picture.pixmap().isNull()
    assert list(folder.iterdir()) == []


def test_f4_without_a_card_says_so_after_a_moment(at_counter: Counter, folder: Path, qtbot: QtBot) -> None:
    choose(at_counter, card_folder=str(folder), card_reader="folder")
    at_counter.press(Qt.Key.Key_F4)
    assert bars(at_counter) == []
    qtbot.waitUntil(lambda: any("没有新的读卡结果" in text for text in bars(at_counter)), timeout=20_000)


def test_f4_with_a_card_that_comes_meanwhile_says_nothing(
    at_counter: Counter, folder: Path, qtbot: QtBot
) -> None:
    page = choose(at_counter, card_folder=str(folder), card_reader="folder")
    at_counter.press(Qt.Key.Key_F4)
    written(folder, card(), 100)
    qtbot.waitUntil(lambda: page.form.field("id_number").value() == FREE, timeout=20_000)
    QTest.qWait(1400)
    assert not any("没有新的" in text for text in bars(at_counter))


@pytest.mark.parametrize(
    ("reader", "words"), [("folder", "找不到读卡软件的文件夹"), ("sdt", "找不到读卡驱动")]
)
def test_f4_without_the_device_says_what_to_do(at_counter: Counter, reader: str, words: str) -> None:
    choose(at_counter, card_reader=reader)
    at_counter.press(Qt.Key.Key_F4)
    told = [text for text in bars(at_counter) if words in text]
    assert told
    assert "「设置」" in told[0]


def test_no_card_is_taken_behind_the_lock(at_counter: Counter, folder: Path, qtbot: QtBot) -> None:
    page = choose(at_counter, card_folder=str(folder), card_reader="folder")
    at_counter.desktop.lock()
    written(folder, card(), 100)
    QTest.qWait(1300)
    assert (folder / "wz.txt").exists()
    at_counter.desktop.lock_veil._on_switched(at_counter.town.desk.operator)
    qtbot.waitUntil(lambda: page.form.field("id_number").value() == FREE, timeout=20_000)


def _imitated(folder: Path) -> Path:
    source = Path(__file__).parents[2] / "services" / "sdt_library.c"
    made = folder / "libsdtapi.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", str(made), str(source)], check=True)
    (folder / "mode").write_text("card", encoding="ascii")
    (folder / "block").write_bytes(card())
    return made


if COMPILER:

    def test_a_card_on_the_vendors_reader_opens_its_owner(
        at_counter: Counter, tmp_path: Path, qtbot: QtBot
    ) -> None:
        library = _imitated(tmp_path)
        page = choose(at_counter, sdt_library=str(library), card_reader="sdt")
        qtbot.waitUntil(lambda: page.form.field("id_number").value() == FREE, timeout=20_000)
        (tmp_path / "mode").write_text("abort", encoding="ascii")
        qtbot.waitUntil(lambda: any("意外退出" in text for text in bars(at_counter)), timeout=20_000)
        assert page.form.field("name").value() == "张示例"
        at_counter.town.counter.reader.close()
