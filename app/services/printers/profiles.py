"""Which printer a form goes to and how it lies on that printer's paper; kept with the station's settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.desk import Setting
from app.models.sheets import MOST_OFFSET, SHEETS, Lay
from app.services import journal, settings
from app.services.desk import Desk
from app.services.printing.catalogue import FORMS
from app.services.results import Changes

KINDS: Mapping[str, str] = {"form": "表格", "slip": "回执", "ticket": "小票", "list": "名册和清单"}
_TICKET = "_80mm"
_LISTS = ("roster", "_sheet", "_log", "_follow_up", "timetable", "_handover")
_LAY, _DEFAULT = "printer.lay", "printer.default"
_GAP = "\n"  # stands in no printer's name
_MOST_COPIES = 20
_MILLIMETRES = re.compile(r"([+-]?)(\d{1,4})(?:\.(\d)0*)?", re.ASCII)
_NARROW = str.maketrans("０１２３４５６７８９．。－—–−＋", "0123456789..----+")


@dataclass(frozen=True, slots=True)
class Profile:
    """How one form (its key), one kind of paper (its key) or everything (empty) is printed on one printer."""

    printer: str
    subject: str
    lay: Lay

    @property
    def id(self) -> str:
        """Return what tells this profile from the others."""
        return f"{self.printer}{_GAP}{self.subject}"

    @property
    def title(self) -> str:
        """Return what it is for, in Chinese."""
        return title_of(self.subject)


def kind_of(form: str) -> str:
    """Return the kind of paper a form is printed as."""
    if form.endswith(_TICKET):
        return "ticket"
    if "slip" in form:
        return "slip"
    return "list" if form.endswith(_LISTS) else "form"


def title_of(subject: str) -> str:
    """Return a form, a kind of paper or everything in Chinese."""
    if subject in FORMS:
        return FORMS[subject].title
    return f"所有{KINDS[subject]}" if subject in KINDS else "所有打印"


class Profiles:
    """The printers of this station."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> tuple[Profile, ...]:
        """Return every profile that was set, by printer."""
        with self._desk.database.reading() as session:
            return tuple(_stored(session).values())

    def defaults(self) -> Mapping[str, str]:
        """Return the printer of each kind of paper, empty where the system's own is used."""
        with self._desk.database.reading() as session:
            return {kind: _default(session, kind) for kind in KINDS}

    def printer_for(self, form: str) -> str:
        """Return the printer a form goes to, empty where none was chosen."""
        with self._desk.database.reading() as session:
            return _default(session, kind_of(form))

    def lay_for(self, printer: str, form: str) -> Lay:
        """Return how a form lies on a printer's paper: as set for it, else for its kind, else for the printer."""
        with self._desk.database.reading() as session:
            stored = _stored(session)
        for subject in (form, kind_of(form), ""):
            found = stored.get((printer, subject))
            if found is not None:
                return found.lay
        return Lay()

    def choose(self, kind: str, printer: str) -> Changes:
        """Send a kind of paper to this printer from now on; empty for the system's own."""
        desk = self._desk
        with desk.database.transaction() as session:
            settings.put(session, desk, f"{_DEFAULT}/{kind}", printer)
            detail = f"{KINDS[kind]} → {printer or '系统默认'}"
            journal.note(session, desk, "printer.chosen", entity="printer", uid=KINDS[kind], detail=detail)
        return Changes(frozenset({"printer"}))

    def keep(self, profile: Profile) -> Changes:
        """Keep how a form is printed.

        Raises:
            UserError: no printer, an unknown paper, an offset over 20 mm, or no copy at all.

        """
        lay = profile.lay
        if not profile.printer.strip():
            raise UserError("请选打印机。", field="printer")
        if lay.paper and lay.paper not in SHEETS:
            raise UserError("请从列表里选纸张。", field="paper")
        for field, moved in (("x", lay.x), ("y", lay.y)):
            if abs(moved) > MOST_OFFSET:
                raise UserError("偏移最多 20 毫米，请填 -20.0 到 20.0。", field=field)
        if not 1 <= lay.copies <= _MOST_COPIES:
            raise UserError(f"份数请填 1 到 {_MOST_COPIES}。", field="copies")
        if lay.is_raw and (lay.sheet is None or not lay.sheet.is_roll):
            raise UserError("ESC/POS 直接输出只用于 80 毫米热敏卷纸，请改选纸张。", field="paper")
        self._put(profile, _plain(lay), f"{lay.paper or '随表'} {lay.moved}")
        return Changes(frozenset({"printer"}))

    def drop(self, printer: str, subject: str) -> Changes:
        """Forget how a form is printed on this printer."""
        self._put(Profile(printer, subject, Lay()), None, "不再单独设置")
        return Changes(frozenset({"printer"}))

    def _put(self, profile: Profile, value: object, words: str) -> None:
        desk = self._desk
        with desk.database.transaction() as session:
            settings.put(session, desk, f"{_LAY}/{profile.id}", value)
            detail = f"{profile.title}：{words}"
            journal.note(
                session, desk, "printer.changed", entity="printer", uid=profile.printer, detail=detail
            )


