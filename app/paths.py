"""Where resources and the station's data lie, in a checkout and in an installed build."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def resources() -> Path:
    """Return the folder of read-only data that ships with the product."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources"


def data_home() -> Path:
    """Return the folder of this station's data; `JIAMENKOU_DATA` overrides it."""
    override = os.environ.get("JIAMENKOU_DATA")
    if override:
        return Path(override)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Jiamenkou"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "jiamenkou"


def font_folders() -> tuple[Path, ...]:
    """Return where this PC keeps fonts, the user's own first; WPS brings some of its own."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", str(home))) / "Microsoft" / "Windows" / "Fonts"
        return local, Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
    own = home / ".local" / "share" / "fonts", home / ".fonts"
    shared = "/usr/local/share/fonts", "/usr/share/fonts", "/opt/kingsoft/wps-office/office6/fonts"
    return *own, *map(Path, shared)
