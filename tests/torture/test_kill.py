"""Killed at fifty random moments, the station loses nothing it accepted and holds nothing by half."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_fifty_kills_lose_no_accepted_change(request) -> None:
    kills = 200 if request.config.getoption("--long") else 50
    command = [sys.executable, "-m", "tests.torture.kill", "--kills", str(kills)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["kills"] == kills
    assert figures["workers"] > kills
    assert (figures["accepted_lost"], figures["half_done"]) == (0, 0)
