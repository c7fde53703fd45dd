"""The county publishes, the counter takes in: a stick between a bureau (file and PostgreSQL) and a real station."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.trail import OutboxEvent
from app.progress import NoProgress
from app.services import journal, sample
from app.services.applications.filing import Filing
from app.services.catalog.lines import Filter
from app.services.catalog.service import CatalogEntry
from app.services.counter import build_counter
from app.services.county import drafting
from app.services.county.contents import Term
from app.services.county.inbox import Inbox
from app.services.county.indexing import own_contents
from app.services.county.office import Bureau, Office
from app.services.county.publishing import Publishing, packs_in_force
from app.services.county.stations import Stations
from app.services.county.taking import Taking
from app.services.exchange import medium
from app.services.exchange.reference import RefKind
from app.services.exchange.refusal import Reason, Refused
from app.services.papers.public import THE_STATION
from app.services.policy.outcome import Outcome
from app.services.policy.pack_model import Packs
from app.services.references.results import Preview, ReferenceCard, State
from app.services.results import Saved
from tests.services.county.conftest import FIRST, SECOND
from tests.services.county.parcels import carry, classes, courses, job, jobs, pack, publish
from tests.services.town import ACCOUNT, Town

BANK = {"bank_account": ACCOUNT, "bank_holder": "曹铁柱", "bank_name": "平定县农商行"}


@pytest.fixture
def both(office: Office, town: Town) -> Iterator[Bureau]:
    """Seat both officers at a bureau that believes the station, which holds its card."""
    made = office.log_in(*FIRST, second=SECOND)
    town.counter.batches.install(office.card())
    Stations(made).enrol(town.counter.batches.station_card())
    yield made
    made.store.close()


def arrive(town: Town, bureau: Bureau, tmp_path: Path) -> ReferenceCard:
    """Carry what was published to the counter and take it in; return what waits."""
    carry(bureau, town.desk.station.code, tmp_path / "stick")
    took = town.counter.references.take_all(tmp_path / "stick", NoProgress())
    assert took.refused == ()
    return next(card for card in town.counter.references.all() if card.state is State.WAITING)


def look(town: Town, card: ReferenceCard) -> Preview:
    return town.counter.references.preview(card.id, NoProgress())


def open_jobs(town: Town) -> set[str]:
    ids = town.counter.catalog.ids("job", Filter(only_open=True))
    return {row.title for row in town.counter.catalog.rows("job", ids)}


def test_jobs_come_down_change_and_are_retired(town: Town, both: Bureau, tmp_path: Path) -> None:
    before = open_jobs(town)
    publish(both, RefKind.JOB, jobs(tmp_path, [job(n) for n in range(6)]))
    card = arrive(town, both, tmp_path)
    owners, listed = look(town, card).tables
    assert (owners.new, listed.new, listed.changed, listed.retired) == (3, 6, 0, 0)
    assert open_jobs(town) == before, "nothing changes before it is put in force"
    assert town.counter.references.apply(card.id).card.state is State.IN_FORCE
    assert open_jobs(town) == before | {f"示例岗位{n}" for n in range(6)}

    publish(both, RefKind.JOB, jobs(tmp_path, [job(0, pay=5200), *(job(n) for n in range(2, 7))]))
    card = arrive(town, both, tmp_path)
    listed = look(town, card).tables[1]
    assert (listed.new, listed.changed, listed.retired, listed.same) == (1, 1, 1, 4)
    changed = next(line for line in listed.lines if line.mark == "修改")
    assert (changed.title, changed.detail) == (
        "示例岗位0",
        "月薪下限 4,000 元 → 5,200 元；月薪上限 4,800 元 → 6,000 元",
    )
    town.counter.references.apply(card.id)
    assert "示例岗位1" not in open_jobs(town)
    states = [(one.version, one.state) for one in town.counter.references.all()]
    assert states == [(2, State.IN_FORCE), (1, State.SUPERSEDED)]


def test_the_switch_is_one_event_and_one_line_of_the_journal(
    town: Town, both: Bureau, tmp_path: Path
) -> None:
    publish(both, RefKind.JOB, jobs(tmp_path, [job(n) for n in range(6)]))
    card = arrive(town, both, tmp_path)
    with town.desk.database.reading() as session:
        last = session.scalars(select(OutboxEvent.seq).order_by(OutboxEvent.seq.desc())).first() or 0
    town.counter.references.apply(card.id)
    with town.desk.database.reading() as session:
        events = session.scalars(select(OutboxEvent).where(OutboxEvent.seq > last)).all()
        assert [event.type for event in events] == ["reference.applied"]
        assert journal.verify(session).is_whole


def test_a_list_that_is_over_shows_its_jobs_as_expired(town: Town, both: Bureau, tmp_path: Path) -> None:
    publish(both, RefKind.JOB, jobs(tmp_path, [job(1)]))
    town.counter.references.apply(arrive(town, both, tmp_path).id)
    number = town.counter.catalog.ids("job")[0]
    assert town.counter.catalog.rows("job", (number,))[0].state == "余 3 人"
    town.desk.clock.put_right(town.desk.clock.today() + timedelta(days=15))
    assert town.counter.catalog.rows("job", (number,))[0].state == "已过期"
    assert "示例岗位1" not in open_jobs(town)


def test_courses_meet_what_the_station_imported_itself(town: Town, both: Bureau, tmp_path: Path) -> None:
    before = len(town.counter.catalog.ids("session"))
    publish(both, RefKind.COURSE, courses())
    card = arrive(town, both, tmp_path)
    tables = {table.label: table for table in look(town, card).tables}
    assert (tables["班期"].new, tables["班期"].retired) == (0, 0)
    town.counter.references.apply(card.id)
    assert len(town.counter.catalog.ids("session")) == before


def test_a_class_with_learners_is_not_retired(town: Town, both: Bureau, tmp_path: Path) -> None:
    publish(both, RefKind.COURSE, classes("示例新班1", "示例新班2"))
    town.counter.references.apply(arrive(town, both, tmp_path).id)
    catalog = town.counter.catalog
    number = next(
        row.id for row in catalog.rows("session", catalog.ids("session")) if row.title == "示例新班1"
    )
    assert isinstance(town.counter.enrolments.enrol(town.worker("傅婷"), number), Saved)
    publish(both, RefKind.COURSE, classes())
    card = arrive(town, both, tmp_path)
    tables = {table.label: table for table in look(town, card).tables}
    assert (tables["班期"].kept, tables["班期"].retired) == (1, 1)
    assert (tables["培训项目"].kept, tables["培训项目"].retired) == (1, 0)
    town.counter.references.apply(card.id)
    titles = {row.title for row in catalog.rows("session", catalog.ids("session"))}
    assert "示例新班1" in titles
    assert "示例新班2" not in titles


def test_a_policy_says_for_whom_it_changes_what(town: Town, both: Bureau, tmp_path: Path) -> None:
    town.eligible("曹铁柱")
    assert town.counter.eligibility.assess(town.choice("曹铁柱")).outcome is Outcome.ELIGIBLE
    publish(both, RefKind.POLICY, drafting.policy(pack(tmp_path / "pack"), {}))
    card = arrive(town, both, tmp_path)
    effect = look(town, card).effect
    assert effect is not None
    assert effect.text.startswith("0 人将符合，"), effect.text
    lost = next(one for one in effect.lost if one.who == "曹铁柱")
    assert lost.worker_id == town.worker("曹铁柱")
    assert lost.before == "符合"
    assert town.counter.eligibility.assess(town.choice("曹铁柱")).outcome is Outcome.ELIGIBLE
    town.counter.references.apply(card.id)
    assert town.counter.eligibility.assess(town.choice("曹铁柱")).outcome is not Outcome.ELIGIBLE


def test_what_began_under_the_old_policy_keeps_it_and_can_be_replayed(
    town: Town, both: Bureau, tmp_path: Path
) -> None:
    town.eligible("曹铁柱")
    began = town.counter.eligibility.shelf.number
    publish(both, RefKind.POLICY, drafting.policy(pack(tmp_path / "pack"), {}))
    town.counter.references.apply(arrive(town, both, tmp_path).id)
    choice = town.choice("曹铁柱")
    assert town.counter.eligibility.assess(choice, policy=began).outcome is Outcome.ELIGIBLE
    saved = town.counter.applications.take(Filing(choice, town.desk.ids.new(), BANK, policy=began))
    assert isinstance(saved, Saved)
    record = town.counter.applications.open(saved.id)
    assert record.pack.startswith("2024.1#")
    assert record.newer_policy == "县里第 1 版政策"
    assert town.counter.applications.replay(saved.id)
    again = town.counter.applications.recheck(saved.id)
    assert again.text.startswith("按县里第 1 版政策重新核对：")
    record = town.counter.applications.open(saved.id)
    assert record.pack.startswith("2026.certificate#")
    assert record.newer_policy == ""
    assert town.counter.applications.replay(saved.id)


def test_a_policy_is_still_in_force_after_a_restart(town: Town, both: Bureau, tmp_path: Path) -> None:
    publish(both, RefKind.POLICY, drafting.policy(pack(tmp_path / "pack"), {}))
    town.counter.references.apply(arrive(town, both, tmp_path).id)
    again = build_counter(town.desk, town.counter.home)
    assert again.eligibility.shelf.number == 1
    assert [one.ref.version for one in again.eligibility.packs.versions] == ["2024.1", "2026.certificate"]
    leaflet = again.papers.paper("policy_leaflet", THE_STATION)
    assert (leaflet.subject, leaflet.problems) == ("2026.certificate", ())


def test_a_policy_whose_case_fails_is_refused_and_the_case_named(
    town: Town, both: Bureau, tmp_path: Path
) -> None:
    folder = pack(tmp_path / "pack")
    files = {path.name: path.read_bytes() for path in folder.glob("*.toml")}
    text = files["cases.toml"].decode().replace('\noutcome = "符合"', '\noutcome = "不符合"', 1)
    files["cases.toml"] = text.encode()
    publish(both, RefKind.POLICY, drafting.Content("坏的", files))
    carry(both, town.desk.station.code, tmp_path / "stick")
    took = town.counter.references.take_all(tmp_path / "stick", NoProgress())
    assert took.taken == ()
    assert "case[1]" in took.refused[0][1]
    assert town.counter.references.all() == ()
    with pytest.raises(Refused) as refused:
        town.counter.references.take_in(next((tmp_path / "stick").rglob("*-REF.age")))
    assert refused.value.reason is Reason.CASES


def test_one_officer_alone_publishes_no_policy(bureau: Bureau, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="第二位"):
        publish(bureau, RefKind.POLICY, drafting.policy(pack(tmp_path / "pack"), {}))


def test_a_published_version_may_not_be_edited(both: Bureau, tmp_path: Path) -> None:
    folder = pack(tmp_path / "pack")
    first = drafting.policy(folder, {})
    publish(both, RefKind.POLICY, first)
    (folder / "2026.toml").unlink()
    with pytest.raises(Exception, match=r"2026\.toml 不见了"):
        drafting.policy(folder, first.files)


def test_a_package_waits_for_its_first_day(town: Town, both: Bureau, tmp_path: Path) -> None:
    begins = town.desk.clock.today() + timedelta(days=7)
    publish(both, RefKind.JOB, jobs(tmp_path, [job(1)]), Term(valid_from=begins))
    card = arrive(town, both, tmp_path)
    assert "2026-12-01 起才能用" in look(town, card).barred
    with pytest.raises(Exception, match="2026-12-01"):
        town.counter.references.apply(card.id)
    town.desk.clock.put_right(begins)
    town.counter.references.apply(card.id)


def test_the_county_replays_what_a_station_judged_by_the_new_policy(
    town: Town, both: Bureau, packs: Packs, tmp_path: Path
) -> None:
    town.eligible("曹铁柱")
    publish(both, RefKind.POLICY, drafting.policy(pack(tmp_path / "pack", proof="either"), {}))
    town.counter.references.apply(arrive(town, both, tmp_path).id)
    saved = town.counter.applications.take(Filing(town.choice("曹铁柱"), town.desk.ids.new(), BANK))
    assert isinstance(saved, Saved)
    assert town.counter.applications.open(saved.id).pack.startswith("2026.either#")
    town.counter.accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])
    town.counter.applications.move(saved.id, "approve")
    town.counter.batches.seal(NoProgress())
    town.counter.batches.export(tmp_path / "stick", NoProgress())
    taking = Taking(both, packs_in_force(both, packs))
    taken = [taking.take_in(path) for path in medium.files_up(tmp_path / "stick")]
    assert [one.rejected for one in taken] == [0]
    row = Inbox(both, packs_in_force(both, packs)).rows()[0]
    assert row.divergence == ""


def own_job(town: Town, title: str, place: str = "河沿8号") -> int:
    catalog = town.counter.catalog
    owner = catalog.save(
        CatalogEntry("employer", {"name": "示例厂1", "phone": "13800005001"}, town.desk.ids.new())
    )
    assert isinstance(owner, Saved)
    values = {"title": title, "place_text": place, "head_count": 9, "head_left": 7}
    saved = catalog.save(CatalogEntry("job", values, town.desk.ids.new(), parent_id=owner.id))
    assert isinstance(saved, Saved)
    return saved.id


def test_the_stations_own_record_is_taken_over_and_given_back(
    town: Town, both: Bureau, tmp_path: Path
) -> None:
    mine = own_job(town, "示例岗位1")
    publish(both, RefKind.JOB, jobs(tmp_path, [job(1), ("J99", *job(1)[1:]), job(2)]))
    card = arrive(town, both, tmp_path)
    lines = [line for table in look(town, card).tables for line in table.lines if line.mark == "修改"]
    assert ["今后按县里的" in line.detail for line in lines] == [True, True]
    town.counter.references.apply(card.id)
    held = town.counter.catalog.open("job", mine)
    assert (held.values["pay_low"], held.values["head_left"]) == (400000, 7)
    employer = town.counter.catalog.open("employer", held.parent_id)
    assert employer.values["phone"] == "13800005001", "what the county left blank takes nothing away"
    publish(both, RefKind.JOB, jobs(tmp_path, [job(2)]))
    town.counter.references.apply(arrive(town, both, tmp_path).id)
    held = town.counter.catalog.open("job", mine)
    assert held.state == "已招满", "it is the station's own again, and closed"
    assert town.counter.catalog.open("employer", held.parent_id).title == "示例厂1"


def test_a_station_enrolled_later_gets_what_was_published_before(
    town: Town, office: Office, tmp_path: Path
) -> None:
    made = office.log_in(*FIRST, second=SECOND)
    publish(made, RefKind.JOB, jobs(tmp_path, [job(1)]))
    publish(made, RefKind.POLICY, drafting.policy(pack(tmp_path / "pack"), {}))
    made.store.close()
    alone = office.log_in(*FIRST)
    town.counter.batches.install(office.card())
    Stations(alone).enrol(town.counter.batches.station_card())
    publishing = Publishing(alone, own_contents(alone))
    station = town.desk.station.code
    assert [parcel.kind for parcel in publishing.parcels(station)] == [RefKind.JOB]
    assert publishing.lacking(station) == (RefKind.POLICY,)
    alone.store.close()
    made = office.log_in(*FIRST, second=SECOND)
    assert arrive(town, made, tmp_path).kind is RefKind.POLICY
    made.store.close()
