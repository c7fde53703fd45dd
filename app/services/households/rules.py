"""What must hold of a household and its facts, and where the members' work says otherwise; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.checks.age import Standing, standing
from app.models.checks.finding import Finding, error, warning
from app.models.checks.names import check_name
from app.models.checks.phone import check_phone
from app.models.worker import Worker
from app.services import codes

HEADS = frozenset({"01", "02"})
HEAD = "02"
_EMPLOYED = frozenset("1234567")
_JOBLESS = frozenset("90")
_WILLING = "9"
_HOUSE = re.compile(
    r"(?:第?[0-9〇一二三四五六七八九十百]+(?:号|户|室|单元|栋|楼|院)|[0-9]+[-－—]?[0-9]*$).*$"
)


@dataclass(frozen=True, slots=True)
class Person:
    """What a household's facts ask of one member."""

    name: str
    work_state: str
    is_working_age: bool

    @property
    def is_employed(self) -> bool:
        """Tell whether he is recorded as working off the farm, or for himself."""
        return self.work_state in _EMPLOYED

    @property
    def state_words(self) -> str:
        """Return how he works in words."""
        return codes.label("work_state", self.work_state) if self.work_state else "没有填"


def person_of(worker: Worker, today: date) -> Person:
    """Return a member as the facts of his household look at him.

    Whoever learns at a school or draws a pension does not count as of working age here.
    """
    stands = standing(worker.birth, worker.sex, today) if worker.birth else Standing.NEEDS_INFO
    may_work = stands not in {Standing.CHILD, Standing.RETIRED}
    is_busy = worker.is_student == "1" or worker.has_pension == "1"
    return Person(worker.name, worker.work_state, may_work and not is_busy)


def doubts(people: Sequence[Person]) -> tuple[Finding, ...]:
    """Warn where a household counts as 零就业 and somebody in it is recorded as employed; it ends nothing."""
    working = [f"{one.name}，就业状态：{one.state_words}" for one in people if one.is_employed]
    if not working:
        return ()
    told = f"有成员已就业（{'；'.join(working)}），请核实零就业家庭认定"
    return (warning("code", "has_work", told),)


def hint(people: Sequence[Person]) -> str:
    """Return that the household may apply to be certified, where everybody of working age is without work.

    It decides nothing: who counts as 零就业家庭 is the bureau's to say.
    """
    able = [one for one in people if one.is_working_age]
    is_idle = all(one.work_state in _JOBLESS for one in able)
    if not able or not is_idle or not any(one.work_state == _WILLING for one in able):
        return ""
    names = "、".join(one.name for one in able)
    return (
        f"本站登记的劳动年龄成员（{names}）都未就业，可申请认定零就业家庭；"
        "家里还有没登记的人要先问清，是否认定以人社部门为准"
    )


def check_household(values: Mapping[str, object]) -> tuple[dict[str, object], tuple[Finding, ...]]:
    """Return the normalised values of a household and every finding."""
    clean, found = dict(values), list[Finding]()
    head = check_name(str(values.get("head_name") or ""), field="head_name")
    if not str(values.get("head_name") or "").strip():
        found.append(error("head_name", "empty", "请填写户主姓名"))
    else:
        clean["head_name"] = head.value
        found += head.findings
    if values.get("phone"):
        phone = check_phone(str(values["phone"]), field="phone")
        clean["phone"] = phone.value
        found += phone.findings
    return clean, tuple(found)


def check_certified(values: Mapping[str, object], today: date) -> tuple[Finding, ...]:
    """Judge what is recorded of a certification of 零就业家庭."""
    found: list[Finding] = []
    start, end = values.get("certified_on"), values.get("valid_to")
    if not str(values.get("authority") or "").strip():
        found.append(error("authority", "empty", "请填写认定机关；零就业家庭由人社部门认定"))
    if not isinstance(start, date):
        found.append(error("certified_on", "empty", "请填写认定日期"))
    elif start > today:
        found.append(error("certified_on", "future", "认定日期在今天之后，请核对认定文书"))
    if isinstance(start, date) and isinstance(end, date) and end < start:
        found.append(error("valid_to", "reversed", "失效日期早于认定日期，请核对"))
    if isinstance(end, date) and values.get("is_open_ended"):
        found.append(error("valid_to", "both", "填了失效日期就不是长期有效，请留下一样"))
    return tuple(found)


def street_of(address: str) -> str:
    """Return an address up to the house number: what neighbours share."""
    return _HOUSE.sub("", address.strip())


def names_a_house(address: str) -> bool:
    """Tell whether an address goes down to one house, so that two who write it the same live together."""
    return bool(address.strip()) and street_of(address) != address.strip()
