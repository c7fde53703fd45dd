"""Bytes that go to a printer as they are: a device file, a CUPS queue past its driver, a Windows spooler."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from app.faults import UserError

_PORTS = Path("/dev/usb")
_DEVICE = "/dev/"
_WAIT = 20  # seconds that a queue may take to accept a few hundred kilobytes
_SILENT = "打印机没有响应，请检查电源和连线，或选“存为 PDF”"


class RawPort(Protocol):
    """Takes bytes for one printer."""

    def write(self, data: bytes, title: str) -> None:
        """Send the bytes; raises UserError when they cannot be sent."""


def device_files() -> tuple[str, ...]:
    """Return the printers that stand in the system as files."""
    return tuple(str(path) for path in sorted(_PORTS.glob("lp*")))


def port_of(printer: str) -> RawPort:
    """Return where the bytes for a printer go."""
    if printer.startswith(_DEVICE):
        return DeviceFile(Path(printer))
    return WindowsSpool(printer) if sys.platform == "win32" else CupsQueue(printer)


class DeviceFile:
    """A printer that is a file, such as /dev/usb/lp0."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, data: bytes, title: str) -> None:  # noqa: ARG002 - a device keeps no list of jobs
        """Send the bytes.

        Raises: UserError when the device is not there or may not be written.
        """
        try:
            with self._path.open("wb", buffering=0) as device:
                rest = memoryview(data)
                while rest:
                    rest = rest[device.write(rest) or 0 :]
        except PermissionError as fault:
            raise UserError(
                f"没有写 {self._path} 的权限：请让管理员把这个账户加入 lp 组后重新登录。"
            ) from fault
        except OSError as fault:
            raise UserError(_SILENT) from fault


class CupsQueue:
    """A queue of CUPS; its driver is passed by."""

    def __init__(self, queue: str) -> None:
        self._queue = queue

    def write(self, data: bytes, title: str) -> None:
        """Send the bytes.

        Raises: UserError when CUPS is not there or does not take the job.
        """
        program = shutil.which("lp")
        if program is None:
            raise UserError("没有 lp 命令，送不到热敏打印机：请安装 cups-client，或选“存为 PDF”。")
        words = [program, "-d", self._queue, "-t", title or "-", "-o", "raw", "-s", "--", "-"]
        try:
            done = subprocess.run(words, input=data, capture_output=True, timeout=_WAIT, check=False)
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise UserError(_SILENT) from fault
        if done.returncode != 0:
            raise UserError(_SILENT)


class _DocInfo(ctypes.Structure):
    _fields_ = (
        ("pDocName", ctypes.c_wchar_p),
        ("pOutputFile", ctypes.c_wchar_p),
        ("pDatatype", ctypes.c_wchar_p),
    )


class WindowsSpool:
    """A printer of Windows, given raw bytes; written after the winspool manual, not tried on Windows yet."""

    def __init__(self, printer: str) -> None:
        self._printer = printer

    def write(self, data: bytes, title: str) -> None:
        """Send the bytes.

        Raises: UserError when the spooler does not take them.
        """
        spool = ctypes.CDLL("winspool.drv")
        handle = ctypes.c_void_p()
        if not spool.OpenPrinterW(ctypes.c_wchar_p(self._printer), ctypes.byref(handle), None):
            raise UserError(_SILENT)
        try:
            info = _DocInfo(title, None, "RAW")
            if not spool.StartDocPrinterW(handle, 1, ctypes.byref(info)):
                raise UserError(_SILENT)
            spool.StartPagePrinter(handle)
            written = ctypes.c_uint32()
            is_out = spool.WritePrinter(handle, data, len(data), ctypes.byref(written))
            spool.EndPagePrinter(handle)
            spool.EndDocPrinter(handle)
            if not is_out or written.value != len(data):
                raise UserError(_SILENT)
        finally:
            spool.ClosePrinter(handle)
