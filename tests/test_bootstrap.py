"""The one set-up file: it says what is wrong in a sentence, and never takes a half-made environment for whole."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", ROOT / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lock = tmp_path / "requirements.lock"
    lock.write_text("thing==1 --hash=sha256:00\n", encoding="ascii")
    for name, path in {"VENV": ".venv", "STAMP": ".venv/made-from.txt", "WHEELS": "wheels"}.items():
        monkeypatch.setattr(module, name, tmp_path / path)
    monkeypatch.setattr(module, "LOCK", lock)
    return module


def make_ready(bootstrap) -> None:
    bootstrap.venv_python().parent.mkdir(parents=True)
    bootstrap.venv_python().touch()
    bootstrap.STAMP.write_text(bootstrap.fingerprint(), encoding="ascii")


def test_run_without_a_display_names_the_demonstration():
    env = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    done = subprocess.run(
        [sys.executable, ROOT / "bootstrap.py", "run"],
        env=env,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "没有可用的屏幕" in done.stderr
    assert "python3 bootstrap.py demo" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_python_is_refused_in_a_sentence(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _: None)
    assert bootstrap.main(["run"]) == 1
    assert "需要 Python 3.11，当前是 3.9.2" in capsys.readouterr().err


def test_finished_environment_is_used_without_pip(bootstrap, monkeypatch):
    make_ready(bootstrap)
    monkeypatch.setattr(bootstrap, "missing_packages", lambda **_: [])
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda *_, **__: pytest.fail("a child was started"))
    bootstrap.prepare(needs_window=False)


def test_changed_lock_makes_the_environment_anew(bootstrap):
    make_ready(bootstrap)
    assert bootstrap.is_ready()
    bootstrap.LOCK.write_text("thing==2 --hash=sha256:11\n", encoding="ascii")
    assert not bootstrap.is_ready()


def test_environment_without_its_stamp_is_not_ready(bootstrap):
    make_ready(bootstrap)
    bootstrap.STAMP.unlink()
    assert not bootstrap.is_ready()


def test_an_environment_that_is_only_linked_is_never_emptied(bootstrap, tmp_path, monkeypatch):
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "precious").touch()
    bootstrap.VENV.symlink_to(shared)

    def call(command, **_):
        if "venv" in command:  # as `venv --clear` does
            for path in bootstrap.VENV.iterdir() if bootstrap.VENV.exists() else ():
                path.unlink()
            bootstrap.VENV.mkdir(exist_ok=True)
        return 0

    monkeypatch.setattr(bootstrap.subprocess, "call", call)
    bootstrap.make_venv()
    assert (shared / "precious").exists()
    assert not bootstrap.VENV.is_symlink()


def test_failed_installation_leaves_no_stamp(bootstrap, monkeypatch):
    make_ready(bootstrap)
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **_: int("pip" in command))
    with pytest.raises(bootstrap.Stop, match="依赖没有装上"):
        bootstrap.make_venv()
    assert not bootstrap.STAMP.exists()


def test_installation_accepts_pinned_wheels_only(bootstrap, monkeypatch):
    seen = []
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **_: seen.append(command) or 0)
    bootstrap.VENV.mkdir()
    bootstrap.WHEELS.mkdir()
    bootstrap.make_venv()
    assert {"--require-hashes", "--only-binary=:all:", "--no-index"} <= set(seen[-1])


def test_libraries_are_installed_by_root_and_named_to_others(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(bootstrap.Stop, match="sudo apt-get install -y --no-install-recommends libgl1"):
        bootstrap.install_packages(["libgl1"])
    seen = []
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **_: seen.append(command) or 0)
    bootstrap.install_packages(["libgl1"])
    assert seen[0][-1] == "libgl1"


def test_tests_stop_at_the_first_step_that_fails(bootstrap, monkeypatch):
    seen = []
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **_: seen.append(command[2]) or 3)
    assert bootstrap.run_tests([]) == 3
    assert seen == ["ruff"]


def test_tortures_run_with_their_words(bootstrap, monkeypatch):
    seen = []
    monkeypatch.setattr(bootstrap, "prepare", lambda **_: None)
    monkeypatch.setattr(bootstrap, "hand_over", lambda words, **_: seen.append(words) or 0)
    assert bootstrap.main(["torture", "kill", "--kills", "5"]) == 0
    assert seen == [["-m", "tests.torture.run", "kill", "--kills", "5"]]
    assert "bootstrap.py torture" in bootstrap.__doc__


def test_other_words_go_to_the_product(bootstrap, monkeypatch):
    seen = []
    monkeypatch.setattr(bootstrap, "prepare", lambda **_: None)
    monkeypatch.setattr(bootstrap, "hand_over", lambda words, **_: seen.append(words) or 0)
    assert bootstrap.main(["policy", "check", "pack"]) == 0
    assert seen == [["-m", "app", "policy", "check", "pack"]]


def test_a_print_queue_is_installed_for_tests_alone(bootstrap, monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "can_load", lambda _: True)
    monkeypatch.setattr(bootstrap, "QUEUE", {str(tmp_path / "cupsd"): "cups", str(tmp_path): "cups-client"})
    assert "cups" not in bootstrap.missing_packages(needs_window=True)
    assert "cups" in bootstrap.missing_packages(needs_window=False, needs_queue=True)
    assert "cups-client" not in bootstrap.missing_packages(needs_window=False, needs_queue=True)
    asked = []
    monkeypatch.setattr(bootstrap, "prepare", lambda **needs: asked.append(needs["needs_queue"]))
    monkeypatch.setattr(bootstrap, "dispatch", lambda *_: 0)
    bootstrap.main(["demo"])
    bootstrap.main(["test"])
    assert asked == [False, True]
