"""A form's workbook, checked against what its maker can fill in and how long that may be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.faults import UserError
from app.services.papers.claims import SLIP
from app.services.papers.longest import lengthened
from app.services.papers.makers import MAKERS, Maker
from app.services.papers.specimen import sample_values
from app.services.printing.catalogue import FORMS, box_codes, keys_of
from app.services.printing.layout import Template
from app.services.printing.linting import Finding, Grade, Trial, examine, labels_of
from app.services.printing.template import load

_SLIPS = {"acceptance_slip_80mm", "acceptance_slip_241"}  # the same slip on other paper
_STATION = {"station.name": "示例就业服务站", "station.code": "示例"}


def known_keys(key: str) -> frozenset[str]:
    """Return every key that can be filled in on a form: its own, and those of the forms made by the same maker."""
    maker = _maker(key)
    alike = {key} | {other for other in FORMS if maker is not None and _maker(other) is maker}
    return frozenset(one for other in alike for one in keys_of(FORMS[other].shipped))


def _maker(key: str) -> Maker | None:
    return MAKERS.get(SLIP if key in _SLIPS else key)


def read(key: str, data: bytes) -> Template:
    """Return the layout in a workbook meant for a form.

    Raises: UserError when it is no workbook.
    """
    try:
        return load(data, name=key)
    except AttributeError as fault:  # its first sheet is a chart
        raise UserError("这个文件里没有工作表，只有图表，不能当表样用。", field="file") from fault


def checked(key: str, data: bytes, own: Mapping[str, object] | None = None) -> tuple[Finding, ...]:
    """Return what is to be said of a workbook meant for a form, what must be mended first.

    Raises: UserError when it is no workbook.
    """
    template = read(key, data)
    values = sample_values(template, own or _STATION)
    longest = lengthened(values, box_codes(template))
    return examine(
        template,
        known=known_keys(key),
        wanted=labels_of(FORMS[key].shipped),
        trials=(Trial("样例的内容", values), Trial("最长的内容", longest)),
    )


def must_mend(key: str, data: bytes) -> list[str]:
    """Return, cell by cell, what keeps a workbook from being used for a form; nothing when it can be.

    Raises: UserError when it is no workbook.
    """
    return [one.words for one in checked(key, data) if one.grade is Grade.MEND]


def form_of(path: Path, data: bytes) -> str:
    """Return which form a workbook is meant for, by its file's name or its title.

    Raises: UserError when neither says.
    """
    stem = path.stem.strip()
    named = [key for key in FORMS if stem == key or stem.startswith(key)]
    if named:
        return max(named, key=len)
    template = read(stem, data)
    said = [str(part).strip() for band in template.bands[:4] for cell in band.cells for part in cell.parts]
    for text in (stem, template.title, *said):
        titled = [key for key, form in FORMS.items() if form.title in text]
        if titled:
            return max(titled, key=lambda key: len(FORMS[key].title))
    known = "、".join(f"{form.title} {key}" for key, form in FORMS.items())
    raise UserError(f"看不出“{path.name}”是哪张表。请用 --as 写明，可写：{known}。", field="as")
