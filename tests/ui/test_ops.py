"""The one door: results, faults, bugs, progress, cancel, and what changed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.faults import Conflict, UserError
from app.progress import Progress
from app.ui.errors import CrashNote, CrashReporter, number_of
from app.ui.ops import Changes, Fault, InlineOps, Job, Ops, Step
from tests.ui.example_services import Saved


@pytest.fixture
def ops(qapp: QApplication) -> Iterator[Ops]:
    made = Ops(CrashReporter())
    yield made
    made.close()


def _raise(error: Exception) -> None:
    raise error


def test_work_now_gives_its_result_and_says_what_changed(ops: Ops, qtbot: QtBot) -> None:
    seen: list[Saved] = []
    with qtbot.waitSignal(ops.changed) as told:
        result = ops.do(lambda: Saved(3, Changes.of("worker")), done=seen.append)
    assert result == Saved(3, Changes.of("worker"))
    assert seen == [result]
    assert told.args == [Changes.of("worker")]


def test_changes_touch_their_kinds_and_refresh_touches_all() -> None:
    assert Changes.of("worker").touch("worker", "batch")
    assert not Changes.of("worker").touch("batch")
    assert Changes.of("*").touch("anything")


def test_a_users_fault_goes_to_the_page_with_its_field(ops: Ops, qtbot: QtBot) -> None:
    with qtbot.waitSignal(ops.faulted) as told:
        assert ops.do(lambda: _raise(UserError("请填写手机", field="phone"))) is None
    assert told.args == [Fault("请填写手机", "phone", is_conflict=False)]
    with qtbot.waitSignal(ops.faulted) as told:
        ops.do(lambda: _raise(Conflict("此记录已被修改")))
    assert told.args == [Fault("此记录已被修改", "", is_conflict=True)]


def test_a_page_may_take_the_fault_itself(ops: Ops, qtbot: QtBot) -> None:
    taken: list[UserError] = []
    with qtbot.assertNotEmitted(ops.faulted):
        ops.do(lambda: _raise(UserError("请填写手机")), failed=taken.append)
    assert taken[0].text == "请填写手机"


def test_a_bug_is_reported_by_number_and_only_once(
    ops: Ops, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    notes: list[CrashNote] = []
    ops.crashes.reported.connect(notes.append)
    with caplog.at_level(logging.CRITICAL):
        for _ in range(20):
            ops.do(lambda: _raise(ValueError("secret 140321198304170621")))
        qtbot.waitUntil(lambda: bool(notes))
    qtbot.wait(20)
    assert len(notes) == 1
    assert "secret" not in repr(notes[0])
    assert len(notes[0].number) == 6


def test_the_number_of_a_bug_is_the_same_for_the_same_place() -> None:
    numbers = set()
    for text in ("a", "b"):
        try:
            _raise(KeyError(text))
        except KeyError as error:
            numbers.add(number_of(error))
    assert len(numbers) == 1


def test_background_work_runs_elsewhere_and_answers_here(ops: Ops, qtbot: QtBot) -> None:
    threads: list[int] = []
    steps: list[Step] = []

    def work(progress: Progress) -> int:
        threads.append(threading.get_ident())
        progress.step(1, 2, "一半")
        return 42

    def done(result: int) -> None:
        threads.append(threading.get_ident())
        assert result == 42

    ops.started.connect(lambda job: job.stepped.connect(steps.append))
    ops.start("正在导入", work, done=done)
    qtbot.waitUntil(lambda: not ops.is_busy)
    assert threads[0] != threading.get_ident() == threads[1]
    assert steps == [Step("正在导入", 1, 2, "一半")]


def test_work_is_serial(ops: Ops, qtbot: QtBot) -> None:
    order: list[str] = []

    def work(name: str) -> None:
        order.append(f"{name} in")
        time.sleep(0.02)
        order.append(f"{name} out")

    ops.start("甲", lambda _progress: work("a"))
    ops.start("乙", lambda _progress: work("b"))
    qtbot.waitUntil(lambda: not ops.is_busy)
    assert order == ["a in", "a out", "b in", "b out"]


def test_cancel_stops_at_the_next_step(ops: Ops, qtbot: QtBot) -> None:
    reached: list[int] = []
    ended: list[str] = []
    go_on = threading.Event()

    def work(progress: Progress) -> None:
        for done in range(1000):
            progress.step(done, 1000, "")
            reached.append(done)
            if done == 20:
                go_on.wait(5)

    job = ops.start(
        "正在导入", work, done=lambda _none: ended.append("done"), cancelled=lambda: ended.append("cancelled")
    )
    qtbot.waitUntil(lambda: len(reached) == 21)
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: not ops.is_busy)
    assert reached[-1] == 20
    assert ended == ["cancelled"]


def test_slow_work_shows_the_cursor_and_then_the_strip(ops: Ops, qtbot: QtBot) -> None:
    stop = threading.Event()
    job = ops.start("正在打印", lambda _progress: stop.wait(5))
    with qtbot.waitSignal(job.shown, timeout=3000):
        qtbot.waitUntil(lambda: QApplication.overrideCursor() is not None, timeout=900)
        assert QApplication.overrideCursor().shape() == Qt.CursorShape.BusyCursor
    assert QApplication.overrideCursor() is None
    stop.set()
    qtbot.waitUntil(lambda: not ops.is_busy)


def test_slow_work_on_the_window_is_logged(ops: Ops, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "app.ops"):
        ops.do(lambda: time.sleep(0.12))
    assert "slow on the window's thread" in caplog.text


def test_inline_ops_run_at_once(qapp: QApplication) -> None:
    seen: list[object] = []
    job = InlineOps().start("x", lambda progress: progress.step(1, 1, "") or 5, done=seen.append)
    assert seen == [5]
    assert isinstance(job, Job)
