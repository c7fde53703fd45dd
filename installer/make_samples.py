"""Write the invented sample town into `resources/samples`: `python -m installer.make_samples [FOLDER]`."""

from __future__ import annotations

import csv
import json
import random
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from installer.sample_catalogue import catalogue_books
from installer.sample_lists import attendance_book, comparison_books
from installer.sample_numbers import id_number
from installer.sample_roster import COLUMNS, Cell, Person, bad_cells, people, row

ROOT = Path(__file__).resolve().parent.parent
HEADER_ROW = 4
FIRST_ROW = 5
BLANK_AFTER = (96, 97, 203, 331)  # data rows after which the clerk left a line empty
MERGES = (10, 60, 120, 180, 240, 300, 360)  # data rows at which a village cell is merged downward
BAD_AT = (7, 33, 58, 84, 111, 139, 166, 192, 219, 247, 276, 305, 333, 371)


def load() -> dict:
    """Return what the town is made of."""
    with (ROOT / "installer" / "samples.toml").open("rb") as file:
        return tomllib.load(file)


def nations() -> dict[str, str]:
    """Return the names of the peoples by two-digit code."""
    with (ROOT / "resources" / "reference" / "ethnic_gbt3304.csv").open(encoding="utf-8-sig") as file:
        return {line["code"]: line["name"] for line in csv.DictReader(file)}


def open_book(path: Path) -> xlsxwriter.Workbook:
    """Return a workbook whose bytes depend on nothing but its content."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    made = datetime(2026, 11, 24, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": "示例数据", "comments": "示例：人员、单位、号码均为虚构", "created": made})
    return book


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row_at: int, column: int, cell: Cell, form: object = None
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        sheet.write_datetime(row_at, column, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001 - a calendar day
    elif isinstance(cell, str):
        sheet.write_string(row_at, column, cell, form)
    else:
        sheet.write_number(row_at, column, cell, form)


def write_book(path: Path, title: str, second: str, columns: tuple[str, ...], rows: list[list[Cell]]) -> None:
    """Write a plain workbook: a merged title, a line under it, the header row, the rows."""
    with open_book(path) as book:
        head = book.add_format({"bold": True, "border": 1, "align": "center"})
        big = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        sheet = book.add_worksheet("Sheet1")
        sheet.merge_range(0, 0, 0, len(columns) - 1, title, big)
        sheet.merge_range(1, 0, 1, len(columns) - 1, second)
        for column, label in enumerate(columns):
            sheet.write_string(2, column, label, head)
            sheet.set_column(column, column, max(10, 2 * len(label)))
        for at, cells in enumerate(rows, start=3):
            for column, cell in enumerate(cells):
                _write(sheet, at, column, cell)


def roster_rows(
    folk: list[Person], seed: int
) -> tuple[list[tuple[int, list[Cell]]], list[dict[str, object]]]:
    """Return the roster's rows with their sheet row numbers, and the list of planned bad rows."""
    rng = random.Random(seed + 1)  # noqa: S311 - the same slips every time
    names = nations()
    rows: list[tuple[int, list[Cell]]] = []
    bad: list[dict[str, object]] = []
    at = FIRST_ROW
    for order, one in enumerate(folk):
        cells = row(rng, one, order + 1, names)
        if order in BAD_AT:
            nth = BAD_AT.index(order)
            kind, column, cell = bad_cells(one, folk[order - 5])[nth]
            cells[column] = cell
            if kind == "duplicate":  # the same person written twice, as two village lists are joined
                cells[1:7] = [folk[order - 5].name, *row(rng, folk[order - 5], order + 1, names)[2:7]]
                cells[4] = cell
            bad.append({"row": at, "kind": kind, "column": COLUMNS[column]})
        rows.append((at, cells))
        at += 2 if order in BLANK_AFTER else 1
    return rows, bad


def write_roster(folder: Path, data: dict, folk: list[Person]) -> None:
    """Write `roster.xlsx` and, beside it, `roster.toml`, which says which rows are bad and why."""
    rows, bad = roster_rows(folk, data["seed"])
    bad_numbers = {int(str(one["row"])) for one in bad}
    with open_book(folder / "roster.xlsx") as book:
        sheet = book.add_worksheet("花名册")
        big = book.add_format({"bold": True, "font_size": 18, "align": "center"})
        head = book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True})
        middle = book.add_format({"align": "center", "valign": "vcenter"})
        last = len(COLUMNS) - 1
        sheet.merge_range(
            0, 0, 0, last, "平定县娘子关镇（示例镇）农村劳动力转移就业实名制花名册（示例）", big
        )
        sheet.merge_range(
            1,
            0,
            1,
            last,
            "填报单位：示例镇就业服务站　　填报日期：2026年11月20日　　单位：人、元　　（虚构数据）",
        )
        for column, label in enumerate(COLUMNS):
            sheet.write_string(HEADER_ROW - 1, column, label, head)
        sheet.set_column(4, 4, 22)
        for at, cells in rows:
            for column, cell in enumerate(cells):
                _write(sheet, at - 1, column, cell)
        merged = _merge_villages(sheet, rows, folk, bad_numbers, middle)
        foot = rows[-1][0] + 1
        for column, cell in ((0, "合计"), (4, f"{len(rows)}人"), (22, 1234500), (29, "示例")):
            _write(sheet, foot, column, cell)
        _write(sheet, foot + 1, 0, "填表人：示例　　审核人：示例")
    _write_roster_notes(folder, rows, bad, merged, foot + 1)


