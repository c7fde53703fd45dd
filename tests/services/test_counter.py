"""Which services a station opens with, and which reader it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.faults import UserError
from app.services.counter import build_counter
from app.services.devices.folder import FolderWatch
from app.services.devices.sdt import SdtReader
from app.services.devices.simulator import Simulator
from app.services.devices.wedge import WedgeReader
from tests.services.town import Town


def test_a_station_without_a_choice_reads_invented_cards(town: Town) -> None:
    assert isinstance(build_counter(town.desk, town.counter.home).reader.current, Simulator)


def test_a_chosen_folder_is_watched_at_once(town: Town, tmp_path: Path) -> None:
    reader = town.counter.reader
    town.counter.settings.change("card_reader", "folder")
    with pytest.raises(UserError, match="完整路径"):
        reader.open()
    town.counter.settings.change("card_folder", str(tmp_path))
    assert reader.choose()
    assert not reader.choose()
    reader.open()
    assert isinstance(reader.current, FolderWatch)
    assert reader.poll() is None


def test_every_kind_of_reader_can_be_chosen_and_says_what_it_lacks(town: Town) -> None:
    reader = town.counter.reader
    town.counter.settings.change("card_reader", "sdt")
    with pytest.raises(UserError, match="找不到读卡驱动"):
        reader.open()
    assert isinstance(reader.current, SdtReader)
    town.counter.settings.change("card_reader", "wedge")
    reader.open()
    assert isinstance(reader.current, WedgeReader)
    assert reader.gives_unasked
    assert "不用按 F4" in reader.no_card


def test_a_reader_on_trial_gives_its_cards_to_nobody_else(town: Town) -> None:
    reader = town.counter.reader
    assert reader.tried() is None
    reader.try_out()
    assert reader.poll() is None
    assert reader.tried() is not None
    reader.end_trial()
    assert reader.tried() is None
    assert reader.poll() is not None
