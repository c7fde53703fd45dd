"""What the household pane shows and asks, from what the services say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from app.services import codes
from app.services.households.view import HouseholdRecord, Member, Proposal
from app.services.workers.records import WorkerRow
from app.ui.inputs import options_of
from app.ui.kit import (
    ChoiceInput,
    DateInput,
    Field,
    Option,
    PhoneInput,
    ReasonRow,
    TextInput,
    day_parser,
)

Today = Callable[[], date]
Fields = tuple[Field, ...]
ALONE = "还没有归户。可以立户，把同户的人添加进来，或直接登记同户下一位。"
_HOW = (Option("0", "终止", "zz"), Option("1", "录错作废", "lczf"))
_YES_NO = (Option("1", "是", "s"), Option("0", "否", "f"))


def count_words(record: HouseholdRecord | None) -> str:
    """Return head and number of members."""
    return f"户主{record.head_name} · {len(record.members)} 人" if record is not None else ""


def about(record: HouseholdRecord) -> str:
    """Return number, village, address and phone of a household in a line."""
    values = record.values
    village = codes.divisions().get(str(values["hukou_code"]))
    place = str(values["address"]) or (village.label if village else "")
    parts = [f"户号 {values['number']}" if values["number"] else "", place, str(values["phone"])]
    able = sum(one.is_working_age for one in record.members)
    parts.append(f"劳动年龄 {able} 人，已就业 {len(record.employed)} 人")
    return " · ".join(part for part in parts if part)


def zero_words(record: HouseholdRecord | None) -> str:
    """Return what is certified of the whole household, and until when; a former term where none stands."""
    if record is None or not record.terms:
        return ""
    if record.standing is not None:
        return f"零就业家庭（全户）：{record.standing.told()}"
    return f"零就业家庭现在不算：{record.terms[-1].told()}"


def remark(record: HouseholdRecord | None) -> tuple[str, str]:
    """Return tone and words of what the clerk should look into."""
    if record is None:
        return "info", ""
    if record.doubts:
        return "warning", "；".join(record.doubts)
    return "info", record.hint


def member_rows(record: HouseholdRecord | None, open_id: int) -> tuple[ReasonRow, ...]:
    """Return the members, the head first; Enter opens one."""
    members = record.members if record is not None else ()
    return tuple(_member_row(one, is_open=one.worker_id == open_id) for one in members)


def _member_row(member: Member, *, is_open: bool) -> ReasonRow:
    relation = member.relation or ("户主" if member.is_head else "关系未填")
    work = member.work_state or "就业状态未填"
    parts = [work, "、".join(member.categories), "正在办" if is_open else ""]
    return ReasonRow(
        title=f"{member.name} · {relation}",
        figure=f"{member.age} 岁" if member.age is not None else "",
        note="　".join(part for part in parts if part),
        payload=member.worker_id,
    )


def proposal_rows(proposals: Iterable[Proposal]) -> tuple[ReasonRow, ...]:
    """Return who may belong, and why."""
    return tuple(
        ReasonRow(one.title, note=f"{one.why}　{one.detail}", payload=one.worker_id) for one in proposals
    )


def found_rows(rows: Iterable[WorkerRow], own: int, *, most: int) -> tuple[ReasonRow, ...]:
    """Return who was found, but not the person in front himself."""
    others = [row for row in rows if row.id != own]
    return tuple(
        ReasonRow(row.name, row.sex, note=f"{row.id_masked}　{row.village}", payload=row.id)
        for row in others[:most]
    )


def relation_field() -> Field:
    """Return the input of a member's relation to the head."""
    return ChoiceInput("home_relation", "与户主关系", lambda: options_of("relation"))


def change_fields() -> Fields:
    """Return the inputs of a household's own fields."""
    return (
        TextInput("head_name", "户主姓名", required=True),
        TextInput("address", "户籍地址"),
        PhoneInput("phone", "家庭电话"),
        TextInput("number", "户号"),
        TextInput("note", "备注"),
    )


def certify_fields(today: Today) -> Fields:
    """Return the inputs of a certification, which is recorded once for all members."""
    return (
        TextInput("authority", "认定机关", required=True),
        DateInput("certified_on", "认定日期", parse=day_parser(today), required=True),
        DateInput("valid_to", "失效日期", parse=day_parser(today)),
        ChoiceInput("is_open_ended", "长期有效", _YES_NO),
        ChoiceInput("source", "来源", lambda: options_of("source")),
        TextInput("document_no", "文号"),
    )


def end_fields(today: Today) -> Fields:
    """Return the inputs of an end; a certification recorded in error is taken back without a day."""
    return (
        ChoiceInput("is_mistake", "怎样终止", _HOW, required=True),
        DateInput("valid_to", "有效至", parse=day_parser(today)),
        TextInput("reason", "终止原因", required=True),
    )


def stored(values: Mapping[str, object]) -> dict[str, object]:
    """Return a small form's values as the columns hold them."""
    found: dict[str, object] = {}
    for key, value in values.items():
        if key in {"is_open_ended", "is_mistake"}:
            found[key] = value == "1"
        elif key in {"certified_on", "valid_to"}:
            found[key] = value
        else:
            found[key] = value or ""
    return found
