"""A new epoch on the screen: told in plain words, its card and its rebuilding at hand, and what is left to do named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from app.paths import resources
from app.ports import FixedClock, SeededIds
from app.progress import NoProgress
from app.services.county.office import Office, Opening
from app.services.county.rebuilding import Rebuilding
from app.services.county.stations import Stations
from app.services.county.taking import Taking
from app.services.exchange import medium
from app.services.exchange.stationcard import StationCard
from app.services.policy.packs import load_packs
from app.ui.kit import MessageBar
from app.ui.pages.exchange.view import ExchangePage
from app.ui.theme import PaletteName, Scale
from tests.journeys.conftest import Counter, opened
from tests.services.conftest import QUICK
from tests.services.county.losses import Road, new_pc
from tests.services.town import Town


@pytest.fixture
def road(clock: FixedClock, tmp_path: Path) -> Iterator[Road]:
    office = Office(tmp_path / "bureau", clock=clock, ids=SeededIds(3, clock), cost=QUICK)
    office.found(Opening("140321", "zhao", "赵敏", "示例-Xian-2026", "qian", "钱立", "示例-Fuhe-2026"))
    bureau = office.log_in("zhao", "示例-Xian-2026")
    (tmp_path / "U盘").mkdir()
    packs = load_packs(resources() / "policy" / "yangquan")
    yield Road(office, bureau, Taking(bureau, packs), tmp_path / "U盘")
    bureau.store.close()


@pytest.fixture
def at_new_pc(
    qapp: QApplication, town: Town, road: Road, clock: FixedClock, tmp_path: Path
) -> Iterator[Counter]:
    road.enrol(town.counter)
    road.up(town.counter)
    fresh = new_pc(tmp_path / "new", town.desk, clock)
    with opened(qapp, Town(fresh, fresh.desk)) as counter:
        yield counter
    fresh.desk.database.close()


def _page(at_counter: Counter) -> ExchangePage:
    at_counter.desktop.window.open_page("exchange")
    QApplication.processEvents()
    made = at_counter.desktop.window.current_page()
    assert isinstance(made, ExchangePage)
    return made


def _bars(at_counter: Counter) -> str:
    QApplication.processEvents()
    return "\n".join(bar.text() for bar in at_counter.window.findChildren(MessageBar) if bar.isVisible())


def _button(page: ExchangePage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None
    return found


def test_a_new_pc_is_led_from_the_notice_to_the_rebuilt_register(
    at_new_pc: Counter, road: Road, town: Town, tmp_path: Path
) -> None:
    assert "开始了新纪元 B" in _bars(at_new_pc)
    page = _page(at_new_pc)
    assert "新纪元 B" not in _bars(at_new_pc)  # the page says it now
    assert page.epoch.isVisible()
    assert "装入县区公钥卡" in page.epoch.lines.text()
    counter = at_new_pc.town.counter
    counter.batches.install(road.office.card())
    page._write_card(tmp_path / "b.card")
    Stations(road.bureau).enrol(StationCard.read((tmp_path / "b.card").read_bytes()))
    for part in Rebuilding(road.bureau).rebuild(town.desk.station.code, NoProgress()):
        medium.carry_down(road.stick, part.station, part.file_name, part.sealed)
    page.epoch.take_in(counter.rebuilds.on(road.stick))
    assert "已由第 1 号重建包找回" in _bars(at_new_pc)
    assert counter.workers.count() == town.counter.workers.count()
    assert "比对名单要重新导入" in page.epoch.lines.text()
    assert not _button(page, "take_rebuild").isVisible()
    _button(page, "rebuild_done").click()
    QApplication.processEvents()
    assert not page.epoch.isVisible()


def test_the_notice_fits_the_small_screen_and_the_large_type(at_new_pc: Counter) -> None:
    page = _page(at_new_pc)
    at_new_pc.window.resize(1092, 560)
    QApplication.processEvents()
    assert page.epoch.isVisible()
    assert at_new_pc.window.minimumSizeHint().height() <= 560
    at_new_pc.theme.set_look(PaletteName.LIGHT, Scale.EXTRA)
    at_new_pc.window.resize(1366, 728)
    QApplication.processEvents()
    assert at_new_pc.window.height() == 728
    assert page.epoch.lines.height() >= page.epoch.lines.heightForWidth(page.epoch.lines.width())


def test_the_next_epoch_is_asked_once_more_and_then_begun(at_new_pc: Counter) -> None:
    page = _page(at_new_pc)
    assert not _button(page, "next_epoch_go").isVisible()
    _button(page, "next_epoch").click()
    assert _button(page, "next_epoch_go").isVisible()
    _button(page, "next_epoch_no").click()
    assert at_new_pc.town.desk.station.epoch == "B"
    _button(page, "next_epoch").click()
    _button(page, "next_epoch_go").click()
    QApplication.processEvents()
    assert at_new_pc.town.desk.station.epoch == "C"
    assert "新纪元 C" in page.epoch._title.text()


def test_no_notice_stands_where_nothing_happened(at_counter: Counter) -> None:
    assert not _page(at_counter).epoch.isVisible()
    assert "纪元" not in _bars(at_counter)
