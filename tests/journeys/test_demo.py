"""The demonstration day ends well, leaves what it promises, and repeats with its seed byte for byte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Work the same day twice, side by side."""
    outs = tuple(tmp_path_factory.mktemp("demo") / "out" for _ in range(2))
    running = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "app",
                "demo",
                "--without-screens",
                "--out",
                str(out),
                "--data",
                f"{out}-data",
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for out in outs
    ]
    for one in running:
        _, told = one.communicate(timeout=500)
        assert one.returncode == 0, told
    return outs[0], outs[1]


def files(out: Path, folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / folder).iterdir())}


def test_the_day_leaves_what_it_promises(days: tuple[Path, Path]) -> None:
    out = days[0]
    told = json.loads((out / "day.json").read_text(encoding="utf-8"))
    assert [one["outcome"] for one in told["applications"]] == ["符合"] * 4
    assert all(one["replays"] for one in told["applications"])
    assert {one["kind"] for one in told["applications"]} == {
        "职业培训补贴",
        "生活费补贴",
        "职业技能评价补贴",
        "企业直补",
    }
    assert told["roster"] == {"new": 386, "changed": 0, "bad": 14}
    assert "谁使用、谁负责" in told["review"]["own_case_refused"]
    assert told["recommended"]["jobs"][0]["pluses"]
    assert told["journal_is_whole"]
    forms = {path.stem.rpartition("-")[2] for path in (out / "forms").glob("*.pdf")}
    assert forms >= {
        "worker_registration", "job_seeking", "referral_letter", "training_subsidy", "living_allowance",
        "evaluation_subsidy", "employer_subsidy", "policy_leaflet", "integrity_pledge",
    }  # fmt: skip
    assert all(not one["problems"] for one in told["papers"])
    assert len(list((out / "slips").glob("*.pdf"))) == 5
    assert len(list((out / "batch").glob("*.age"))) == 1
    for name in ("batch/county.key", "batch/station.pub", "roster-errors.xlsx", "timings.json"):
        assert (out / name).stat().st_size > 0


def test_the_same_seed_gives_the_same_bytes(days: tuple[Path, Path]) -> None:
    first, second = days
    assert (first / "day.json").read_bytes() == (second / "day.json").read_bytes()
    for folder in ("forms", "slips"):
        assert files(first, folder) == files(second, folder)


def test_no_whole_number_is_readable_outside_the_forms(days: tuple[Path, Path]) -> None:
    for root in (days[0] / "stick", days[0] / "batch", days[0] / "slips", Path(f"{days[0]}-data")):
        for path in root.rglob("*"):
            if path.is_file() and path.suffix != ".key":
                assert b"14032119730806941X" not in path.read_bytes(), path
    assert "14032119730806941X" not in (days[0] / "day.json").read_text(encoding="utf-8")


def test_the_county_answers_and_what_it_sent_back_is_granted(days: tuple[Path, Path]) -> None:
    told = json.loads((days[0] / "day.json").read_text(encoding="utf-8"))
    assert told["county"]["records"] == "PostgreSQL"
    first, mended = told["first_answer"], told["mended"]
    assert [one["fate"] for one in first["taken_in"]] == ["applied"]
    assert {one["divergence"] for one in first["inbox"]} == {""}
    assert [line.rpartition(" ")[2] for line in first["decided"]] == ["退回", "通过", "通过", "通过"]
    assert mended["steps"][-1].startswith("县已办·通过")
    assert any(step.startswith("退回补正 补正：账号") for step in mended["steps"])
    assert "与巨城镇就业服务站（示例）登记的姚润生疑似同一人" in told["seen_twice"]["items"][0]
    assert len(list((days[0] / "county").glob("*-ACK.pdf"))) == 3
    assert told["new_policy"]["impact"] == "0 人将符合，2 人不再符合，1 人的结果有别的变化"
    lost = told["lost_pc"]
    assert (lost["epoch"], lost["goes_up_again"]) == ("B", 0)
    assert len(set(lost["people"])) == len(set(lost["cases"])) == 1
    assert any(line.startswith("县里下发的数据要重新读入") for line in lost["told"])
    assert (days[0] / "county" / "inbox.xlsx").stat().st_size > 0
