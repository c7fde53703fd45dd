"""The look keeps its promises: contrast, sizes, fonts, input methods, Chinese buttons."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.paths import resources
from app.ui.theme import (
    PAIRS,
    PALETTES,
    PaletteName,
    Scale,
    Theme,
    contrast,
    em,
    fonts,
    prepare_environment,
    tokens,
)
from app.ui.theme.fonts import FAMILIES, LATER, load_font, text_font


@pytest.mark.parametrize("name", list(PALETTES))
def test_every_promised_pair_has_its_contrast(name: PaletteName) -> None:
    colours = asdict(PALETTES[name])
    poor = [
        f"{front} on {back}: {contrast(colours[front], colours[back]):.2f} < {least}"
        for front, back, least in PAIRS
        if contrast(colours[front], colours[back]) < least
    ]
    assert poor == []


def test_contrast_is_the_known_ratio_for_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_sheet_holds_no_colour_of_its_own() -> None:
    sheet = (resources() / "style" / "app.qss").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-fA-F]{6}\b", sheet) == []


def test_type_size_changes_live(theme: Theme, qapp: QApplication) -> None:
    assert em() == 14
    theme.set_scale(Scale.EXTRA)
    assert qapp.font().pointSizeF() == 14.0
    assert em() == 19
    theme.set_scale(Scale.STANDARD)
    assert qapp.font().pointSizeF() == 10.5


def test_palette_changes_live(theme: Theme) -> None:
    theme.set_palette(PaletteName.DARK)
    assert tokens() is PALETTES[PaletteName.DARK]
    theme.set_palette(PaletteName.CONTRAST)
    assert tokens() is PALETTES[PaletteName.CONTRAST]


def test_bundled_fonts_are_used_with_their_fallback(theme: Theme, qapp: QApplication) -> None:
    assert qapp.font().families() == list(FAMILIES)
    assert "Noto Sans SC" in QFontDatabase.families()


def test_late_fonts_hold_the_rare_characters(theme: Theme) -> None:
    families = {family for name in LATER for family in load_font(name)}
    assert "HanaMinB" in families


def test_faces_are_loaded_once_and_nothing_is_drawn_anew_for_the_next_window(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: dict[str, tuple[str, ...]] = {}
    monkeypatch.setattr(fonts, "_HELD", held)
    late = fonts.LateFonts(theme)
    with qtbot.waitSignal(late.loaded):
        late.begin()
    assert list(held) == list(LATER)
    again = fonts.LateFonts(theme)
    with qtbot.assertNotEmitted(again.loaded, wait=150):
        again.begin()


def test_figures_are_of_equal_width(theme: Theme) -> None:
    metrics = QFontMetricsF(text_font(10.5))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_qt_speaks_chinese(theme: Theme) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


@pytest.mark.parametrize(
    ("asked", "has_plugin", "used"),
    [
        ("fcitx", False, "ibus"),
        ("fcitx5", False, "ibus"),
        ("fcitx", True, "fcitx"),
        ("ibus", False, "ibus"),
        ("", False, ""),
    ],
)
def test_fcitx_becomes_ibus_where_its_plugin_is_missing(asked: str, has_plugin: bool, used: str) -> None:
    env = {"QT_IM_MODULE": asked} if asked else {}
    prepare_environment(env, lambda _name: has_plugin)
    assert env.get("QT_IM_MODULE", "") == used
