"""Who is registered and paid elsewhere in the county is known at the counter, in clear only for its own town."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.reference import ReferenceClaim, ReferencePerson
from app.models.values import IdNumber
from app.progress import NoProgress
from app.services.applications.filing import Filing
from app.services.county.contents import Content
from app.services.county.office import Bureau, Office
from app.services.county.stations import Stations
from app.services.county.taking import Taking
from app.services.exchange.canonical import Json
from app.services.exchange.reference import RefKind
from app.services.policy.outcome import Outcome
from app.services.policy.pack_model import Packs
from app.services.references.results import State
from app.services.results import Saved
from app.services.workers.service import Entry
from tests.services.county.conftest import FIRST, SECOND
from tests.services.county.parcels import carry, publish
from tests.services.county.stations import FakeStation, number
from tests.services.town import ACCOUNT, Town

FAR = "140321101000"
BANK = {"bank_account": ACCOUNT, "bank_holder": "曹铁柱", "bank_name": "平定县农商行"}


@pytest.fixture
def both(office: Office, town: Town) -> Iterator[Bureau]:
    made = office.log_in(*FIRST, second=SECOND)
    town.counter.batches.install(office.card())
    Stations(made).enrol(town.counter.batches.station_card())
    yield made
    made.store.close()


@pytest.fixture
def far(both: Bureau) -> FakeStation:
    return FakeStation(both, code=FAR, seed=9).enrol()


def bring(town: Town, bureau: Bureau, kind: RefKind, tmp_path: Path) -> None:
    publish(bureau, kind, Content(kind.label))
    carry(bureau, town.desk.station.code, tmp_path / "stick")
    references = town.counter.references
    assert references.take_all(tmp_path / "stick", NoProgress()).refused == ()
    for card in references.all():
        if card.state is State.WAITING:
            references.apply(card.id)


def claim(far: FakeStation, facts: str, **more: Json) -> None:
    data: dict[str, Json] = {
        "case_number": f"{FAR}-PX-20260402-A0001-3", "kind": "training", "taken_in_on": "2026-04-02",
        "outcome": "eligible", "clauses": ["（九）1"], "facts": facts, "state": "to_review", "amount": 100000,
    }  # fmt: skip
    far.say("application.taken_in", data={**data, **more}, ref={"policy": "2024.1#ef1bbe84"})


def test_the_rest_of_the_county_is_keyed_and_the_own_town_in_clear(
    town: Town, both: Bureau, far: FakeStation, packs: Packs, tmp_path: Path
) -> None:
    far.register(1, "示例远人", hukou_code="140321101210")
    far.register(2, "示例近人", hukou_code=f"{town.desk.station.code[:9]}201")
    Taking(both, packs).take(*far.sealed())
    bring(town, both, RefKind.PERSON_INDEX, tmp_path)
    with town.desk.database.reading() as session:
        held = {row.name: row.key for row in session.scalars(select(ReferencePerson))}
    assert held["示例近人"] == number(2)
    assert set(held) == {"示例近人", ""}
    assert len(held[""]) == 32
    assert number(1)[6:14] not in held[""]


def test_a_person_registered_elsewhere_is_told_and_not_barred(
    town: Town, both: Bureau, far: FakeStation, packs: Packs, tmp_path: Path
) -> None:
    far.register(1, "示例远人", hukou_code="140321101210")
    Taking(both, packs).take(*far.sealed())
    entry = Entry(
        {"name": "示例远人", "id_number": number(1), "hukou_code": "140321106210"}, town.desk.ids.new()
    )
    bring(town, both, RefKind.PERSON_INDEX, tmp_path)
    saved = town.counter.workers.save(entry)
    assert isinstance(saved, Saved)
    assert any(f"服务站 {FAR} 登记" in one.text for one in saved.warnings)
    other = Entry({**entry.values, "name": "示例别人", "id_number": number(7)}, town.desk.ids.new())
    saved = town.counter.workers.save(other)
    assert isinstance(saved, Saved)
    assert not any("人员索引" in one.text for one in saved.warnings)


def test_the_duplicate_rule_sees_what_was_claimed_elsewhere(
    town: Town, both: Bureau, far: FakeStation, packs: Packs, tmp_path: Path
) -> None:
    town.eligible("曹铁柱")
    choice = town.choice("曹铁柱")
    made = town.counter.eligibility.assess(choice)
    assert made.outcome is Outcome.ELIGIBLE
    claim(far, made.facts)
    Taking(both, packs).take(*far.sealed())
    bring(town, both, RefKind.BENEFIT_LEDGER, tmp_path)
    with town.desk.database.reading() as session:
        held = session.scalars(select(ReferenceClaim)).one()
    known = str(town.counter.workers.open(town.worker("曹铁柱")).values["id_number"])
    assert held.key != known
    assert known not in str(held.row)
    made = town.counter.eligibility.assess(choice)
    assert made.outcome is Outcome.INELIGIBLE
    assert any(f"服务站 {FAR}" in one.reason for one in made.deciding), made.explain()


def test_the_own_claim_that_comes_back_in_the_ledger_is_no_duplicate(
    town: Town, both: Bureau, packs: Packs, tmp_path: Path
) -> None:
    town.eligible("曹铁柱")
    choice = town.choice("曹铁柱")
    saved = town.counter.applications.take(Filing(choice, town.desk.ids.new(), BANK))
    assert isinstance(saved, Saved)
    (tmp_path / "stick").mkdir()
    town.counter.batches.seal(NoProgress())
    report = town.counter.batches.export(tmp_path / "stick", NoProgress())
    assert report.files
    Taking(both, packs).take_in(next((tmp_path / "stick").rglob("*-UP.age")))
    bring(town, both, RefKind.BENEFIT_LEDGER, tmp_path)
    outlooks = town.counter.eligibility.outlook(town.worker("曹铁柱"))
    training = next(one for one in outlooks if one.kind == "training")
    assert training.outcome is Outcome.ELIGIBLE, training.reasons
    assert IdNumber(str(town.counter.workers.open(town.worker("曹铁柱")).values["id_number"])).is_structured
