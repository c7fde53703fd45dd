# ruff: noqa: ARG002 - winspool gives more than the stand-in needs
"""Raw bytes arrive whole, and a printer that is not there is said so in plain words."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from app.faults import UserError
from app.services.devices import rawport
from app.services.devices.rawport import CupsQueue, DeviceFile, WindowsSpool, device_files, port_of

DATA = bytes(range(256)) * 400


def test_a_device_file_takes_every_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lp1", "lp0", "hiddev0"):
        (tmp_path / name).touch()
    monkeypatch.setattr(rawport, "_PORTS", tmp_path)
    assert device_files() == (str(tmp_path / "lp0"), str(tmp_path / "lp1"))
    DeviceFile(tmp_path / "lp0").write(DATA, "小票")
    assert (tmp_path / "lp0").read_bytes() == DATA


def test_a_device_that_is_gone_or_may_not_be_written_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="请检查电源和连线"):
        DeviceFile(tmp_path / "none" / "lp0").write(DATA, "")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UserError, match="lp 组"):
        DeviceFile(tmp_path / "lp0").write(DATA, "")


def test_each_printer_has_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(port_of("/dev/usb/lp0"), DeviceFile)
    monkeypatch.setattr(rawport.sys, "platform", "linux")
    assert isinstance(port_of("芯烨 XP-80"), CupsQueue)
    monkeypatch.setattr(rawport.sys, "platform", "win32")
    assert isinstance(port_of("芯烨 XP-80"), WindowsSpool)


def test_without_the_lp_command_the_file_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rawport.shutil, "which", lambda _name: None)
    with pytest.raises(UserError, match="存为 PDF"):
        CupsQueue("芯烨").write(DATA, "小票")


class _Spool:
    """Winspool as its manual tells it."""

    def __init__(self, *, is_there: bool = True, takes: int = len(DATA)) -> None:
        self.is_there, self.takes, self.calls, self.data = is_there, takes, [], b""

    def OpenPrinterW(self, name, handle, defaults) -> int:  # noqa: N802
        self.calls.append(f"open {name.value}")
        return int(self.is_there)

    def StartDocPrinterW(self, handle, level, info) -> int:  # noqa: N802
        told = ctypes.cast(info, ctypes.POINTER(rawport._DocInfo)).contents
        self.calls.append(f"doc {level} {told.pDocName} {told.pDatatype}")
        return 7

    def WritePrinter(self, handle, data, size, written) -> int:  # noqa: N802
        self.data += data[:size]
        ctypes.cast(written, ctypes.POINTER(ctypes.c_uint32)).contents.value = self.takes
        return 1

    def __getattr__(self, name: str):
        return lambda _handle: self.calls.append(name) or 1


def test_the_windows_spooler_is_called_as_its_manual_says(monkeypatch: pytest.MonkeyPatch) -> None:
    spool = _Spool()
    monkeypatch.setattr(rawport.ctypes, "CDLL", lambda name: spool if name == "winspool.drv" else None)
    WindowsSpool("芯烨").write(DATA, "小票")
    assert spool.data == DATA
    assert spool.calls == [
        "open 芯烨", "doc 1 小票 RAW", "StartPagePrinter", "EndPagePrinter", "EndDocPrinter", "ClosePrinter",
    ]  # fmt: skip


@pytest.mark.parametrize("spool", [_Spool(is_there=False), _Spool(takes=5)])
def test_a_windows_printer_that_takes_less_is_said_so(spool: _Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rawport.ctypes, "CDLL", lambda _name: spool)
    with pytest.raises(UserError, match="没有响应"):
        WindowsSpool("芯烨").write(DATA, "小票")
