"""The county's reply on paper (县级回执单): the same at the county that signs it and at the counter that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.services.exchange.handover import check_code

FORM = "county_reply"
_RESULTS: Mapping[str, str] = {"granted": "通过", "refused": "不通过", "returned": "退回补正"}
_GRANTED = "granted"
_GROUP = 4


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One case the county has decided; `amount` in 分, `result` granted, refused or returned."""

    case_number: str
    who: str
    result: str
    amount: int | None
    document_no: str
    reason: str
    decided_on: date | None
    fix_by: date | None


@dataclass(frozen=True, slots=True)
class ReplySheet:
    """One reply whole: `through` says in words which batches have come, `items` what waits with its last day."""

    seq: int
    made_on: date
    bureau: str
    station: str
    station_name: str
    through: str
    file_name: str
    digest: str
    lines: tuple[ReplyLine, ...] = ()
    items: tuple[tuple[str, date | None], ...] = field(default=())


def batches_in_words(epoch: str, through: int, missing: tuple[int, ...] = ()) -> str:
    """Return what has come of one epoch: `A 纪元第 1–12 批；缺第 9 批`."""
    told = f"{epoch} 纪元第 1–{through} 批" if through > 1 else f"{epoch} 纪元第 1 批" if through else ""
    gap = f"{epoch} 纪元缺第 {'、'.join(map(str, missing))} 批，请补报" if missing else ""
    return "；".join(part for part in (told, gap) if part)


def values_of(sheet: ReplySheet) -> dict[str, object]:
    """Return what the form prints."""
    granted = [line.amount or 0 for line in sheet.lines if line.result == _GRANTED]
    groups = [sheet.digest[at : at + _GROUP] for at in range(0, len(sheet.digest), _GROUP)]
    half = len(groups) // 2
    return {
        "reply": {
            "bureau": sheet.bureau,
            "number": sheet.seq,
            "file_number": f"{sheet.station}-{sheet.seq:06d}-ACK",
            "made_on": sheet.made_on,
            "through": sheet.through or "还没有收到批次",
            "rows": [_line(line) for line in sheet.lines],
            "total": sum(granted) if granted else None,
            "items": [{"text": text, "fix_by": f"{fix_by or ''}"} for text, fix_by in sheet.items],
            "file_name": sheet.file_name,
            "digest": " ".join(groups[:half]) + "\n" + " ".join(groups[half:]),
            "check_code": check_code(sheet.digest),
        },
        "station": {"name": sheet.station_name, "code": sheet.station},
    }


def _line(line: ReplyLine) -> dict[str, object]:
    until = f"{line.fix_by} 前补正" if line.fix_by else ""
    day = f"{line.decided_on} 办结" if line.decided_on and not line.fix_by else ""
    told = "；".join(part for part in (line.document_no, line.reason, until, day) if part)
    return {
        "case_number": line.case_number,
        "who": line.who,
        "result": _RESULTS.get(line.result, line.result),
        "amount": line.amount if line.result == _GRANTED else None,
        "told": told,
    }
