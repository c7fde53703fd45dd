"""The forms that ship, what each is called, and every key each one prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.paths import resources
from app.services.printing.layout import Template
from app.services.printing.tags import Tag
from app.services.printing.template import load

_OWN = frozenset({"note", "page", "pages", "form.title", "printed.day", "printed.time"})
_TITLES = {
    "worker_registration": "农民工基本信息登记表（实名制）",
    "job_seeking": "求职登记表",
    "referral_letter": "职业推荐函",
    "job_opening": "用工登记表",
    "training_subsidy": "个人职业培训补贴申领表",
    "living_allowance": "职业培训生活费补贴申领表",
    "evaluation_subsidy": "职业技能评价（鉴定）补贴申请表",
    "employer_subsidy": "企业直补申请表",
    "acceptance_slip": "业务受理回执",
    "acceptance_slip_241": "业务受理回执（241 毫米针式）",
    "acceptance_slip_80mm": "业务受理回执（80 毫米小票）",
    "supplement_notice": "补正材料一次性告知书",
    "return_notice": "退件通知",
    "refusal_notice": "不予受理通知书",
    "integrity_pledge": "廉政守纪承诺书",
    "policy_leaflet": "政策明白纸",
    "batch_handover": "批次交接单",
    "county_reply": "县级回执单",
    "recovery_code": "数据恢复码",
    "training_wish": "培训意愿登记表",
    "training_enrolment": "职业技能培训报名表",
    "class_filing": "职业培训开班申请（备案）表",
    "class_roster": "培训班学员花名册",
    "attendance_sheet": "培训班学员每日签到表",
    "timetable": "培训班课程表",
    "teaching_log": "培训班教学日志",
    "result_sheet": "培训班结业考核成绩册",
    "satisfaction": "培训满意度调查表",
    "employment_follow_up": "培训学员就业跟踪表",
    "employer_roster": "企业直补学员花名册",
    "living_roster": "生活费补贴发放花名册",
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its key, title, shipped workbook and paper.

    `content` is the workbook printed in its place, `edition` counts those there were, `origin` says whose it is.
    """

    key: str
    title: str
    file: Path
    paper: str = "A4"
    content: bytes = b""
    edition: int = 1
    origin: str = "随程序发布"

    @property
    def template(self) -> Template:
        """The form's layout, read once."""
        return load(self.content or self.file, name=self.key)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key the form prints, sorted; a list row's key begins with the list's."""
        return keys_of(self.template)

    @property
    def workbook(self) -> bytes:
        """The workbook that is printed."""
        return self.content or self.file.read_bytes()

    @property
    def shipped(self) -> Template:
        """The layout that came with the program."""
        return load(self.file, name=self.key)


def _shipped() -> dict[str, Form]:
    folder = resources() / "forms"
    return {key: Form(key, title, folder / f"{key}.xlsx") for key, title in _TITLES.items()}


FORMS: dict[str, Form] = _shipped()


@dataclass(frozen=True, slots=True)
class Edition:
    """The workbook in force for one form: its bytes (none for the shipped one), the how manieth, and whose it is."""

    content: bytes = b""
    number: int = 1
    origin: str = "随程序发布"


def adopt(editions: Mapping[str, Edition]) -> None:
    """Print these workbooks from now on, and the shipped ones of all other forms."""
    for key, form in FORMS.items():
        now = editions.get(key, Edition())
        FORMS[key] = replace(form, content=now.content, edition=now.number, origin=now.origin)


def tags_of(template: Template) -> Iterator[Tag]:
    """Yield the tags of every cell, header and footer."""
    for area in (template, *template.more):
        for band in area.bands:
            for cell in band.cells:
                yield from (part for part in cell.parts if isinstance(part, Tag))
    for item in template.running:
        yield from (part for line in item.lines for part, _ in line if isinstance(part, Tag))


def keys_of(template: Template) -> tuple[str, ...]:
    """Return the keys the caller has to give, sorted, without those the engine fills."""
    own = _OWN | {template.copies_key}
    found = {tag.key for tag in tags_of(template) if tag.kind != "cut"}
    return tuple(sorted(key for key in found if key and key not in own and not key.endswith(".#")))


def box_codes(template: Template) -> dict[str, frozenset[str]]:
    """Return the codes offered for each key of tick boxes; such a key takes codes, not labels."""
    found: dict[str, set[str]] = {}
    for tag in tags_of(template):
        if tag.kind == "box":
            found.setdefault(tag.key, set()).update(tag.argument.split("|"))
    return {key: frozenset(codes) for key, codes in found.items()}
