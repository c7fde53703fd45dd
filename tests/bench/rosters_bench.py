"""How long and how much memory a roster of five thousand learners takes to print, page totals and all."""

from __future__ import annotations

import time
import tracemalloc

from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render
from tests.services.printing.class_samples import CLASS_VALUES, staff

_MANY = 5_000
_FORMS = ("employer_roster", "living_roster")


def _values(count: int) -> dict[str, object]:
    rows = [staff(at, 120_000 + at) for at in range(count)]
    total = sum(120_000 + at for at in range(count))
    roster = {"number": "示例", "rows": rows, "people": count, "total": total, "note": ""}
    return {**CLASS_VALUES, "roster": roster}


def run() -> list[tuple[str, float, str]]:
    """Return (what was measured, value, unit) for each roster that money is paid by."""
    found: list[tuple[str, float, str]] = []
    for key in _FORMS:
        template = FORMS[key].template
        render(template, _values(50))
        values = _values(_MANY)
        start = time.perf_counter()
        done = render(template, values)
        spent = time.perf_counter() - start
        tracemalloc.start()
        render(template, values)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        found += [
            (f"{key}: {_MANY:,} rows", spent, "s"),
            (f"{key}: pages", float(done.pages), "pages"),
            (f"{key}: size", len(done.pdf) / 1_000_000, "MB"),
            (f"{key}: peak memory", peak / 1_000_000, "MB, traced"),
        ]
    return found


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:36} {value:8.2f} {unit}")
