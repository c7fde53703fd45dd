"""The tags a form may hold, and the text each becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.services.printing.words import capitals, chinese_date, figures

_TAG = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_KEY = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*|([a-z_][a-z0-9_]*\.)+#")
TEXT_KINDS = frozenset({"", "box", "date", "money", "yuan", "words", "sum", "page_sum", "count"})
DRAWN_KINDS = frozenset({"photo", "qr", "code128", "idboxes"})
CONTROL_KINDS = frozenset({"each", "foot", "copies", "cut"})
EMPTY_BOX, TICKED_BOX = "□", "☑"
_ON_THE_PAPER = frozenset({"page", "pages", "form.title"})


@dataclass(frozen=True, slots=True)
class Tag:
    """One `{{kind:key=argument}}`; a plain value has no kind."""

    kind: str
    key: str
    argument: str = ""


Part = str | Tag


def parse(text: str) -> tuple[Part, ...]:
    """Return the text of a cell as literals and tags in order."""
    return tuple(part for _, part in spans(text))


def spans(text: str) -> list[tuple[int, Part]]:
    """Return the literals and tags of a text, each with the place where it begins."""
    found: list[tuple[int, Part]] = []
    end = 0
    for match in _TAG.finditer(text):
        if match.start() > end:
            found.append((end, text[end : match.start()]))
        found.append((match.start(), _tag(match.group(1))))
        end = match.end()
    if end < len(text):
        found.append((end, text[end:]))
    return found


def _tag(body: str) -> Tag:
    if body.startswith("#"):
        key, _, least = body[1:].partition(":")
        return Tag("each", key.strip(), least.strip())
    if body in {"cut", "photo"}:
        return Tag(body, "photo" if body == "photo" else "")
    kind, colon, rest = body.partition(":")
    if not colon:
        return Tag("", body)
    key, _, argument = rest.partition("=")
    return Tag(kind.strip(), key.strip(), argument.strip())


def faults(tag: Tag) -> str:
    """Return what is wrong with the tag's spelling, or nothing."""
    if tag.kind not in TEXT_KINDS | DRAWN_KINDS | CONTROL_KINDS:
        return f"不认识的标签种类“{tag.kind}”"
    if tag.kind != "cut" and not _KEY.fullmatch(tag.key):
        return f"标签名“{tag.key}”写法不对"
    if tag.kind == "box" and not tag.argument:
        return f"勾选框“{tag.key}”没有写选项代码"
    return ""


@dataclass(slots=True)
class Scope:
    """Where tags are looked up: the form's values, and inside a repeated row that row's own."""

    values: Mapping[str, object]
    row: Mapping[str, object] | None = None
    row_list: str = ""
    row_number: int = 0
    page_rows: Mapping[str, list[Mapping[str, object]]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    def value(self, key: str) -> object:
        """Return the value of a dotted key; a key that was not given is noted and blank."""
        if self.row_list and key.startswith(self.row_list + "."):
            rest = key[len(self.row_list) + 1 :]
            if rest == "#":
                return self.row_number or None
            return "" if self.row is None else self._at(self.row, rest, key)
        return self._at(self.values, key, key)

    def rows(self, key: str) -> list[Mapping[str, object]]:
        """Return the rows of a list value."""
        found = self.value(key)
        return [row for row in found if isinstance(row, Mapping)] if isinstance(found, (list, tuple)) else []

    def _at(self, source: Mapping[str, object], key: str, whole: str) -> object:
        if key in source:
            return source[key]
        step: object = source
        for name in key.split("."):
            if not isinstance(step, Mapping) or name not in step:
                self.absent.add(whole)
                return None
            step = step[name]
        return step


def text_of(parts: tuple[Part, ...], scope: Scope) -> str:
    """Return the text of a cell with its tags filled; blank values print as nothing."""
    return "".join(part if isinstance(part, str) else filled(part, scope) for part in parts)


def is_on_the_paper(tag: Tag, text: str, copies_key: str = "") -> bool:
    """Return whether a printed form already has what the tag became: page numbers, empty boxes and blank dates."""
    return tag.key in {*_ON_THE_PAPER, copies_key} or text in {EMPTY_BOX, chinese_date(None)}


def filled(tag: Tag, scope: Scope) -> str:
    """Return the text of one tag; a drawn or a controlling one has none."""
    if tag.kind in CONTROL_KINDS or tag.kind in DRAWN_KINDS:
        return ""
    if tag.kind in {"sum", "page_sum", "count"}:
        return _added(tag, scope)
    value = scope.value(tag.key)
    if tag.kind == "box":
        return TICKED_BOX if _has(value, frozenset(tag.argument.split("|"))) else EMPTY_BOX
    if tag.kind == "date":
        return chinese_date(value)
    if tag.kind in {"money", "yuan", "words"}:
        return amount(tag.kind, value)
    return plain(value)


def amount(kind: str, value: object) -> str:
    """Return integer 分 as `￥1,800.00` (money), `1,800.00` (yuan) or in words; text as it stands."""
    if isinstance(value, bool) or not isinstance(value, int):
        return plain(value)
    if kind == "words":
        return capitals(value)
    return ("￥" if kind == "money" else "") + figures(value)


def plain(value: object) -> str:
    """Return a value as text: nothing for None, a Chinese date for a date, items joined by `、`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return "、".join(plain(item) for item in value)
    if hasattr(value, "isoformat"):
        return chinese_date(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def _has(value: object, wanted: frozenset[str]) -> bool:
    return any(code in wanted for code in _codes(value))


def _codes(value: object) -> Iterator[str]:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        yield "1" if value else "0"
    elif isinstance(value, Mapping):
        yield str(value.get("code", ""))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _codes(item)
    else:
        yield str(value)


def _added(tag: Tag, scope: Scope) -> str:
    name, _, column = tag.key.rpartition(".")
    rows = scope.page_rows.get(name, []) if tag.kind == "page_sum" else scope.rows(name or tag.key)
    if tag.kind == "count":
        return str(len(scope.rows(tag.key)))
    added = [value for row in rows if isinstance(value := row.get(column), int)]
    if not added:
        return ""
    total = sum(added)
    return figures(total) if tag.argument == "yuan" else str(total)
