"""The leaflet says the notice's own words by the rules in force, large and on one page; the pledge is each clerk's."""

from __future__ import annotations

import pypdfium2
import pytest

from app.faults import UserError
from app.services.papers.public import THE_STATION
from app.services.papers.service import Composed
from app.services.printing.preview import page_count, text_of
from tests.services.town import Town


def text(composed: Composed) -> str:
    assert (composed.problems, page_count(composed.pdf)) == ((), 1)
    return "".join(text_of(composed.pdf).split())


def smallest(pdf: bytes) -> float:
    """Return the width of the narrowest 汉字, which is the size of its type on the paper, in points."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    widths = []
    for at, char in enumerate(page.get_text_range()):
        if "\u4e00" <= char <= "\u9fff":
            left, _bottom, right, _top = page.get_charbox(at, loose=True)
            widths.append(right - left)
    document.close()
    return min(widths)


def account(town: Town, login: str) -> int:
    return next(card.id for card in town.counter.accounts.all() if card.login == login)


def test_the_leaflet_is_one_page_of_large_type(town: Town) -> None:
    composed = town.counter.papers.paper("policy_leaflet", THE_STATION)
    assert page_count(composed.pdf) == 1
    assert smallest(composed.pdf) >= 15.9


def test_the_leaflet_quotes_each_subsidy_of_the_pack_in_force(town: Town) -> None:
    printed = text(town.counter.papers.paper("policy_leaflet", THE_STATION))
    version = town.counter.eligibility.packs.at(town.desk.clock.today())
    for kind in version.kinds.values():
        assert kind.title in printed
        assert town.counter.policy_text.quote(kind.clause) in printed
    assert version.ref.version in printed
    assert "示例" not in printed.replace("娘子关镇就业服务站（示例）", "").replace("示例地址", "")


def test_a_pledge_is_each_clerks_own_and_quotes_the_notice(town: Town) -> None:
    login = town.desk.operator.login
    composed = town.counter.papers.paper("integrity_pledge", account(town, login))
    printed = text(composed)
    assert composed.subject == f"{login} 2026"
    assert town.desk.operator.name in printed
    assert town.counter.policy_text.quote("（十三）") in printed
    fits = town.counter.papers.fitting("station", THE_STATION)
    assert [fit.form for fit in fits] == ["policy_leaflet", "integrity_pledge"]


def test_who_has_left_signs_nothing(town: Town) -> None:
    with pytest.raises(UserError, match="没有这个账号"):
        town.counter.papers.paper("integrity_pledge", 999)
    assert town.counter.papers.fitting("account", 999) == ()
