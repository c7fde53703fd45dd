"""The vendor library in its helper process: compiled here, and made to give cards, fail, crash and hang."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.faults import UserError
from app.services.devices import sdt_host
from app.services.devices.reader import Card
from app.services.devices.sdt import SdtReader
from tests.services.test_devices import NUMBER, citizen

COMPILER = shutil.which("cc") or shutil.which("gcc") or ""
SOURCE = Path(__file__).with_name("sdt_library.c")


class Bench:
    """A reader on the compiled library, a clock that stands still, and a hand that changes what the library does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seconds = 0.0
        self.reader = SdtReader(folder / "libsdtapi.so", now=lambda: self.seconds)
        self.does("none")
        (folder / "block").write_bytes(citizen())

    def does(self, mode: str) -> None:
        whole = self.folder / "mode.new"
        whole.write_text(mode, encoding="ascii")
        whole.replace(self.folder / "mode")

    def polls(self, times: int = 8) -> list[Card]:
        """Let the helper answer that many questions, and return the cards it gave."""
        found = []
        for _ in range(times):
            self.settle()
            card = self.reader.poll()
            found += [card] if card is not None else []
        return found

    def settle(self) -> None:
        """Wait until the question that is out is answered, as the window does by doing something else."""
        helper = self.reader._helper
        until = time.monotonic() + 20
        while helper is not None and self.reader._asked and time.monotonic() < until:
            helper._heard += helper._arrived()
            if b"\n" in helper._heard or not helper.is_alive:
                return
            time.sleep(0.005)

    def told(self) -> str:
        """Return what the clerk is told next."""
        for _ in range(12):
            try:
                self.polls(1)
            except UserError as fault:
                return fault.text
        return ""


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.005)
    return holds()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sdt") / "libsdtapi.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", str(made), str(SOURCE)], check=True)
    return made


@pytest.fixture
def bench(library: Path, tmp_path: Path) -> Iterator[Bench]:
    shutil.copy(library, tmp_path / "libsdtapi.so")
    made = Bench(tmp_path)
    yield made
    made.reader.close()


