"""The days after: the county answers, a case sent back is put right and granted, a person is seen twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from app.demo import county
from app.demo.county import CountySide
from app.demo.record import DayRecord
from app.demo.stage import Stage
from app.progress import NoProgress
from app.services import sample
from app.services.exchange.reference import RefKind
from app.services.references.results import State
from app.ui.pages.applications.case import CasePane
from app.ui.pages.applications.view import ApplicationsPage
from app.ui.pages.exchange.view import ExchangePage

_DOCUMENT = "平人社示例〔2026〕9号"
_DAY = 86_400
_MENDED = "6217000010012345670"


def open_county(stage: Stage, folder: Path, seed: int, record: DayRecord) -> CountySide:
    """Found the bureau, enrol this station, and give the station the county's card."""
    batches, packs = stage.counter.batches, stage.counter.eligibility.packs
    side = CountySide(folder, stage.clock, seed, packs)
    batches.install(side.office.card())
    side.enrol(batches.station_card())
    record.note("county", {"records": side.records.kind, "bureau": side.bureau.name})
    return side


def first_answer(stage: Stage, side: CountySide, record: DayRecord, numbers: tuple[int, ...]) -> None:
    """Take the first batch in, send one case back, grant the others, and carry the reply to the counter."""
    stick = record.out / "stick"
    taken = side.take_in(stick)
    waiting = side.inbox(record.out / "county" / "inbox.xlsx")
    applications = stage.counter.applications
    cases = [applications.open(number) for number in numbers]
    decided = [
        side.decide(county.sent_back(cases[0].row.case_number, stage.clock.today() + timedelta(days=14)))
    ]
    decided += [side.grant(case.row.case_number, _DOCUMENT) for case in cases[1:]]
    stage.clock.advance(seconds=_DAY)
    read = _read(stage, side, record)
    record.note(
        "first_answer",
        {"taken_in": taken, "inbox": waiting, "decided": decided, "read": read},
    )
    stage.show_page("applications", numbers[0])
    stage.picture("13_sent_back")


def mended(stage: Stage, side: CountySide, record: DayRecord, number: int) -> None:
    """Put the account right in the case's own form, review it, send it up, and read that it was granted."""
    page = stage.show_page("applications", number)
    if not isinstance(page, ApplicationsPage):
        raise TypeError("the page of applications is missing")
    _mend(stage, page.case)
    counter = stage.counter
    counter.applications.move(number, "submit", "账号已按存折核对")
    counter.accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])
    counter.applications.move(number, "approve")
    counter.accounts.switch(sample.CLERK[0], sample.CLERK[2])
    files = county.send_up(counter, record.out / "stick")
    taken = side.take_in(record.out / "stick")
    case = counter.applications.open(number)
    told = side.grant(case.row.case_number, _DOCUMENT)
    stage.clock.advance(seconds=_DAY)
    record.note(
        "mended",
        {"files": list(files), "taken_in": taken[-1:], "decided": told, "read": _read(stage, side, record),
         "steps": [f"{step.state} {step.reason}".strip() for step in counter.applications.open(number).steps]},
    )  # fmt: skip
    stage.show_page("applications", number)
    stage.picture("14_granted")


def seen_twice(
    stage: Stage, side: CountySide, record: DayRecord, worker_id: int, folder: Path, seed: int
) -> None:
    """Let the next town register the same person; the county tells both stations, and nobody is merged."""
    values = stage.counter.workers.open(worker_id).values
    there = county.neighbour(folder, stage.clock, seed)
    there.batches.install(side.office.card())
    side.enrol(there.batches.station_card())
    county.register_there(there, {**values, "name": values["name"]})
    stick = record.out / "neighbour-stick"
    county.send_up(there, stick)
    taken = side.take_in(stick)
    there.desk.database.close()
    told = _read(stage, side, record)
    items = [f"{row.kind} {row.text}" for row in stage.counter.replies.items()]
    record.note("seen_twice", {"taken_in": taken, "read": told, "items": items})
    stage.picture("15_seen_twice")


def new_policy(stage: Stage, side: CountySide, record: DayRecord, folder: Path) -> None:
    """Publish another answer to one open question; the counter sees whom it changes before it is put in force."""
    name = side.publish(
        RefKind.POLICY, county.stricter_pack(folder), record.out / "stick", stage.counter.desk.station.code
    )
    page = _exchange(stage)
    stage.tidy()
    page.replies.take_all(record.out / "stick")
    stage.picture("16_policy_impact")
    references = stage.counter.references
    waiting = next(card for card in references.all() if card.state is State.WAITING)
    preview = references.preview(waiting.id, NoProgress())
    effect = preview.effect
    if effect is None:
        raise TypeError("a policy without an effect was published")
    _press(page, "apply_reference")
    stage.tidy()
    stage.picture("17_policy_in_force")
    applied = next(card for card in references.all() if card.id == waiting.id)
    record.note(
        "new_policy",
        {"published": name, "impact": effect.text, "looked_at": effect.looked, "open_cases": effect.cases,
         "no_longer": [f"{one.who} {one.subsidy}" for one in effect.lost], "state": applied.state.label},
    )  # fmt: skip


def lost_pc(stage: Stage, side: CountySide, record: DayRecord, data: Path, seed: int) -> None:
    """Lose the PC; another one takes its place, and gets back from the county what had been carried up."""
    old = stage.counter
    station, people, cases = old.desk.station, old.workers.count(), len(old.applications.ids())
    county.send_up(old, record.out / "stick")
    side.take_in(record.out / "stick")
    letter = side.lose(station.code, station.epoch)
    there = stage.beside(data, seed + 3)
    desk, _recovery = sample.found_empty(there.home, epoch=letter)
    there.open(desk)
    there.counter.batches.install(side.office.card())
    side.enrol(there.counter.batches.station_card())
    page = _exchange(there)
    there.tidy()
    there.picture("18_new_pc")
    page.epoch.take_in(side.rebuild(station.code, record.out / "stick"))
    there.picture("19_rebuilt")
    counter = there.counter
    counter.accounts.switch(sample.CLERK[0], sample.CLERK[2])
    record.note(
        "lost_pc",
        {"epoch": counter.desk.station.epoch, "people": [people, counter.workers.count()],
         "cases": [cases, len(counter.applications.ids())], "goes_up_again": counter.batches.outbox().count,
         "told": page.epoch.lines.text().splitlines()},
    )  # fmt: skip
    there.close()


def _press(page: QWidget, name: str) -> None:
    button: object = page.findChild(QPushButton, name)
    if not isinstance(button, QPushButton):
        raise TypeError(f"the button {name} is missing")
    button.click()


def _exchange(stage: Stage) -> ExchangePage:
    page = stage.show_page("exchange")
    if not isinstance(page, ExchangePage):
        raise TypeError("the page of batches is missing")
    return page


def _read(stage: Stage, side: CountySide, record: DayRecord) -> str:
    """Carry the next reply to the counter and read it there; return the line that the clerk sees."""
    stick = record.out / "stick"
    side.reply(stage.counter.desk.station.code, stick, record)
    page = _exchange(stage)
    stage.tidy()
    page.replies.take_all(stick)
    told = stage.counter.replies.newest()
    stage.picture(f"12_reply_{told.seq if told else 0}")
    return f"第 {told.seq} 号" if told else ""


def _mend(stage: Stage, case: CasePane) -> None:
    case.mending.begin()
    case.mending.form.fill({"bank_account": _MENDED, "bank_name": "平定农商行娘子关支行（示例）"})
    stage.picture("13_mending")
    case.mending.save()
