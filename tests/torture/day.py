"""A clerk's day done through the services, every accepted verb acknowledged in a file: `python -m tests.torture.day`.

The folder holds `station` (the sample town), `stick` (where batches are carried), `papers` (saved PDF) and
`acknowledged`, whose lines are: begin/end of a phase, or what was accepted and by which words it is found again.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from app.models.checks.identity import check_digit
from app.models.database import Database
from app.models.upgrade import bring_up_to_date
from app.ports import FixedClock, SystemIds
from app.progress import NoProgress
from app.services import backup
from app.services.applications.filing import Filing
from app.services.diskfiles import write_durably
from app.services.home import StationHome
from app.services.imports.service import Imports
from app.services.keyslots import Cost
from app.services.results import Saved
from app.services.sample import CLERK, found_empty
from app.services.workers.service import Entry, draft_of_new
from tests.services.town import ACCOUNT, ASKED, Town, build, reopen
from tests.torture.ending import AT_THE_END

QUICK = Cost(memory_kib=8, time=1, parallelism=1)
VILLAGE = "140321106203"
ROSTER_ROWS = 40
KEY = bytes(range(32))
PHASES = ("save", "apply", "print", "import", "export", "backup", "password")


def home_in(folder: Path, *, days: int = 0) -> StationHome:
    """Return the station of this folder, its clock standing."""
    clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    clock.advance(days=days)
    return StationHome(folder / "station", clock=clock, ids=SystemIds(), cost=QUICK)


def password(turn: int) -> str:
    """Return the clerk's password after so many changes."""
    return f"示例密码-{1234 + turn}"


def number_for(count: int) -> str:
    """Return an invented identity number, another for each count."""
    born = f"19{60 + count % 40:02d}{1 + count // 40 % 12:02d}{1 + count // 480 % 28:02d}"
    first = f"140321{born}{count // 13440:03d}"
    return first + check_digit(first)


def lay_ground(folder: Path) -> None:
    """Build the town, let its class finish, and lay the rosters that the day will import."""
    for name in ("stick", "papers", "rosters"):
        (folder / name).mkdir(parents=True)
    town = build(home_in(folder), *_NEEDED)
    town.pass_everyone()
    for learner in town.counter.enrolments.roster(town.session()).learners:
        town.complete(learner.worker_id, **ASKED)
    town.close()


@functools.cache
def laid() -> Path:
    """Return a ground that was laid once for this process: copy it, never work in it."""
    folder = Path(tempfile.mkdtemp(prefix="jmk-ground-"))
    AT_THE_END.callback(shutil.rmtree, folder, ignore_errors=True)
    lay_ground(folder)
    return folder


_NEEDED = ("roster", "employers", "jobs", "institutions", "courses", "sessions", "attendance")


