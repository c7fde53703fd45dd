"""Holidays, code lists, forms and the county's card come down and are used; nothing of them is ever deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from app.faults import UserError
from app.paths import resources
from app.ports import FixedClock, SeededIds
from app.progress import NoProgress
from app.services import codes
from app.services.county import drafting
from app.services.county.office import Bureau, Office, Opening
from app.services.county.stations import Stations
from app.services.exchange.agekeys import make_box_key
from app.services.exchange.card import CountyCard
from app.services.exchange.reference import RefKind
from app.services.exchange.refusal import Reason, Refused
from app.services.holidays import days_of, promised_day
from app.services.printing import catalogue
from app.services.references.results import Preview, State
from tests.services.conftest import QUICK
from tests.services.county.conftest import FIRST, SECOND
from tests.services.county.parcels import TODAY, carry, publish
from tests.services.town import Town


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    codes.adopt(())
    catalogue.adopt({})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    made = Office(tmp_path / "bureau", clock=clock, ids=SeededIds(3, clock), cost=QUICK)
    made.found(Opening("140321", FIRST[0], "赵敏", FIRST[1], SECOND[0], "钱立", SECOND[1]))
    return made


@pytest.fixture
def bureau(office: Office, town: Town) -> Iterator[Bureau]:
    made = office.log_in(*FIRST, second=SECOND)
    town.counter.batches.install(office.card())
    Stations(made).enrol(town.counter.batches.station_card())
    yield made
    made.store.close()


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as made:
        sheet = made.add_worksheet("表")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def bring(town: Town, bureau: Bureau, kind: RefKind, content: drafting.Content, tmp_path: Path) -> Preview:
    publish(bureau, kind, content)
    carry(bureau, town.desk.station.code, tmp_path / "stick")
    references = town.counter.references
    assert references.take_all(tmp_path / "stick", NoProgress()).refused == ()
    card = next(card for card in references.all() if card.state is State.WAITING)
    shown = references.preview(card.id)
    references.apply(card.id)
    return shown


HEAD = ("日期", "类型", "名称")


def test_holidays_move_the_promised_day(town: Town, bureau: Bureau, tmp_path: Path) -> None:
    path = book(
        tmp_path / "h.xlsx", HEAD, (date(2026, 11, 25), "休", "示例节"), ("2026-11-28", "班", "示例节调休")
    )
    shown = bring(town, bureau, RefKind.HOLIDAY, drafting.holidays(path, TODAY), tmp_path)
    assert shown.tables[0].text == "节假日：新增 2，修改 0，停用 0，不变 0"
    with town.desk.database.reading() as session:
        special = days_of(session)
    assert promised_day(TODAY, 1, special) == (date(2026, 11, 26), "")
    assert promised_day(TODAY, 3, special) == (date(2026, 11, 28), "")
    assert promised_day(date(2026, 12, 30), 3, special) == (date(2027, 1, 4), "未扣2027年节假日，")
    assert promised_day(TODAY, 0, special) == (None, "")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (((date(2026, 10, 1), "不知", "x"),), "类型“不知”不对"),
        (((date(2026, 10, 1), "休", "x"), (date(2026, 10, 1), "班", "x")), "前面已经有了"),
        ((), "没有一天"),
    ],
)
def test_a_wrong_holiday_table_is_not_published(
    tmp_path: Path, rows: tuple[tuple[object, ...], ...], told: str
) -> None:
    with pytest.raises(UserError, match=told):
        drafting.holidays(book(tmp_path / "h.xlsx", HEAD, *rows), TODAY)


CODES = ("代码表", "代码", "名称", "说明", "停用")


def test_codes_are_added_renamed_and_retired_but_keep_their_names(
    town: Town, bureau: Bureau, tmp_path: Path
) -> None:
    known = codes.choices("industry")[0]
    path = book(
        tmp_path / "c.xlsx", CODES, ("industry", known.code, known.label, "", "是"),
        ("industry", "ZZ", "示例行业", "", ""),
        ("benefit", codes.choices("benefit")[0].code, "示例新名", "", ""),
    )  # fmt: skip
    content = drafting.code_lists(path, ())
    bring(town, bureau, RefKind.CODES, content, tmp_path)
    offered = {choice.code for choice in codes.choices("industry")}
    assert "ZZ" in offered
    assert known.code not in offered
    assert codes.label("industry", known.code) == known.label
    assert codes.choices("benefit")[0].label == "示例新名"
    fewer = book(tmp_path / "c2.xlsx", CODES, ("industry", "ZZ", "示例行业", "", ""))
    with pytest.raises(UserError, match=f"industry {known.code} 不见了"):
        drafting.code_lists(fewer, (("industry", known.code), ("industry", "ZZ")))


@pytest.mark.parametrize("listing", ["role", "nation", "没有"])
def test_only_lists_of_the_county_can_be_published(tmp_path: Path, listing: str) -> None:
    with pytest.raises(UserError, match="不认识"):
        drafting.code_lists(book(tmp_path / "c.xlsx", CODES, (listing, "1", "示例", "", "")), ())


def changed_slip(folder: Path, tag: str) -> Path:
    folder.mkdir()
    path = folder / "acceptance_slip.xlsx"
    made = load_workbook(resources() / "forms" / "acceptance_slip.xlsx")
    sheet = made.active
    assert sheet is not None
    sheet["A1"] = f"示例新版 {tag}".strip()
    made.save(path)
    return path


def test_a_form_of_the_county_is_printed_and_a_wrong_one_refused(
    town: Town, bureau: Bureau, tmp_path: Path
) -> None:
    content = drafting.forms([changed_slip(tmp_path / "new", "")])
    bring(town, bureau, RefKind.FORMS, content, tmp_path)
    assert catalogue.FORMS["acceptance_slip"].content == content.files["acceptance_slip.xlsx"]
    with pytest.raises(UserError, match="没有这个填写项：nothing"):
        drafting.forms([changed_slip(tmp_path / "bad", "{{nothing}}")])
    with pytest.raises(UserError, match="不是本系统的表样"):
        drafting.forms([tmp_path / "other.xlsx"])


def test_the_countys_new_card_is_believed_from_then_on(
    town: Town, bureau: Bureau, office: Office, tmp_path: Path
) -> None:
    card = office.card()
    newer = CountyCard(card.county, make_box_key().recipient, card.signers)
    path = tmp_path / "card.txt"
    path.write_text(newer.text(), encoding="utf-8")
    shown = bring(town, bureau, RefKind.KEYS, drafting.county_card(path), tmp_path)
    assert [line.title for line in shown.tables[0].lines] == ["备用公钥"]
    path.write_text(CountyCard(card.county, card.escrow).text(), encoding="utf-8")
    with pytest.raises(UserError, match="签名公钥"):
        drafting.county_card(path)


def test_a_card_that_cannot_be_read_is_refused_at_the_counter(
    town: Town, bureau: Bureau, tmp_path: Path
) -> None:
    publish(bureau, RefKind.KEYS, drafting.Content("坏的", {drafting.CARD: b"x"}))
    file = carry(bureau, town.desk.station.code, tmp_path / "stick")[0]
    with pytest.raises(Refused) as refused:
        town.counter.references.take_in(file)
    assert refused.value.reason is Reason.REFERENCE


def test_the_later_of_the_countys_and_the_stations_own_form_is_printed_and_says_so(
    town: Town, bureau: Bureau, tmp_path: Path
) -> None:
    forms, key = town.counter.forms, "acceptance_slip"
    forms.take_in(forms.look_at(key, changed_slip(tmp_path / "own", "本站")))
    own = catalogue.FORMS[key]
    assert own.origin.startswith("本站导入")
    content = drafting.forms([changed_slip(tmp_path / "county", "县里")])
    assert isinstance(town.desk.clock, FixedClock)
    town.desk.clock.advance(seconds=60)
    bring(town, bureau, RefKind.FORMS, content, tmp_path)
    assert catalogue.FORMS[key].content == content.files["acceptance_slip.xlsx"]
    assert catalogue.FORMS[key].origin.startswith("县区下发第 1 版（2026-")
    assert "代替了本站导入" in catalogue.FORMS[key].origin
    town.desk.clock.advance(seconds=60)
    forms.go_back(key, own.edition)
    assert catalogue.FORMS[key].content == own.content
    assert [one.number for one in forms.versions(key)] == [4, 3, 2, 1]
