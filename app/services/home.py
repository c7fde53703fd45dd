"""The station's folder: founding it, logging in, recovering, and noticing that it is not where it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from app.faults import UserError
from app.models.database import KEY_BYTES, Database
from app.models.desk import Account
from app.models.enums import Role
from app.models.trail import Batch, JournalEntry, OutboxEvent
from app.models.upgrade import bring_up_to_date
from app.ports import Clock, Ids, machine_id, random_bytes
from app.services import codes, epochs, journal, register, settings
from app.services.backup import DATABASE, RESTORED, SLOTS, finish_restoring
from app.services.desk import Desk, Operator, Station
from app.services.diskfiles import sync_folder, write_durably
from app.services.epochs import Lineage
from app.services.exchange.agekeys import make_box_key
from app.services.keyslots import ClerkName, Cost, KeySlots
from app.services.signers import SIGNING_KEY, retire
from app.services.timekeeping import last_record

HIGH_WATER = "highwater.json"
UNFINISHED = "founding.json"
STATION = "station"
COUNTY = "county_card"
BOX_KEY = "box_key"
SEED_BYTES = 32
_EPOCHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Founding:
    """What the first-start page asks: which station, which bureau, and the first clerk.

    `county` and `escrow` are age recipients from the county's card; empty until the county has given one.
    """

    station_code: str
    bureau_code: str
    login: str
    clerk_name: str
    password: str
    role: Role = Role.ADMIN
    station_name: str = ""
    phone: str = ""
    address: str = ""
    county: str = ""
    escrow: str = ""
    is_sample: bool = False
    epoch: str = "A"
    """The letter of its first epoch; a later one where this PC takes the place of one that is lost."""


class StationHome:
    """One folder that holds one station: database, key slots, high-water mark, backups, logs."""

    def __init__(self, folder: Path, *, clock: Clock, ids: Ids, cost: Cost | None = None) -> None:
        self.folder = folder
        self.clock = self._clock = clock
        self._ids = ids
        self._cost = cost or Cost()

    @property
    def is_founded(self) -> bool:
        """Tell whether a station lives here already; one whose founding was cut short does not."""
        slots = any((self.folder / name).exists() for name in (SLOTS, f"{SLOTS}.bak"))
        return slots and (self.folder / DATABASE).exists() and not (self.folder / UNFINISHED).exists()

    @property
    def backups(self) -> Path:
        """Return the folder of automatic backups."""
        return self.folder / "backups"

    def settle(self) -> bool:
        """Finish the restoring that a power cut interrupted; tell whether there was one.

        Raises:
            UserError: the files are in use.

        """
        return finish_restoring(self.folder)

    def slots(self) -> KeySlots:
        """Return the key slots."""
        return KeySlots.open(self.folder / SLOTS, cost=self._cost)

    def names(self) -> tuple[ClerkName, ...]:
        """Return who may log in, before the database is open."""
        return self.slots().names() if self.is_founded else ()

    def last_login(self) -> str:
        """Return who was last at this counter; empty when nobody knows."""
        return str(self._marked().get("login", ""))

    def found(self, plan: Founding) -> tuple[Desk, str]:
        """Make a fresh station; return its counter, the first clerk seated, and the recovery code to print.

        Raises:
            UserError: a station lives here already, or the plan names no known place or bureau.

        """
        station = self._station_of(plan)
        key = random_bytes(KEY_BYTES)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._clear_unfinished()
        write_durably(self.folder / UNFINISHED, b"{}")
        slots = KeySlots.create(
            self.folder / SLOTS,
            db_key=key,
            login=plan.login,
            display_name=plan.clerk_name,
            role=plan.role.value,
            password=plan.password,
            cost=self._cost,
        )
        recovery = slots.new_recovery_code(key)
        database = Database(self.folder / DATABASE, key)
        bring_up_to_date(database.engine)
        operator = Operator(plan.login, plan.clerk_name, plan.role)
        desk = Desk(database=database, clock=self._clock, ids=self._ids, station=station, operator=operator)
        self._write_first(desk, plan)
        desk.on_number = self._mark_number
        self.mark(desk)
        (self.folder / UNFINISHED).unlink()
        sync_folder(self.folder)
        return desk, recovery

    def _clear_unfinished(self) -> None:
        """Remove what a founding that was cut short left behind; nobody ever worked in it."""
        if (self.folder / UNFINISHED).exists():
            beside = (f"{DATABASE}-wal", f"{DATABASE}-shm", f"{SLOTS}.bak", HIGH_WATER)
            for name in (DATABASE, SLOTS, *beside):
                (self.folder / name).unlink(missing_ok=True)

    def _station_of(self, plan: Founding) -> Station:
        if self.is_founded:
            raise UserError("这个文件夹里已经有一个服务站，请直接登录。")
        if (self.folder / DATABASE).exists() and not (self.folder / UNFINISHED).exists():
            text = (
                "这里有数据文件，但登录钥匙文件 keyslots.json 不见了。请从最近的备份中找回它，不要重新建站。"
            )
            raise UserError(text)
        places = {choice.code: choice.label for choice in codes.towns()}
        division = codes.divisions().get(plan.station_code)
        if plan.station_code not in places and division is None:
            raise UserError("请从列表中选择服务站所在的乡镇或村（社区）。", field="station_code")
        if plan.bureau_code not in codes.labels("bureau"):
            raise UserError("请选择接收上报的县区人社部门。", field="bureau_code")
        if len(plan.epoch) != 1 or plan.epoch not in _EPOCHS:
            raise UserError("纪元字母是 A 到 Z 中的一个，县里停用旧电脑时会告诉您用哪一个。", field="epoch")
        where = codes.short_village(division.village) if division else places[plan.station_code].split()[-1]
        return Station(
            code=plan.station_code,
            name=plan.station_name or f"{where}就业服务站",
            bureau_code=plan.bureau_code,
            bureau_name=codes.label("bureau", plan.bureau_code),
            epoch=plan.epoch,
            epoch_id=self._ids.new(),
            phone=plan.phone,
            address=plan.address,
            is_sample=plan.is_sample,
        )

    def _write_first(self, desk: Desk, plan: Founding) -> None:
        with desk.database.transaction() as session:
            session.add(
                Account(
                    login=plan.login, name=plan.clerk_name, role=plan.role.value, created_at=self._clock.now()
                )
            )
            settings.put(session, desk, STATION, asdict(desk.station))
            settings.put(session, desk, SIGNING_KEY, random_bytes(SEED_BYTES).hex())
            settings.put(session, desk, BOX_KEY, make_box_key().secret)
            settings.put(session, desk, COUNTY, {"county": plan.county, "escrow": plan.escrow})
            journal.note(session, desk, "station.founded", entity="station", uid=desk.station.epoch_id)
            if plan.epoch != _EPOCHS[0]:
                before = _EPOCHS[_EPOCHS.index(plan.epoch) - 1]
                grown = Lineage(plan.epoch, before, 0, epochs.SUCCEEDED, self._clock.now())
                epochs.remember(session, desk, grown)

    def log_in(self, login: str, password: str) -> Desk:
        """Open the station for a clerk; a station that was restored, copied or moved starts a new epoch.

        Raises:
            UserError: wrong password, locked out, no such clerk, or a database this version cannot open.

        """
        key = self.slots().unlock(login, password, self._clock.now())
        return self._open(key, login)

    def log_in_with_recovery(self, code: str, login: str) -> Desk:
        """Open the station with the recovery code, seated as the named clerk, whose password stays as it was.

        Raises:
            UserError: the code is wrong, or there is no such clerk.

        """
        return self._open(self.slots().unlock_with_recovery(code), login)

    def recover(self, code: str, login: str, new_password: str) -> tuple[Desk, str]:
        """Open the station with the recovery code, give the named clerk a new password, and renew the code.

        The code was out of its envelope, so it is spent: the one returned takes its place and is to be printed.

        Raises:
            UserError: the code is wrong, there is no such clerk, or the password is too weak.

        """
        slots = self.slots()
        key = slots.unlock_with_recovery(code)
        slots.reset_password(key, login, new_password)
        desk = self._open(key, login)
        with desk.database.transaction() as session:
            journal.note(session, desk, "recovery.used", entity="account", uid=login)
            journal.note(session, desk, "recovery.renewed", entity="account", uid=login)
        return desk, slots.new_recovery_code(key)

    def _open(self, key: bytes, login: str) -> Desk:
        database = Database(self.folder / DATABASE, key)
        try:
            bring_up_to_date(database.engine)
            with database.reading() as session:
                stored = settings.get(session, STATION)
                account = session.scalar(select(Account).where(Account.login == login))
        except UserError:
            database.engine.dispose()
            raise
        except DatabaseError as fault:
            database.engine.dispose()
            raise UserError("数据文件打不开，可能已损坏。请在登录页选「从备份恢复」。") from fault
        if not isinstance(stored, Mapping):
            database.engine.dispose()
            raise UserError("数据文件是空的，可能已损坏。请在登录页选「从备份恢复」。")
        if account is None or not account.is_active:
            database.engine.dispose()
            raise UserError("这位经办人已停用，请换一位登录或找站点管理员。", field="login")
        desk = Desk(
            database=database,
            clock=self._clock,
            ids=self._ids,
            station=Station(**stored),
            operator=Operator(account.login, account.name, Role(account.role)),
        )
        with database.reading() as session:
            desk.watch.open(last_record(session))
        desk.on_number = self._mark_number
        reason = self._moved(desk)
        if reason:
            desk.station = self.start_epoch(desk, reason)
        with database.transaction() as session:
            journal.note(session, desk, "account.logged_in", entity="account", uid=login)
        self.mark(desk)
        return desk

    def _moved(self, desk: Desk) -> str:
        """Return why this database is not the one this PC last worked on; empty when it is."""
        seq, batch, number = _tails(desk)
        mark = self._marked()
        if (self.folder / RESTORED).exists():
            return epochs.RESTORED
        if not mark:
            return "换了电脑或重装" if seq else ""
        if mark.get("machine") != machine_id():
            return "换了电脑"
        if (
            mark.get("epoch_id") != desk.station.epoch_id
            or _whole(mark.get("batch")) > batch
            or _whole(mark.get("event")) > seq
            or str(mark.get("number") or "") > number
        ):
            return epochs.RESTORED
        if _whole(mark.get("line")) > _last_line(desk):
            return "最近的记录不见了（日志文件丢失）"
        return ""

    def start_epoch(self, desk: Desk, reason: str, *, released_from: int = 0) -> Station:
        """Begin a new epoch: a new letter in case numbers, a new id and new keys; return the new card.

        `released_from` is the first unanswered batch of the old epoch whose events go up again from the new one.

        Raises:
            UserError: all 26 letters are used up.

        """
        letter = max(desk.station.epoch, self._last_letter())
        place = _EPOCHS.index(letter) + 1
        if place == len(_EPOCHS):
            raise UserError("本站的纪元字母已用完，请联系县区人社局重新登记本站。")
        station = replace(desk.station, epoch=_EPOCHS[place], epoch_id=self._ids.new())
        old = desk.station
        with desk.database.transaction() as session:
            if released_from:
                epochs.release(session, desk, released_from)
            before, last = epochs.growing_from(session, old.epoch)
            grown = Lineage(station.epoch, before, last, reason, self._clock.now())
            epochs.remember(session, desk, grown)
            retire(session, desk)
            settings.put(session, desk, STATION, asdict(station))
            settings.put(session, desk, SIGNING_KEY, random_bytes(SEED_BYTES).hex())
            settings.put(session, desk, BOX_KEY, make_box_key().secret)
            change = journal.Change(
                type="epoch.started",
                entity_uid=station.epoch_id,
                data={"epoch": station.epoch, "continues": old.epoch_id, "after_seq": last, "reason": reason},
                reason=reason,
            )
            journal.record(session, desk, change)
        desk.station = station
        self.mark(desk)
        (self.folder / RESTORED).unlink(missing_ok=True)
        return station

    def _last_letter(self) -> str:
        letter = str(self._marked().get("epoch", ""))
        return letter if letter in _EPOCHS else ""

    def _marked(self) -> dict[str, object]:
        try:
            mark = json.loads((self.folder / HIGH_WATER).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return mark if isinstance(mark, dict) else {}

    def mark(self, desk: Desk) -> None:
        """Write how far this PC has come, outside the database, so that an older copy is recognised."""
        seq, batch, number = _tails(desk)
        facts = {
            "machine": machine_id(),
            "epoch": desk.station.epoch,
            "epoch_id": desk.station.epoch_id,
            "event": seq,
            "batch": batch,
            "line": _last_line(desk),
            "number": number,
            "login": desk.operator.login,
        }
        write_durably(self.folder / HIGH_WATER, json.dumps(facts).encode())

    def _mark_number(self, number: str) -> None:
        """Remember a case number once it is given out: it stands on paper, so no older copy may give it again."""
        mark = self._marked()
        if mark:
            write_durably(self.folder / HIGH_WATER, json.dumps({**mark, "number": number}).encode())


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _last_line(desk: Desk) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.max(JournalEntry.id))) or 0


def _tails(desk: Desk) -> tuple[int, int, str]:
    with desk.database.reading() as session:
        seq = session.scalar(select(func.max(OutboxEvent.seq))) or 0
        batch = session.scalar(select(func.max(Batch.id))) or 0
        return seq, batch, register.last_number(session)
