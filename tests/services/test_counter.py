"""Which services a station opens with."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.faults import UserError
from app.services.counter import build_counter
from app.services.devices.folder import FolderWatch
from app.services.devices.simulator import Simulator
from tests.services.town import Town


def test_a_station_without_a_choice_reads_invented_cards(town: Town) -> None:
    assert isinstance(build_counter(town.desk, town.counter.home).reader, Simulator)


def test_a_chosen_folder_is_watched_from_the_next_opening_on(town: Town, tmp_path: Path) -> None:
    town.counter.settings.change("card_reader", "folder")
    with pytest.raises(UserError, match="完整路径"):
        build_counter(town.desk, town.counter.home).reader.open()
    town.counter.settings.change("card_folder", str(tmp_path))
    reader = build_counter(town.desk, town.counter.home).reader
    assert isinstance(reader, FolderWatch)
    reader.open()
    assert reader.poll() is None
