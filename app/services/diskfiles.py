"""Files that a power cut cannot leave half written under their final name."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def write_durably(path: Path, content: bytes) -> None:
    """Write to a temporary name beside the target, flush to the disk, and rename over it."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush the folder's own entry, where the system can (Windows does so by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