def roster(path: Path, first: int, rows: int = ROSTER_ROWS) -> None:
    """Write a roster of invented people, counted from `first`."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, ("姓名", "身份证号", "户籍地（村）代码"))
    for row in range(rows):
        sheet.write_row(1 + row, 0, (f"乙{'甲丙丁戊己'[row % 5]}", number_for(first + row), VILLAGE))
    book.close()


class Day:
    """The clerk at work; `accept` is called with the words of every accepted verb."""

    def __init__(self, town: Town, folder: Path, accept: Callable[[str], None]) -> None:
        self._town, self._counter, self._folder, self._accept = town, town.counter, folder, accept
        self._learners = [one.worker_id for one in self._counter.enrolments.roster(town.session()).learners]
        self._case = 0
        self._turn = 0
        self.count = 0

    def skip(self, turn: int) -> None:
        """Go on after a day that was cut off when the password had been changed so many times."""
        self.count = 10_000
        self._turn = turn
        cases = self._counter.applications.ids()
        self._case = cases[0] if cases else 0
        self._learners = self._learners[len(cases) :]

    def save(self) -> None:
        """Register a person after keeping the draft, and amend the record."""
        count, counter = self.count, self._counter
        self.count += 1
        values = {
            "id_number": number_for(count),
            "name": f"甲{'一二三四五六七八九十'[count % 10]}",
            "hukou_code": VILLAGE,
        }
        event = counter.drafts.fresh_event_id()
        counter.drafts.keep("worker", draft_of_new(event), event_id=event, title="甲", payload=values)
        self._accept(f"draft {event}")
        saved = counter.workers.save(Entry(values=values, event_id=event))
        assert isinstance(saved, Saved), saved
        self._accept(f"worker {saved.uid} {event}")
        entry = Entry({**values, "note": "改"}, self._town.desk.ids.new(), worker_id=saved.id, version=1)
        assert isinstance(counter.workers.save(entry), Saved)
        self._accept(f"event {entry.event_id}")
        counter.worker_rows.add(saved.id, "movement", {"place_kind": "2", "started": "2026-03"})

    def apply(self) -> None:
        """Take an application of the next learner in."""
        if not self._learners:
            return
        worker, counter = self._learners.pop(0), self._counter
        choice = counter.eligibility.bases(worker, "training")[0].choice
        event = counter.drafts.fresh_event_id()
        saved = counter.applications.take(
            Filing(choice, event, bank={"bank_account": ACCOUNT, "bank_kind": "card"})
        )
        assert isinstance(saved, Saved), saved
        self._case = saved.id
        self._accept(f"case {counter.applications.open(saved.id).row.case_number} {saved.uid}")

    def print(self) -> None:
        """Archive the slip of the last case and save its PDF."""
        if not self._case:
            return
        composed = self._counter.papers.slip(self._case)
        paper = self._counter.papers.archive(composed, where="PDF")
        self._accept(f"paper {paper.uid} {composed.subject} {paper.copy_no}")
        write_durably(self._folder / "papers" / f"{paper.sha256}.pdf", composed.pdf)
        self._accept(f"pdf {paper.sha256}")

    def take_roster(self) -> None:
        """Import forty people from a workbook."""
        path = self._folder / "rosters" / f"{self.count}.xlsx"
        roster(path, self.count)
        first = number_for(self.count)
        self.count += ROSTER_ROWS
        imports = Imports(self._town.desk)
        report = imports.run(imports.look(path), NoProgress())
        assert report.new == ROSTER_ROWS, report
        self._accept(f"import {report.uid} {first}")

    def export(self) -> None:
        """Seal what waits and carry it to the stick."""
        card = self._counter.batches.seal(NoProgress())
        self._accept(f"sealed {card.name} {card.sha256}")
        self._counter.batches.export(self._folder / "stick", NoProgress())
        self._accept(f"exported {card.name} {card.sha256}")

    def back_up(self) -> None:
        """Make a backup, each at a second of its own."""
        clock = self._town.desk.clock
        assert isinstance(clock, FixedClock)
        clock.advance(seconds=1)
        self._accept(f"backup {self._counter.care.back_up(NoProgress()).card.folder.name} {self._turn}")

    def change_password(self) -> None:
        """Give the clerk a new password."""
        self._counter.accounts.change_password(password(self._turn), password(self._turn + 1))
        self._turn += 1
        self._accept(f"password {self._turn}")

    def round(self) -> None:
        """Do each verb once, saving in between."""
        verbs = (
            self.save,
            self.apply,
            self.print,
            self.take_roster,
            self.export,
            self.back_up,
            self.change_password,
        )
        for phase, verb in zip(PHASES, verbs, strict=True):
            self._accept(f"begin {phase}")
            verb()
            self._accept(f"end {phase}")
            self.save()


def main() -> None:
    """Do in the folder of the first word what the second says: `migrate`, `found`, `restore`, or rounds of work."""
    folder, what = Path(sys.argv[1]), sys.argv[2]
    handle = os.open(folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def accept(words: str) -> None:
        os.write(handle, f"{words}\n".encode())

    if what == "migrate":
        bring_up_to_date(Database(folder / "station.db", KEY).engine)
        accept("migrated station")
    elif what == "found":
        found_empty(home_in(folder))
        accept("founded station")
    elif what == "restore":
        home = home_in(folder)
        backup.restore(backup.listed(home.backups)[-1], home.folder)
        accept("restored station")
    else:
        day = Day(reopen(home_in(folder)), folder, accept)
        for _ in range(int(what)):
            day.round()
    os._exit(0)


if __name__ == "__main__":
    assert CLERK[2] == password(0)
    main()
