"""The way in: founding, logging in, recovering, restoring, and the sample town, as a clerk meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text as sql

from app.faults import UserError
from app.ports import FixedClock
from app.progress import NoProgress
from app.services import backup, sample
from app.services.counter import Counter
from app.services.home import Founding, StationHome
from app.services.printing.preview import text_of
from app.ui.entrance import opening as opening_module
from app.ui.entrance.carrying import CarryOutCard
from app.ui.entrance.forms import FirstStart, LogIn, RecoveryCard, RecoveryLogIn, RestoreCard
from app.ui.entrance.frame import EntranceFrame
from app.ui.entrance.opening import Opening
from app.ui.kit import FieldEdit, Words
from app.ui.ops import InlineOps
from app.ui.theme import Theme
from tests.services.conftest import PASSWORD
from tests.ui.fakes import FakePrinters

W = TypeVar("W", bound=QWidget)
PLAN = {
    "station_code": "140321106000",
    "bureau_code": "140321",
    "clerk_name": "王秀兰",
    "login": "wang",
    "password": PASSWORD,
    "again": PASSWORD,
}


class Door:
    """The frame with its opening, and the stations that came through."""

    def __init__(self, frame: EntranceFrame, home: StationHome, printers: FakePrinters) -> None:
        self.frame, self.home, self.opened = frame, home, list[tuple[Counter, str]]()
        self.opening = Opening(frame, home, InlineOps(), frame, printers=printers)
        self.opening.opened.connect(self.opened.append)
        self.opening.begin()

    def card(self, kind: type[W]) -> W:
        QApplication.processEvents()
        found = [card for card in self.frame.findChildren(kind) if card.isVisible()]
        assert len(found) == 1, found
        return found[0]

    def press(self, kind: type[QWidget], name: str) -> None:
        button = self.card(kind).findChild(QPushButton, name)
        assert button is not None
        button.click()

    def words(self) -> str:
        QApplication.processEvents()
        return "\n".join(label.text() for label in self.frame.findChildren(Words) if label.isVisible())


@pytest.fixture
def door_of(qtbot: QtBot, theme: Theme, printers: FakePrinters) -> Iterator[Callable[[StationHome], Door]]:
    made: list[Door] = []

    def open_door(home: StationHome) -> Door:
        frame = EntranceFrame()
        qtbot.addWidget(frame)
        frame.show()
        made.append(Door(frame, home, printers))
        return made[-1]

    yield open_door
    for door in made:
        for counter, _ in door.opened:
            counter.desk.database.close()


OpenDoor = Callable[[StationHome], Door]


def founded(home: StationHome, founding: Founding) -> str:
    desk, code = home.found(founding)
    desk.database.close()
    return code


def test_a_first_start_ends_at_the_recovery_code_and_then_the_window(
    door_of: OpenDoor, home: StationHome, printers: FakePrinters
) -> None:
    door = door_of(home)
    door.card(FirstStart).form.fill(PLAN)
    door.press(FirstStart, "found")
    code = door.card(RecoveryCard)
    go = code.findChild(QPushButton, "enter")
    assert go is not None
    assert not go.isEnabled()
    assert door.opened == []
    code._tick.setChecked(True)
    door.press(RecoveryCard, "enter")
    counter, words = door.opened[0]
    assert counter.desk.station.name == "娘子关镇就业服务站"
    assert words == ""


def test_the_recovery_code_is_printed_and_no_file_of_it_stays(
    door_of: OpenDoor, home: StationHome, printers: FakePrinters, tmp_path: Path
) -> None:
    door = door_of(home)
    door.card(FirstStart).form.fill(PLAN)
    door.press(FirstStart, "found")
    code = door.card(RecoveryCard).code
    door.press(RecoveryCard, "print_code")
    assert "已送往打印机" in door.words()
    assert code.split("-")[0] in text_of(printers.printed[0][0])
    assert not list(tmp_path.rglob("*.pdf"))


def test_the_bureau_is_proposed_from_the_station(door_of: OpenDoor, home: StationHome) -> None:
    card = door_of(home).card(FirstStart)
    card.form.fill({"station_code": "140322100000"})
    card.form.edited.emit(FieldEdit("station_code", "140322100000"))
    assert card.form.field("bureau_code").value() == "140322"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"station_code": ""}, "station_code"),
        ({"password": "123", "again": "123"}, "password"),
        ({"login": ""}, "login"),
    ],
)
def test_what_is_missing_is_told_at_its_field(
    door_of: OpenDoor, home: StationHome, wrong: dict[str, str], field: str
) -> None:
    door = door_of(home)
    card = door.card(FirstStart)
    card.form.fill({**PLAN, **wrong})
    door.press(FirstStart, "found")
    assert card.form.field(field).findings
    assert not home.is_founded


def test_two_different_passwords_found_nothing(door_of: OpenDoor, home: StationHome) -> None:
    door = door_of(home)
    door.card(FirstStart).form.fill({**PLAN, "again": "另外的-Mima-1"})
    door.press(FirstStart, "found")
    assert "两遍密码不一样" in door.card(FirstStart).bar.text()
    assert not home.is_founded


def test_a_wrong_password_tells_the_tries_left_and_five_lock(
    door_of: OpenDoor, home: StationHome, founding: Founding
) -> None:
    founded(home, founding)
    door = door_of(home)
    for left in (4, 3, 2, 1):
        door.card(LogIn).asked.emit(("wang", "不是"))
        assert f"还可以再试 {left} 次" in door.words()
    door.card(LogIn).asked.emit(("wang", "不是"))
    assert "已锁定" in door.words()
    door.card(LogIn).asked.emit(("wang", PASSWORD))
    assert "已锁定" in door.words()
    assert door.opened == []


def test_the_right_password_opens(door_of: OpenDoor, home: StationHome, founding: Founding) -> None:
    founded(home, founding)
    door = door_of(home)
    card = door.card(LogIn)
    card.form.fill({"login": "wang", "password": PASSWORD})
    door.press(LogIn, "log_in")
    assert door.opened[0][0].desk.operator.login == "wang"


def test_the_recovery_code_sets_a_password_and_is_renewed(
    door_of: OpenDoor, home: StationHome, founding: Founding
) -> None:
    code = founded(home, founding)
    door = door_of(home)
    door.press(LogIn, "recover")
    card = door.card(RecoveryLogIn)
    card.form.fill({"code": code.lower(), "login": "wang", "new": "新的-Mima-1", "again": "新的-Mima-1"})
    door.press(RecoveryLogIn, "log_in")
    assert door.card(RecoveryCard).code != code
    door.card(RecoveryCard)._tick.setChecked(True)
    door.press(RecoveryCard, "enter")
    assert door.opened
    with pytest.raises(UserError):
        home.log_in("wang", PASSWORD)


def test_a_backup_is_restored_from_the_door(
    door_of: OpenDoor, home: StationHome, founding: Founding, clock: FixedClock
) -> None:
    desk, _ = home.found(founding)
    backup.make(desk.database, home.folder, home.backups, now=clock.now(), progress=NoProgress())
    desk.database.close()
    door = door_of(home)
    door.press(LogIn, "restore")
    assert "恢复到 2026-11-24 09:00" in "".join(
        button.text() for button in door.card(RestoreCard).findChildren(QPushButton)
    )
    door.press(RestoreCard, "restore_to")
    assert "已恢复" in door.words()
    door.card(LogIn).asked.emit(("wang", PASSWORD))
    assert door.opened


def test_without_a_backup_the_list_says_why(door_of: OpenDoor, home: StationHome, founding: Founding) -> None:
    founded(home, founding)
    door = door_of(home)
    door.press(LogIn, "restore")
    assert "还没有备份" in door.words()
    door.press(RestoreCard, "back")
    door.card(LogIn)


def test_the_sample_town_opens_and_its_passwords_stand_at_the_door(
    door_of: OpenDoor, home: StationHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_module, "found_sample", lambda home, _progress: sample.found_empty(home))
    door = door_of(home)
    door.press(FirstStart, "sample")
    assert sample.CLERK[2] in door.opened[0][1]
    again = door_of(home)
    assert f"{sample.CLERK[1]} {sample.CLERK[2]}" in again.words()
    again.card(LogIn).asked.emit((sample.REVIEWER[0], sample.REVIEWER[2]))
    assert again.opened[0][0].desk.operator.login == sample.REVIEWER[0]


def test_a_real_station_shows_no_password(door_of: OpenDoor, home: StationHome, founding: Founding) -> None:
    founded(home, founding)
    assert "示例镇的密码" not in door_of(home).words()


def test_a_sample_that_fails_says_why(
    door_of: OpenDoor, home: StationHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(home: StationHome, progress: object) -> object:
        raise UserError("磁盘已满，请清理后再试。")

    monkeypatch.setattr(opening_module, "found_sample", broken)
    door = door_of(home)
    door.press(FirstStart, "sample")
    assert "磁盘已满" in door.card(FirstStart).bar.text()


@pytest.mark.promise("U3")
def test_newer_data_are_not_opened_and_can_be_carried_out(
    door_of: OpenDoor, home: StationHome, founding: Founding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _ = home.found(founding)
    with desk.database.transaction() as session:
        session.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
    desk.database.close()
    door = door_of(home)
    before = (door.home.folder / "station.db").read_bytes()
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(opening_module, "choose_folder", lambda _parent, _title, then: then(stick))
    door.card(LogIn).asked.emit(("wang", PASSWORD))
    assert door.card(CarryOutCard)
    assert "更新版本" in door.words()
    door.press(CarryOutCard, "carry_out")
    assert "已把全部数据拷到" in door.words()
    assert [card.folder.parent for card in backup.listed(stick)] == [stick]
    assert (door.home.folder / "station.db").read_bytes() == before
    door.press(CarryOutCard, "back")
    assert door.card(LogIn)
    assert door.opened == []
