"""The database key opens with a clerk's password or the recovery code, and with nothing else."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.faults import UserError
from app.services import dpapi
from app.services.keyslots import ClerkName, Cost, KeySlots
from app.services.recovery_code import ALPHABET, code_from, read_code

QUICK = Cost(memory_kib=64, time=1, parallelism=1)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KEY = bytes(range(32))


def station(folder: Path) -> KeySlots:
    slots = KeySlots.create(
        folder / "keyslots.json",
        db_key=KEY,
        login="admin",
        display_name="示例管理员",
        role="admin",
        password="correct-1",
        cost=QUICK,
    )
    slots.add_clerk(KEY, login="wang", display_name="示例王", role="clerk", password="battery-2")
    return slots


def refusal(call, *given_, **named) -> str:
    with pytest.raises(UserError) as caught:
        call(*given_, **named)
    return caught.value.text


def test_each_clerk_opens_the_same_key_with_his_own_password(tmp_path: Path):
    station(tmp_path)
    slots = KeySlots.open(tmp_path / "keyslots.json", cost=QUICK)
    assert slots.names() == (ClerkName("admin", "示例管理员", "admin"), ClerkName("wang", "示例王", "clerk"))
    assert slots.unlock("admin", "correct-1", NOW) == KEY
    assert slots.unlock("wang", "ｂａｔｔｅｒｙ－2", NOW) == KEY


def test_the_file_holds_neither_key_nor_password(tmp_path: Path):
    station(tmp_path)
    stored = (tmp_path / "keyslots.json").read_bytes()
    assert KEY not in stored
    assert KEY.hex().encode() not in stored
    assert b"battery" not in stored


def test_a_wrong_password_says_how_many_tries_are_left(tmp_path: Path):
    slots = station(tmp_path)
    assert "再试 4 次" in refusal(slots.unlock, "wang", "wrong", NOW)
    assert "再试 3 次" in refusal(KeySlots.open(tmp_path / "keyslots.json").unlock, "wang", "wrong", NOW)
    assert slots.unlock("wang", "battery-2", NOW) == KEY
    assert "再试 4 次" in refusal(slots.unlock, "wang", "wrong", NOW)


def lock(slots: KeySlots) -> None:
    for _ in range(5):
        refusal(slots.unlock, "wang", "wrong", NOW)


def test_five_failures_lock_the_clerk_out_for_ten_minutes(tmp_path: Path):
    slots = station(tmp_path)
    lock(slots)
    assert "已锁定" in refusal(slots.unlock, "wang", "battery-2", NOW + timedelta(minutes=9, seconds=59))
    assert slots.unlock("wang", "battery-2", NOW + timedelta(minutes=10)) == KEY


def test_setting_the_clock_back_does_not_lock_for_a_year(tmp_path: Path):
    slots = station(tmp_path)
    lock(slots)
    earlier = NOW - timedelta(days=365)
    assert "10 分钟" in refusal(slots.unlock, "wang", "battery-2", earlier)
    assert slots.unlock("wang", "battery-2", earlier + timedelta(minutes=10)) == KEY


def test_an_administrator_or_the_recovery_code_lifts_the_lock(tmp_path: Path):
    slots = station(tmp_path)
    code = slots.new_recovery_code(KEY)
    lock(slots)
    assert slots.unlock("admin", "correct-1", NOW) == KEY
    assert slots.unlock("wang", "battery-2", NOW) == KEY
    lock(slots)
    assert slots.unlock_with_recovery(code.lower().replace("-", " ")) == KEY
    assert slots.unlock("wang", "battery-2", NOW) == KEY


def test_another_clerk_does_not_lift_the_lock(tmp_path: Path):
    slots = station(tmp_path)
    slots.add_clerk(KEY, login="li", display_name="示例李", role="clerk", password="staple-33")
    lock(slots)
    slots.unlock("li", "staple-33", NOW)
    assert "已锁定" in refusal(slots.unlock, "wang", "battery-2", NOW)


def test_a_new_recovery_code_ends_the_old_one(tmp_path: Path):
    slots = station(tmp_path)
    assert "恢复码不对" in refusal(slots.unlock_with_recovery, code_from(bytes(31)))
    old = slots.new_recovery_code(KEY)
    new = slots.new_recovery_code(KEY)
    assert "恢复码不对" in refusal(slots.unlock_with_recovery, old)
    assert slots.unlock_with_recovery(new) == KEY


def test_passwords_are_changed_and_reset(tmp_path: Path):
    slots = station(tmp_path)
    slots.change_password("wang", "battery-2", "horse-44x", NOW)
    assert "密码不对" in refusal(slots.unlock, "wang", "battery-2", NOW)
    assert slots.unlock("wang", "horse-44x", NOW) == KEY
    slots.reset_password(KEY, "wang", "again-55y")
    assert slots.unlock("wang", "again-55y", NOW) == KEY
    assert "至少 8 位" in refusal(slots.reset_password, KEY, "wang", "short")


def test_a_removed_clerk_is_gone_but_the_last_administrator_stays(tmp_path: Path):
    slots = station(tmp_path)
    slots.remove("wang")
    assert "没有登录名" in refusal(slots.unlock, "wang", "battery-2", NOW)
    assert "不能删除" in refusal(slots.remove, "admin")


def test_a_second_set_up_and_a_second_same_name_are_refused(tmp_path: Path):
    slots = station(tmp_path)
    assert "已有人使用" in refusal(
        slots.add_clerk, KEY, login="wang", display_name="", role="clerk", password="whatever-9"
    )
    assert "不能再次初始化" in refusal(
        KeySlots.create,
        tmp_path / "keyslots.json",
        db_key=KEY,
        login="x",
        display_name="",
        role="admin",
        password="whatever-9",
    )


def test_another_key_cannot_be_put_into_a_slot(tmp_path: Path):
    with pytest.raises(ValueError, match="not this database"):
        station(tmp_path).new_recovery_code(bytes(32))


def test_a_role_written_into_the_file_by_hand_does_not_open(tmp_path: Path):
    slots = station(tmp_path)
    path = tmp_path / "keyslots.json"
    stored = json.loads(path.read_bytes())
    stored["slots"][1]["role"] = "admin"
    path.write_text(json.dumps(stored))
    assert "密码不对" in refusal(slots.unlock, "wang", "battery-2", NOW)


def test_a_damaged_file_falls_back_to_its_copy_and_then_says_what_to_do(tmp_path: Path):
    station(tmp_path)
    path = tmp_path / "keyslots.json"
    path.write_bytes(b'{"format"')
    assert KeySlots.open(path).unlock("wang", "battery-2", NOW) == KEY
    path.write_bytes(b"")
    (tmp_path / "keyslots.json.bak").unlink()
    assert "备份" in refusal(KeySlots.open, path)


def test_an_attempt_that_was_cut_off_still_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    slots = station(tmp_path)

    def cut_off(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as power_cut:
        power_cut.setattr("app.services.keyslots._Slot.unwrap", cut_off)
        with pytest.raises(KeyboardInterrupt):
            slots.unlock("wang", "wrong", NOW)
    assert "再试 3 次" in refusal(slots.unlock, "wang", "wrong", NOW)


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    slots = station(tmp_path)
    before = (tmp_path / "keyslots.json").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        assert "写不进去" in refusal(slots.new_recovery_code, KEY)
    assert (tmp_path / "keyslots.json").read_bytes() == before


@given(st.binary(min_size=31, max_size=31), st.data())
def test_one_wrong_character_of_a_recovery_code_is_always_noticed(seed: bytes, data: st.DataObject):
    code = code_from(seed)
    assert read_code(code) == code
    place = data.draw(st.sampled_from([at for at in range(len(code)) if code[at] != "-"]))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != code[place]]))
    assert "输错" in refusal(read_code, code[:place] + other + code[place + 1 :])


def test_look_alikes_in_a_recovery_code_are_read_as_meant():
    code = code_from(bytes([1, 0] * 16))
    assert read_code(code.replace("1", "l").replace("0", "o")) == code
    assert "现在是 3 位" in refusal(read_code, "ABC")


def test_the_windows_account_is_used_only_where_there_is_one(tmp_path: Path):
    slots = station(tmp_path)
    if dpapi.is_available():
        slots.add_dpapi(KEY)
        assert slots.unlock_with_dpapi() == KEY
    else:
        assert "密码或恢复码" in refusal(slots.add_dpapi, KEY)


def _log_in_often(path: Path, login: str, ready: Connection) -> None:
    ready.send("here")
    ready.recv()
    slots = KeySlots.open(path, cost=QUICK)
    try:
        for _ in range(20):
            slots.unlock(login, f"示例-Mima-{login}", NOW)
        ready.send("")
    except BaseException as fault:  # noqa: BLE001 - told to the parent
        ready.send(repr(fault))


@pytest.mark.promise("O1")
def test_two_programs_may_log_in_at_once_while_a_password_is_changed(tmp_path: Path) -> None:
    path, key = tmp_path / "keyslots.json", bytes(32)
    slots = KeySlots.create(
        path, db_key=key, login="a", display_name="甲", role="admin", password="示例-Mima-a", cost=QUICK
    )
    slots.add_clerk(key, login="b", display_name="乙", role="clerk", password="示例-Mima-b")
    slots.add_clerk(key, login="c", display_name="丙", role="clerk", password="示例-Mima-0")
    many = get_context("spawn")
    pipes = [many.Pipe() for _ in "ab"]
    children = [
        many.Process(target=_log_in_often, args=(path, login, pipe[1]))
        for login, pipe in zip("ab", pipes, strict=True)
    ]
    for child in children:
        child.start()
    assert [pipe[0].recv() for pipe in pipes] == ["here", "here"]
    for pipe in pipes:
        pipe[0].send("go")
    turn = 0
    while not all(pipe[0].poll() for pipe in pipes):
        turn += 1
        slots.reset_password(key, "c", f"示例-Mima-{turn}")
    assert [pipe[0].recv() for pipe in pipes] == ["", ""]
    for child in children:
        child.join()
    assert slots.unlock("c", f"示例-Mima-{turn}", NOW) == key
