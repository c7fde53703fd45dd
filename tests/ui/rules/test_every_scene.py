"""The rules that hold wherever the clerk is: each judges what its eye found on one walk through every scene."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.actions import Act
from app.ui.theme import PaletteName, Scale
from tests.journeys.conftest import opened
from tests.services.conftest import copied, morning
from tests.ui.rules import scenes
from tests.ui.rules.eyes import LOOKS, Found, Walked, walk

WalkIn = Callable[[Scale, PaletteName], Walked]


@pytest.fixture(scope="session")
def walked(qapp: QApplication, town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> WalkIn:
    """Return the walk in a look; it is walked when it is first asked for."""

    @cache
    def walk_in(scale: Scale, palette: PaletteName) -> Walked:
        folder = tmp_path_factory.mktemp("walk") / "town"
        with copied(town_folder, folder, morning()) as town, opened(qapp, town) as counter:
            return walk(counter, scale, palette)

    return walk_in


@pytest.fixture
def plainly(walked: WalkIn) -> Callable[[str], Found]:
    """Return what an eye found in the standard look."""
    return lambda eye: walked(*LOOKS[0])[eye]


@pytest.mark.rule(1)
def test_no_state_of_a_page_leaves_the_keys_nowhere(plainly: Callable[[str], Found]) -> None:
    found = plainly("keys")
    assert not found.wrong, "\n".join(found.wrong)
    assert found.seen == scenes.SCENES.keys()


@pytest.mark.rule(4)
def test_every_button_of_an_act_prints_its_key(plainly: Callable[[str], Found]) -> None:
    found = plainly("acts")
    assert not found.wrong, "\n".join(found.wrong)
    assert found.seen >= {
        Act.NEW, Act.READ_CARD, Act.APPLY, Act.PREVIEW, Act.MATCH, Act.SAVE, Act.SAVE_NEXT, Act.PRINT, Act.CLOSE,
    }  # fmt: skip


@pytest.mark.rule(7)
def test_five_options_or_fewer_are_buttons_on_every_page(plainly: Callable[[str], Found]) -> None:
    found = plainly("choices")
    assert not found.wrong, "\n".join(found.wrong)
    assert found.seen >= {"nation", "occupation"}


@pytest.mark.rule(8)
def test_every_day_and_month_takes_bare_figures(plainly: Callable[[str], Found]) -> None:
    found = plainly("days")
    assert not found.wrong, "\n".join(found.wrong)
    assert found.seen >= {"available_from", "opens_on", "since"}


@pytest.mark.rule(8, 9)
def test_figures_are_typed_with_the_input_method_off(plainly: Callable[[str], Found]) -> None:
    found = plainly("figures")
    assert not found.wrong, "\n".join(found.wrong)
    assert found.seen >= {"IdInput", "PhoneInput", "MoneyInput", "DateInput", "IntInput", "BankCardInput"}


@pytest.mark.rule(16)
def test_no_page_opens_a_dialog_by_itself(plainly: Callable[[str], Found]) -> None:
    found = plainly("dialogs")
    assert not found.wrong, "\n".join(found.wrong)
    assert found.seen == scenes.SCENES.keys()


@pytest.mark.rule(28)
def test_no_list_shows_a_whole_number_of_a_person(plainly: Callable[[str], Found]) -> None:
    found = plainly("numbers")
    assert not found.wrong, "\n".join(found.wrong)
    assert found.seen >= {"register", "waiting seekers", "class", "settings: trail"}


@pytest.mark.rule(22, 25)
@pytest.mark.parametrize(("scale", "palette"), LOOKS)
def test_every_page_fits_both_screens_can_be_read_and_names_its_parts(
    walked: WalkIn, scale: Scale, palette: PaletteName
) -> None:
    found = walked(scale, palette)["sight"]
    assert not found.wrong, "\n".join(found.wrong)
    assert len(found.seen) > 25
