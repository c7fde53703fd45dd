"""Whatever a roster holds, its pages add up: page totals, the total in figures and the total in words are one sum."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from app.services.printing.catalogue import FORMS, keys_of
from app.services.printing.engine import render
from app.services.printing.preview import text_of
from app.services.printing.words import capitals, figures
from tests.services.printing.class_samples import CLASS_VALUES, learner, staff

_PAGE = re.compile(r"本页小计(\d+)人([\d,]+\.\d\d)?")
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
    return int(text.replace(",", "").replace(".", "") or 0)


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


@pytest.mark.parametrize("count", range(6, 15))
def test_who_signs_signs_beside_the_total(count: int) -> None:
    last = _pages("employer_roster", [120000] * count)[-1]
    assert "金额（大写）" in last
    assert "制表人" in last


def test_every_page_has_its_head_its_own_total_and_numbers_that_go_on() -> None:
    pages = _pages("employer_roster", [120000] * 60)
    assert len(pages) > 4
    assert all("制表人" not in page for page in pages[:-1])
    for page in pages:
        assert "公民身份号码" in page
        assert "单位名称（盖章）" in page
        assert page.count("本页小计") == ("是起重装卸" in page)
    whole = "".join(pages)
    places = [whole.index(f"{at + 1}{staff(at)['name']}") for at in range(60)]
    assert places == sorted(places)
    assert whole.count("企业直补学员花名册") == 1


_LONGEST = {
    "name": "阿卜杜热依木江·买买提吐尔逊·阿卜杜拉",
    "hukou": "平定县娘子关镇" + "示例村第三村民小组红旗巷东段二十七号院" * 3,
    "education": "高中（含职业高中、技工学校）",
    "categories": "农民工、脱贫人口、防返贫监测对象、就业困难人员、零就业家庭、残疾人、退役军人",
    "work_form": "个体工商户业主",
    "certificate_no": "S000014000001202350000001",
    "exam": "不合格",
    "attendance": "199／200",
    "job_unit": "阳泉市示例工程机械租赁服务有限责任公司" * 2,
    "job_post": "起重装卸机械操作工（塔式起重机司机）",
    "job_place": "港澳台及境外 示例地区示例市示例区示例街道",
    "job_pay": 99_999_999,
    "note": "需补充信息、待复核、退回补正",
    "post": "起重装卸机械操作工（塔式起重机司机）",
    "contract": "2024-03-01\n无固定期限",
    "hours": "1200／\n199天",
    "occupation": "婴幼儿发展引导员（育婴员、托育师、保育师）",
    "rate": "10天×50元＋5天×30元（到课199天，最多计15天）",
    "category": "两后生（城市低保）",
    "account": "中国邮政储蓄银行股份有限公司平定县娘子关镇营业所\n6217000000000000000000",
    "amount": 999_999_999,
}
_LISTS = (
    "class_roster",
    "attendance_sheet",
    "result_sheet",
    "employment_follow_up",
    "employer_roster",
    "living_roster",
)


@pytest.mark.parametrize("form", _LISTS)
def test_the_longest_values_stay_on_their_line_and_are_whole(form: str) -> None:
    rows = [{**learner(at), **staff(at), **_LONGEST} for at in range(9)]
    known = {**CLASS_VALUES["class"], "learners": rows}
    roster = {**CLASS_VALUES["roster"], "rows": rows, "people": 9, "total": 9 * 999_999_999}
    done = render(FORMS[form].template, {**CLASS_VALUES, "class": known, "roster": roster})
    printed = "".join(text_of(done.pdf).split())
    assert done.problems == ()
    assert printed.count(_LONGEST["name"]) == 9
    for name in keys_of(FORMS[form].template):
        key = name.rpartition(".")[2]
        if name.startswith(("class.learners.", "roster.rows.")) and isinstance(_LONGEST.get(key), str):
            assert printed.count("".join(str(_LONGEST[key]).split())) >= 9, name


@pytest.mark.parametrize("form", _LISTS)
def test_an_empty_list_is_a_sheet_to_write_on(form: str) -> None:
    known = {**dict.fromkeys(CLASS_VALUES["class"]), "learners": []}
    roster = {**dict.fromkeys(CLASS_VALUES["roster"]), "rows": []}
    blank = {**CLASS_VALUES, "class": known, "roster": roster, "week": dict.fromkeys(CLASS_VALUES["week"])}
    done = render(FORMS[form].template, blank)
    assert (done.problems, done.pages) == ((), 1)
    assert "None" not in text_of(done.pdf)
