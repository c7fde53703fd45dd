"""A reader behind its vendor's SDT library, which runs in a helper process that may hang or die."""

from __future__ import annotations

import base64
import binascii
import hashlib
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from app.faults import UserError
from app.services.devices.process import Helper
from app.services.devices.reader import Card
from app.services.devices.textblock import read_block

_PATIENCE: Final = {"open": 15.0, "poll": 2.0}  # seconds; opening starts a Python and tries sixteen ports
_FIRST_REST, _LONGEST_REST = 2.0, 60.0
_LIFTED_AFTER: Final = 3  # empty answers in a row: some readers miss a card that lies still now and then
_STUBBORN: Final = 3  # failures in a row after which the clerk is told to pull the plug

_HUNG = "读卡器没有响应，已重新连接。请把身份证拿起来，重新放好。"
_DIED = "读卡器的驱动程序意外退出，已重新启动。请把身份证拿起来，重新放好。"
_AGAIN = "读卡器连续{count}次没有响应：请拔下它的 USB 线，等几秒再插上，然后按 F4；还不行请在「设置」里核对读卡驱动。"
_NO_READER = "没有找到读卡器：请检查 USB 线是否插好、指示灯是否亮；插好后会自动连接，也可以按 F4 再试。"
_LOST = "读卡器断开了：请检查 USB 线；接好后会自动连接，也可以按 F4 再试。"
_UNREAD = "身份证没有读出来（{step}，代码 {code}）：请拿起来，重新放好；换一张也不行时请重新插拔读卡器。"
_STEPS: Final = {"find": "找卡", "select": "选卡", "read": "读卡"}
_UNLOADABLE = (
    "读卡驱动打不开：请核对「设置」里的「SDT 驱动库」；"
    "驱动多半是 32 位的，要在「运行驱动的 Python」里填 32 位 Python。（{detail}）"
)


class SdtReader:
    """Asks the helper for cards and starts it anew when it hangs or dies, resting longer each time.

    Nothing here waits: `poll` takes the answer that has arrived, looks at how long the question is out, and asks
    the next one. `now` is any steady clock in seconds.
    """

    gives_unasked = True
    no_card = "读卡器上没有新放的身份证：请把卡拿起来，再放上去，会自动读出。"

    def __init__(self, library: Path, python: str = "", *, now: Callable[[], float] = time.monotonic) -> None:
        self._library, self._python, self._now = library, python or sys.executable, now
        self._helper: Helper | None = None
        self._asked, self._asked_at = "", 0.0
        self._is_wanted, self._is_open = False, False
        self._rest, self._rested_at, self._failures = 0.0, 0.0, 0
        self._told = ""
        self._lying, self._empty = "", 0

    @property
    def pid(self) -> int:
        """Return the helper's process number, 0 while none runs."""
        return self._helper.pid if self._helper is not None else 0

    def open(self) -> None:
        """Start the helper, or let it try again at once where it is resting.

        Raises:
            UserError: the library or the interpreter is not there.

        """
        if not (self._library.is_absolute() and self._library.is_file()):
            text = f"找不到读卡驱动「{self._library}」：请在「设置」里填写厂家 SDT 库的完整路径。"
            raise UserError(text, field="sdt_library")
        self._is_wanted, self._rest, self._rested_at, self._told = True, 0.0, self._now(), ""
        if self._helper is None:
            self._start()

    def poll(self) -> Card | None:
        """Return the card newly put there, or None.

        Raises:
            UserError: the card could not be read, or the device failed; each failure is told once.

        """
        if not self._is_wanted:
            return None
        helper = self._helper
        if helper is None:
            if self._now() >= self._rested_at:
                self._start()
            return None
        for answer in helper.answers():
            self._asked = ""
            card = self._take(answer)
            if card is not None:
                return card
        if not helper.is_alive:
            self._lose(_DIED)
        elif self._asked and self._now() - self._asked_at > _PATIENCE[self._asked]:
            self._lose(_HUNG)
        elif not self._asked and self._now() >= self._rested_at:
            self._ask("poll" if self._is_open else "open")
        return None

    def close(self) -> None:
        """End the helper and forget the card."""
        self._is_wanted = False
        if self._helper is not None:
            self._helper.kill()
        self._helper = None
        self._is_open, self._asked, self._lying, self._told = False, "", "", ""
        self._failures, self._rest = 0, 0.0

    def _start(self) -> None:
        script = Path(__file__).with_name("sdt_host.py")
        try:
            self._helper = Helper((self._python, "-I", str(script), str(self._library)))
        except OSError as fault:
            self._is_wanted = False
            text = f"运行驱动的 Python 打不开：「{self._python}」。请在「设置」里填写 python.exe 的完整路径，或留空。"
            raise UserError(text, field="sdt_python") from fault
        self._is_open = False
        self._ask("open")

    def _ask(self, what: str) -> None:
        if self._helper is not None:
            self._helper.ask(what)
            self._asked, self._asked_at = what, self._now()

    def _take(self, answer: Mapping[str, object]) -> Card | None:
        kind = answer.get("answer")
        if kind == "opened":
            self._is_open = True
            self._told = "" if self._told in {_NO_READER, _LOST} else self._told
        elif kind == "nothing":
            self._settle()
            self._empty += 1
            if self._empty >= _LIFTED_AFTER:
                self._lying, self._told = "", ""
        elif kind == "card":
            self._settle()
            return self._read(str(answer.get("text", "")))
        elif kind == "failed":
            self._settle()
            step = _STEPS.get(str(answer.get("step")), "读卡")
            self._empty = 0
            self._tell(_UNREAD.format(step=step, code=answer.get("code")))
        elif kind in {"no_reader", "lost"}:
            self._is_open = False
            self._pause()
            self._tell(_NO_READER if kind == "no_reader" else _LOST)
        elif kind == "unloadable":
            self.close()
            raise UserError(_UNLOADABLE.format(detail=answer.get("detail")), field="sdt_library")
        return None

    def _read(self, text: str) -> Card | None:
        """Return the card unless it is the one that has been lying there."""
        self._empty = 0
        try:
            block = base64.b64decode(text, validate=True)
        except binascii.Error:
            block = b""
        digest = hashlib.sha256(block).hexdigest()
        if digest == self._lying:
            return None
        self._lying, self._told = digest, ""
        return read_block(block)

    def _settle(self) -> None:
        """Note that the device answered as it should."""
        self._failures, self._rest = 0, 0.0

    def _pause(self) -> None:
        self._rest = min(_LONGEST_REST, self._rest * 2 or _FIRST_REST)
        self._rested_at = self._now() + self._rest

    def _lose(self, text: str) -> None:
        """Bury a helper that hung or died; the first time another starts at once, later after a rest."""
        if self._helper is not None:
            self._helper.kill()
        self._helper, self._asked, self._is_open = None, "", False
        self._failures += 1
        if self._failures == 1:
            self._start()
        else:
            self._pause()
        is_stubborn = self._failures >= _STUBBORN
        self._tell(_AGAIN.format(count=_STUBBORN) if is_stubborn else text)

    def _tell(self, text: str) -> None:
        if text != self._told:
            self._told = text
            raise UserError(text)
