"""The working day itself, from an empty station to a verified batch on the stick."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.demo import answers, people
from app.demo.county import CountySide
from app.demo.record import DayRecord
from app.demo.screens import entrance_pictures, import_pictures, page_pictures
from app.demo.stage import Stage, use_shown_key
from app.faults import UserError
from app.models.enums import SubsidyKind
from app.progress import NoProgress
from app.services import sample
from app.services.applications.filing import Filing
from app.services.eligibility.service import Choice
from app.services.exchange.verification import verify_file
from app.services.papers.public import THE_STATION
from app.services.papers.service import Composed
from app.services.recommending import WorkerMatches
from app.ui.pages.exchange.view import ExchangePage

SEED = 20261124
_ACCOUNTS = ("6210985840012345671", "6217000010012345670", "6228480010012345674", "6222020010012345676")
_OTHERS = ("employers", "jobs", "institutions", "courses", "sessions", "comparison_poverty", "comparison_hardship",
           "comparison_skill_uplift", "attendance")  # fmt: skip
_STAFF = ("郝海军", "段宏伟", "徐铁柱")


def run(
    out: Path,
    data: Path,
    *,
    seed: int = SEED,
    say: Callable[[str], object] = print,
    with_screens: bool = True,
) -> None:
    """Work one invented day and leave its papers, pictures, batch and record in `out`.

    Raises:
        UserError: `data` already holds a station.

    """
    if data.exists() and any(data.iterdir()):
        raise UserError(f"{data} 里已有数据，演示要用空文件夹。")
    record = DayRecord(out, say)
    stage = Stage(data, out / "screens", seed)
    with record.step("建站、登录页"):
        entrance_pictures(stage)
        desk, _recovery = sample.found_empty(stage.home)
        use_shown_key(desk, seed)
        stage.open(desk)
    with record.step("导入花名册"):
        _import_roster(stage, record)
    with record.step("导入单位、岗位、机构、课程、班期、名单、签到"):
        _import_rest(stage, record)
    with record.step("刷卡登记两人"):
        known, fresh = people.read_cards(stage, record)
    with record.step("补充信息、结业、企业自办班"):
        employer, session = _prepare(stage, record, known)
    with record.step("推荐岗位和培训"):
        _recommend(stage, record, fresh)
    with record.step("判断并受理四种申请"):
        numbers = _apply(stage, record, known, employer, session)
    with record.step("复核"):
        _review(stage, record, numbers)
    with record.step("打印表格和回执"):
        _print(stage, record, known, fresh, numbers)
    side = _answer(stage, record, data, seed, known, numbers)
    if with_screens:
        with record.step("各页截图（标准与特大字号）"):
            page_pictures(stage, known, numbers[0])
    _end(stage, record, side, data, seed)
    record.close()


def _answer(
    stage: Stage, record: DayRecord, data: Path, seed: int, known: int, numbers: tuple[int, ...]
) -> CountySide:
    with record.step("建县区端、装公钥卡"):
        side = answers.open_county(stage, data.with_name(f"{data.name}-county"), seed, record)
    with record.step("封存、导出、核验批次"):
        _seal(stage, record, side)
    with record.step("县里收下、办理、出回执"):
        answers.first_answer(stage, side, record, numbers)
    with record.step("退回的一件补正后办结"):
        answers.mended(stage, side, record, numbers[0])
    with record.step("邻镇登记同一个人"):
        answers.seen_twice(stage, side, record, known, data.with_name(f"{data.name}-neighbour"), seed)
    with record.step("县里改口径，先看影响再启用"):
        answers.new_policy(stage, side, record, data.with_name(f"{data.name}-pack"))
    return side


def _end(stage: Stage, record: DayRecord, side: CountySide, data: Path, seed: int) -> None:
    with record.step("电脑丢了，换一台接着办"):
        answers.lost_pc(stage, side, record, data.with_name(f"{data.name}-new-pc"), seed)
    record.note("journal_is_whole", stage.counter.selfcheck.whole(NoProgress()).items[1].is_well)
    side.close()
    stage.close()


def _import_roster(stage: Stage, record: DayRecord) -> None:
    imports = stage.counter.imports
    import_pictures(stage, sample.sample("roster"))
    report = imports.history()[0]
    imports.errors_workbook(report.uid, record.out / "roster-errors.xlsx")
    record.note("roster", {"new": report.new, "changed": report.changed, "bad": report.bad})
    record.note(
        "roster_bad_rows",
        [
            {"row": row.number, "why": [one.text for one in row.findings]}
            for row in imports.bad_rows(report.uid)
        ],
    )


def _import_rest(stage: Stage, record: DayRecord) -> None:
    counts: dict[str, int] = {}
    for name in _OTHERS:
        counts[name] = sample.take(stage.counter.desk, name, NoProgress()).new
    record.note("imported", counts)
    record.note("registered", stage.counter.workers.count())


def _prepare(stage: Stage, record: DayRecord, known: int) -> tuple[int, int]:
    counter = stage.counter
    asked = {"has_pension": "0", "is_student": "0", "work_form": "flexible"}
    people.complete(stage, known, asked)
    people.certify(stage, known, "TPRK", date(2021, 3, 1))
    people.close_class(stage, record)
    third = counter.workers.find("曹铁柱").rows[0].id
    people.complete(stage, third, asked)
    people.certificate(stage, third, "S000014999900265000101")
    return people.company_class(stage, _STAFF)


def _matches(found: WorkerMatches) -> dict[str, object]:
    return {
        "name": found.name,
        "feasible_jobs": found.jobs.feasible,
        "of": found.jobs.total,
        "jobs": [
            {"title": one.job.title, "employer": one.job.employer, "pluses": list(one.pluses),
             "minuses": list(one.minuses)}
            for one in found.jobs.matches[:5]
        ],
        "courses": [
            {"title": one.course.title, "headline": one.headline, "pluses": list(one.pluses)}
            for one in found.courses.matches[:3]
        ],
    }  # fmt: skip


def _recommend(stage: Stage, record: DayRecord, fresh: int) -> None:
    recommending = stage.counter.recommending
    found = recommending.for_worker(fresh)
    record.note("recommended", _matches(found))
    best = found.jobs.matches[0]
    saved = stage.counter.following.record(fresh, "job", best.job.id, best.job.title, best.pluses)
    stage.counter.following.follow(saved.id, "contacted", "本人愿意去看看")
    people.kept(stage.counter.enrolments.enrol_in(fresh, found.courses.matches[0].course.id))
    stage.show_page("matching", fresh)
    stage.picture("06_matching")


def _choices(stage: Stage, known: int, employer: int, session: int) -> tuple[Choice, ...]:
    eligibility = stage.counter.eligibility
    third = stage.counter.workers.find("曹铁柱").rows[0].id
    return (
        eligibility.bases(known, SubsidyKind.TRAINING.value)[0].choice,
        eligibility.bases(known, SubsidyKind.LIVING.value)[0].choice,
        eligibility.bases(third, SubsidyKind.EVALUATION.value)[0].choice,
        Choice(SubsidyKind.EMPLOYER.value, employer_id=employer, session_id=session),
    )


def _apply(stage: Stage, record: DayRecord, known: int, employer: int, session: int) -> tuple[int, ...]:
    counter = stage.counter
    stage.show_page("applications", ("apply", known, SubsidyKind.TRAINING.value))
    stage.picture("07_application_live")
    told: list[dict[str, object]] = []
    numbers: list[int] = []
    for choice, account in zip(_choices(stage, known, employer, session), _ACCOUNTS, strict=True):
        made = counter.eligibility.assess(choice)
        bank = {"bank_account": account, "bank_kind": "card", "bank_name": "平定农商行娘子关支行（示例）"}
        papers = frozenset(one.id for one in made.materials)
        filing = Filing(choice, counter.drafts.fresh_event_id(), bank=bank, received=papers)
        saved = people.kept(counter.applications.take(filing))
        numbers.append(saved.id)
        case = counter.applications.open(saved.id)
        told.append(
            {
                "case_number": case.row.case_number,
                "kind": case.row.kind,
                "who": case.row.who,
                "outcome": made.outcome.label,
                "amount_fen": made.amount.fen,
                "amount_is_example": made.amount.is_example,
                "explained": list(made.explain()),
                "replays": counter.applications.replay(saved.id),
            }
        )
        stage.clock.advance(seconds=300)
    record.note("applications", told)
    stage.show_page("applications", numbers[0])
    stage.picture("08_case")
    return tuple(numbers)


def _review(stage: Stage, record: DayRecord, numbers: tuple[int, ...]) -> None:
    counter = stage.counter
    refused = ""
    try:
        counter.applications.move(numbers[0], "approve")
    except UserError as fault:
        refused = fault.text
    counter.accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])
    for number in numbers[:3]:
        counter.applications.move(number, "approve")
    counter.applications.move(numbers[3], "return", "第3名学员交过费，请核对后重报")
    stage.show_page("applications", numbers[3])
    stage.picture("09_returned")
    counter.accounts.switch(sample.CLERK[0], sample.CLERK[2])
    counter.applications.move(numbers[3], "submit", "已核对，交费的学员不计补贴")
    counter.accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])
    counter.applications.move(numbers[3], "approve")
    counter.accounts.switch(sample.CLERK[0], sample.CLERK[2])
    record.note("review", {"own_case_refused": refused, "states": dict(counter.applications.counts())})


def _keep(stage: Stage, record: DayRecord, folder: str, composed: Composed) -> dict[str, object]:
    stage.counter.papers.archive(composed, where="PDF")
    name = f"{composed.subject}-{composed.form}{f'-{composed.copy_no}' if composed.copy_no > 1 else ''}.pdf"
    record.file(folder, name, composed.pdf)
    return {"file": f"{folder}/{name}", "sha256": composed.sha256, "reprint": composed.reprint,
            "problems": list(composed.problems)}  # fmt: skip


def _print(stage: Stage, record: DayRecord, known: int, fresh: int, numbers: tuple[int, ...]) -> None:
    papers, folders = stage.counter.papers, {"acceptance_slip": "slips"}
    asked = [("worker", known), ("worker", fresh), *(("application", number) for number in numbers)]
    fits = [fit for kind, ref in (*asked, ("station", THE_STATION)) for fit in papers.fitting(kind, ref)]
    told = [
        _keep(stage, record, folders.get(fit.form, "forms"), papers.paper(fit.form, fit.ref)) for fit in fits
    ]
    told.append(_keep(stage, record, "slips", papers.slip(numbers[0])))
    record.note("papers", told)


def _seal(stage: Stage, record: DayRecord, side: CountySide) -> None:
    counter = stage.counter
    page = stage.show_page("exchange")
    stage.picture("10_before_sealing")
    if not isinstance(page, ExchangePage):
        raise TypeError("the page of batches is missing")
    page.seal_to(record.out / "stick")
    stage.picture("11_exported")
    card = counter.batches.all()[0]
    batch = record.out / "batch"
    shutil.copyfile(record.out / "stick" / "JMK" / "UP" / card.name, batch / card.name)
    record.file(
        "batch", "county.key", side.bureau.keys.box.file(stage.clock.now())
    )  # the escrow key opens it as well
    record.file("batch", "station.pub", counter.batches.public_key().file)
    _keep(stage, record, "batch", counter.papers.handover(card.id))
    result = verify_file(batch / card.name, batch / "county.key", batch / "station.pub")
    if not result.is_right:
        raise RuntimeError(result.fault)
    record.note(
        "batch",
        {"file": card.name, "state": card.state.label, "counts": dict(card.counts),
         "layers": [layer.name for layer in result.layers]},
    )  # fmt: skip
