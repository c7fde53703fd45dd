"""Whatever the order in which packages arrive, each kind ends at its highest version; what is newer is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.faults import UserError
from app.models.reference import ReferencePackage
from app.ports import FixedClock, SeededIds
from app.progress import NoProgress
from app.services.county import drafting
from app.services.county.office import Bureau, Office, Opening
from app.services.county.stations import Stations
from app.services.exchange import reference
from app.services.exchange.reference import RefKind
from app.services.exchange.refusal import Reason, Refused
from app.services.references.results import ReferenceCard, State
from tests.services.conftest import QUICK
from tests.services.county.conftest import FIRST, SECOND
from tests.services.county.parcels import carry, courses, job, jobs, pack, publish
from tests.services.town import Town


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    office = Office(tmp_path / "bureau", clock=clock, ids=SeededIds(3, clock), cost=QUICK)
    office.found(Opening("140321", FIRST[0], "赵敏", FIRST[1], SECOND[0], "钱立", SECOND[1]))
    made = office.log_in(*FIRST, second=SECOND)
    yield made
    made.store.close()


def install(town: Town, bureau: Bureau, tmp_path: Path) -> None:
    office = Office(tmp_path / "bureau", clock=bureau.clock, ids=bureau.ids, cost=QUICK)
    town.counter.batches.install(office.card())
    Stations(bureau).enrol(town.counter.batches.station_card())


def five(town: Town, bureau: Bureau, tmp_path: Path) -> list[Path]:
    """Publish three lists of jobs and two of courses; return the files in the order they were made."""
    station = town.desk.station.code
    for content in (
        (RefKind.JOB, jobs(tmp_path, [job(n) for n in range(3)])),
        (RefKind.COURSE, courses()),
        (RefKind.JOB, jobs(tmp_path, [job(n, pay=4100) for n in range(1, 5)])),
        (RefKind.COURSE, courses()),
        (RefKind.JOB, jobs(tmp_path, [job(n, pay=4200) for n in range(2, 9)])),
    ):
        publish(bureau, *content)
        carry(bureau, station, tmp_path / "stick")
    return sorted((tmp_path / "stick").rglob("*-REF.age"))


def arrive_or_be_older(town: Town, path: Path) -> ReferenceCard | None:
    try:
        return town.counter.references.take_in(path).card
    except Refused as refused:
        if refused.reason is not Reason.ROLLBACK:
            raise
        return None


def test_any_order_ends_in_the_highest_version_of_each_kind(
    town: Town, bureau: Bureau, tmp_path: Path
) -> None:
    install(town, bureau, tmp_path)
    files = five(town, bureau, tmp_path)
    assert len(files) == 5
    highest = 0

    @given(
        st.lists(st.integers(0, 4), min_size=1, max_size=8), st.lists(st.booleans(), min_size=8, max_size=8)
    )
    def arrive(order: list[int], puts: list[bool]) -> None:
        nonlocal highest
        references = town.counter.references
        for place, is_put in zip(order, puts, strict=False):
            card = arrive_or_be_older(town, files[place])
            if is_put and card is not None and card.state is State.WAITING:
                references.apply(card.id)
        held = {card.kind: card.version for card in references.all() if card.state is State.IN_FORCE}
        assert held.get(RefKind.JOB, 0) >= highest
        highest = held.get(RefKind.JOB, 0)

    arrive()
    references = town.counter.references
    for path in reversed(files):
        arrive_or_be_older(town, path)
    for card in references.all():
        if card.state is State.WAITING:
            references.apply(card.id)
    held = {card.kind: card.version for card in references.all() if card.state is State.IN_FORCE}
    assert held == {RefKind.JOB: 3, RefKind.COURSE: 2}
    assert not [card for card in references.all() if card.state is State.WAITING]
    pays = {
        row.title: row.figure for row in town.counter.catalog.rows("job", town.counter.catalog.ids("job"))
    }
    assert {pays.get(f"示例岗位{n}") for n in range(2, 9)} == {"4,200–5,000 元"}
    assert "示例岗位1" not in pays


def test_a_package_of_a_newer_program_is_parked_and_read_after_the_upgrade(
    town: Town, bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(town, bureau, tmp_path)
    with monkeypatch.context() as newer:
        newer.setattr(reference, "SCHEMA", 2)
        header = reference.Header
        newer.setattr(
            "app.services.county.publishing.Header",
            lambda *args, **more: replace(header(*args, **more), schema=2, min_reader=2),
        )
        publish(bureau, RefKind.JOB, jobs(tmp_path, [job(1)]))
    with monkeypatch.context() as newer:
        newer.setattr(reference, "SCHEMA", 2)
        file = carry(bureau, town.desk.station.code, tmp_path / "stick")[0]
    taken = town.counter.references.take_in(file)
    assert taken.card.state is State.PARKED
    assert "升级程序" in taken.text
    assert town.counter.references.take_in(file).is_known
    with pytest.raises(UserError):
        town.counter.references.apply(taken.card.id)
    assert town.counter.references.retry_parked(NoProgress()).taken == ()
    file.unlink()
    monkeypatch.setattr(reference, "SCHEMA", 2)
    again = town.counter.references.retry_parked(NoProgress())
    assert [one.card.state for one in again.taken] == [State.WAITING]
    assert town.counter.references.apply(again.taken[0].card.id).card.state is State.IN_FORCE


def test_a_package_of_an_older_program_is_still_read(town: Town, bureau: Bureau, tmp_path: Path) -> None:
    """A table that lacks a column of today, and has one that nobody knows any more."""
    install(town, bureau, tmp_path)
    content = jobs(tmp_path, [job(1)])
    package = reference.Package(
        reference.Header(
            RefKind.JOB, 1, "", datetime(2026, 11, 24, tzinfo=UTC), date(2026, 11, 24), None, date(2026, 12, 8),
            tables=content.heads,
        ),
        content.files,
    )  # fmt: skip
    tables = []
    for head in content.heads:
        kept = [column for column in head.columns if column.key != "note"]
        more = reference.TableHead(
            head.name, (*kept, replace(kept[1], key="old_column", label="旧列")), head.rows
        )
        rows = [(*(row[column.key] for column in kept), "旧") for row in package.rows(head.name)]
        tables.append(reference.Table(more, rows))
    heads = tuple(table.head for table in tables)
    publish(bureau, RefKind.JOB, drafting.Content("旧", reference.files_of(tables, {}), heads))
    carry(bureau, town.desk.station.code, tmp_path / "stick")
    taken = town.counter.references.take_all(tmp_path / "stick", NoProgress()).taken
    town.counter.references.apply(taken[0].card.id)
    titles = {row.title for row in town.counter.catalog.rows("job", town.counter.catalog.ids("job"))}
    assert "示例岗位1" in titles


def test_a_waiting_policy_and_its_bytes_survive_and_old_ones_stay(
    town: Town, bureau: Bureau, tmp_path: Path
) -> None:
    install(town, bureau, tmp_path)
    content = drafting.policy(pack(tmp_path / "pack"), {})
    publish(bureau, RefKind.POLICY, content)
    publish(bureau, RefKind.POLICY, content)
    carry(bureau, town.desk.station.code, tmp_path / "stick")
    taken = town.counter.references.take_all(tmp_path / "stick", NoProgress()).taken
    assert [one.card.version for one in taken] == [2]
    town.counter.references.apply(taken[0].card.id)
    with town.desk.database.reading() as session:
        row = session.get_one(ReferencePackage, taken[0].card.id)
        assert reference.package_of(row.bag).files == content.files