def tenths(text: str, field: str) -> int:
    """Return millimetres as typed (`1.5`, `-0.3`, `－2`) in tenths; nothing typed is 0.

    Raises:
        UserError: it is no number, or finer than a tenth.

    """
    typed = text.strip().translate(_NARROW).removesuffix("毫米").strip()
    found = _MILLIMETRES.fullmatch(typed or "0")
    if found is None:
        raise UserError("请填毫米数，最多一位小数，例如 1.5 或 -0.3。", field=field)
    sign, whole, tenth = found.groups()
    return (int(whole) * 10 + int(tenth or 0)) * (-1 if sign == "-" else 1)


def calibrated(lay: Lay, seen: tuple[int, int], meant: tuple[float, float]) -> Lay:
    """Return the lay moved by what the clerk measured.

    `seen` is where the cross stands, in tenths of a millimetre, `meant` where it should, in millimetres.

    Raises:
        UserError: the print is over 20 mm away, which no offset mends.

    """
    x = lay.x + round(meant[0] * 10) - seen[0]
    y = lay.y + round(meant[1] * 10) - seen[1]
    for field, moved in (("seen_x", x), ("seen_y", y)):
        if abs(moved) > MOST_OFFSET:
            raise UserError(
                "差得超过 20 毫米：请先核对量的是不是校准页上的十字，再检查打印机里的纸张设置和装纸位置。",
                field=field,
            )
    return replace(lay, x=x, y=y)


def _default(session: Session, kind: str) -> str:
    return str(settings.get(session, f"{_DEFAULT}/{kind}") or "")


def _stored(session: Session) -> dict[tuple[str, str], Profile]:
    query = select(Setting).where(Setting.key.startswith(f"{_LAY}/")).order_by(Setting.key)
    found: dict[tuple[str, str], Profile] = {}
    for row in session.scalars(query):
        printer, _, subject = row.key.removeprefix(f"{_LAY}/").partition(_GAP)
        if isinstance(row.value, dict):
            found[printer, subject] = Profile(printer, subject, _lay(row.value))
    return found


def _plain(lay: Lay) -> dict[str, object]:
    return {
        "paper": lay.paper, "x": lay.x, "y": lay.y, "lines": lay.has_lines, "copies": lay.copies,
        "raw": lay.is_raw,
    }  # fmt: skip


def _lay(value: Mapping[str, object]) -> Lay:
    def number(key: str, otherwise: int) -> int:
        found = value.get(key, otherwise)
        return found if isinstance(found, int) else otherwise

    return Lay(
        paper=str(value.get("paper", "")),
        x=number("x", 0),
        y=number("y", 0),
        has_lines=value.get("lines", True) is not False,
        copies=number("copies", 1),
        is_raw=value.get("raw") is True,
    )
