"""A station is founded once, opens only with a password, and notices when it is not where it was."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.faults import UserError
from app.ports import FixedClock, SeededIds
from app.progress import NoProgress
from app.services import backup, settings
from app.services.batches import Batches
from app.services.desk import Desk
from app.services.epochs import Epochs
from app.services.home import HIGH_WATER, Founding, StationHome
from tests.services.conftest import PASSWORD, QUICK


def test_a_founded_station_opens_with_the_password_only(home: StationHome, desk: Desk) -> None:
    with pytest.raises(UserError, match="密码不对"):
        home.log_in("wang", "不是这个密码")
    again = home.log_in("wang", PASSWORD)
    assert again.station == desk.station
    assert again.operator.name == "王秀兰"
    again.database.close()


def test_a_second_founding_is_refused(home: StationHome, desk: Desk, founding: Founding) -> None:
    with pytest.raises(UserError, match="已经有一个服务站"):
        home.found(founding)


def test_an_unknown_place_or_bureau_is_refused(home: StationHome, founding: Founding) -> None:
    wrong = Founding(
        **{**{f: getattr(founding, f) for f in founding.__slots__}, "station_code": "999999999000"}
    )
    with pytest.raises(UserError) as told:
        home.found(wrong)
    assert told.value.field == "station_code"
    assert not home.is_founded


def test_the_recovery_code_opens_the_station(home: StationHome, founding: Founding) -> None:
    desk, code = home.found(founding)
    desk.database.close()
    again = home.log_in_with_recovery(code, "wang")
    assert again.operator.login == "wang"
    again.database.close()


def test_a_spent_recovery_code_gives_a_password_and_a_new_code(home: StationHome, founding: Founding) -> None:
    desk, code = home.found(founding)
    desk.database.close()
    again, fresh = home.recover(code, "wang", "新的-Mima-2026")
    assert again.operator.login == "wang"
    again.database.close()
    home.log_in("wang", "新的-Mima-2026").database.close()
    with pytest.raises(UserError, match="密码不对"):
        home.log_in("wang", PASSWORD)
    with pytest.raises(UserError, match="恢复码不对"):
        home.log_in_with_recovery(code, "wang")
    home.log_in_with_recovery(fresh, "wang").database.close()


def test_a_weak_password_spends_no_recovery_code(home: StationHome, founding: Founding) -> None:
    desk, code = home.found(founding)
    desk.database.close()
    with pytest.raises(UserError, match="密码至少"):
        home.recover(code, "wang", "123")
    home.log_in_with_recovery(code, "wang").database.close()


def test_a_copied_station_starts_a_new_epoch(home: StationHome, desk: Desk) -> None:
    mark = home.folder / HIGH_WATER
    facts = json.loads(mark.read_text())
    mark.write_text(json.dumps({**facts, "machine": "another"}))
    desk.database.close()
    moved = home.log_in("wang", PASSWORD)
    assert moved.station.epoch == "B"
    assert moved.station.epoch_id != desk.station.epoch_id
    moved.database.close()
    same = home.log_in("wang", PASSWORD)
    assert same.station.epoch == "B"
    same.database.close()


def test_a_restored_backup_starts_a_new_epoch_and_loses_nothing_of_its_day(
    home: StationHome, desk: Desk, clock: FixedClock
) -> None:
    card = backup.make(desk.database, home.folder, home.backups, now=clock.now(), progress=NoProgress())
    with desk.database.transaction() as session:
        settings.put(session, desk, "later", 1)
    home.start_epoch(desk, "演练")
    desk.database.close()
    backup.restore(card, home.folder)
    restored = home.log_in("wang", PASSWORD)
    assert restored.station.epoch == "C"
    with restored.database.reading() as session:
        assert settings.get(session, "later") is None
    restored.database.close()
    assert list(home.folder.glob("before-restore-*/station.db"))


def test_a_pc_that_takes_the_place_of_a_lost_one_begins_with_the_letter_it_was_given(
    home: StationHome, founding: Founding
) -> None:
    for wrong in ("", "1", "BB", "b"):
        with pytest.raises(UserError, match="纪元字母") as caught:
            home.found(replace(founding, epoch=wrong))
        assert caught.value.field == "epoch"
    desk, _ = home.found(replace(founding, epoch="C"))
    assert desk.station.epoch == "C"
    assert Batches(desk, home).station_card().continues == "B 0"
    notice = Epochs(desk, home).notice()
    assert notice is not None
    assert "接替" in notice.lines[0]
    desk.database.close()


@pytest.mark.promise("R1")
def test_a_damaged_backup_is_refused(home: StationHome, desk: Desk, clock: FixedClock) -> None:
    card = backup.make(desk.database, home.folder, home.backups, now=clock.now(), progress=NoProgress())
    file = card.folder / backup.DATABASE
    content = bytearray(file.read_bytes())
    content[5000] ^= 1
    file.write_bytes(content)
    with pytest.raises(UserError, match="已损坏"):
        backup.restore(card, home.folder)


def test_rotation_keeps_the_days_and_the_first_of_each_month(
    home: StationHome, desk: Desk, clock: FixedClock
) -> None:
    made = []
    for _ in range(40):
        made.append(
            backup.make(desk.database, home.folder, home.backups, now=clock.now(), progress=NoProgress())
        )
        clock.advance(days=1)
    gone = backup.rotate(home.backups, clock.today(), keep_days=14)
    kept = backup.listed(home.backups)
    assert gone + len(kept) == 40
    assert {card.folder for card in made[-14:]} <= {card.folder for card in kept}
    assert made[0].folder in {card.folder for card in kept}


def test_no_word_of_the_station_is_readable_in_its_files(home: StationHome, desk: Desk) -> None:
    with desk.database.transaction() as session:
        settings.put(session, desk, "secret", "14032119830417062X")
    desk.database.close()
    for path in home.folder.rglob("*"):
        if path.is_file():
            assert b"14032119830417062X" not in path.read_bytes(), path


def test_a_lost_key_file_is_found_in_its_copy(home: StationHome, desk: Desk) -> None:
    desk.database.close()
    (home.folder / "keyslots.json").write_text("{")
    again = StationHome(
        home.folder, clock=FixedClock(desk.clock.now()), ids=SeededIds(1, desk.clock), cost=QUICK
    )
    opened = again.log_in("wang", PASSWORD)
    opened.database.close()


def test_a_founding_cut_short_is_begun_again(
    home: StationHome, founding: Founding, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(StationHome, "_write_first", _cut)
        with pytest.raises(KeyboardInterrupt):
            home.found(founding)
    assert not home.is_founded
    home.found(founding)[0].database.close()
    home.log_in("wang", PASSWORD).database.close()


def test_data_without_its_key_file_is_never_founded_over(
    home: StationHome, desk: Desk, founding: Founding
) -> None:
    desk.database.close()
    for path in home.folder.glob("keyslots.json*"):
        path.unlink()
    with pytest.raises(UserError, match=r"keyslots\.json 不见了"):
        home.found(founding)


@pytest.mark.parametrize("moment", range(1, 7))
def test_a_restoring_cut_short_is_finished_at_the_next_start(
    home: StationHome, desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    card = backup.make(desk.database, home.folder, home.backups, now=clock.now(), progress=NoProgress())
    desk.database.close()
    turns = iter(range(1, 100))

    def replace(path: Path, target: Path) -> None:
        if next(turns) == moment:
            _cut()
        os.replace(path, target)  # noqa: PTH105 - `Path.replace` is what is cut here

    with monkeypatch.context() as cut:
        cut.setattr(Path, "replace", replace)
        with contextlib.suppress(KeyboardInterrupt):
            backup.restore(card, home.folder)
    assert home.settle() == (2 <= moment <= 5)  # the first rename writes the intent, the fifth is the last
    assert home.is_founded
    home.log_in("wang", PASSWORD).database.close()
    assert not home.settle()
    assert len(list(home.folder.glob("before-restore-*/station.db"))) == (moment > 1)


def test_what_stood_before_a_second_restoring_is_kept_too(
    home: StationHome, desk: Desk, clock: FixedClock
) -> None:
    card = backup.make(desk.database, home.folder, home.backups, now=clock.now(), progress=NoProgress())
    desk.database.close()
    backup.restore(card, home.folder)
    backup.restore(card, home.folder)
    assert len(list(home.folder.glob("before-restore-*/station.db"))) == 2


def _cut(*_: object) -> None:
    raise KeyboardInterrupt
