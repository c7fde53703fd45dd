"""Time to the first window, beside a bare Qt window in the same run; each in a fresh process."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_BARE = """
import time; began = time.perf_counter()
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([]); window = QWidget(); window.resize(1366, 728); window.show(); app.processEvents()
print(time.perf_counter() - began)
"""
_OURS = """
import time; began = time.perf_counter()
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.ui.theme import prepare_environment
from app.start import Start
prepare_environment()
app = QApplication([]); start = Start(app, Path(sys.argv[1])); start._frame.show(); app.processEvents()
print(time.perf_counter() - began)
"""
_READY = """
import time; began = time.perf_counter()
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.ui.theme import prepare_environment
from app.start import Start
prepare_environment()
app = QApplication([]); start = Start(app, Path(sys.argv[1])); start.show()
while start._opening is None:
    app.processEvents()
app.processEvents()
print(time.perf_counter() - began)
"""


def _median(code: str, folder: str, times: int = 5) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    spent = []
    for number in range(times):
        command = [sys.executable, "-c", code, f"{folder}/{number}-{abs(hash(code))}"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        spent.append(float(done.stdout.split()[-1]) * 1000)
    return statistics.median(spent)


def run() -> list[tuple[str, float, str]]:
    """Measure in milliseconds, medians of five fresh processes."""
    with tempfile.TemporaryDirectory(prefix="jmk-start-") as folder:
        bare, ours, ready = (_median(code, folder) for code in (_BARE, _OURS, _READY))
    return [
        ("start: bare Qt window", bare, "ms"),
        ("start: first window of ours", ours, f"ms, {ours / bare:.2f}× bare, aim ≤ 2"),
        ("start: until the first card can be filled in", ready, f"ms, {ready / bare:.2f}× bare"),
    ]
