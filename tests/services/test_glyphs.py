"""A character that no font draws: told before printing, drawn by a clerk, printed and copied back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.glyph import Glyph
from app.models.trail import JournalEntry
from app.services.glyphs import point_of
from app.services.printing.fonts import use_pictures
from app.services.printing.preview import text_of
from app.services.results import Saved
from app.services.workers.service import Entry
from tests.services.printing.test_fonts import NOBODYS, PRIVATE, drawn
from tests.services.town import Town


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    use_pictures({})


def rename(town: Town, name: str) -> int:
    number = town.worker("曹铁柱")
    known = town.counter.workers.open(number)
    entry = Entry(
        {**known.values, "name": name},
        town.desk.ids.new(),
        worker_id=number,
        version=known.version,
        reason="更正",
    )
    assert isinstance(town.counter.workers.save(entry), Saved)
    return number


def test_a_name_that_nobody_can_draw_is_told_then_drawn_and_then_printed(town: Town) -> None:
    glyphs, number = town.counter.glyphs, rename(town, f"曹{NOBODYS}柱")
    assert glyphs.wanted() == ((NOBODYS, f"曹{NOBODYS}柱"),)
    before = town.counter.papers.registration(number)
    assert "U+30001" in before.problems[0]
    card = glyphs.attach("U+30001", drawn(), "曹家祖传的字")
    assert (card.code, card.char, card.note) == ("U+30001", NOBODYS, "曹家祖传的字")
    after = town.counter.papers.registration(number)
    assert after.problems == ()
    assert f"曹{NOBODYS}柱" in text_of(after.pdf)
    assert (glyphs.wanted(), [one.point for one in glyphs.all()]) == ((), [0x30001])


def test_a_picture_that_is_taken_away_leaves_the_gap_again(town: Town) -> None:
    glyphs, number = town.counter.glyphs, rename(town, f"曹{NOBODYS}柱")
    glyphs.attach(NOBODYS, drawn())
    glyphs.remove(0x30001)
    assert "U+30001" in town.counter.papers.registration(number).problems[0]
    assert glyphs.all() == ()


def test_another_picture_takes_the_place_of_the_first_which_is_kept(town: Town) -> None:
    town.counter.glyphs.attach(PRIVATE, drawn())
    town.counter.glyphs.attach(PRIVATE, drawn(20))
    with town.desk.database.reading() as session:
        rows = session.scalars(select(Glyph).order_by(Glyph.id)).all()
        noted = session.scalars(select(JournalEntry.action).where(JournalEntry.entity == "glyph")).all()
    assert [row.is_void for row in rows] == [True, False]
    assert rows[0].sha256 != rows[1].sha256
    assert noted == ["glyph.attached", "glyph.attached"]


def test_a_character_that_a_font_draws_needs_no_picture(town: Town) -> None:
    with pytest.raises(UserError, match="字库里有"):
        town.counter.glyphs.attach("䶮", drawn())


@pytest.mark.parametrize(
    ("which", "point"), [("U+30001", 0x30001), ("e863", 0xE863), ("0x2CE93", 0x2CE93), ("王", 0x738B)]
)
def test_a_character_is_named_by_itself_or_by_its_code(which: str, point: int) -> None:
    assert point_of(which) == point


@pytest.mark.parametrize("which", ["", "王小", "U+", "U+110000", "U+D800", "0020", "不知道"])
def test_what_names_no_character_says_how(which: str) -> None:
    with pytest.raises(UserError, match="编码"):
        point_of(which)
