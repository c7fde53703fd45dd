"""Facts over the whole vocabulary, drawn so that near misses and near hits are common."""

from __future__ import annotations

import copy
from datetime import date

from hypothesis import strategies as st

from app.services.policy.vocabulary import OPEN, FactKind, FactSpec, vocabulary

ROW_LISTS = sorted(
    path.removesuffix("[]") for path, spec in vocabulary().items() if spec.kind is FactKind.ROWS
)
TOP_LISTS = [path for path in ROW_LISTS if "[]" not in path]
SCALARS = [path for path, spec in vocabulary().items() if "[]" not in path and spec.kind is not FactKind.ROWS]

DAYS = [
    date(2010, 3, 2), date(2021, 3, 1), date(2024, 2, 5), date(2024, 2, 6), date(2025, 7, 1),
    date(2025, 12, 31), date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3),
    date(2026, 3, 20), date(2026, 3, 21), date(2026, 4, 10), date(2026, 7, 1), date(2026, 9, 2),
]  # fmt: skip
PEOPLE = [
    "140321198503120019",
    "140321850312001",
    "140321197506010023",
    "140321201008200010",
    "甲-7",
    "M12345678",
]
WORDS = {
    "id_number": PEOPLE, "person": PEOPLE, "old": PEOPLE, "new": PEOPLE,
    "occupation": ["4-12-01-01", "汽车维修工", "4-10-01-01", "4-10-01-02", "育婴员", "6-30-05-01",
                   "4-01-02-07",
                   "4-01-06-02", "养老护理员", "焊工", "汽修", "4-04-04-04"],
    "trade": ["叉车司机", "塔式起重机司机", "育婴员", "托育师"],
    "level": ["5", "初级工", "4", "三级", "2", "1", "special", "不知道"],
    "session": ["S-1", "S-2", "S-9"], "ref": ["S-1", "S-2", "C-1", "PX-0001", "1", "2"],
    "uscc": ["91140321MA0K9A01XL", "92140321MA0KT2X684", "121403214060012305", "N2140321MF3456788C"],
    "number": ["S000014140001265000001", "2614030015000001", "ZX-1"],
    "certificate": ["S000014140001265000001", "ZX-1"],
    "list": ["TPRK", "JYKN", "HJ"],
}  # fmt: skip


def value_of(spec: FactSpec) -> st.SearchStrategy[object]:
    """Draw one value of the type of `spec`."""
    leaf = spec.path.rsplit(".", 1)[-1]
    if spec.kind is FactKind.CHOICE:
        return st.sampled_from(sorted(spec.choices))
    if spec.kind is FactKind.DAY:
        return st.sampled_from(DAYS)
    if spec.kind is FactKind.DAY_OR_OPEN:
        return st.sampled_from([*DAYS, OPEN])
    if spec.kind is FactKind.FLAG:
        return st.booleans()
    if spec.kind in (FactKind.COUNT, FactKind.FEN):
        return st.sampled_from([0, 1, 40, 60, 100, 599_999, 600_000, 1_000_000])
    return st.sampled_from(WORDS.get(leaf, ["甲", "乙"]))


@st.composite
def rows_of(draw: st.DrawFn, path: str, like: list[dict[str, object]]) -> list[dict[str, object]]:
    """Draw rows for the list at `path`, each starting from one already there when there is one."""
    count = draw(st.integers(0, 3))
    return [draw(_row(path, like)) for _ in range(count)]


@st.composite
def _row(draw: st.DrawFn, path: str, like: list[dict[str, object]]) -> dict[str, object]:
    prefix = path + "[]."
    row = copy.deepcopy(draw(st.sampled_from(like))) if like and draw(st.booleans()) else {}
    inner = [p for p, s in vocabulary().items() if p.startswith(prefix) and s.kind is not FactKind.ROWS]
    inner = [p for p in inner if "[]" not in p.removeprefix(prefix)]
    fresh = not row
    for each in inner if fresh else draw(st.lists(st.sampled_from(inner), max_size=3)):
        if draw(st.integers(0, 9)) > 0:
            put(row, each.removeprefix(prefix), draw(value_of(vocabulary()[each])))
    if path == "roster" and draw(st.booleans()):
        put(row, "worker.categories", draw(rows_of("roster[].worker.categories", [])))
    return row


@st.composite
def patched(draw: st.DrawFn, starts: list[dict[str, object]]) -> dict[str, object]:
    """Draw the facts of a case and change some of them, anywhere in the vocabulary."""
    plain = copy.deepcopy(draw(st.sampled_from(starts)))
    for path in draw(st.lists(st.sampled_from(SCALARS), max_size=4)):
        put(plain, path, draw(value_of(vocabulary()[path])))
    for path in draw(st.lists(st.sampled_from(TOP_LISTS), max_size=2, unique=True)):
        there = get(plain, path)
        put(plain, path, draw(rows_of(path, there if isinstance(there, list) else [])))
    return plain


def put(plain: dict[str, object], path: str, value: object) -> None:
    """Set the value at `path` of a nested mapping."""
    *parents, leaf = path.split(".")
    for parent in parents:
        plain = plain.setdefault(parent, {})
    plain[leaf] = value


def get(plain: dict[str, object], path: str) -> object:
    """Return the value at `path` of a nested mapping, None when it is not there."""
    place: object = plain
    for part in path.split("."):
        place = place.get(part) if isinstance(place, dict) else None
    return place


def spots(plain: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return where every scalar and every list of a nested mapping stands."""
    if isinstance(plain, dict):
        return [spot for key, value in plain.items() for spot in spots(value, (*at, key))]
    if isinstance(plain, list):
        return [at, *(spot for i, row in enumerate(plain) for spot in spots(row, (*at, i)))]
    return [at]


def withheld(plain: dict[str, object], spot: tuple[object, ...]) -> dict[str, object]:
    """Return a copy without what stands at `spot`."""
    left = copy.deepcopy(plain)
    place: object = left
    for step in spot[:-1]:
        place = place[step]
    del place[spot[-1]]
    return left


def shuffled(plain: object, draw: st.DrawFn) -> object:
    """Return a copy with every list in another order."""
    if isinstance(plain, dict):
        return {key: shuffled(value, draw) for key, value in plain.items()}
    if isinstance(plain, list):
        return [shuffled(row, draw) for row in draw(st.permutations(plain))]
    return plain
