"""Killed at random moments, the station loses nothing it accepted and holds nothing by half."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture import run
from tests.torture.figures import Figures

ROOT = Path(__file__).resolve().parents[2]


def _run(*words: str) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.torture.run", "--json", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1800)
    assert done.stdout, done.stderr
    figures = next(iter(json.loads(done.stdout).values()))
    assert (done.returncode, figures["faults"]) == (0, []), done.stderr
    return figures


@pytest.mark.promise("K1")
def test_no_kill_loses_an_accepted_change(request: pytest.FixtureRequest, killer: None) -> None:
    if request.config.getoption("--long"):
        figures = _run("kill")
        assert figures["more"]["reopened with 20,000 workers, s"] < 1.0
    else:
        figures = _run("kill", "--kills", "30")
    assert figures["cuts"] >= 30
    assert figures["accepted"] > figures["cuts"]
    assert (figures["lost"], figures["half"]) == (0, 0)


@pytest.mark.promise("K3")
def test_work_cut_off_half_way_is_done_again(request: pytest.FixtureRequest, recorder: None) -> None:
    figures = _run("halfway", "--points", "50" if request.config.getoption("--long") else "1")
    assert figures["cuts"] >= 9
    assert (figures["lost"], figures["half"]) == (0, 0)


def test_a_loss_is_told_by_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        run, "run", lambda _name, **_: Figures(cuts=3, accepted=9, lost=1, faults=["1: worker"])
    )
    assert run.main(["kill", "--kills", "3"]) == 1
    told = capsys.readouterr().out
    assert "K1 kill -9 while saving" in told
    assert "✗ 1: worker" in told
    monkeypatch.setattr(run, "run", lambda _name, **_: Figures(cuts=3, accepted=9))
    assert run.main(["kill", "--json"]) == 0


def test_an_unknown_torture_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["nothing"])
    assert "powerloss" in capsys.readouterr().err
