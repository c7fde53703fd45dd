"""Characters that no font draws: a clerk attaches a picture to a code point, and papers print it at text size."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.glyph import Glyph
from app.models.worker import Worker
from app.services import journal
from app.services.desk import Desk
from app.services.printing.fonts import missing_glyphs, use_pictures
from app.services.printing.tracing import as_bitmap
from app.services.results import Changes

_CODE: Final = re.compile(r"(?:U\+|0X|\\U)?([0-9A-F]{4,6})")
_TOUCHED: Final = Changes(frozenset({"glyph"}))
_HOW: Final = "请填一个字，或它的编码，如 U+2CE93（人口系统、读卡提示里都写着）。"


@dataclass(frozen=True, slots=True)
class GlyphCard:
    """One character with its picture, a PNG in black on white."""

    point: int
    picture: bytes
    note: str
    made_at: datetime
    made_by: str

    @property
    def char(self) -> str:
        """Return the character."""
        return chr(self.point)

    @property
    def code(self) -> str:
        """Return the code point as it is written."""
        return f"U+{self.point:04X}"


class Glyphs:
    """The characters that were drawn at this station."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> tuple[GlyphCard, ...]:
        """Return every character that has a picture, by code point."""
        with self._desk.database.reading() as session:
            return tuple(
                GlyphCard(row.point, row.picture, row.note, row.made_at, row.made_by)
                for row in _held(session)
            )

    def wanted(self) -> tuple[tuple[str, str], ...]:
        """Return each character in the names here that nothing draws, with one name it stands in."""
        with self._desk.database.reading() as session:
            draw_as_kept(session)
            names = session.scalars(select(Worker.name).where(Worker.is_void.is_(False))).all()
        lost = missing_glyphs("".join(names))
        return tuple((char, next(name for name in names if char in name)) for char in lost)

    def attach(self, which: str, picture: bytes, note: str = "") -> GlyphCard:
        """Print a character, given itself or by its code, as in a picture file; an older picture is kept as it was.

        Raises:
            UserError: it is no single character, a font draws it already, or the picture shows no character.

        """
        point = point_of(which)
        bitmap, desk = as_bitmap(picture), self._desk
        with desk.database.transaction() as session:
            use_pictures({})
            is_drawn = not missing_glyphs(chr(point))
            draw_as_kept(session)
            if is_drawn and unicodedata.category(chr(point)) != "Co":
                raise UserError(
                    f"“{chr(point)}”字库里有，不用补；打印不对请看编码是否填错。", field="glyph_code"
                )
            _retire(session, point)
            row = Glyph(
                point=point, picture=bitmap, sha256=hashlib.sha256(bitmap).hexdigest(), note=note.strip(),
                made_at=desk.clock.now(), made_by=desk.operator.login,
            )  # fmt: skip
            session.add(row)
            card = GlyphCard(point, bitmap, row.note, row.made_at, row.made_by)
            journal.note(
                session, desk, "glyph.attached", entity="glyph", uid=card.code, detail=row.sha256, reason=row.note
            )  # fmt: skip
            session.flush()
            draw_as_kept(session)
        return card

    def remove(self, point: int) -> Changes:
        """Print a character with its picture no more; papers that were printed keep it."""
        with self._desk.database.transaction() as session:
            _retire(session, point)
            journal.note(session, self._desk, "glyph.removed", entity="glyph", uid=f"U+{point:04X}")
            session.flush()
            draw_as_kept(session)
        return _TOUCHED


def draw_as_kept(session: Session) -> None:
    """Let forms draw the characters as they are kept; called before anything is composed."""
    use_pictures({row.point: row.picture for row in _held(session)})


def point_of(which: str) -> int:
    """Return the code point of one character, given itself or by its code.

    Raises:
        UserError: it is neither.

    """
    bare = which.strip()
    if len(bare) == 1:
        return _checked(ord(bare))
    found = _CODE.fullmatch(bare.upper())
    if found is None:
        raise UserError(_HOW, field="glyph_code")
    return _checked(int(found.group(1), 16))


def _checked(point: int) -> int:
    if point > 0x10FFFF or unicodedata.category(chr(point)) in {"Cc", "Cs", "Cf", "Zs", "Zl", "Zp", "Mn"}:
        raise UserError(f"这个编码不是一个字。{_HOW}", field="glyph_code")
    return point


def _held(session: Session) -> list[Glyph]:
    return list(session.scalars(select(Glyph).where(Glyph.is_void.is_(False)).order_by(Glyph.point)))


def _retire(session: Session, point: int) -> None:
    session.execute(update(Glyph).where(Glyph.point == point, Glyph.is_void.is_(False)).values(is_void=True))
