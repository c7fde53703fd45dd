"""The bureau's inbox: the cases that wait, out as a workbook, and the decisions back in with every bad row listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.county import Claim, CountyRecord, LedgerRow, Likeness
from app.models.enums import SubsidyKind
from app.models.reading import read_date
from app.models.values import format_yuan, parse_fen
from app.progress import Progress
from app.services import codes
from app.services.county.claims import rejudge
from app.services.county.deciding import RESULTS, Deciding, Decision
from app.services.county.office import Bureau
from app.services.county.stations import called
from app.services.policy.outcome import Outcome
from app.services.policy.pack_model import Packs

_TOLD = (
    ("case_number", "受理编号", 34), ("station", "服务站", 16), ("who", "姓名或单位", 14), ("number", "证件号码", 22),
    ("subject", "工种等级", 18), ("amount", "申请金额（元）", 14), ("filed_on", "受理日期", 12),
    ("outcome", "站里初审", 12), ("clauses", "依据条款", 26), ("divergence", "县级重算", 26),
    ("duplicates", "跨站重复", 40), ("phone", "手机", 14), ("village", "户籍村", 26), ("certificate", "证书编号", 26),
    ("holder", "户名", 14), ("bank", "开户网点", 26), ("account", "账号", 26),
)  # fmt: skip
_ASKED = (
    ("result", "审核结果", 12), ("granted", "核定金额（元）", 14), ("document_no", "文号", 20),
    ("field", "退回项目", 14), ("reason", "原因", 30), ("fix_by", "补正期限", 12), ("decided_on", "审核日期", 12),
)  # fmt: skip
_BY_WORDS = {text: code for code, text in RESULTS.items()}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One case that waits for the bureau; amounts in 分."""

    uid: str
    case_number: str
    kind: str
    station: str
    who: str
    number: str
    subject: str
    amount: int | None
    filed_on: date
    outcome: str
    clauses: str
    divergence: str
    duplicates: tuple[str, ...]
    phone: str = ""
    village: str = ""
    certificate: str = ""
    holder: str = ""
    bank: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row of a decisions' workbook that was not taken, and what to do about it."""

    sheet: str
    number: int
    case_number: str
    text: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What a workbook of decisions brought."""

    done: tuple[str, ...]
    bad: tuple[BadRow, ...]


class Inbox:
    """What waits, and how it leaves and comes back."""

    def __init__(self, bureau: Bureau, packs: Packs) -> None:
        self._bureau, self._packs = bureau, packs

    def rows(self) -> tuple[InboxRow, ...]:
        """Return the cases that wait, the oldest first, with what the claims of all stations say of each."""
        with self._bureau.store.reading() as session:
            query = (
                select(Claim).where(Claim.is_waiting.is_(True)).order_by(Claim.filed_on, Claim.case_number)
            )
            return tuple(self._row(session, claim) for claim in session.scalars(query))

    def _row(self, session: Session, claim: Claim) -> InboxRow:
        again = rejudge(session, claim, self._packs)
        person = session.get(CountyRecord, claim.worker_uid or claim.employer_uid)
        body: Mapping[str, object] = person.body if person else {}
        record = session.get_one(CountyRecord, claim.uid)
        line = session.scalar(select(LedgerRow.row).where(LedgerRow.claim_uid == claim.uid).limit(1)) or {}
        listed = record.body.get("clauses")
        return InboxRow(
            uid=claim.uid,
            case_number=claim.case_number,
            kind=claim.kind,
            station=claim.station,
            who=str(body.get("name") or ""),
            number=str(body.get("id_number") or body.get("uscc") or ""),
            subject=_subject(line),
            amount=claim.amount,
            filed_on=claim.filed_on,
            outcome=Outcome(claim.outcome).label if claim.outcome in set(Outcome) else claim.outcome,
            clauses="、".join(dict.fromkeys(str(one) for one in listed)) if isinstance(listed, list) else "",
            divergence=again.divergence,
            duplicates=(*again.duplicates, *_twins(session, claim.worker_uid)),
            phone=str(body.get("phone") or ""),
            village=_village(body),
            certificate=str(line.get("certificate") or ""),
            holder=str(record.body.get("bank_holder") or ""),
            bank=str(record.body.get("bank_name") or ""),
            account=str(record.body.get("bank_account") or ""),
        )

    def write(self, path: Path) -> int:
        """Write the cases that wait as a workbook, one sheet a kind; return how many.

        Raises:
            UserError: the file cannot be written.

        """
        rows = self.rows()
        try:
            with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
                for kind in SubsidyKind:
                    _write_sheet(book, kind.label, [row for row in rows if row.kind == kind.value])
        except (OSError, xlsxwriter.exceptions.FileCreateError) as fault:
            raise UserError(f"没能写到 {path}：请关掉正开着它的表格软件，或换一个文件名。") from fault
        return len(rows)

    def bring(self, path: Path, deciding: Deciding, progress: Progress) -> Brought:
        """Take the decisions of a workbook in, a row at a time; a bad row stops no other.

        Raises:
            UserError: it is no workbook, or no sheet of it has the columns 受理编号 and 审核结果.

        """
        done: list[str] = []
        bad: list[BadRow] = []
        lines = list(_lines(path))
        for at, (sheet, number, told) in enumerate(lines):
            progress.step(at, len(lines), "正在读入审核结果")
            case_number = told.get("case_number", "").strip()
            try:
                done.append(deciding.decide(_decision(told, path.name, self._bureau.clock.today())))
            except UserError as fault:
                bad.append(BadRow(sheet, number, case_number, fault.text))
        return Brought(tuple(done), tuple(bad))


def _subject(line: Mapping[str, object]) -> str:
    occupation, level = str(line.get("occupation") or ""), str(line.get("level") or "")
    name = codes.label("occupation", occupation) if occupation else ""
    return f"{name} {codes.label('level', level).partition('／')[0] if level else ''}".strip()


def _village(body: Mapping[str, object]) -> str:
    code = str(body.get("hukou_code") or "")
    return codes.label("division", code) if code else ""


def _twins(session: Session, worker_uid: str) -> Iterable[str]:
    pairs = select(Likeness).where(
        (Likeness.one == worker_uid) | (Likeness.other == worker_uid), Likeness.state != "different"
    )
    for pair in session.scalars(pairs.order_by(Likeness.id)):
        other = session.get_one(CountyRecord, pair.other if pair.one == worker_uid else pair.one)
        said = "同一人" if pair.state == "same" else "疑似同一人"
        yield f"与{called(session, other.station)}登记的{other.body.get('name')}{said}（{'，'.join(pair.reasons)}）"


def _write_sheet(book: xlsxwriter.Workbook, title: str, rows: Sequence[InboxRow]) -> None:
    sheet = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    asked = book.add_format({"bold": True, "bg_color": "#FFF4CC", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for at, (_, label, width) in enumerate((*_TOLD, *_ASKED)):
        sheet.write_string(0, at, label, asked if at >= len(_TOLD) else head)
        sheet.set_column(at, at, width, text)
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(_cells(row)):
            sheet.write_string(line, at, value, text)
    if rows:
        first = len(_TOLD)
        sheet.data_validation(
            1, first, len(rows), first, {"validate": "list", "source": list(RESULTS.values())}
        )
    sheet.freeze_panes(1, 1)


def _cells(row: InboxRow) -> tuple[str, ...]:
    amount = "" if row.amount is None else format_yuan(row.amount).removesuffix(" 元").replace(",", "")
    return (
        row.case_number, row.station, row.who, row.number, row.subject, amount, row.filed_on.isoformat(), row.outcome,
        row.clauses, row.divergence or "一致", "\n".join(row.duplicates) or "未发现",
        row.phone, row.village, row.certificate, row.holder, row.bank, row.account,
    )  # fmt: skip


def _lines(path: Path) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Yield sheet, row number and what is told, of each row that carries a result."""
    names = {label: key for key, label, _ in (*_TOLD, *_ASKED)}
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as fault:
        raise UserError(f"“{path.name}”打不开，请选审核结果的表格（xlsx、xls、ods）。") from fault
    is_found = False
    for sheet in book.sheet_names:
        rows = book.get_sheet_by_name(sheet).to_python()
        header = [names.get(_text(cell).strip(), "") for cell in rows[0]] if rows else []
        if not {"case_number", "result"} <= set(header):
            continue
        is_found = True
        for number, cells in enumerate(rows[1:], start=2):
            told = {key: _text(cell) for key, cell in zip(header, cells, strict=False) if key}
            if told["result"].strip():
                yield sheet, number, told
    if not is_found:
        raise UserError(f"“{path.name}”里没有“受理编号”和“审核结果”两列，请用收件箱导出的表格填写。")


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _decision(told: Mapping[str, str], source: str, today: date) -> Decision:
    words = told["result"].strip()
    if words not in _BY_WORDS:
        raise UserError(f"审核结果「{words}」不对，只能是：{'、'.join(_BY_WORDS)}。", field="result")
    amount = told.get("granted", "").strip()

    def day(key: str, label: str) -> date | None:
        text = told.get(key, "").strip()
        return read_date(text, today, field=key, label=label) if text else None

    return Decision(
        case_number=told.get("case_number", "").strip(),
        result=_BY_WORDS[words],
        amount=parse_fen(amount, field="granted", label="核定金额") if amount else None,
        document_no=told.get("document_no", "").strip(),
        field=told.get("field", "").strip(),
        reason=told.get("reason", "").strip(),
        fix_by=day("fix_by", "补正期限"),
        decided_on=day("decided_on", "审核日期"),
        source=source,
    )
