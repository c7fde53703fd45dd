"""Read one version file of a policy pack, strictly."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from app.services.policy.amounts import FORMULAS
from app.services.policy.conditions import CONDITIONS
from app.services.policy.occupations import LEVELS, Craft, CraftClass, is_code
from app.services.policy.pack_model import (
    Branch,
    CatalogueRow,
    ConditionSpec,
    Fund,
    KindRules,
    MaterialSpec,
    PackRef,
    PackVersion,
    Param,
    Rate,
    Setting,
    Tier,
)
from app.services.policy.settings import check_settings
from app.services.policy.toml_table import Table, refuse
from app.services.policy.vocabulary import CLAIM_KINDS, FactKind, vocabulary

_T = TypeVar("_T")
KINDS: Final = ("training", "living", "evaluation", "employer")
_PATH_KINDS = (FactKind.DAY, FactKind.DAY_OR_OPEN)
_CODES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "codes": frozenset(vocabulary()["worker.categories[].code"].choices),
        "conflicts": frozenset(pair.split("=")[0] for pair in CLAIM_KINDS.split()),
        "certificates": frozenset(vocabulary()["certificate.kind"].choices),
        "forms": frozenset(vocabulary()["worker.work_form"].choices),
        "part": frozenset({"course", "certificate"}),
    }
)


@dataclass(frozen=True, slots=True)
class PackFile:
    """One version file; `supersedes` names the version that ends the day before this one begins."""

    file: str
    region: str
    supersedes: str
    version: PackVersion


def parse(path: Path) -> Table:
    """Return the root table of a TOML file.

    Raises:
        UserError: it is not TOML in UTF-8.

    """
    try:
        return Table(path.name, "", tomllib.loads(path.read_bytes().decode("utf-8")))
    except UnicodeDecodeError as error:
        raise refuse(path.name, "", f"不是 UTF-8 文字（第 {error.start} 字节），请另存为 UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise refuse(path.name, "", f"不是正确的 TOML：{error}") from error


def read_version(path: Path) -> PackFile:
    """Return what one version file holds.

    Raises:
        UserError: anything in it is missing, misspelt, unknown or contradicts itself.

    """
    root = parse(path)
    head = root.table("pack")
    region, version = head.text("region"), head.text("version")
    valid_from, valid_to = head.day("valid_from"), head.maybe_day("valid_to")
    if valid_to is not None and valid_to < valid_from:
        raise head.wrong("valid_to", "早于 valid_from")
    names = _names(root)
    funds = _unique(_funds(root), root, "funds")
    read = PackVersion(
        ref=PackRef(version, hashlib.sha256(path.read_bytes()).hexdigest()),
        title=head.text("title"),
        document=head.text("document"),
        valid_from=valid_from,
        valid_to=valid_to,
        kinds=_kinds(root),
        settings=_settings(root),
        catalogue=tuple(_catalogue(root)),
        rates=tuple(_rates(root, funds)),
        funds=funds,
        materials=tuple(_materials(root)),
        names=names,
        classes=tuple(_classes(root)),
    )
    supersedes = head.text("supersedes", "")
    head.done()
    root.done()
    return PackFile(path.name, region, supersedes, read)


def _settings(root: Table) -> Mapping[str, Setting]:
    place = root.table("settings")
    found = {}
    for key in place.values:
        table = place.table(key)
        choices = table.table("choices")
        options = {choice: choices.text(choice) for choice in choices.values}
        raw = table.values.get("value")
        value: str | int = table.text("value") if options else table.number("value")
        if options and raw not in options:
            raise table.wrong("value", f"只能是{'、'.join(options)}之一")
        found[key] = Setting(key, table.text("title"), value, MappingProxyType(options), table.text("note"))
        table.done()
    check_settings(found, place)
    return MappingProxyType(found)


def _kinds(root: Table) -> Mapping[str, KindRules]:
    place = root.table("kinds")
    found = {}
    for kind in place.values:
        if kind not in KINDS:
            raise place.wrong(kind, f"补贴种类只能是{'、'.join(KINDS)}")
        table = place.table(kind)
        branches = tuple(_branch(each) for each in table.tables("branches"))
        rows = tuple(_condition(each) for each in table.tables("rows"))
        conditions = tuple(_condition(each) for each in table.tables("conditions"))
        if not conditions:
            raise table.wrong("conditions", "至少要有一个条件")
        found[kind] = KindRules(kind, table.text("title"), _clause(table), conditions, branches, rows)
        table.done()
        every = [*conditions, *rows, *(spec for branch in branches for spec in branch.conditions)]
        _unique(((spec.id, spec) for spec in every), table, "conditions")
    if not found:
        raise place.wrong("kinds", "没有任何补贴种类")
    return MappingProxyType(found)


def _branch(table: Table) -> Branch:
    conditions = tuple(_condition(each) for each in table.tables("conditions"))
    if not conditions:
        raise table.wrong("conditions", "至少要有一个条件")
    branch = Branch(table.text("id"), table.text("title"), conditions)
    table.done()
    return branch


def _clause(table: Table) -> str:
    if "clause" not in table.values or not str(table.values["clause"]).strip():
        raise table.wrong("clause", "没有写明依据的条款，每一条规定都要有条款")
    return table.text("clause")


def _condition(table: Table) -> ConditionSpec:
    use = table.text("use")
    if use not in CONDITIONS:
        raise table.wrong("use", f"不认识的条件“{use}”，只能用：{'、'.join(CONDITIONS)}")
    spec = ConditionSpec(table.text("id"), use, _clause(table), table.text("title"), _params(table, use))
    table.done()
    return spec


def _params(table: Table, use: str) -> Mapping[str, Param]:
    place = table.table("with")
    wanted = CONDITIONS[use].params
    found: dict[str, Param] = {}
    for name, kind in wanted.items():
        found[name] = _param(place, name, kind)
    place.done()
    return MappingProxyType(found)


def _param(place: Table, name: str, kind: object) -> Param:
    value: Param
    if kind is int:
        value = place.number(name)
    elif kind is date:
        value = place.day(name)
    elif kind is str:
        value = place.text(name)
    else:
        value = place.texts(name)
    if name == "path" and not _is_day(str(value)):
        raise place.wrong(name, f"“{value}”不是词表中的日期事实")
    for item in value if isinstance(value, tuple) else (value,):
        if name in _CODES and item not in _CODES[name]:
            raise place.wrong(name, f"不认识“{item}”，只能是{'、'.join(sorted(_CODES[name]))}")
    return value


def _is_day(path: str) -> bool:
    spec = vocabulary().get(path)
    return spec is not None and spec.kind in _PATH_KINDS


def _catalogue(root: Table) -> Iterable[CatalogueRow]:
    for table in root.tables("catalogue"):
        row = CatalogueRow(
            table.text("code"), table.text("name"), table.texts("trades", ()), table.texts("levels")
        )
        if not is_code(row.code):
            raise table.wrong("code", "应为职业编码，如 4-12-01-01")
        _check_levels(table, "levels", row.levels)
        table.done()
        yield row


def _check_levels(table: Table, key: str, levels: Iterable[str]) -> None:
    for level in levels:
        if level not in LEVELS:
            raise table.wrong(key, f"不认识的等级“{level}”，只能是{'、'.join(LEVELS)}")


def _rates(root: Table, funds: Mapping[str, Fund]) -> Iterable[Rate]:
    seen: set[tuple[str, str, str]] = set()
    for table in root.tables("rates"):
        rate = _rate(table)
        if rate.kind not in KINDS:
            raise table.wrong("kind", f"补贴种类只能是{'、'.join(KINDS)}")
        if rate.formula not in FORMULAS:
            raise table.wrong("formula", f"不认识的算法“{rate.formula}”，只能是{'、'.join(sorted(FORMULAS))}")
        if (rate.formula == "per_day_tiered") != bool(rate.tiers) or (
            rate.formula != "per_day_tiered" and not rate.amount
        ):
            raise table.wrong("amount", "按天分段要写 tiers，其他算法要写大于 0 的 amount（分）")
        if rate.fund not in funds:
            raise table.wrong("fund", f"没有资金渠道“{rate.fund}”")
        if rate.level:
            _check_levels(table, "level", [rate.level])
        key = (rate.kind, rate.occupation, rate.level)
        if key in seen:
            raise table.wrong("kind", "同一种类、职业、等级有两个标准")
        seen.add(key)
        yield rate


def _rate(table: Table) -> Rate:
    tiers = []
    for each in table.tables("tiers"):
        tiers.append(Tier(each.number("to_day"), each.number("amount")))
        each.done()
    if [t.to_day for t in tiers] != sorted({t.to_day for t in tiers}):
        raise table.wrong("tiers", "to_day 应逐段递增")
    rate = Rate(
        id=table.text("id"),
        kind=table.text("kind"),
        occupation=table.text("occupation", ""),
        level=table.text("level", ""),
        formula=table.text("formula"),
        amount=table.number("amount", 0),
        tiers=tuple(tiers),
        cap=table.number("cap", 0),
        cap_units=table.number("cap_units", 0),
        fund=table.text("fund"),
        document=table.text("document"),
        is_example=table.flag("example"),
    )
    table.done()
    return rate


def _funds(root: Table) -> Iterable[tuple[str, Fund]]:
    for table in root.tables("funds"):
        fund = Fund(table.text("code"), table.text("name"), table.text("warning", ""))
        _clause(table)
        table.done()
        yield fund.code, fund


def _materials(root: Table) -> Iterable[MaterialSpec]:
    for table in root.tables("materials"):
        spec = MaterialSpec(
            id=table.text("id"),
            title=table.text("title"),
            clause=_clause(table),
            kinds=table.texts("kinds"),
            lists=table.texts("lists", ()),
            categories=table.texts("categories", ()),
            branch=table.text("branch", ""),
            may_pledge=table.flag("pledge", default=False),
            copies=table.number("copies", 1),
        )
        for kind in spec.kinds:
            if kind not in KINDS:
                raise table.wrong("kinds", f"不认识的补贴种类“{kind}”")
        table.done()
        yield spec


def _names(root: Table) -> Mapping[str, Craft]:
    found: dict[str, Craft] = {}
    for table in root.tables("names"):
        code, trade = table.text("code"), table.text("trade", "")
        if not is_code(code):
            raise table.wrong("code", "应为职业编码，如 4-12-01-01")
        for name in table.texts("names"):
            if found.setdefault(name, Craft(code, trade)) != Craft(code, trade):
                raise table.wrong("names", f"“{name}”已经是另一职业的名称")
        table.done()
    return MappingProxyType(found)


def _classes(root: Table) -> Iterable[CraftClass]:
    for table in root.tables("equivalences"):
        members = tuple(Craft(*member.split("/", 1)) for member in table.texts("members"))
        if len(members) < 2 or not all(is_code(member.code) for member in members):
            raise table.wrong("members", "应为两个以上“职业编码”或“职业编码/工种”")
        yield CraftClass(table.text("name"), members, table.flag("sure"), _clause(table), table.text("note"))
        table.done()


def _unique(pairs: Iterable[tuple[str, _T]], table: Table, key: str) -> Mapping[str, _T]:
    found: dict[str, _T] = {}
    for name, value in pairs:
        if name in found:
            raise table.wrong(key, f"“{name}”出现了两次")
        found[name] = value
    return MappingProxyType(found)
