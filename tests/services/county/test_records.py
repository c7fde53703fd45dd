"""Records and persons brought up by sets: what is compared moves the pairs, what is not leaves them alone."""

from __future__ import annotations

from sqlalchemy import select

from app.models.county import CountyPerson, CountyPersonKey, CountyRecord, Likeness
from app.services import bulk
from app.services.county.office import Bureau
from app.services.county.taking import Fate, Taking
from app.services.exchange.canonical import Json
from tests.services.county.stations import FakeStation, number


def _pairs(bureau: Bureau) -> list[int]:
    with bureau.store.reading() as session:
        return list(session.scalars(select(Likeness.id)))


def test_a_pair_stays_or_moves_with_what_is_compared(bureau: Bureau, taking: Taking) -> None:
    here = FakeStation(bureau).enrol()
    there = FakeStation(bureau, code="140321102000", seed=5).enrol()
    there.register(1, "示例甲")
    taking.take(*there.sealed())
    uid = here.register(1, "示例甲")
    taking.take(*here.sealed())
    first = _pairs(bureau)
    assert len(first) == 1

    def change(version: int, **patch: Json) -> list[int]:
        here.say("worker.changed", uid, patch=patch, version=version, base=version - 1)
        assert taking.take(*here.sealed()).fate is Fate.APPLIED
        return _pairs(bureau)

    assert change(2, note="示例") == first
    assert change(3, id_number=number(7, "19910101"), name="示例乙", birth="1991-01-01") == []
    again = change(4, id_number=number(1), name="示例甲", birth="1985-03-12")
    assert len(again) == 1
    here.say("worker.voided", uid, data={"reason": "示例"}, version=5, base=4)
    taking.take(*here.sealed())
    assert _pairs(bureau) == []
    with bureau.store.reading() as session:
        record = session.get_one(CountyRecord, uid)
        assert record.body["note"] == "示例"
        assert session.get_one(CountyPerson, uid).is_void
        assert session.scalar(select(CountyPersonKey).where(CountyPersonKey.uid == uid)) is None


def test_any_number_of_identities_is_one_question(bureau: Bureau, taking: Taking) -> None:
    station = FakeStation(bureau).enrol()
    uids = {station.register(at, f"示例{at}") for at in range(20)}
    taking.take(*station.sealed())
    strange = [f"{at:036d}" for at in range(100_000)]
    with bureau.store.reading() as session:
        query = select(CountyRecord.uid).where(bulk.within(session, CountyRecord.uid, [*strange, *uids]))
        assert set(session.scalars(query)) == uids
        nobody = select(CountyRecord.uid).where(bulk.within(session, CountyRecord.uid, []))
        assert session.scalars(nobody).all() == []
