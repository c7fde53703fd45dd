"""The screen reader's way in: the real application is worked over the accessibility bus, by names alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

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
    answer = subprocess.run(
        [sys.executable, "-m", "tests.ui.rules.hearing", str(folder), CLERK[2]],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr[-2000:]
    heard = json.loads(answer.stdout.splitlines()[-1])
    assert heard == {
        "role": "text",
        "read back": NUMBER,
        "takes the keys": True,
        "name": "王兰",
        "rows": 386,
        "pages": ["今日 Alt+1", "登记与查询 Alt+2", "推荐 Alt+3", "岗位与培训 Alt+4"],
    }
