"""上报与回执: sealed only for a known county, carried and read back, and never called received by us."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.ports import SeededIds
from app.services import settings
from app.services.county.office import Office, Opening
from app.services.county.replying import Replying
from app.services.county.stations import Stations
from app.services.county.taking import Taking
from app.services.exchange.agekeys import make_box_key
from app.services.exchange.drives import Medium
from app.services.exchange.medium import carry_down
from app.services.exchange.stationcard import StationCard
from app.services.home import COUNTY
from app.ui.kit import MessageBar
from app.ui.pages.exchange import replies as replies_module
from app.ui.pages.exchange import view as view_module
from app.ui.pages.exchange import viewmodel
from app.ui.pages.exchange.view import ExchangePage
from tests.journeys.conftest import Counter
from tests.services.conftest import QUICK


@pytest.fixture
def page(at_counter: Counter) -> ExchangePage:
    at_counter.desktop.window.open_page("exchange")
    QApplication.processEvents()
    made = at_counter.desktop.window.current_page()
    assert isinstance(made, ExchangePage)
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


def bars(at_counter: Counter) -> str:
    QApplication.processEvents()
    return "\n".join(bar.text() for bar in at_counter.window.findChildren(MessageBar) if bar.isVisible())


def button(page: ExchangePage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None
    return found


def forget_county(at_counter: Counter) -> None:
    desk = at_counter.town.desk
    with desk.database.transaction() as session:
        settings.put(session, desk, COUNTY, {"county": "", "escrow": ""})


def medium(folder: Path, *, is_read_only: bool = False) -> Medium:
    return Medium(folder, "/dev/sdb1", "vfat", "1A2B-3C4D", 8_000_000_000, is_read_only, is_removable=True)


def test_what_waits_is_sealed_carried_and_read_back(
    at_counter: Counter, page: ExchangePage, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_module, "removable_media", lambda: (medium(stick),))
    at_counter.press(Qt.Key.Key_Space)
    assert at_counter.focus() == "medium"
    at_counter.press(Qt.Key.Key_Space)
    assert "已写入并核对 1 个批次" in bars(at_counter)
    assert len(list(stick.rglob("*.age"))) == 1
    state = page.table.cells(0)[3]
    assert state.startswith("已导出 11-24 09:00")
    assert state.endswith("等县里回执")
    assert not button(page, "seal").isEnabled()


def test_a_second_copy_has_the_same_bytes(page: ExchangePage, stick: Path, tmp_path: Path) -> None:
    page.seal_to(stick)
    again = tmp_path / "另一个"
    again.mkdir()
    page._export(again)
    first, second = next(stick.rglob("*.age")), next(again.rglob("*.age"))
    assert (first.name, first.read_bytes()) == (second.name, second.read_bytes())


def test_esc_leaves_everything_unsealed(at_counter: Counter, page: ExchangePage) -> None:
    at_counter.press(Qt.Key.Key_Space)
    assert page._confirm.isVisible()
    at_counter.press(Qt.Key.Key_Escape)
    assert not page._confirm.isVisible()
    assert at_counter.town.counter.batches.all() == ()
    assert at_counter.focus() == "seal"


def test_a_read_only_stick_cannot_be_chosen(
    at_counter: Counter, page: ExchangePage, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_module, "removable_media", lambda: (medium(stick, is_read_only=True),))
    button(page, "seal").click()
    QApplication.processEvents()
    assert not button(page, "medium").isEnabled()
    assert at_counter.focus() == "pick_folder"


def test_a_stick_that_is_gone_leaves_the_batch_sealed_and_says_so(
    at_counter: Counter, page: ExchangePage, tmp_path: Path
) -> None:
    page.seal_to(tmp_path / "拔掉了")
    assert bars(at_counter)
    assert page.table.cells(0)[3] == "已封存，还没写到U盘"
    assert button(page, "export_again").isEnabled()


def test_without_the_county_card_the_page_says_what_to_do(
    at_counter: Counter, page: ExchangePage, tmp_path: Path
) -> None:
    forget_county(at_counter)
    page.open(None)
    assert not button(page, "seal").isEnabled()
    assert page._missing.isVisible()
    card = tmp_path / "county.card"
    card.write_text(f"{make_box_key().recipient}\n{make_box_key().recipient}\n", encoding="utf-8")
    page._install(card)
    assert button(page, "seal").isEnabled()
    assert not page._missing.isVisible()


@pytest.mark.parametrize("content", ["", "age1 不是公钥\n", None])
def test_a_file_that_is_no_card_is_refused(
    at_counter: Counter, page: ExchangePage, tmp_path: Path, content: str | None
) -> None:
    card = tmp_path / "county.card"
    if content is not None:
        card.write_text(content, encoding="utf-8")
    page._install(card)
    assert "公钥卡" in bars(at_counter) or "读不了" in bars(at_counter)


def test_the_station_card_is_written_for_the_county(
    at_counter: Counter, page: ExchangePage, tmp_path: Path
) -> None:
    page._write_card(tmp_path / "本站.card")
    card = StationCard.read((tmp_path / "本站.card").read_bytes())
    assert card == at_counter.town.counter.batches.station_card()
    assert (tmp_path / "station.pub").read_bytes() == card.signer.file
    page._write_card(tmp_path / "没有" / "本站.card")
    assert "没能存到" in bars(at_counter)


def test_the_handover_sheet_is_previewed_by_its_key(
    at_counter: Counter, page: ExchangePage, stick: Path
) -> None:
    page.seal_to(stick)
    at_counter.press(Qt.Key.Key_F8)
    at_counter.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert len(at_counter.printed.pages) == 1


def test_a_medium_is_named_with_its_room() -> None:
    assert viewmodel.medium_text(medium(Path("/media/JMK"))) == "封存到U盘 JMK（剩 8,000 MB）"


def test_a_reply_is_taken_from_the_stick_and_shows_what_is_open(
    at_counter: Counter, page: ExchangePage, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = at_counter.town
    clock = town.desk.clock
    office = Office(tmp_path / "bureau", clock=clock, ids=SeededIds(5, clock), cost=QUICK)
    office.found(Opening("140321", "zhao", "赵敏", "示例-Xian-2026", "qian", "钱立", "示例-Fuhe-2026"))
    bureau = office.log_in("zhao", "示例-Xian-2026")
    town.counter.batches.install(office.card())
    Stations(bureau).enrol(town.counter.batches.station_card())
    page.seal_to(stick)
    taken = Taking(bureau, town.counter.eligibility.packs).take_in(next(stick.rglob("*-UP.age")))
    assert taken.rejected == 0, taken
    sent = Replying(bureau, {}).reply(town.desk.station.code)
    carry_down(stick, sent.station, sent.file_name, sent.sealed)
    bureau.store.close()
    monkeypatch.setattr(replies_module, "removable_media", lambda: (medium(stick),))
    button(page, "take_reply").click()
    assert "县已收 1 批" in bars(at_counter)
    assert page.table.cells(0)[3].startswith("县已收（")
    assert not button(page, "export_again").isEnabled()
