"""Headers and footers: sections, pages they belong to, and the codes that change the font (ECMA-376, 18.3.1.46)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

from app.services.printing.fonts import Role, role_of
from app.services.printing.layout import BLACK, Face, Running
from app.services.printing.tags import Part, Tag, spans

_CODE = re.compile(
    r'&(?:"(?P<font>[^"]*)"|K(?P<colour>[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|(?P<size>\d{1,3})'
    r"|\[(?P<long>\w+)\]|(?P<short>[A-Za-z])|(?P<amp>&))(?P<shift>(?<=[PN\]])[+-]\d+)?"
)
_LONG = {"Page": "P", "Pages": "N", "Tab": "A", "Date": "D", "Time": "T", "File": "F"}
_FIRST = {"P": "page", "N": "pages", "D": "printed.day", "T": "printed.time"}
_PLACES = {"L": "left", "C": "center", "R": "right"}
_STYLES: dict[str, Callable[[Face], Face]] = {
    "B": lambda face: replace(face, is_bold=not face.is_bold),
    "I": lambda face: replace(face, is_italic=not face.is_italic),
    "S": lambda face: replace(face, is_struck=not face.is_struck),
}
_KINDS = {
    "oddHeader": ("odd", True), "oddFooter": ("odd", False), "evenHeader": ("even", True),
    "evenFooter": ("even", False), "firstHeader": ("first", True), "firstFooter": ("first", False),
}  # fmt: skip


def running_of(
    headings: bytes, *, tab: str, name: str, plain: Face
) -> tuple[tuple[Running, ...], frozenset[str], list[str]]:
    """Return the sections, which of even and first differ, and a warning for each code that cannot print.

    `plain` is the face of the workbook's normal style. Page numbers become the tags `page` and `pages`.
    """
    if not headings:
        return (), frozenset(), []
    tree = ET.fromstring(re.sub(rb"(</?)\w+:", rb"\1", headings))  # noqa: S314 - openpyxl has parsed it
    kinds = {"odd"}
    kinds |= {"even"} if _is_on(tree.get("differentOddEven")) else set()
    kinds |= {"first"} if _is_on(tree.get("differentFirst")) else set()
    found: list[Running] = []
    warnings: list[str] = []
    for element in tree:
        on, is_header = _KINDS.get(element.tag.rpartition("}")[2], ("", False))
        if on not in kinds:
            continue
        for place, text in _sections(element.text or ""):
            reader = _Section(plain, tab, name)
            lines = reader.lines(text)
            warnings += reader.warnings
            if any(line for line in lines):
                found.append(Running(place, is_header, on, lines))
    return tuple(found), frozenset(kinds - {"odd"}), warnings


def _is_on(value: str | None) -> bool:
    return value in {"1", "true"}


def _sections(text: str) -> Iterator[tuple[str, str]]:
    place, start = "center", 0
    for match in _CODE.finditer(text):
        if match["short"] in _PLACES:
            if match.start() > start:
                yield place, text[start : match.start()]
            place, start = _PLACES[match["short"]], match.end()
    if start < len(text):
        yield place, text[start:]


class _Section:
    """Walks one section, changing the face as its codes say."""

    def __init__(self, plain: Face, tab: str, name: str) -> None:
        self._face = self._plain = plain
        self._fixed = {"A": tab, "F": name}
        self.warnings: list[str] = []

    def lines(self, text: str) -> tuple[tuple[tuple[Part, Face], ...], ...]:
        found: list[list[tuple[Part, Face]]] = [[]]
        end = 0
        for match in _CODE.finditer(text):
            self._add(found, text[end : match.start()])
            end = match.end()
            self._code(match, found)
        self._add(found, text[end:])
        return tuple(tuple(line) for line in found)

    def _add(self, lines: list[list[tuple[Part, Face]]], text: str) -> None:
        for _, part in spans(text):
            if isinstance(part, Tag):
                lines[-1].append((part, self._face))
                continue
            first, *others = part.replace("\r\n", "\n").split("\n")
            if first:
                lines[-1].append((first, self._face))
            lines.extend([(line, self._face)] if line else [] for line in others)

    def _code(self, match: re.Match[str], lines: list[list[tuple[Part, Face]]]) -> None:
        code = _LONG.get(match["long"] or "", match["short"] or "")
        if match["amp"]:
            self._add(lines, "&")
        elif match["size"]:
            self._face = replace(self._face, size=float(match["size"]))
        elif match["colour"]:
            self._colour(match["colour"])
        elif match["font"] is not None:
            self._font(match["font"])
        elif code in _FIRST:
            lines[-1].append((Tag("", _FIRST[code], (match["shift"] or "").lstrip("+")), self._face))
        elif code in self._fixed:
            self._add(lines, self._fixed[code])
        else:
            self._style(code)

    def _style(self, code: str) -> None:
        if code in _STYLES:
            self._face = _STYLES[code](self._face)
        elif code in {"U", "E"}:
            wanted = "single" if code == "U" else "double"
            self._face = replace(self._face, underline="" if self._face.underline == wanted else wanted)
        elif code in {"X", "Y"}:
            lift = 1 if code == "X" else -1
            self._face = replace(self._face, lift=0 if self._face.lift == lift else lift)
        elif code not in {"L", "C", "R"}:
            self.warnings.append(f"页眉页脚代码 &{code or '?'} 不能打印")

    def _colour(self, text: str) -> None:
        colour = BLACK
        if len(text) == 6:
            colour = (int(text[:2], 16) / 255, int(text[2:4], 16) / 255, int(text[4:], 16) / 255)
        else:
            self.warnings.append("页眉页脚的主题颜色按黑色打印")
        self._face = replace(self._face, colour=colour)

    def _font(self, text: str) -> None:
        family, _, style = text.partition(",")
        low = style.lower()
        role: Role = self._plain.role if family in {"-", ""} else role_of(family)
        self._face = replace(
            self._face,
            role=role,
            is_bold="bold" in low or "加粗" in style,
            is_italic="italic" in low or "倾斜" in style,
        )
