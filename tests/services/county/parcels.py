"""What the county publishes in tests: jobs and courses as workbooks, and policy packs that differ in one rule."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import xlsxwriter

from app.paths import resources
from app.services.county import drafting
from app.services.county.contents import Content, Term
from app.services.county.indexing import own_contents
from app.services.county.office import Bureau
from app.services.county.publishing import Published, Publishing
from app.services.exchange import medium
from app.services.exchange.reference import RefKind, Table, files_of
from app.services.exchange.tables import TableHead, Value
from app.services.references.offers import OFFERS, PARENT, UID, identity_of

SAMPLES = resources() / "samples"
TODAY = date(2026, 11, 24)
SOON = date(2026, 12, 24)
JOB_HEAD = (
    "岗位编号",
    "用人单位",
    "统一社会信用代码",
    "岗位名称",
    "招聘人数",
    "工作地点",
    "月薪下限",
    "月薪上限",
)


def jobs_book(path: Path, rows: list[tuple[object, ...]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("岗位")
        for number, row in enumerate([JOB_HEAD, *rows]):
            sheet.write_row(number, 0, row)
    return path


def job(number: int, *, pay: int = 4000, title: str = "") -> tuple[object, ...]:
    return (
        f"J{number}",
        f"示例厂{number % 3}",
        "",
        title or f"示例岗位{number}",
        3,
        "河沿8号",
        pay,
        pay + 800,
    )


def jobs(folder: Path, rows: list[tuple[object, ...]]) -> Content:
    return drafting.offers(RefKind.JOB, [jobs_book(folder / "jobs.xlsx", rows)], bureau="140321", today=TODAY)


def courses() -> Content:
    files = [SAMPLES / f"{name}.xlsx" for name in ("institutions", "courses", "sessions")]
    return drafting.offers(RefKind.COURSE, files, bureau="140321", today=TODAY)


def pack(folder: Path, *, proof: str = "certificate", begins: str = "2026-03-15", more: str = "") -> Path:
    """Write a pack whose second version asks another proof of training; every shipped case still holds."""
    shutil.copytree(resources() / "policy" / "yangquan", folder)
    text = (folder / "2024.toml").read_text(encoding="utf-8")
    text = text.replace('version = "2024.1"', f'version = "2026.{proof}"\nsupersedes = "2024.1"', 1)
    text = text.replace("valid_from = 2024-02-06", f"valid_from = {begins}", 1)
    text = text.replace(
        'title = "什么算培训合格"\nvalue = "pass"', f'title = "什么算培训合格"\nvalue = "{proof}"', 1
    )
    (folder / "2026.toml").write_text(text, encoding="utf-8")
    if more:
        cases = folder / "cases.toml"
        cases.write_text(cases.read_text(encoding="utf-8") + more, encoding="utf-8")
    return folder


def publish(bureau: Bureau, kind: RefKind, content: Content, term: Term | None = None) -> Published:
    second = "qian" if bureau.keys.second else ""
    return Publishing(bureau, own_contents(bureau)).publish(kind, content, term or Term(), second=second)


def carry(bureau: Bureau, station: str, folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return [
        medium.carry_down(folder, station, parcel.file_name, parcel.sealed).path
        for parcel in Publishing(bureau, own_contents(bureau)).parcels(station)
    ]


def classes(*numbers: str) -> Content:
    """Return one school that teaches one course in these classes, or nothing at all."""
    values: dict[str, dict[str, Value]] = {
        "institutions": {"name": "示例新校", "standing": "normal"},
        "courses": {"title": "示例新课", "mode": "offline", "is_self_paid": False},
        "sessions": {
            "opens_on": date(2026, 12, 7),
            "closes_on": date(2026, 12, 25),
            "state": "planned",
            "seats": 9,
        },
    }
    tables, parent = [], ""
    for offer in OFFERS[RefKind.COURSE]:
        names = numbers if offer.table == "sessions" else numbers[:1]
        rows = []
        for name in names:
            uid = identity_of(offer.table, name)
            told: dict[str, Value] = {**values[offer.table], UID: uid, PARENT: parent, "class_no": name}
            empty: dict[str, Value] = {"list": (), "text": ""}
            rows.append(tuple(told.get(one.key, empty.get(one.type)) for one in offer.columns))
        parent = identity_of(offer.table, *numbers[:1])
        tables.append(Table(TableHead(offer.table, offer.columns, len(rows)), rows))
    return Content("示例", files_of(tables, {}), tuple(table.head for table in tables))
