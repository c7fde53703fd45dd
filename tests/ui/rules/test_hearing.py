"""The screen reader's way in: the real application is worked over the accessibility bus, by names alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from app.services.sample import CLERK
from tests.services.conftest import clock, town_folder  # noqa: F401 - fixtures
from tests.ui.rules.hearing import NUMBER

ROOT = Path(__file__).parents[3]


@pytest.mark.screen
def test_a_number_is_found_by_its_name_written_and_read_back(
    town_folder: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    folder = tmp_path / "town"
    shutil.copytree(town_folder, folder)
    command = [sys.executable, "-m", "tests.ui.rules.hearing", str(folder), CLERK[2]]
    with subprocess.Popen(command, cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True) as driver:
        try:
            out, wrong = driver.communicate(timeout=300)
        finally:
            driver.terminate()  # it ends what it started
    assert driver.returncode == 0, wrong[-2000:]
    heard = json.loads(out.splitlines()[-1])
    assert heard == {
        "role": "text",
        "read back": NUMBER,
        "takes the keys": True,
        "name": "王兰",
        "rows": 386,
        "pages": ["今日 Alt+1", "登记与查询 Alt+2", "推荐 Alt+3", "岗位与培训 Alt+4"],
    }
