"""Prepare this checkout with nothing but Python 3.11, then run it, test it, show it or measure it.

    python3 bootstrap.py run                      open the application
    python3 bootstrap.py test [pytest options]    lint, types and every test
    python3 bootstrap.py demo --out DIR           a working day at the counter, without a screen
    python3 bootstrap.py bench [--million]        the measurements
    python3 bootstrap.py forms compare [NAME...]  every form beside LibreOffice's rendering of it
    python3 bootstrap.py forms check FILE.xlsx    what in a form will not fill or print
    python3 bootstrap.py torture [NAME] [--kills N] [--points N] [--seed N] [--json]
                                                  kills, power cuts: what was lost (kill, powerloss, halfway)
    python3 bootstrap.py WORDS...                 the same as `python -m app WORDS...`

Only the standard library is used here. The environment `.venv` is made from `requirements.lock`, in which
every file is pinned by its hash; a folder `wheels/` beside this file is used instead of the network.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
WHEELS = ROOT / "wheels"
STAMP = VENV / "made-from.txt"
WANTED = (3, 11)
_APART = ("--dist", "worksteal", "--disable-socket", "--allow-unix-socket")
"""Each worker takes a run of neighbours and helps the other at the end: what a module's tests share is made once."""

# What Qt 6.8 loads, with the package of Debian 12 that holds it. The first group serves every command.
ALWAYS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libcups.so.2": "libcups2",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-randr.so.0": "libxcb-randr0",
}
# The tests print to a print server of their own, with a real driver.
QUEUE = {
    "/usr/sbin/cupsd": "cups",
    "/usr/sbin/lpadmin": "cups-client",
    "/usr/bin/gs": "ghostscript",
    "/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd": "printer-driver-cups-pdf",
}


class Stop(Exception):  # noqa: N818 - it ends the program with a sentence; it reports no bug
    """Carries the sentence that ends the program."""


def main(words: list[str]) -> int:
    """Do what the words ask and return the exit code."""
    command, rest = (words[0], words[1:]) if words else ("help", [])
    if command in {"help", "-h", "--help"}:
        print(__doc__)
        return 0 if words else 2
    try:
        settle_python(words)
        if command == "run":
            refuse_without_display()
        prepare(needs_window=command == "run", needs_queue=command == "test")
        return dispatch(command, rest)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n已中止。Stopped.", file=sys.stderr)
        return 130


def dispatch(command: str, rest: list[str]) -> int:
    """Hand over to the part of the product that the command names."""
    if command == "test":
        return run_tests(rest)
    if command == "run":
        return hand_over(["-m", "app", *rest], offscreen=False)
    if command == "torture":
        return hand_over(["-m", "tests.torture.run", *rest], offscreen=True)
    if command == "forms" and rest[:1] == ["compare"]:
        return hand_over(["-m", "tests.oracle.run", *rest[1:]], offscreen=True)
    if command == "bench":
        return hand_over(["-m", "tests.bench.run", *rest], offscreen=True)
    return hand_over(["-m", "app", command, *rest], offscreen=True)


# --- Python and display -----------------------------------------------------------------------------------


def settle_python(words: list[str]) -> None:
    """Go on only under Python 3.11, changing over to one that is installed beside this one."""
    if sys.version_info[:2] == WANTED:
        return
    other = shutil.which("python3.11")
    if other and os.environ.get("JIAMENKOU_REEXEC") != "1":
        env = {**os.environ, "JIAMENKOU_REEXEC": "1"}
        raise SystemExit(subprocess.call([other, str(ROOT / "bootstrap.py"), *words], env=env))
    found = ".".join(str(part) for part in sys.version_info[:3])
    said = f"需要 Python 3.11，当前是 {found}：请安装 3.11 后重试（Windows 上用 py -3.11 bootstrap.py run）。"
    raise Stop(said + f"\nPython 3.11 is needed and this is {found}: install 3.11 and try again.")


def refuse_without_display() -> None:
    """Stop when the window would have no screen to open on."""
    if sys.platform in {"win32", "darwin"}:
        return
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return
    said = "没有可用的屏幕，打不开窗口；要看它怎样工作，请运行 python3 bootstrap.py demo --out out/demo。"
    raise Stop(said + "\nThere is no display to open a window on: run `python3 bootstrap.py demo` instead.")


# --- System libraries -------------------------------------------------------------------------------------


