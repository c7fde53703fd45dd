"""The real application on a real screen, worked through the accessibility bus alone; prints what was heard.

Run by test_hearing.py in a process of its own: `python -m tests.ui.rules.hearing FOLDER PASSWORD`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from tests.ui.rules.bus import Bus, Heard

T = TypeVar("T")
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
NUMBER = "140321199001019935"
_FOCUSABLE = 1 << 11


def launcher() -> str:
    """Return where the accessibility bus is started from, empty when it is not installed."""
    return next((path for path in LAUNCHERS if Path(path).exists()), "")


def _started(stack: ExitStack, *command: str, env: dict[str, str], reads: bool = False) -> str:
    process = subprocess.Popen(
        command,
        env=env,
        stdout=subprocess.PIPE if reads else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    stack.callback(process.wait, 10)
    stack.callback(process.terminate)
    return process.stdout.readline().strip() if reads and process.stdout else ""


def _wait(look: Callable[[], T | None], what: str, seconds: float = 60) -> T:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = look()
        except RuntimeError:  # it went away while it was asked
            found = None
        if found is not None:
            return found
        time.sleep(0.2)
    raise TimeoutError(what)


def _press(thing: Heard) -> None:
    names = [str(action[0]) for action in thing.ask("Action.GetActions")[0]]
    at = next((at for at, name in enumerate(names) if name.casefold() in {"press", "按下", "按压"}), -1)
    if at < 0:
        raise LookupError(f"{thing.role} {thing.name} offers {names}")
    thing.ask("Action.DoAction", "i", at)


def _write(thing: Heard, text: str) -> str:
    assert thing.ask("Component.GrabFocus") == [1], "it took no focus"
    thing.ask("EditableText.SetTextContents", "s", text)
    return str(thing.ask("Text.GetText", "ii", 0, -1)[0])


def work(top: Callable[[], Heard | None], password: str) -> dict[str, object]:
    """Log in, begin a registration, write a number and read it back, and go to the register."""

    def find(name: str, role: str = "") -> Heard:
        return _wait(lambda: (found := top()) and found.find(name, role), name)

    secret = find("密码")
    secret.ask("EditableText.SetTextContents", "s", password)
    _press(find("登录", "push button"))
    _press(find("新登记", "push button"))
    number = find("身份证号", "text")
    told: dict[str, object] = {"role": number.role, "read back": _write(number, NUMBER)}
    state = int(str(number.ask("Accessible.GetState")[0][0]))
    told["takes the keys"] = bool(state & _FOCUSABLE)
    name = find("姓名", "text")
    told["name"] = _write(name, "王兰")
    _press(find("返回名册", "push button"))
    table = find("登记名册", "table")
    told["rows"] = int(str(table.told("Table", "NRows")))
    told["pages"] = [
        find(f"{title} Alt+{at}", "check box").name
        for at, title in enumerate(("今日", "登记与查询", "推荐", "岗位与培训"), start=1)
    ]
    return told


def main(folder: str, password: str) -> None:
    """Start a screen, the buses and the application; work it and print what was heard as JSON.

    Asked to end, it ends what it started.
    """
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    with ExitStack() as stack:
        runtime = stack.enter_context(tempfile.TemporaryDirectory(prefix="jmk-a11y-"))
        env = {**os.environ, "XDG_RUNTIME_DIR": runtime, "JIAMENKOU_DATA": folder}
        screen = _started(
            stack,
            "Xvfb",
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1366x768x24",
            "-nolisten",
            "tcp",
            env=env,
            reads=True,
        )
        env["DISPLAY"] = f":{screen}"
        session = _started(
            stack, "dbus-daemon", "--session", "--nofork", "--print-address=1", env=env, reads=True
        )
        env["DBUS_SESSION_BUS_ADDRESS"] = session
        _started(stack, launcher(), "--launch-immediately", env=env)
        bus = Bus(session)
        address = _wait(
            lambda: str(bus.call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress")[0]), "the bus"
        )
        env |= {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_ACCESSIBILITY": "1"}
        _started(stack, sys.executable, "-m", "app", env=env)
        voices = Bus(address)
        root = Heard(voices, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")

        def top() -> Heard | None:
            apps = root.children()
            windows = [window for one in apps for window in one.children() if window.is_shown()]
            return windows[-1] if windows else None

        print(json.dumps(work(top, password), ensure_ascii=False))  # noqa: T201 - this is its answer


if __name__ == "__main__":
    main(*sys.argv[1:3])
