"""The checkout holds what it should: no path of a machine, no registry host, a licence for every font."""

from __future__ import annotations

import os
import re
import tomllib

from tests.house.tree import ROOT, files, say

TOP = {"app", "resources", "tests", "installer"} | {
    "pyproject.toml", "README.md", "README.zh-CN.md", "bootstrap.py", "requirements.lock", "LICENSE",
}  # fmt: skip
TEXT = (
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".csv",
    ".txt",
    ".json",
    ".qss",
    ".desktop",
    ".sh",
    ".nsi",
    ".spec",
    ".bat",
)
SET_UP = ("requirements.lock", "pyproject.toml", "bootstrap.py", ".ci/", "installer/")
MACHINE = re.compile(
    r"(?<![\w.~-])/(?:" + "|".join(["home", "root", "work", "Users", "mnt", "opt/" + "pypi"]) + r")/\w"
)
OPEN_ENDS = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
FONT_LICENCES = {"Noto": "OFL-NotoSC.txt", "HanaMin": "LICENSE-Hanazono.txt"}
FONT_BYTES = 70_000_000


def _texts(*suffixes: str) -> dict[str, str]:
    chosen = [path for path in files() if path.endswith(suffixes or TEXT) or path == ".ci/run"]
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in chosen}


def _lines(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_top_level_is_as_planned() -> None:
    tops = {path.split("/")[0] for path in files()}
    strange = {top for top in tops if top not in TOP and not top.startswith(".")}
    say("Put it into app/, resources/, tests/ or installer/: the top level is fixed.", sorted(strange))


def test_no_file_names_a_developers_machine() -> None:
    say("Name no absolute path of a machine.", _lines(MACHINE, _texts()))


def test_set_up_files_name_no_host() -> None:
    chosen = {path: text for path, text in _texts().items() if path.startswith(SET_UP)}
    say("Name no host in what installs: pip's own settings say where from.",
        _lines(re.compile(r"https?://|--(extra-)?index-url|--trusted-host|@ file:"), chosen))  # fmt: skip


def test_nothing_is_left_for_later() -> None:
    say("Finish it, or file an issue.", _lines(OPEN_ENDS, _texts(".py", ".md", ".toml", ".sh")))


def test_text_files_are_plain() -> None:
    raw = {
        path: (ROOT / path).read_bytes()
        for path in files()
        if path.endswith((".py", ".md", ".toml", ".lock"))
    }
    odd = [
        path
        for path, data in raw.items()
        if data.startswith(b"\xef\xbb\xbf") or b"\r" in data or (data and not data.endswith(b"\n"))
    ]
    say("Use UTF-8 without a mark, Unix line ends and a last line end.", odd)


def test_every_requirement_is_pinned_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=[a-z0-9])", lock) if not entry.startswith("#")]
    assert len(entries) > 20
    say("Pin it with == and a hash.", [entry.split()[0] for entry in entries
        if "==" not in entry.split()[0] or "--hash=sha256:" not in entry])  # fmt: skip


def test_lock_holds_every_dependency_and_the_small_qt() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", lock, flags=re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["test"]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[=<>\[ ;]", line)[0]).lower() for line in wanted}
    say("Add it to the lock.", sorted(names - locked.keys()))
    assert locked["pyside6-essentials"] == "6.8.0.2"
    assert not {"pyside6", "pyside6-addons"} & locked.keys()


def test_ci_runs_the_one_command() -> None:
    text = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "python3 bootstrap.py test" in text
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_fonts_are_light_and_licensed() -> None:
    folder = ROOT / "resources/fonts"
    fonts = [path for path in folder.iterdir() if path.suffix.lower() in {".ttf", ".otf", ".ttc"}]
    assert fonts
    assert sum(path.stat().st_size for path in fonts) <= FONT_BYTES
    for font in fonts:
        licences = [name for prefix, name in FONT_LICENCES.items() if font.name.startswith(prefix)]
        assert licences, f"{font.name}: add its licence file and name it in FONT_LICENCES"
        assert (folder / licences[0]).is_file()


def test_every_reference_table_names_its_source() -> None:
    folder = ROOT / "resources/reference"
    told = (folder / "SOURCES.md").read_text(encoding="utf-8") if (folder / "SOURCES.md").is_file() else ""
    say("Say in resources/reference/SOURCES.md where the table comes from.",
        sorted(path.name for path in folder.glob("*.csv") if path.name not in told))  # fmt: skip