def missing_packages(*, needs_window: bool, needs_queue: bool = False) -> list[str]:
    """Return the Debian packages without which Qt, the virtual environment or a test's print queue would not start."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = {**ALWAYS, **WINDOW} if needs_window else ALWAYS
    missing = [package for soname, package in wanted.items() if not can_load(soname)]
    if needs_queue:
        missing += [package for path, package in QUEUE.items() if not Path(path).exists()]
    if importlib.util.find_spec("ensurepip") is None and not is_ready():
        missing.append("python{}.{}-venv".format(*WANTED))
    return missing


def can_load(soname: str) -> bool:
    """Whether the loader finds the library together with all that it needs."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def install_packages(packages: list[str]) -> None:
    """Install the packages with apt where this user may, else stop with the line that does it."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    apt = shutil.which("apt-get")
    if apt is None:
        named = "、".join(packages)
        raise Stop(f"缺少系统库，请先安装：{named}\nThese system libraries are missing: {' '.join(packages)}")
    if os.geteuid() != 0:
        said = "缺少系统库，请先运行这一行：\nSystem libraries are missing; this line installs them:"
        raise Stop(f"{said}\n  sudo {line}")
    say(f"安装系统库 installing system libraries: {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quietly = line.replace("apt-get", f"{apt} -qq", 1).split()
    if subprocess.call(quietly, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        return
    subprocess.call([apt, "-qq", "update"], env=env, stdout=subprocess.DEVNULL)
    if subprocess.call(quietly, env=env, stdout=subprocess.DEVNULL) != 0:
        said = "系统库没有装上，请看上面的原因，再运行：\nThe system libraries were not installed; try:"
        raise Stop(f"{said}\n  {line}")


# --- The virtual environment ------------------------------------------------------------------------------


def prepare(*, needs_window: bool, needs_queue: bool = False) -> None:
    """Make what is missing of the system libraries and of the virtual environment."""
    packages = missing_packages(needs_window=needs_window, needs_queue=needs_queue)
    if packages:
        install_packages(packages)
    if not is_ready():
        make_venv()


def venv_python() -> Path:
    """Return where the environment's interpreter lies on this system."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def fingerprint() -> str:
    """Return what the environment is made from: the lock's hash and the interpreter."""
    return "{} python {}.{}\n".format(hashlib.sha256(LOCK.read_bytes()).hexdigest(), *sys.version_info[:2])


def is_ready() -> bool:
    """Whether the environment was finished, and from the lock as it stands."""
    return venv_python().exists() and STAMP.is_file() and STAMP.read_text(encoding="ascii") == fingerprint()


def make_venv() -> None:
    """Make the environment anew; the stamp is written last, so a half-made one is never taken for whole."""
    source = "wheels/" if WHEELS.is_dir() else "pip"
    say(f"准备运行环境，首次约需一分钟 making .venv from requirements.lock ({source})")
    if VENV.is_symlink():  # an environment that others share: leave it alone, and make one that is ours
        VENV.unlink()
    STAMP.unlink(missing_ok=True)
    env = child_environment(offscreen=False)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)], env=env) != 0:
        raise Stop(
            "无法建立运行环境 .venv：请检查磁盘空间和文件夹权限。\nThe folder .venv could not be made here."
        )
    install = [str(venv_python()), "-m", "pip", "install", "--require-hashes", "--only-binary=:all:"]
    install += ["--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
    if not sys.stdout.isatty():
        install.append("--quiet")
    if WHEELS.is_dir():
        install += ["--no-index", "--find-links", str(WHEELS)]
    if subprocess.call([*install, "-r", str(LOCK)], env=env, cwd=ROOT) != 0:
        said = "依赖没有装上：请检查网络，或把离线包文件夹 wheels 放在 bootstrap.py 旁边再试。"
        raise Stop(
            said
            + "\nThe dependencies were not installed: check the network, or put wheels/ beside this file."
        )
    STAMP.write_text(fingerprint(), encoding="ascii")


# --- Handing over -----------------------------------------------------------------------------------------


def child_environment(*, offscreen: bool) -> dict[str, str]:
    """Return the environment of a child: UTF-8, and Qt without a screen where none is wanted."""
    env = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    env["PYTHONUTF8"] = "1"
    if offscreen:
        env["QT_QPA_PLATFORM"] = "offscreen"
    return env


def hand_over(arguments: list[str], *, offscreen: bool) -> int:
    """Become the environment's interpreter with these arguments; on Windows, wait for it."""
    python, env = str(venv_python()), child_environment(offscreen=offscreen)
    env["PYTHONPATH"] = str(ROOT)  # so that folders named by the user stay relative to where he stands
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(python, [python, *arguments], env)  # noqa: S606 - no shell is wanted here
    return subprocess.call([python, *arguments], env=env)


def run_tests(options: list[str]) -> int:
    """Run lint, types and tests in this order, stop at the first that fails, and return its exit code."""
    python, env = str(venv_python()), child_environment(offscreen=True)
    workers = str(min(4, max(2, os.cpu_count() or 2)))
    steps = {
        "ruff check": ["ruff", "check"],
        "ruff format": ["ruff", "format", "--check"],
        "mypy --strict": ["mypy", "--strict"],
        "pytest": ["pytest", "-q", "-n", workers, *_APART, *options],
    }
    for name, arguments in steps.items():
        say(f"== {name}")
        began = time.perf_counter()
        code = subprocess.call([python, "-m", *arguments], cwd=ROOT, env=env)
        if name == "pytest":  # it tells its own time, in the last line of all
            return code
        took = time.perf_counter() - began
        say(f"== {name}: {took:.1f} s" if code == 0 else f"== {name} failed after {took:.1f} s")
        if code != 0:
            return code
    return 0


def say(text: str) -> None:
    """Print a line at once, in order with what the children print."""
    print(text, flush=True)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    raise SystemExit(main(sys.argv[1:]))
