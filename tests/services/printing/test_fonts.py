"""What the bundled fonts can draw, what the PC lends, what a clerk draws, and what is said of the rest."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image, ImageDraw, ImageFilter
from reportlab.pdfbase import pdfmetrics

from app.faults import UserError
from app.paths import resources
from app.services.printing.engine import render
from app.services.printing.fontfiles import find, fonts_in, look, plain
from app.services.printing.fontmaking import make_font
from app.services.printing.fonts import (
    Role,
    missing_glyphs,
    role_of,
    typeface,
    use_folders,
    use_pictures,
)
from app.services.printing.preview import text_of
from app.services.printing.template import load
from app.services.printing.tracing import as_bitmap, outline

RARE = "䶮㛃𬍛𠮷𫘦𬱖"
EXTENSIONS = "㐀䶵𠀀𪛖𪜀𫜴𫝀𫠝𫠠𬺡𬺰𮯠"
NOBODYS = "\U00030001"
PRIVATE = "\ue863"
SQUARE = ((100, 0), (100, 800), (900, 800), (900, 0))


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    use_folders(())
    use_pictures({})


def printed(text: str, family: str = "宋体") -> tuple[bytes, tuple[str, ...]]:
    """Print one cell; return the PDF and what the clerk is told."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = text
    sheet["A1"].font = Font(name=family, size=20)
    sheet.print_area = "A1:H3"
    made = io.BytesIO()
    book.save(made)
    done = render(load(made.getvalue(), name="小表"), {})
    return done.pdf, done.problems


