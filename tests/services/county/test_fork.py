"""B3 and the clone: an older or a second copy never forks, both sides name the batch, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.enums import BatchState
from app.ports import FixedClock, SeededIds
from app.progress import NoProgress
from app.services import backup, sample
from app.services import home as homes
from app.services.applications.filing import Filing
from app.services.batches import BatchCard
from app.services.counter import Counter
from app.services.county.office import Bureau, Office
from app.services.county.stations import Stations
from app.services.county.taking import Taking
from app.services.exchange.medium import MediumError
from app.services.home import HIGH_WATER, StationHome
from app.services.results import Saved
from tests.services.county.losses import QUICK, Road, content, differences, register
from tests.services.county.stations import number
from tests.services.county.test_answer import BANK, _reviewer
from tests.services.town import Town, reopen


@pytest.fixture
def road(office: Office, bureau: Bureau, taking: Taking, tmp_path: Path) -> Road:
    (tmp_path / "stick").mkdir()
    return Road(office, bureau, taking, tmp_path / "stick")


@pytest.fixture
def open_again(clock: FixedClock) -> Iterator[object]:
    """Open a folder as its PC does at the next start; everything is closed at the end."""
    opened: list[Town] = []

    def again(folder: Path) -> Counter:
        ids = SeededIds(100 + len(opened), clock)
        town = reopen(StationHome(folder, clock=clock, ids=ids, cost=QUICK))
        opened.append(town)
        return town.counter

    yield again
    for town in opened:
        town.close()


def _work(counter: Counter, clock: FixedClock, road: Road, first: int, days: int) -> None:
    """Register somebody a day and carry each day up."""
    for at in range(first, first + days):
        register(counter, number(at), f"示例{'甲乙丙丁戊己庚辛壬癸'[at % 10]}", phone="19900000001")
        assert road.up(counter) == ["applied"]
        road.down(counter)
        clock.advance(days=1)


def _people(counter: Counter) -> int:
    return len(counter.workers.ids())


def _batch(counter: Counter, name: str) -> BatchCard:
    return next(card for card in counter.batches.all() if f"{card.epoch}{card.seq}" == name)


@pytest.mark.promise("B3")
def test_a_backup_restored_by_the_product_starts_a_new_epoch_and_gets_back_what_it_lost(
    town: Town, road: Road, clock: FixedClock, open_again
) -> None:
    counter = town.counter
    road.enrol(counter)
    _work(counter, clock, road, 1, 5)
    card = backup.make(town.desk.database, counter.home.folder, counter.home.backups, now=clock.now(),
                       progress=NoProgress())  # fmt: skip
    _work(counter, clock, road, 6, 3)
    whole = _people(counter)
    lost = content(town.desk)
    town.desk.database.close()
    backup.restore(card, counter.home.folder)
    back = open_again(counter.home.folder)
    assert (back.desk.station.epoch, _people(back)) == ("B", whole - 3)
    notice = back.epochs.notice()
    assert notice is not None
    assert "恢复了较早的备份" in notice.lines[0]
    register(back, number(20), "示例新")  # the clerk works on before anybody at the county knows
    road.enrol(back)
    assert back.batches.station_card().continues == f"A {_batch(back, 'A5').counts and _last(back, 'A5')}"
    assert road.up(back) == ["applied"]
    reply = road.down(back)
    assert "第 6 到 8 批" in back.replies.items()[-1].text
    assert reply.is_even
    rebuilt = road.rebuild(back)
    assert (rebuilt.batches, _people(back)) == (3, whole + 1)
    assert [line for line in differences(lost, content(back.desk)) if line.startswith("-")] == []
    assert back.batches.outbox().count == 0  # nothing of it goes up again
    assert road.rebuild(back, is_everything=True).events == 0  # a second time there is nothing to make
    assert "要读入重建包" not in {item.kind for item in back.replies.items()}
    road.down(back)
    assert [item for item in back.replies.items() if item.kind in {"rebuild", "uneven"}] == []
    assert back.epochs.notice() is None


def _last(counter: Counter, name: str) -> int:
    seq = _batch(counter, name).seq
    return sum(
        sum(card.counts.values()) for card in counter.batches.all() if card.epoch == "A" and card.seq <= seq
    )


@pytest.mark.promise("B3")
def test_a_disk_put_back_whole_is_a_fork_that_both_sides_name_and_nothing_is_lost(
    town: Town, road: Road, clock: FixedClock, tmp_path: Path, open_again
) -> None:
    """B3 at its worst: the mark outside the database is as old as the database, so that only the county can tell."""
    counter = town.counter
    road.enrol(counter)
    _work(counter, clock, road, 1, 5)
    town.desk.database.close()
    shutil.copytree(counter.home.folder, tmp_path / "image")
    later = open_again(counter.home.folder)
    _work(later, clock, road, 6, 3)
    lost = content(later.desk)
    older = open_again(tmp_path / "image")
    assert older.desk.station.epoch == "A"
    register(older, number(30), "示例旧")
    with pytest.raises(MediumError, match="同名但内容不同"):
        road.up(older)  # a stick that has been in the other copy is not overwritten
    road.stick = tmp_path / "another stick"
    road.stick.mkdir()
    assert road.up(older) == ["fork"]
    reply = road.down(older)
    assert reply.fork is not None
    assert "第 6 批" in reply.text
    assert "纪元 B" in reply.text
    assert _batch(older, "A6").state is BatchState.RELEASED
    assert older.desk.station.epoch == "B"
    road.enrol(older)
    assert road.up(older) == ["applied"]
    road.rebuild(older)
    now = content(older.desk)
    assert [line for line in differences(lost, now) if line.startswith("-")] == []
    assert older.workers.find("示例旧").rows
    road.down(older)
    assert [item for item in older.replies.items() if item.kind in {"rebuild", "uneven"}] == []


def test_a_disk_put_back_whole_is_noticed_at_the_first_reply_before_it_forks(
    town: Town, road: Road, clock: FixedClock, tmp_path: Path, open_again
) -> None:
    counter = town.counter
    road.enrol(counter)
    _work(counter, clock, road, 1, 2)
    town.desk.database.close()
    shutil.copytree(counter.home.folder, tmp_path / "image")
    _work(open_again(counter.home.folder), clock, road, 3, 1)
    older = open_again(tmp_path / "image")
    register(older, number(30), "示例旧")
    reply = road.down(older)
    assert older.desk.station.epoch == "B"
    assert "本机只到第 2 批" in reply.text
    road.enrol(older)
    assert road.up(older) == ["applied"]
    assert road.rebuild(older).batches == 1


@pytest.mark.promise("B3")
def test_a_clone_on_another_pc_starts_its_own_epoch_and_the_first_is_told_to_stop(
    town: Town, road: Road, clock: FixedClock, tmp_path: Path, open_again, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = town.counter
    road.enrol(counter)
    _work(counter, clock, road, 1, 2)
    shutil.copytree(counter.home.folder, tmp_path / "clone")
    with monkeypatch.context() as other:
        other.setattr(homes, "machine_id", lambda: "another")
        clone = open_again(tmp_path / "clone")
        assert clone.desk.station.epoch == "B"
        register(clone, number(10), "示例克隆")
        road.enrol(clone)
        assert road.up(clone) == ["applied"]
        clock.advance(seconds=3600)
        register(counter, number(11), "示例原机")
        assert road.up(counter) == ["epoch_closed"]
        counter.epochs.change()  # the county told the clerk to go on with the first PC after all
        assert counter.desk.station.epoch == "B"
        with pytest.raises(Exception, match="另一把钥匙"):
            Stations(road.bureau).enrol(counter.batches.station_card())
        counter.epochs.change()
        road.enrol(counter)
        assert road.up(counter) == ["applied"]
        road.rebuild(counter)
    assert counter.workers.find("示例克隆").rows
    assert counter.workers.find("示例原机").rows


def test_a_reinstalled_pc_that_kept_its_folder_goes_on_in_a_new_epoch_and_rebuilds_nothing(
    town: Town, road: Road, clock: FixedClock, open_again
) -> None:
    counter = town.counter
    road.enrol(counter)
    _work(counter, clock, road, 1, 2)
    register(counter, number(9), "示例未报")
    town.desk.database.close()
    (counter.home.folder / HIGH_WATER).unlink()
    again = open_again(counter.home.folder)
    assert again.desk.station.epoch == "B"
    road.enrol(again)
    assert road.up(again) == ["applied"]
    with pytest.raises(Exception, match="不缺什么"):
        road.rebuild(again)
    road.down(again)
    assert [item for item in again.replies.items() if item.kind in {"rebuild", "uneven"}] == []


def test_a_case_number_on_paper_is_never_given_again_even_when_the_file_is_put_back_by_hand(
    town: Town, open_again
) -> None:
    counter = town.counter
    town.eligible("曹铁柱")
    counter.home.mark(town.desk)
    town.desk.database.close()
    file = counter.home.folder / "station.db"
    kept = file.read_bytes()
    again = open_again(counter.home.folder)
    saved = again.applications.take(
        Filing(Town(again, again.desk).choice("曹铁柱"), again.desk.ids.new(), BANK)
    )
    assert isinstance(saved, Saved)
    given = again.applications.open(saved.id).row.case_number
    again.desk.database.close()
    file.write_bytes(kept)
    older = open_again(counter.home.folder)
    assert older.desk.station.epoch == "B"
    other = older.applications.take(
        Filing(Town(older, older.desk).choice("曹铁柱"), older.desk.ids.new(), BANK)
    )
    assert isinstance(other, Saved)
    number_now = older.applications.open(other.id).row.case_number
    assert ("-A0001-" in given, "-B0001-" in number_now) == (True, True)


def test_a_case_reviewed_in_the_lost_days_comes_back_as_received_and_goes_on(
    town: Town, road: Road, clock: FixedClock, open_again
) -> None:
    counter = town.counter
    road.enrol(counter)
    town.eligible("曹铁柱")
    saved = counter.applications.take(Filing(town.choice("曹铁柱"), town.desk.ids.new(), BANK))
    assert isinstance(saved, Saved)
    road.up(counter)
    road.down(counter)
    card = backup.make(
        town.desk.database, counter.home.folder, counter.home.backups, now=clock.now(), progress=NoProgress()
    )
    clock.advance(days=1)
    counter.accounts.switch(*_reviewer())
    counter.applications.move(saved.id, "approve")
    road.up(counter)
    town.desk.database.close()
    backup.restore(card, counter.home.folder)
    back = open_again(counter.home.folder)
    assert back.applications.open(saved.id).row.state == "待复核"
    road.enrol(back)
    road.rebuild(back)
    record = back.applications.open(saved.id)
    assert (record.row.state, record.reviewed_by) == ("县已收", sample.REVIEWER[1])
    assert road.up(back) == ["applied"]
    road.down(back)
    assert back.applications.open(saved.id).row.state == "县已收"