def _merge_villages(
    sheet: xlsxwriter.worksheet.Worksheet,
    rows: list[tuple[int, list[Cell]]],
    folk: list[Person],
    bad: set[int],
    form: object,
) -> list[str]:
    merged = []
    for start in MERGES:
        span = rows[start : start + 3]
        is_tidy = span[2][0] - span[0][0] == 2 and not bad & {at for at, _ in span}
        if is_tidy and len({one.village for one in folk[start : start + 3]}) == 1:
            sheet.merge_range(span[0][0] - 1, 6, span[2][0] - 1, 6, folk[start].village[1], form)
            merged.append(f"G{span[0][0]}:G{span[2][0]}")
    return merged


def _write_roster_notes(
    folder: Path, rows: list, bad: list[dict[str, object]], merged: list[str], foot: int
) -> None:
    lines = [
        "# What the importer must find in roster.xlsx; written by `python -m installer.make_samples`.",
        'sheet = "花名册"',
        f"header_row = {HEADER_ROW}     # rows are counted from 1, as Excel shows them",
        f"first_row = {FIRST_ROW}",
        f"last_row = {rows[-1][0]}",
        f"footer_row = {foot}   # 合计; a signature line follows",
        f"people = {len(rows)}",
        f"good = {len(rows) - len(bad)}",
        f"merged = {json.dumps(merged)}   # a village cell that stands for three rows",
        f"columns = {json.dumps(list(COLUMNS), ensure_ascii=False)}",
        "",
    ]
    for one in bad:
        lines += [
            "[[bad]]",
            f"row = {one['row']}",
            f'kind = "{one["kind"]}"',
            f'column = "{one["column"]}"',
            "",
        ]
    (folder / "roster.toml").write_text("\n".join(lines), encoding="utf-8")


def is_typical(one: Person) -> bool:
    """Whether the demonstration day may begin with this person: out of work, willing, formerly poor."""
    return one.state[0] == "未就业有意愿" and one.category.startswith("脱贫") and 1970 < one.birth.year < 2000


def write_cards(folder: Path, folk: list[Person]) -> None:
    """Write the cards of the card-reader simulator, spelled as the chip spells them."""
    good = [one for order, one in enumerate(folk) if order not in BAD_AT]
    known = next(one for one in good if is_typical(one))
    issuer = "平定县公安局（示例）"

    def card(
        name: str, sex: str, nation: str, birth: date, order: int, house: str, valid: tuple[str, str]
    ) -> dict[str, str]:
        return {
            "name": name,
            "sex": sex,
            "nation": nation,
            "birth": f"{birth:%Y%m%d}",
            "address": f"山西省平定县娘子关镇{house}",
            "id_number": id_number("140321", birth, order, sex),
            "issuer": issuer,
            "valid_from": valid[0],
            "valid_to": valid[1],
        }

    first = card(
        known.name,
        known.sex,
        known.nation,
        known.birth,
        0,
        f"{known.village[1]}示例巷6号",
        ("20180312", "20380312"),
    )
    first["id_number"] = known.id_number
    cards = [  # 䶮 stands at U+E863 on cards made before GB 18030-2005
        first,
        card("刘示例", "1", "01", date(1986, 5, 17), 47, "娘子关村示例巷18号", ("20190620", "20390620")),
        card("解𬍛", "2", "01", date(1991, 10, 3), 47, "上董寨村示例路3号", ("20210908", "20410908")),
        card("赵\ue863", "1", "01", date(1968, 2, 29), 47, "河北村示例巷2号", ("20060801", "长期")),
        card("单桂兰", "2", "01", date(1974, 7, 22), 47, "旧关村示例路11号", ("20060315", "20260315")),
        card("阿依夏木·吐尔逊", "2", "05", date(1998, 3, 8), 47, "新关村示例路9号", ("20230401", "20330401")),
        card("仇小满", "1", "01", date(2009, 1, 20), 47, "坡底村示例巷1号", ("20240601", "20290601")),
        card("区国安", "1", "01", date(1957, 12, 1), 47, "西塔堰村示例路5号", ("20070101", "长期")),
    ]
    about = [
        "花名册中已有（脱贫人口，未就业有意愿）",
        "新来的人",
        "生僻字 𬍛（Ext E）",
        "旧证私用区字 U+E863（䶮）",
        "证件已过有效期",
        "少数民族姓名，间隔号",
        "十七岁，未成年工",
        "已到法定退休年龄",
    ]
    whole = {"note": "示例：模拟读卡器用，人员均为虚构", "cards": cards, "about": about}
    text = json.dumps(whole, ensure_ascii=False, indent=1).replace("\ue863", "\\ue863")
    (folder / "cards.json").write_text(text + "\n", encoding="utf-8")


def main(folder: Path) -> None:
    """Write every sample file into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    data = load()
    folk = people(data["people"], data["seed"])
    write_roster(folder, data, folk)
    write_cards(folder, folk)
    good = [one for order, one in enumerate(folk) if order not in BAD_AT]
    for book in (*catalogue_books(data), *comparison_books(good), attendance_book(good, data)):
        write_book(folder / book.file, book.title, book.second, book.columns, book.rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "samples")
