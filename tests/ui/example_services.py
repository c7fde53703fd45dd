"""Invented services for the example page: what a page may ask, and answers without a store."""

# ruff: noqa: ARG002 - the protocols say what these do
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.faults import UserError
from app.progress import Progress
from app.ui.kit import (
    Option,
    Remark,
    SortBy,
)
from app.ui.ops import Changes

SEX = (Option("1", "男", "n"), Option("2", "女", "nv"))
SETTLED = (Option("rural", "农村", "nc"), Option("urban", "城镇", "cz"))
NATIONS = tuple(
    Option(code, text, initials)
    for code, text, initials in (
        ("01", "汉族", "hz"),
        ("02", "蒙古族", "mgz"),
        ("03", "回族", "hz"),
        ("04", "藏族", "zz"),
        ("05", "维吾尔族", "wwez"),
        ("06", "苗族", "mz"),
        ("11", "满族", "mz"),
        ("15", "土家族", "tjz"),
    )
)
WORK_STATES = tuple(
    Option(str(code), text, initials)
    for code, (text, initials) in enumerate(
        (
            ("未就业无意愿", "wjywyy"),
            ("本乡镇就业", "bxzjy"),
            ("乡外县内就业", "xwxnjy"),
            ("县外市内就业", "xwsnjy"),
            ("市外省内就业", "swsnjy"),
            ("省外就业", "swjy"),
            ("境外就业", "jwjy"),
            ("自主创业", "zzcy"),
            ("务农", "wn"),
            ("未就业有意愿", "wjyyyy"),
        )
    )
)
CATEGORIES = tuple(
    Option(code, text)
    for code, text in (
        ("NMG", "农民工"),
        ("TPRK", "脱贫人口"),
        ("JCDX", "监测对象"),
        ("JYKN", "就业困难人员"),
        ("LJY", "零就业家庭成员"),
        ("DB-C", "城市低保"),
        ("DB-N", "农村低保"),
        ("CJ", "残疾人"),
    )
)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A line of the list, masked by the service."""

    id: int
    name: str
    id_masked: str
    village: str
    age: int
    seen_on: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving gives back; `changes` is broadcast by ops."""

    worker_id: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a validator gives back (app/models/checks returns the same shape)."""

    value: str
    findings: tuple[Remark, ...] = ()


class ExampleServices(Protocol):
    """The services this page needs."""

    def today(self) -> date: ...
    def list_ids(self, sort: SortBy | None) -> tuple[int, ...]: ...
    def lines(self, ids: Sequence[object]) -> tuple[PersonLine, ...]: ...
    def register(self, values: dict[str, object]) -> Saved: ...
    def withdraw(self, worker_id: int) -> Saved: ...
    def keep_draft(self, values: dict[str, object]) -> None: ...
    def print_form(self, worker_id: int, progress: Progress) -> bytes: ...


def check_phone(text: str) -> Answer:
    if re.fullmatch(r"1\d{10}", text):
        return Answer(text)
    if re.fullmatch(r"0\d{2,3}-?\d{7,8}", text):
        return Answer(text, (Remark("phone", "warning", "这是固定电话，收不到短信；有手机请填手机"),))
    return Answer(text, (Remark("phone", "error", "手机号应为 1 开头的 11 位数字，请核对"),))


def check_id(text: str) -> Answer:
    if len(text) == 18:
        return Answer(text)
    return Answer(
        text, (Remark("id_number", "error", f"身份证号应为 18 位，现在 {len(text)} 位，请对照证件补全"),)
    )


class FakeServices:
    """Invented people for the example."""

    def __init__(self) -> None:
        self.drafts: list[dict[str, object]] = []
        self.registered: list[dict[str, object]] = []
        self.withdrawn: list[int] = []
        self.fault: UserError | None = None
        self.count = 300
        self.fetched: list[int] = []

    def today(self) -> date:
        return date(2026, 11, 24)

    def list_ids(self, sort: SortBy | None) -> tuple[int, ...]:
        ids = tuple(range(1, self.count + 1))
        return ids[::-1] if sort is not None and sort.is_descending else ids

    def lines(self, ids: Sequence[object]) -> tuple[PersonLine, ...]:
        self.fetched.append(len(ids))
        numbers = [one for one in ids if isinstance(one, int)]
        return tuple(
            PersonLine(one, f"示例{one}", f"140321********{one:04d}", "磨河滩村", 20 + one % 40, "2026-11-20")
            for one in numbers
        )

    def register(self, values: dict[str, object]) -> Saved:
        if self.fault is not None:
            raise self.fault
        self.registered.append(values)
        return Saved(7, Changes.of("worker"))

    def withdraw(self, worker_id: int) -> Saved:
        self.withdrawn.append(worker_id)
        return Saved(worker_id, Changes.of("worker"))

    def keep_draft(self, values: dict[str, object]) -> None:
        self.drafts.append(values)

    def print_form(self, worker_id: int, progress: Progress) -> bytes:
        progress.step(0, 1, "排版")
        return b"%PDF example"
