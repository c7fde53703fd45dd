"""补字 on the page of forms: what nobody can draw is listed, and a picture takes it off the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.services.printing.fonts import use_pictures
from app.ui.pages.forms.glyphs import GlyphPane
from app.ui.pages.forms.view import FormsPage
from tests.journeys.conftest import Counter
from tests.services.printing.test_fonts import NOBODYS, drawn
from tests.services.test_glyphs import rename


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    use_pictures({})


@pytest.fixture
def pane(at_counter: Counter) -> GlyphPane:
    rename(at_counter.town, f"曹{NOBODYS}柱")
    at_counter.desktop.window.open_page("forms", "glyphs")
    QApplication.processEvents()
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, FormsPage)
    return page.glyphs


def test_a_picture_takes_a_character_off_the_list(pane: GlyphPane, tmp_path: Path) -> None:
    assert pane.table.cells(0) == ("U+30001", "印不出来，留空白", f"曹{NOBODYS}柱")
    path = tmp_path / "字.jpg"
    path.write_bytes(drawn(5))
    pane.attach(path)
    assert pane.table.cells(0)[:2] == ("U+30001", "按图片打印")


def test_a_character_that_prints_is_refused_at_the_field(pane: GlyphPane, tmp_path: Path) -> None:
    path = tmp_path / "字.jpg"
    path.write_bytes(drawn())
    pane.which.set_value("䶮")
    pane.attach(path)
    assert "字库里有" in pane.which.findings[0].text
    pane.which.set_value("U+30001")
    pane.attach(tmp_path / "没有.png")
    assert "读不了 没有.png" in pane.which.findings[0].text
