"""`python -m app county publish …` from words to a stick that a counter takes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import cli
from app.paths import resources
from app.progress import NoProgress
from app.services.exchange.reference import RefKind
from app.services.references.results import State
from tests.services.county.parcels import SAMPLES, job, jobs_book, pack
from tests.services.town import Town

FIRST, SECOND = "示例-Xian-2026", "示例-Fuhe-2026"


@pytest.fixture
def desk(tmp_path: Path, town: Town, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Found a bureau by words that believes the station; return the words every command needs."""
    monkeypatch.setenv("JIAMENKOU_PASSWORD", FIRST)
    monkeypatch.setenv("JIAMENKOU_SECOND_PASSWORD", SECOND)
    monkeypatch.setattr("app.cli_county.SystemClock", lambda: town.desk.clock)
    words = ["--office", str(tmp_path / "bureau"), "--login", "zhao"]
    made = ["county", "init", *words, "--bureau", "140321", "--name", "赵敏", "--second-login", "qian",
            "--second-name", "钱立", "--escrow", str(tmp_path / "escrow.key")]  # fmt: skip
    assert cli.main(made) == 0
    town.counter.batches.install_card(tmp_path / "bureau" / "县区公钥卡.txt")
    town.counter.batches.write_station_card(tmp_path / "station.card")
    assert cli.main(["county", "enrol", *words, str(tmp_path / "station.card")]) == 0
    (tmp_path / "stick").mkdir()
    return words


def test_everything_is_published_and_carried_by_words(
    desk: list[str], town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def publish(*words: object) -> str:
        capsys.readouterr()
        assert cli.main(["county", "publish", *desk, *map(str, words)]) == 0
        return capsys.readouterr().out

    book = jobs_book(tmp_path / "jobs.xlsx", [job(1), job(2)])
    said = publish("jobs", book, "--to", tmp_path / "stick")
    assert "岗位第 1 版已下发给 1 个站" in said
    publish("courses", *(SAMPLES / f"{name}.xlsx" for name in ("courses", "institutions", "sessions")))
    publish("person-index")
    publish("ledger")
    publish("--second-login", "qian", "policy", pack(tmp_path / "pack"))
    publish("forms", resources() / "forms" / "acceptance_slip.xlsx")
    assert cli.main(["county", "send", *desk, str(tmp_path / "stick")]) == 0
    assert cli.main(["county", "published", *desk]) == 0
    listed = capsys.readouterr().out
    assert "zhao、qian" in listed
    took = town.counter.references.take_all(tmp_path / "stick", NoProgress())
    assert took.refused == ()
    assert {one.card.kind for one in took.taken} == {
        RefKind.JOB, RefKind.COURSE, RefKind.PERSON_INDEX, RefKind.BENEFIT_LEDGER, RefKind.POLICY, RefKind.FORMS,
    }  # fmt: skip
    for card in town.counter.references.all():
        town.counter.references.apply(card.id)
    assert {card.state for card in town.counter.references.all()} == {State.IN_FORCE}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("policy", "pack"), "第二位"),
        (("jobs", "bad.xlsx"), "第 2 行"),
        (("courses", "bad.xlsx"), "不能放进培训项目包"),
        (("jobs",), "请写上"),
        (("jobs", "good.xlsx", "--expires", "2026-01-01"), "有效期不对"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_published(
    desk: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    pack(tmp_path / "pack")
    jobs_book(tmp_path / "good.xlsx", [job(1)])
    jobs_book(tmp_path / "bad.xlsx", [(*job(1)[:3], "", *job(1)[4:])])
    given = [
        str(tmp_path / word) if ("." in word and "-" not in word) or word == "pack" else word
        for word in words
    ]
    assert cli.main(["county", "publish", *desk, *given]) == 1
    assert told in capsys.readouterr().err
    assert cli.main(["county", "published", *desk]) == 0
    assert "第 1 版" not in capsys.readouterr().out
