"""The picture in a person's head: from the card, from a file, from the camera's folder, and taken away."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.services.devices.simulator import Simulator
from app.ui.kit import Button, MessageBar
from app.ui.pages.workers.portrait import Portrait
from app.ui.pages.workers.view import WorkersPage
from tests.journeys.conftest import Counter
from tests.services.test_photos import picture

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(at_counter: Counter) -> WorkersPage:
    at_counter.desktop.window.open_page("workers")
    found = at_counter.desktop.window.current_page()
    assert isinstance(found, WorkersPage)
    return found


def bars(at_counter: Counter) -> list[str]:
    QTest.qWait(5)
    return [bar.text() for bar in at_counter.window.findChildren(MessageBar) if not bar.isHidden()]


def shows_one(portrait: Portrait) -> bool:
    return not portrait._picture.pixmap().isNull()


def lay(at_counter: Counter, photo: bytes, *, is_known: bool) -> str:
    reader = at_counter.town.counter.reader.current
    assert isinstance(reader, Simulator)
    find = at_counter.town.counter.workers.find
    card = next(one for one in reader.cards if bool(find(one.id_number).rows) is is_known)
    reader.put(replace(card, photo=photo))
    at_counter.press(Qt.Key.Key_F4)
    return card.name


def test_a_cards_picture_waits_for_the_save(at_counter: Counter, page: WorkersPage) -> None:
    name = lay(at_counter, picture(), is_known=False)
    portrait = page._head.portrait
    assert shows_one(portrait)
    assert not portrait.findChild(Button, "change_photo").isEnabled()
    at_counter.press(Qt.Key.Key_S, CTRL)
    kept = at_counter.town.counter.photos.current(at_counter.town.worker(name))
    assert kept is not None
    assert kept.kind == "card"
    assert shows_one(portrait)
    at_counter.press(Qt.Key.Key_F2)
    assert not shows_one(portrait)


def test_a_known_persons_card_brings_his_picture_once(at_counter: Counter, page: WorkersPage) -> None:
    name = lay(at_counter, picture(), is_known=True)
    first = at_counter.town.counter.photos.current(at_counter.town.worker(name))
    assert first is not None
    assert shows_one(page._head.portrait)
    lay(at_counter, picture(), is_known=True)
    lay(at_counter, picture(), is_known=True)
    assert at_counter.town.counter.photos.current(at_counter.town.worker(name)) == first


def test_the_newest_picture_of_the_folder_is_taken_and_named(
    at_counter: Counter, page: WorkersPage, tmp_path: Path
) -> None:
    at_counter.town.counter.settings.change("photo_folder", str(tmp_path))
    for name, second in (("old.jpg", 100), ("new.jpg", 200)):
        (tmp_path / name).write_bytes(picture(form="JPEG"))
        os.utime(tmp_path / name, (second, second))
    person = at_counter.town.worker("曹铁柱")
    page.open(person)
    page.form.field("phone").set_value("13853531234")
    page._head.portrait.findChild(Button, "change_photo").click()
    assert shows_one(page._head.portrait)
    assert any("new.jpg" in text and "是不是本人" in text for text in bars(at_counter))
    assert at_counter.desktop.window._toast.undo()
    assert not shows_one(page._head.portrait)
    assert at_counter.town.counter.photos.current(person) is None
    assert page.form.field("phone").value() == "13853531234"


def test_without_a_folder_a_file_is_asked_for(at_counter: Counter, page: WorkersPage, tmp_path: Path) -> None:
    path = tmp_path / "他.bmp"
    path.write_bytes(picture())
    page.open(at_counter.town.worker("曹铁柱"))
    portrait = page._head.portrait
    portrait.change()
    dialog = portrait.findChild(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    assert shows_one(portrait)
    portrait.findChild(Button, "remove_photo").click()
    assert not shows_one(portrait)
    assert portrait.findChild(Button, "remove_photo").isHidden()
    assert at_counter.desktop.window._toast.undo()
    assert shows_one(portrait)


def test_a_bad_file_is_refused_and_the_picture_stays(
    at_counter: Counter, page: WorkersPage, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.bmp", tmp_path / "bad.jpg"
    good.write_bytes(picture())
    bad.write_bytes(picture((300, 300), form="JPEG")[:700])
    page.open(at_counter.town.worker("曹铁柱"))
    page._head.portrait.take_file(good)
    page._head.portrait.take_file(bad)
    assert any("照片文件不完整" in text for text in bars(at_counter))
    assert shows_one(page._head.portrait)


def test_a_folder_that_is_gone_says_what_to_do(at_counter: Counter, page: WorkersPage) -> None:
    at_counter.town.counter.settings.change("photo_folder", "/没有这个文件夹")
    page.open(at_counter.town.worker("曹铁柱"))
    page._head.portrait.change()
    assert any("找不到照片文件夹" in text for text in bars(at_counter))


@pytest.mark.parametrize("size", [(1366, 728), (1092, 560)])
def test_nothing_in_the_head_is_cut(at_counter: Counter, page: WorkersPage, size: tuple[int, int]) -> None:
    at_counter.window.resize(*size)
    person = at_counter.town.worker("曹铁柱")
    at_counter.town.counter.photos.record(person, picture())
    page.open(person)
    QTest.qWait(20)
    head = page._head
    for part in (head.portrait, *head.portrait.findChildren(Button)):
        assert part.height() >= part.sizeHint().height() or part.height() >= part.minimumSizeHint().height()
        assert head.rect().contains(part.mapTo(head, part.rect().bottomRight()))
