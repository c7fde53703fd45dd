"""A menu asks what is offered each time it drops, numbers its rows, and offers nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.ui.kit import Act, MenuButton, MenuRow
from app.ui.theme import Theme


@pytest.fixture
def offered() -> list[MenuRow]:
    return [
        MenuRow("slip", "业务受理回执"),
        MenuRow("form", "申领表 A&B", "一二三四五六七八九十一二三四五六七八九十"),
    ]


@pytest.fixture
def button(qtbot: QtBot, theme: Theme, offered: list[MenuRow]) -> MenuButton:
    made = MenuButton("打印", lambda: tuple(offered), act=Act.PRINT, name="papers")
    qtbot.addWidget(made)
    made.show()
    return made


def words(button: MenuButton) -> Sequence[str]:
    return [action.text() for action in button.menu_.actions()]


def test_rows_are_numbered_and_a_long_note_is_shortened(button: MenuButton) -> None:
    button.drop()
    assert words(button) == ["&1  业务受理回执", "&2  申领表 A&&B\t一二三四五六七八九十一二三四五六七…"]
    assert button.menu_.activeAction() is button.menu_.actions()[0]
    button.menu_.close()


def test_a_figure_or_enter_chooses_and_the_menu_closes(qtbot: QtBot, button: MenuButton) -> None:
    for key, payload in ((Qt.Key.Key_2, "form"), (Qt.Key.Key_Return, "slip")):
        chosen = QSignalSpy(button.chosen)
        qtbot.keyClick(button, Qt.Key.Key_Down)
        assert button.menu_.isVisible()
        qtbot.keyClick(button.menu_, key)
        assert [chosen.at(0)[0], chosen.count()] == [payload, 1]
        assert not button.menu_.isVisible()


def test_it_asks_anew_each_time_and_says_when_there_is_nothing(
    button: MenuButton, offered: list[MenuRow]
) -> None:
    button.drop()
    button.menu_.close()
    offered.clear()
    button.drop()
    assert words(button) == ["现在没有可选的"]
    assert not button.menu_.actions()[0].isEnabled()
    assert button.rows() == ()
    button.menu_.close()


def test_what_is_off_or_out_of_sight_does_not_drop(button: MenuButton) -> None:
    button.setEnabled(False)
    button.drop()
    assert not button.menu_.isVisible()
    button.setEnabled(True)
    button.hide()
    button.drop()
    assert not button.menu_.isVisible()


def test_the_words_keep_the_key(button: MenuButton) -> None:
    button.say("其他表单")
    assert button.text() == "其他表单  Ctrl+P "
    assert button.accessibleName() == "其他表单"
