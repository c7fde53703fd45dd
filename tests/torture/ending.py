"""What a process of torture keeps for several rows, and removes when it ends."""

from __future__ import annotations

import atexit
from contextlib import ExitStack

AT_THE_END = ExitStack()
"""Closed when the process ends in order; a worker of pytest does not, and closes it itself."""
atexit.register(AT_THE_END.close)