def is_running(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_card_comes_through_the_helper(bench: Bench) -> None:
    bench.does("card")
    bench.reader.open()
    (card,) = bench.polls()
    assert (card.id_number, card.name) == (NUMBER, "张䶮")


def test_a_card_is_read_once_until_it_is_lifted(bench: Bench) -> None:
    bench.does("card")
    bench.reader.open()
    assert len(bench.polls()) == 1
    assert bench.polls() == []
    bench.does("none")
    assert bench.polls() == []
    bench.does("card")
    assert len(bench.polls()) == 1


def test_a_reader_that_blinks_has_not_lost_its_card(tmp_path: Path) -> None:
    reader = SdtReader(tmp_path / "libsdtapi.so")
    lying = {"answer": "card", "text": base64.b64encode(citizen()).decode()}
    assert reader._take(lying) is not None
    for blinks in (1, 2):
        for _ in range(blinks):
            assert reader._take({"answer": "nothing"}) is None
        assert reader._take(lying) is None
    for _ in range(3):
        reader._take({"answer": "nothing"})
    assert reader._take(lying) is not None


def test_another_card_needs_no_lifting(bench: Bench) -> None:
    bench.does("card")
    bench.reader.open()
    assert len(bench.polls()) == 1
    (bench.folder / "block").write_bytes(citizen(name="李芳"))
    assert [card.name for card in bench.polls()] == ["李芳"]


@pytest.mark.parametrize(
    ("mode", "words"), [("unselected", "选卡，代码 129"), ("unread", "读卡，代码 65"), ("unplugged", "断开")]
)
def test_a_failure_is_told_once_and_says_what_to_do(bench: Bench, mode: str, words: str) -> None:
    bench.reader.open()
    bench.polls()
    bench.does(mode)
    assert words in bench.told()
    assert bench.told() == ""


def test_without_a_reader_it_says_so_and_connects_by_itself(bench: Bench) -> None:
    bench.does("unplugged")
    bench.reader.open()
    assert "没有找到读卡器" in bench.told()
    bench.does("card")
    assert bench.polls() == [], "it rests before it asks again"
    bench.seconds += 3
    assert len(bench.polls()) == 1


def test_after_a_crash_the_next_poll_has_another_helper(bench: Bench) -> None:
    bench.reader.open()
    bench.polls()
    before = bench.reader.pid
    bench.does("abort")
    assert "意外退出，已重新启动" in bench.told()
    bench.does("card")
    assert len(bench.polls()) == 1
    assert bench.reader.pid not in {0, before}


def test_a_hung_helper_is_never_waited_for_and_is_killed(bench: Bench) -> None:
    bench.reader.open()
    bench.polls()
    hung = bench.reader.pid
    bench.does("hang")
    assert until(lambda: bench.reader.poll() is None and (bench.folder / "hanging").exists())
    assert [bench.reader.poll() for _ in range(200)] == [None] * 200, (
        "each returns though no answer ever comes"
    )
    assert bench.reader.pid == hung
    bench.does("card")
    bench.seconds += 2.5
    with pytest.raises(UserError, match="没有响应，已重新连接"):
        bench.reader.poll()
    assert until(lambda: not is_running(hung))
    assert len(bench.polls()) == 1


def test_a_device_that_keeps_dying_is_asked_less_and_less(bench: Bench) -> None:
    bench.reader.open()
    bench.polls()
    bench.does("abort")
    said, rests = [bench.told()], []
    for _ in range(4):
        said.append(bench.told())
        assert bench.reader.pid == 0
        rests.append(bench.reader._rested_at - bench.seconds)
        bench.seconds = bench.reader._rested_at
    assert rests == [2.0, 4.0, 8.0, 16.0]
    assert [text[:5] for text in said if text] == ["读卡器的驱", "读卡器连续"], (
        "not one bar for every attempt"
    )
    bench.does("card")
    bench.reader.open()
    assert len(bench.polls()) == 1
    assert bench.reader._failures == 0


def test_f4_needs_no_waiting_for_the_rest_to_end(bench: Bench) -> None:
    bench.does("unplugged")
    bench.reader.open()
    bench.told()
    bench.does("card")
    bench.reader.open()
    assert len(bench.polls()) == 1


def test_a_library_of_the_wrong_kind_is_named_with_what_to_do(bench: Bench) -> None:
    (bench.folder / "libsdtapi.so").write_bytes(b"MZ no library")
    bench.reader.open()
    with pytest.raises(UserError, match="32 位 Python") as fault:
        bench.polls()
    assert fault.value.field == "sdt_library"
    assert bench.reader.pid == 0
    assert bench.polls() == []


def test_a_missing_library_or_python_is_named(bench: Bench) -> None:
    with pytest.raises(UserError, match="找不到读卡驱动"):
        SdtReader(bench.folder / "没有.so").open()
    wrong = SdtReader(bench.folder / "libsdtapi.so", str(bench.folder / "python"))
    with pytest.raises(UserError, match="运行驱动的 Python") as fault:
        wrong.open()
    assert fault.value.field == "sdt_python"


def test_a_closed_reader_leaves_no_process(bench: Bench) -> None:
    bench.reader.open()
    bench.polls()
    pid = bench.reader.pid
    bench.reader.close()
    assert until(lambda: not is_running(pid))
    assert bench.reader.poll() is None


def test_an_answer_that_is_none_ends_the_helper(bench: Bench) -> None:
    bench.reader.open()
    bench.polls()
    helper = bench.reader._helper
    assert helper is not None
    helper._heard = b"noise\n"
    assert "意外退出" in bench.told()


def test_the_helper_needs_nothing_of_the_product(bench: Bench) -> None:
    bench.does("card")
    script = shutil.copy(sdt_host.__file__, bench.folder / "alone.py")
    asked = b'{"ask": "open"}\n{"ask": "poll"}\n{"ask": "close"}\n'
    command = [sys.executable, "-I", "-S", str(script), str(bench.folder / "libsdtapi.so")]
    done = subprocess.run(command, input=asked, capture_output=True, check=True, cwd=bench.folder)
    first, second, last = done.stdout.splitlines()
    assert first == b'{"answer": "opened", "port": 1003}'
    assert second.startswith(b'{"answer": "card", "text": "')
    assert last == b'{"answer": "closed"}'


def test_it_also_starts_as_a_module(bench: Bench) -> None:
    command = [sys.executable, "-m", "app.services.devices.sdt_host", str(bench.folder / "libsdtapi.so")]
    done = subprocess.run(command, input=b'{"ask": "open"}\n', capture_output=True, check=True)
    assert done.stdout == b'{"answer": "opened", "port": 1003}\n'
