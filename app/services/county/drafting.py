"""From the officers' files to the content of a publication: each kind checked before anything is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from app.faults import UserError
from app.models.reading import read_date
from app.services import codes
from app.services.county.contents import Content
from app.services.county.offering import read_offers
from app.services.exchange.card import CountyCard
from app.services.exchange.container import is_plain_name
from app.services.exchange.reference import RefKind, Table, files_of
from app.services.exchange.tables import Column, TableHead, Value
from app.services.intake.folding import as_text
from app.services.intake.sheets import Cell, open_workbook
from app.services.papers.formcheck import must_mend
from app.services.policy.packs import CASES, load_packs
from app.services.printing.catalogue import FORMS

CARD = "county.card"
HOLIDAYS = (
    Column("day", "day", "日期"),
    Column("is_workday", "flag", "上班"),
    Column("name", "text", "名称"),
)
CODES = (
    Column("listing", "text", "代码表"), Column("code", "text", "代码"), Column("label", "text", "名称"),
    Column("note", "text", "说明"), Column("is_retired", "flag", "停用"),
)  # fmt: skip
_YES, _NO = frozenset({"班", "上班", "是", "1", "调休上班"}), frozenset({"休", "放假", "否", "0", "", "休息"})


def policy(folder: Path, before: Mapping[str, bytes]) -> Content:
    """Return the content of a policy pack whose every case holds; `before` are the files published last.

    Raises:
        UserError: a case fails, a file is wrong, or a version that was published is changed or missing.

    """
    packs = load_packs(folder)
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    for name in files:
        if not is_plain_name(name):
            raise UserError(f"政策包的文件名“{name}”只能用英文字母、数字、点和横线，请改名。")
    for name, old in before.items():
        if name != CASES and files.get(name) != old:
            said = "改动了" if name in files else "不见了"
            text = f"已下发过的版本文件 {name} {said}：旧版本要原样留着，才能复核按它办过的申请。"
            raise UserError(f'{text}要改规定，请新建一个版本文件并写 supersedes = "旧版本号"。', field="pack")
    return Content(packs.title, files, counts={"版本": len(packs.versions)})


def offers(kind: RefKind, paths: Sequence[Path], *, bureau: str, today: date) -> Content:
    """Return the content of jobs or courses from their workbooks.

    Raises:
        UserError: any row of any of them is wrong.

    """
    tables = read_offers(kind, paths, bureau=bureau, today=today)
    counts = {table.head.name: table.head.rows for table in tables}
    return _tabled(f"{kind.label} {today.isoformat()}", tables, counts)


def holidays(path: Path, today: date) -> Content:
    """Return the content of a holiday table: 日期, 类型 (休 or 班), 名称.

    Raises:
        UserError: a day cannot be read, stands twice, or 类型 is neither.

    """
    found: dict[date, tuple[Value, ...]] = {}
    for number, told in _lines(path, {"日期": "day", "类型": "kind", "名称": "name"}, ("day",)):
        cell = told["day"]
        day = (
            cell
            if type(cell) is date
            else read_date(as_text(cell), today, field="day", label=f"第 {number} 行日期")
        )
        kind = as_text(told.get("kind", "")).strip()
        if kind not in _YES | _NO:
            raise UserError(f"第 {number} 行的类型“{kind}”不对，请填休或班。", field="kind")
        if day in found:
            raise UserError(f"第 {number} 行的 {day.isoformat()} 前面已经有了，请只留一行。", field="day")
        found[day] = (day, kind in _YES, as_text(told.get("name", "")))
    if not found:
        raise UserError(f"“{path.name}”里没有一天，请核对。")
    years = "、".join(str(year) for year in sorted({day.year for day in found}))
    table = Table(TableHead("holidays", HOLIDAYS, len(found)), [found[day] for day in sorted(found)])
    return _tabled(f"节假日 {years} 年", (table,), {"天": len(found)})


def code_lists(path: Path, before: Iterable[tuple[str, str]]) -> Content:
    """Return the content of code lists: 代码表, 代码, 名称, 说明, 停用; `before` are the codes published last.

    Raises:
        UserError: a list is unknown, a code stands twice or has no name, or one of `before` is left out: a code is
            retired, never deleted.

    """
    found: dict[tuple[str, str], tuple[Value, ...]] = {}
    names = {"代码表": "listing", "代码": "code", "名称": "label", "说明": "note", "停用": "is_retired"}
    for number, told in _lines(path, names, ("listing", "code", "label")):
        cells = {key: as_text(told.get(key, "")).strip() for key in names.values()}
        if cells["listing"] not in codes.replaceable():
            known = "、".join(sorted(codes.replaceable()))
            raise UserError(
                f"第 {number} 行的代码表“{cells['listing']}”不认识，可以下发的有：{known}。", field="listing"
            )
        key = cells["listing"], cells["code"]
        if not cells["code"] or not cells["label"] or key in found:
            raise UserError(f"第 {number} 行缺代码或名称，或与前面重复，请核对。", field="code")
        found[key] = (*key, cells["label"], cells["note"], cells["is_retired"] in _YES)
    if lost := next((pair for pair in before if pair not in found), None):
        text = f"下发过的代码 {lost[0]} {lost[1]} 不见了：代码不能删除，不再用的请保留并在“停用”列写是。"
        raise UserError(text, field="code")
    table = Table(TableHead("codes", CODES, len(found)), [found[key] for key in sorted(found)])
    retired = sum(bool(row[4]) for row in found.values())
    return _tabled("代码表", (table,), {"代码": len(found), "停用": retired})


def forms(paths: Sequence[Path]) -> Content:
    """Return the content of forms, each a workbook named after the form that it takes the place of.

    Raises:
        UserError: there is no such form, or its tags are not those that the form can fill.

    """
    files: dict[str, bytes] = {}
    for path in paths:
        form = FORMS.get(path.stem)
        if form is None or path.suffix.lower() != ".xlsx":
            known = "、".join(f"{one.title}（{key}.xlsx）" for key, one in FORMS.items())
            raise UserError(f"“{path.name}”不是本系统的表样。文件名应是：{known}。")
        files[f"{path.stem}.xlsx"] = _read(path)
        faults = must_mend(path.stem, files[f"{path.stem}.xlsx"])
        if faults:
            raise UserError(f"“{path.name}”不能用：{'；'.join(faults[:5])}。")
    return Content("表样", files, counts={"表样": len(files)})


def county_card(path: Path) -> Content:
    """Return the content of a new card of the county.

    Raises:
        UserError: it is no card, or names no two signing keys.

    """
    text = _read(path).decode("utf-8", "replace")
    card = CountyCard.read(text)
    if len(card.signers) < 2:
        raise UserError("公钥卡里没有两位的签名公钥，不能下发。")
    return Content("县区公钥", {CARD: card.text().encode("utf-8")}, counts={"公钥": len(card.signers)})


def _tabled(title: str, tables: Sequence[Table], counts: Mapping[str, int]) -> Content:
    return Content(title, files_of(tables, {}), tuple(table.head for table in tables), counts)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UserError(f"读不了 {path.name}：请检查文件名。") from fault


def _lines(
    path: Path, names: Mapping[str, str], required: Sequence[str]
) -> Iterable[tuple[int, dict[str, Cell]]]:
    """Yield the rows below the header of the first sheet, each with its number in the file."""
    sheets = open_workbook(path).visible()
    rows = list(sheets[0].rows()) if sheets else []
    head = [names.get(as_text(cell).strip(), "") for cell in rows[0]] if rows else []
    labels = {key: label for label, key in names.items()}
    if lacking := [labels[key] for key in required if key not in head]:
        raise UserError(f"“{path.name}”的第一行缺少这些列：{'、'.join(lacking)}，请补上。")
    for number, cells in enumerate(rows[1:], start=2):
        told = {
            key: cell.date() if isinstance(cell, datetime) else cell
            for key, cell in zip(head, cells, strict=False)
            if key
        }
        if any(as_text(cell).strip() for cell in told.values()):
            yield number, told
