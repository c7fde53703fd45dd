"""A print server of the test's own: the real cupsd with a real driver, whose last step keeps what came out as PDF.

It listens on a socket in the file system, away from any server of this machine, and ends with the test.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PARTS = Path("/usr/lib/cups")
_DRIVER = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
_WAIT = 30.0

# As CUPS-PDF's own backend, which writes into the user's home: what the driver made is turned into a PDF by gs.
_BACKEND = """#!/bin/sh
[ $# = 0 ] && exit 0
umask 022
cat "${{6:--}}" > {out}/$1.data
printf '%s' "$3" > {out}/$1.title
case "$DEVICE_URI" in
  pdf:/direct) mv {out}/$1.data {out}/$1.pdf ;;
  pdf:/postscript) gs -q -dNOPAUSE -dBATCH -dSAFER -dAutoRotatePages=/None -sDEVICE=pdfwrite \\
    -sOutputFile={out}/$1.part -f {out}/$1.data && mv {out}/$1.part {out}/$1.pdf ;;
esac
touch {out}/$1.done
"""
_TAKES_PDF = b'*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"\n*cupsManualCopies: True\n'
_FILES = """ServerRoot {root}/etc
ServerBin {root}/bin
CacheDir {root}/cache
RequestRoot {root}/spool
TempDir {root}/spool/tmp
StateDir {root}/state
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
Sandboxing relaxed
"""
_SERVER = """Listen {root}/socket
LogLevel warn
Browsing No
WebInterface No
DefaultAuthType None
<Location />
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """The server's folder and its queues: a PostScript printer, one that takes PDF, one past any driver."""

    root: Path
    POSTSCRIPT = "laser"
    DRIVER = "needle"
    RAW = "thermal"

    def came_out(self, count: int) -> list[Path]:
        """Wait for so many jobs and return what each sent to its printer, in order: a PDF, or the raw data."""
        ends = time.monotonic() + _WAIT
        out = self.root / "out"
        while len(list(out.glob("*.done"))) < count:
            assert time.monotonic() < ends, (self.root / "log" / "error").read_text()
            time.sleep(0.02)
        jobs = sorted(int(path.stem) for path in out.glob("*.done"))
        assert len(jobs) == count
        found = [out / f"{job}.pdf" for job in jobs]
        return [path if path.exists() else path.with_suffix(".data") for path in found]

    def clear(self) -> None:
        """Forget what came out."""
        for path in (self.root / "out").iterdir():
            path.unlink()


@contextmanager
def serving() -> Iterator[Queue]:
    """Start the server with its two queues, and let this process print to it."""
    root = Path(tempfile.mkdtemp(prefix="jmk-cups-"))  # a socket's path is short
    server = _start(root)
    cups = ctypes.CDLL("libcups.so.2")
    try:
        _await(root / "socket", server)
        env = {**os.environ, "CUPS_SERVER": f"{root}/socket"}
        direct = root / "etc" / "direct.ppd"
        direct.write_bytes(_DRIVER.read_bytes() + _TAKES_PDF)
        for queue, uri, driver in (
            (Queue.POSTSCRIPT, "pdf:/postscript", ("-P", str(_DRIVER))),
            (Queue.DRIVER, "pdf:/direct", ("-P", str(direct))),
            (Queue.RAW, "pdf:/raw", ()),
        ):
            told = ["lpadmin", "-p", queue, "-E", "-v", uri, *driver]
            subprocess.run(told, env=env, check=True, capture_output=True)
        cups.cupsSetServer(f"{root}/socket".encode())
        yield Queue(root)
    finally:
        cups.cupsSetServer(None)
        server.terminate()
        server.wait(10)
        shutil.rmtree(root)


def _start(root: Path) -> subprocess.Popen[bytes]:
    for name in ("etc/ppd", "cache", "spool/tmp", "state", "log", "out", "bin/backend"):
        (root / name).mkdir(parents=True)
    root.chmod(0o755)
    for name in ("cache", "spool", "spool/tmp", "out"):
        (root / name).chmod(0o777)  # as root the server hands its jobs to the user lp
    for part in ("filter", "daemon", "notifier", "monitor"):
        (root / "bin" / part).symlink_to(_PARTS / part)
    backend = root / "bin" / "backend" / "pdf"
    backend.write_text(_BACKEND.format(out=root / "out"))
    backend.chmod(0o755)
    files, config = root / "etc" / "cups-files.conf", root / "etc" / "cupsd.conf"
    files.write_text(_FILES.format(root=root))
    config.write_text(_SERVER.format(root=root))
    program = shutil.which("cupsd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None, "cupsd is missing: `python3 bootstrap.py test` installs it"
    return subprocess.Popen([program, "-f", "-c", config, "-s", files])


def _await(socket: Path, server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _WAIT
    while not socket.exists():
        assert server.poll() is None, "the print server did not start"
        assert time.monotonic() < ends, "the print server does not listen"
        time.sleep(0.02)