def ink(pdf: bytes) -> int:
    """Return how many dark points the page has."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].render(scale=2).to_pil().convert("L")
    document.close()
    return sum(page.histogram()[:128])


def drawn(angle: float = 0) -> bytes:
    """Return a photograph of a character somebody drew: a frame with a cross in it."""
    picture = Image.new("RGB", (700, 500), (225, 220, 205))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((200, 100, 500, 400), outline=(40, 40, 50), width=22)
    pen.line((200, 250, 500, 250), fill=(40, 40, 50), width=22)
    pen.line((350, 100, 350, 400), fill=(40, 40, 50), width=22)
    picture = picture.rotate(angle, fillcolor=(225, 220, 205)).filter(ImageFilter.GaussianBlur(2))
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=70)
    return made.getvalue()


@pytest.mark.parametrize("is_bold", [False, True])
@pytest.mark.parametrize(
    ("role", "ascent", "descent"), [(Role.SERIF, 1.151, 0.286), (Role.SANS, 1.16, 0.288)]
)
def test_lines_are_spaced_as_spreadsheets_space_them(role, ascent, descent, is_bold):
    use_pictures({0x30001: as_bitmap(drawn())})
    face = typeface(role, is_bold=is_bold)
    assert (face.ascent, face.descent) == pytest.approx((ascent, descent))


# --- what is bundled ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0x4E00, 0x9FFF),  # all of the basic block
        (0x3400, 0x4DBF),  # Ext A
        (0x20000, 0x2A6D6),  # Ext B as of GB 18030-2022
        (0x2A700, 0x2B734),  # Ext C
        (0x2B740, 0x2B81D),  # Ext D
        (0x2B820, 0x2CEA1),  # Ext E
        (0x2CEB0, 0x2EBE0),  # Ext F
        (0x2F00, 0x2FD5),  # Kangxi radicals
    ],
)
@pytest.mark.parametrize("role", [Role.SERIF, Role.SANS])
def test_every_character_of_gb18030_2022_level_3_is_drawn(role, first, last):
    face = typeface(role)
    assert [hex(point) for point in range(first, last + 1) if not face.has(chr(point))] == []


def test_the_twelve_unified_characters_among_the_compatible_ones_are_drawn():
    assert missing_glyphs("﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩") == ""


def test_what_is_not_covered_is_known():
    later = [*range(0x2A6D7, 0x2A6E0), *range(0x2B735, 0x2B73A)]  # added to Ext B and C after GB 18030-2022
    assert missing_glyphs("".join(map(chr, later))) == "".join(map(chr, later))
    beyond = (range(0x30000, 0x3134B), range(0x31350, 0x323B0), range(0x2EBF0, 0x2EE5E))  # Ext G, H, I
    assert sum(len(missing_glyphs("".join(map(chr, block)))) for block in beyond) == 4936 + 4192 + 622


def test_no_character_that_is_claimed_is_empty():
    typeface(Role.SERIF).has(NOBODYS)  # parses every font of the chain
    for name in ("NotoSerifSC-Regular", "NotoSansSC-Regular", "HanaMinB"):
        face = pdfmetrics.getFont(name).face
        points = [point for point in face.charToGlyph if 0x3400 <= point <= 0x9FFF or point >= 0x20000]
        hollow = [
            hex(point)
            for point in points
            if point < 0xE0000
            and (glyph := face.charToGlyph[point])
            and face.glyphPos[glyph] == face.glyphPos[glyph + 1]
        ]
        assert (name, hollow) == (name, [])


def test_the_fonts_stay_below_their_size_and_have_their_licences():
    folder = resources() / "fonts"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 70_000_000
    licences = {
        path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix == ".txt"
    }
    assert "SIL OPEN FONT LICENSE" in licences["OFL-NotoSC.txt"].upper()
    assert licences["LICENSE-Hanazono.txt"].strip()
    assert {path.stem.split("-")[0] for path in folder.glob("*.ttf")} == {
        "NotoSerifSC",
        "NotoSansSC",
        "HanaMinB",
    }


@pytest.mark.parametrize("family", ["宋体", "黑体", "仿宋_GB2312", "方正小标宋简体", "楷体"])
def test_rare_names_copy_back_unchanged(family):
    pdf, problems = printed(RARE + EXTENSIONS, family)
    assert text_of(pdf).strip() == RARE + EXTENSIONS
    assert problems == ()
    assert len(pdf) < 150_000


# --- what nobody can draw -------------------------------------------------------------------------------------


@pytest.mark.parametrize("char", [NOBODYS, PRIVATE, "\U000f0001"])
def test_what_no_font_draws_is_told_and_leaves_a_blank_that_copies_back(char):
    pdf, problems = printed(f"王{char}明")
    assert f"U+{ord(char):04X}" in problems[0]
    assert text_of(pdf).strip() == f"王{char}明"
    assert ink(pdf) == ink(printed("王　明")[0])
    assert typeface(Role.SERIF).width(f"王{char}明") == 3


# --- what a clerk draws ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("char", [NOBODYS, PRIVATE])
def test_a_character_that_a_clerk_drew_is_printed_and_copies_back(char):
    blank = ink(printed(f"王{char}明")[0])
    use_pictures({ord(char): as_bitmap(drawn(8))})
    pdf, problems = printed(f"王{char}明")
    assert problems == ()
    assert text_of(pdf).strip() == f"王{char}明"
    assert ink(pdf) > blank + 100
    assert missing_glyphs(char) == ""


def test_a_drawn_character_fills_the_em_square_like_any_other():
    points = [point for line in outline(as_bitmap(drawn())) for point in line]
    across, up = [x for x, _ in points], [y for _, y in points]
    assert max(across) - min(across) == pytest.approx(920, abs=12)
    assert (min(up) + max(up)) / 2 == pytest.approx(380, abs=8)
    assert len(outline(as_bitmap(drawn()))) == 5  # the frame and the four panes


def test_equal_pictures_give_equal_bytes():
    use_pictures({0x30001: as_bitmap(drawn())})
    first = printed(NOBODYS)[0]
    use_pictures({})
    use_pictures({0x30001: as_bitmap(drawn())})
    assert printed(NOBODYS)[0] == first


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"nothing", "不是能用的图片"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "不是能用的图片"),
        (bytes(9 << 20), "图片太大"),
    ],
)
def test_what_is_no_picture_is_refused(data, words):
    with pytest.raises(UserError, match=words):
        as_bitmap(data)


def test_an_empty_sheet_is_refused():
    made = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(made, "PNG")
    with pytest.raises(UserError, match="没有看清字"):
        as_bitmap(made.getvalue())


# --- what the PC lends ----------------------------------------------------------------------------------------


def lend(folder: Path, name: str, *, permission: int = 0, chars: str = "仿宋王") -> Path:
    """Put a font into a folder as if the PC had it."""
    data = bytearray(make_font(name, {ord(char): [SQUARE] for char in chars}))
    at = data.index(b"OS/2") + 8
    offset = int.from_bytes(data[at : at + 4], "big")
    data[offset + 8 : offset + 10] = permission.to_bytes(2, "big")
    path = folder / f"{name}.ttf"
    path.write_bytes(bytes(data))
    return path


def embedded(pdf: bytes) -> str:
    """Return the names of the fonts in a PDF."""
    return b" ".join(sorted(set(re.findall(rb"/FontName /(?:[A-Z]{6}\+)?(\S+)", pdf)))).decode("ascii")


@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("仿宋_GB2312", "FangSong_GB2312"),
        ("仿宋", "FangSong"),
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S"),
        ("楷体", "KaiTi"),
    ],
)
def test_the_pcs_own_font_is_used_where_a_form_asks_for_it(tmp_path, family, name):
    lend(tmp_path, name)
    use_folders((tmp_path,))
    pdf, problems = printed("仿宋王𬱖", family)
    assert problems == ()
    assert name in embedded(pdf)
    assert text_of(pdf).strip() == "仿宋王𬱖"  # what the lent font lacks is bundled
    assert name not in embedded(printed("仿宋王")[0])


@pytest.mark.parametrize("permission", [0x0002, 0x0100, 0x0200])
def test_a_font_whose_maker_forbids_embedding_is_not_used(tmp_path, permission):
    lend(tmp_path, "FangSong", permission=permission)
    use_folders((tmp_path,))
    assert "NotoSerifSC" in embedded(printed("仿宋王", "仿宋")[0])


def test_preview_and_editing_permissions_allow_printing(tmp_path):
    (font,) = look(lend(tmp_path, "FangSong", permission=0x0008))
    assert font.is_usable


def test_fonts_with_other_outlines_and_broken_files_are_passed_by(tmp_path):
    whole = lend(tmp_path, "KaiTi").read_bytes()
    (tmp_path / "KaiTi.ttf").write_bytes(whole.replace(b"glyf", b"CFF "))
    (tmp_path / "cut.ttf").write_bytes(whole[:50])
    (tmp_path / "empty.ttc").write_bytes(b"ttcf")
    (tmp_path / "words.otf").write_bytes(b"not a font at all, but some words")
    assert [font.has_outlines for font in fonts_in((tmp_path,))] == [False]
    use_folders((tmp_path,))
    assert "NotoSerifSC" in embedded(printed("王", "楷体")[0])


def test_a_font_that_only_looks_whole_falls_back(tmp_path):
    whole = lend(tmp_path, "KaiTi").read_bytes()
    (tmp_path / "KaiTi.ttf").write_bytes(whole.replace(b"loca", b"lost"))
    use_folders((tmp_path,))
    assert "NotoSerifSC" in embedded(printed("王", "楷体")[0])


def test_the_name_that_official_papers_ask_for_first_wins(tmp_path):
    for name in ("STFangsong", "FangSong_GB2312", "FangSong"):
        lend(tmp_path, name)
    found = find((tmp_path,), ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "STFangsong"))
    assert found is not None
    assert plain("FangSong_GB2312") in found.names
    shutil.rmtree(tmp_path / "none", ignore_errors=True)
    assert find((tmp_path / "none",), ("FangSong",)) is None


@pytest.mark.parametrize(
    ("family", "role"),
    [
        ("宋体", Role.SERIF), ("SimSun", Role.SERIF), ("Times New Roman", Role.SERIF), ("Noto Serif SC", Role.SERIF),
        ("黑体", Role.SANS), ("微软雅黑", Role.SANS), ("Calibri", Role.SANS), ("思源黑体", Role.SANS),
        ("仿宋_GB2312", Role.FANGSONG), ("FangSong", Role.FANGSONG), ("华文仿宋", Role.FANGSONG), ("楷体", Role.KAI),
        ("KaiTi", Role.KAI), ("方正小标宋简体", Role.TITLE), ("方正小标宋_GBK", Role.TITLE),
    ],
)  # fmt: skip
def test_a_family_as_a_workbook_names_it_has_its_role(family, role):
    assert role_of(family) is role
