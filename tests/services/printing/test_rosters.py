"""Whatever a roster holds, its pages add up: page totals, the total in figures and the total in words are one sum."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render
from app.services.printing.words import capitals, figures

sys.path.insert(0, str(Path(__file__).parent))
from class_samples import CLASS_VALUES, staff

_PAGE = re.compile(r"本页小计(\d+)人([\d,]+\.\d\d)")
_WHOLE = re.compile(r"合计(\d+)人([\d,]+\.\d\d)?金额（大写）")
AMOUNTS = st.lists(st.one_of(st.none(), st.integers(1, 99_999_999)), min_size=1, max_size=70)


def _pages(form: str, amounts: list[int | None]) -> list[str]:
    """Return the bare text of each page of a roster with these amounts, in 分."""
    rows = [staff(at, amount) for at, amount in enumerate(amounts)]
    known = [amount for amount in amounts if amount is not None]
    roster = {
        "number": "示例",
        "rows": rows,
        "people": len(rows),
        "total": sum(known) if known else None,
        "note": "",
    }
    done = render(FORMS[form].template, {**CLASS_VALUES, "roster": roster})
    assert done.problems == ()
    document = PdfDocument(done.pdf)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def _fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["employer_roster", "living_roster"]), AMOUNTS)
def test_the_pages_add_up_to_the_total_in_figures_and_in_words(form: str, amounts: list[int | None]) -> None:
    pages = _pages(form, amounts)
    parts = [found for page in pages for found in _PAGE.findall(page)]
    total = sum(amount for amount in amounts if amount is not None)
    assert sum(int(people) for people, _ in parts) == len(amounts)
    assert sum(_fen(part) for _, part in parts) == total
    ((people, shown),) = _WHOLE.findall("".join(pages))
    assert (int(people), shown) == (len(amounts), figures(total) if total else "")
    assert not total or capitals(total) in "".join(pages)


def test_every_page_has_its_head_its_own_total_and_numbers_that_go_on() -> None:
    pages = _pages("employer_roster", [120000] * 60)
    assert len(pages) > 5
    for page in pages:
        assert "公民身份号码" in page
        assert "单位名称（盖章）" in page
        assert page.count("本页小计") == 1
    whole = "".join(pages)
    places = [whole.index(f"{at + 1}{staff(at)['name']}") for at in range(60)]
    assert places == sorted(places)
    assert whole.count("企业直补学员花名册") == 1
