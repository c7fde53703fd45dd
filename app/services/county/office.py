"""The bureau's folder: founding it, its keys under two officers' passwords, and the card that stations install."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.faults import UserError
from app.models.database import KEY_BYTES, Database
from app.models.enums import Role
from app.models.postgres import Postgres, driven
from app.models.store import Store
from app.models.upgrade import AT_THE_COUNTY, bring_up_to_date
from app.ports import Clock, Ids, random_bytes
from app.services import codes, journal
from app.services.clockwatch import ClockWatch
from app.services.desk import Operator
from app.services.diskfiles import write_durably
from app.services.exchange.agekeys import BoxKey, fingerprint, make_box_key, read_box_key
from app.services.exchange.card import CountyCard
from app.services.exchange.signing import SigningKey, make_key
from app.services.keyslots import Cost, KeySlots

FIRST, SECOND = "K1", "K2"
"""The two signing roles: the first signs what is answered, both sign rules and keys (TUF's two signers)."""

_FACTS, _SLOTS, _BOX, _DATABASE = "county.json", "keyslots.json", "keys.box", "county.db"
_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Opening:
    """What founding a bureau asks: its code, two officers, and where its records lie ('' means a file here)."""

    code: str
    login: str
    name: str
    password: str
    second_login: str
    second_name: str
    second_password: str
    database: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The bureau's keys in use: `second` only when both officers are present."""

    first: SigningKey
    box: BoxKey
    escrow: str
    second: SigningKey | None = None


class Bureau:
    """The bureau at work: its records, its keys, and who sits at the desk."""

    def __init__(
        self, *, code: str, store: Store, keys: Keys, clock: Clock, ids: Ids, operator: Operator
    ) -> None:
        self.code = code
        self.name = codes.label("bureau", code)
        self.store = store
        self.keys = keys
        self.clock = clock
        self.ids = ids
        self.operator = operator
        self.is_manned = True
        self.watch = ClockWatch(clock)


class Office:
    """One folder that holds one bureau's keys, and its records where no server does."""

    def __init__(self, folder: Path, *, clock: Clock, ids: Ids, cost: Cost | None = None) -> None:
        self.folder = folder
        self._clock, self._ids = clock, ids
        self._cost = cost or Cost()

    @property
    def is_founded(self) -> bool:
        """Tell whether a bureau lives here already."""
        return (self.folder / _FACTS).exists()

    def found(self, plan: Opening) -> BoxKey:
        """Found the bureau; return the escrow key, which is kept nowhere here and is to be locked away.

        Raises:
            UserError: a bureau lives here already, the code is unknown, both officers are one, or a password is weak.

        """
        _check(self, plan)
        self.folder.mkdir(parents=True, exist_ok=True)
        box, escrow = make_box_key(), make_box_key()
        master = self._lock(self.folder, plan.login, plan.name, plan.password)
        other = self._lock(self.folder / "second", plan.second_login, plan.second_name, plan.second_password)
        seeds = random_bytes(_SEED_BYTES), random_bytes(_SEED_BYTES)
        _put_away(self.folder / _BOX, master, {"sign": seeds[0].hex(), "box": box.secret})
        _put_away(self.folder / "second" / _BOX, other, {"sign": seeds[1].hex()})
        card = CountyCard(
            box.recipient,
            escrow.recipient,
            tuple(
                make_key(plan.code, role, seed).public()
                for role, seed in zip((FIRST, SECOND), seeds, strict=True)
            ),
        )
        facts = {
            "code": plan.code,
            "database": plan.database,
            "escrow": escrow.recipient,
            "card": card.text(),
        }
        store = self._store(plan.database, master)
        bring_up_to_date(store.engine, AT_THE_COUNTY)
        write_durably(self.folder / _FACTS, json.dumps(facts, ensure_ascii=False, indent=1).encode())
        bureau = self._bureau(store, master, Operator(plan.login, plan.name, Role.ADMIN))
        with store.transaction() as session:
            journal.note(
                session,
                bureau,
                "county.founded",
                entity="county",
                uid=plan.code,
                detail=fingerprint(box.recipient),
            )
        store.close()
        return escrow

    def card(self) -> CountyCard:
        """Return the card that stations install: whom they seal to and whose signatures they believe."""
        return CountyCard.read(str(self._facts()["card"]))

    def log_in(self, login: str, password: str, *, second: tuple[str, str] | None = None) -> Bureau:
        """Open the bureau for an officer; `second` is the other officer's login and password, where both must sign.

        Raises:
            UserError: a wrong password, an officer locked out, or a database out of reach or of a newer version.

        """
        now = self._clock.now()
        master = KeySlots.open(self._slots(self.folder), cost=self._cost).unlock(login, password, now)
        facts = self._facts()
        store = self._store(str(facts["database"]), master)
        bring_up_to_date(store.engine, AT_THE_COUNTY)
        name = next(one for one in KeySlots.open(self._slots(self.folder)).names() if one.login == login)
        other = None
        if second is not None:
            folder = self.folder / "second"
            key = KeySlots.open(self._slots(folder), cost=self._cost).unlock(*second, now)
            other = make_key(str(facts["code"]), SECOND, _seed(folder / _BOX, key))
        return self._bureau(store, master, Operator(login, name.display_name, Role(name.role)), other)

    def _bureau(
        self, store: Store, master: bytes, operator: Operator, second: SigningKey | None = None
    ) -> Bureau:
        facts = self._facts()
        code = str(facts["code"])
        held = _take_out(self.folder / _BOX, master)
        keys = Keys(
            make_key(code, FIRST, bytes.fromhex(held["sign"])),
            read_box_key(held["box"].encode()),
            str(facts["escrow"]),
            second,
        )
        return Bureau(code=code, store=store, keys=keys, clock=self._clock, ids=self._ids, operator=operator)

    def _store(self, address: str, master: bytes) -> Store:
        return Postgres(address) if address else Database(self.folder / _DATABASE, master)

    def _lock(self, folder: Path, login: str, name: str, password: str) -> bytes:
        folder.mkdir(parents=True, exist_ok=True)
        key = random_bytes(KEY_BYTES)
        KeySlots.create(
            self._slots(folder), db_key=key, login=login, display_name=name, role=Role.ADMIN.value, password=password,
            cost=self._cost,
        )  # fmt: skip
        return key

    def _facts(self) -> dict[str, object]:
        try:
            found: dict[str, object] = json.loads((self.folder / _FACTS).read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise UserError("这个文件夹里还没有县区端，请先运行 county init。") from fault
        return found

    def _slots(self, folder: Path) -> Path:
        return folder / _SLOTS


def _check(office: Office, plan: Opening) -> None:
    if office.is_founded:
        raise UserError("这个文件夹里已经有县区端了，请直接使用。")
    if plan.code not in codes.labels("bureau"):
        raise UserError("没有这个县区人社部门的代码，请核对。", field="code")
    if plan.login == plan.second_login:
        raise UserError("政策与钥匙要两个人签：第二位的登录名不能与第一位相同。", field="second_login")
    if plan.password == plan.second_password:
        raise UserError("两位的密码不能相同，请各自设定。", field="second_password")
    if plan.database:
        driven(plan.database)


def _put_away(path: Path, key: bytes, held: dict[str, str]) -> None:
    nonce = random_bytes(12)
    sealed = ChaCha20Poly1305(key).encrypt(nonce, json.dumps(held).encode(), path.name.encode())
    write_durably(path, nonce + sealed)


def _take_out(path: Path, key: bytes) -> dict[str, str]:
    try:
        raw = path.read_bytes()
        held: dict[str, str] = json.loads(
            ChaCha20Poly1305(key).decrypt(raw[:12], raw[12:], path.name.encode())
        )
    except (OSError, InvalidTag) as fault:
        raise UserError(f"县区钥匙文件 {path.name} 读不出来，请从备份里取回这个文件。") from fault
    return held


def _seed(path: Path, key: bytes) -> bytes:
    return bytes.fromhex(_take_out(path, key)["sign"])
