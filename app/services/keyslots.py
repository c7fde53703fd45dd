"""The slots that hold the database key: one per clerk's password, the recovery code, and DPAPI."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.faults import UserError
from app.ports import random_bytes
from app.services import dpapi
from app.services.diskfiles import write_durably
from app.services.onebyone import one_by_one
from app.services.recovery_code import code_from, read_code

TRIES = 5
LOCKED_FOR = timedelta(minutes=10)
MIN_PASSWORD = 8
KEY_BYTES = 32
ADMIN = "admin"
_FORMAT = "JMK-KEYSLOTS/1"
_CLERK, _RECOVERY, _DPAPI = "clerk", "recovery", "dpapi"


@dataclass(frozen=True, slots=True)
class Cost:
    """What Argon2id costs; the default takes about 0.1 s on a counter PC."""

    memory_kib: int = 64 * 1024
    time: int = 3
    parallelism: int = 4


@dataclass(frozen=True, slots=True)
class ClerkName:
    """A clerk as the log-in page shows him before the database is open."""

    login: str
    display_name: str
    role: str


@dataclass(frozen=True, slots=True)
class _Slot:
    kind: str
    login: str
    display_name: str
    role: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    failures: int = 0
    locked_at: str = ""

    @property
    def slot_id(self) -> str:
        return f"{self.kind}:{self.login}"

    def sealed_with(self) -> bytes:
        """Return what the wrapping vouches for besides the key: which slot it is, and the role."""
        return f"{_FORMAT}|{self.slot_id}|{self.role}".encode()

    def wrap(self, secret: str, db_key: bytes) -> _Slot:
        fresh = replace(self, salt=random_bytes(16), nonce=random_bytes(12), failures=0, locked_at="")
        box = ChaCha20Poly1305(fresh.derive(secret))
        return replace(fresh, wrapped=box.encrypt(fresh.nonce, db_key, fresh.sealed_with()))

    def unwrap(self, secret: str) -> bytes | None:
        try:
            return ChaCha20Poly1305(self.derive(secret)).decrypt(self.nonce, self.wrapped, self.sealed_with())
        except InvalidTag:
            return None

    def derive(self, secret: str) -> bytes:
        return hash_secret_raw(
            unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass"),
            self.salt,
            time_cost=self.cost.time,
            memory_cost=self.cost.memory_kib,
            parallelism=self.cost.parallelism,
            hash_len=KEY_BYTES,
            type=Type.ID,
            version=ARGON2_VERSION,
        )


class KeySlots:
    """The file `keyslots.json` beside the database; read afresh for every call, replaced whole."""

    def __init__(self, path: Path, cost: Cost) -> None:
        self._path = path
        self._cost = cost

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        db_key: bytes,
        login: str,
        display_name: str,
        role: str,
        password: str,
        cost: Cost | None = None,
    ) -> Self:
        """Make the file with its first clerk.

        Raises: UserError when the file is already there or the password too weak; ValueError on a short key.
        """
        if path.exists() and _load(path)[0]:
            raise UserError("本机已经有登录钥匙文件，不能再次初始化。请直接登录，或用恢复码找回。")
        if len(db_key) != KEY_BYTES:
            raise ValueError(len(db_key))
        slots = cls(path, cost or Cost())
        _save(path, [], _key_check(db_key), is_new=True)
        slots.add_clerk(db_key, login=login, display_name=display_name, role=role, password=password)
        return slots

    @classmethod
    def open(cls, path: Path, *, cost: Cost | None = None) -> Self:
        """Open the file; `cost` is for slots made from now on.

        Raises: UserError when the file is missing or damaged and its copy is too.
        """
        _load(path)
        return cls(path, cost or Cost())

    def names(self) -> tuple[ClerkName, ...]:
        """Return the clerks in the order they were added."""
        slots, _ = _load(self._path)
        return tuple(ClerkName(s.login, s.display_name, s.role) for s in slots if s.kind == _CLERK)

    @one_by_one
    def unlock(self, login: str, password: str, now: datetime) -> bytes:
        """Return the database key. An attempt counts before it is made, so that a crash is not a free try.

        Raises: UserError with the tries left, or how long the clerk is locked out.
        """
        slots, check = _load(self._path)
        slot = _find(slots, login)
        slot = self._refuse_locked(slots, check, slot, now)
        tried = replace(slot, failures=slot.failures + 1)
        if tried.failures >= TRIES:
            tried = replace(tried, locked_at=now.isoformat())
        _save(self._path, _swap(slots, tried), check)
        db_key = slot.unwrap(password)
        if db_key is None:
            raise UserError(_tries_text(TRIES - tried.failures), field="password")
        is_admin = slot.role == ADMIN
        cleared = [_cleared(s) if is_admin or s.slot_id == slot.slot_id else s for s in slots]
        _save(self._path, cleared, check)
        return db_key

    def _refuse_locked(self, slots: list[_Slot], check: str, slot: _Slot, now: datetime) -> _Slot:
        if not slot.locked_at:
            return slot
        since = datetime.fromisoformat(slot.locked_at)
        if now < since:  # the clock was set back: count the ten minutes from now, not from a day to come
            since = now
            _save(self._path, _swap(slots, replace(slot, locked_at=now.isoformat())), check)
        left = since + LOCKED_FOR - now
        if left <= timedelta():
            return _cleared(slot)
        minutes = -(-int(left.total_seconds()) // 60) or 1
        text = f"密码连续输错 {TRIES} 次，已锁定，请 {minutes} 分钟后再试，或请管理员登录、使用恢复码解锁。"
        raise UserError(text, field="password")

    @one_by_one
    def add_clerk(self, db_key: bytes, *, login: str, display_name: str, role: str, password: str) -> None:
        """Give a clerk a slot.

        Raises: UserError when the login name is taken or unfit, or the password too weak.
        """
        slots, check = self._load_for(db_key)
        login = login.strip()
        if not login or not login.isprintable() or "|" in login:
            raise UserError("请填写登录名。", field="login")
        if any(slot.kind == _CLERK and slot.login == login for slot in slots):
            raise UserError(f"登录名“{login}”已有人使用，请换一个。", field="login")
        _check_password(password, login)
        blank = _Slot(_CLERK, login, display_name.strip() or login, role, self._cost, b"", b"", b"")
        _save(self._path, [*slots, blank.wrap(password, db_key)], check, is_new=True)

    def change_password(self, login: str, old: str, new: str, now: datetime) -> None:
        """Exchange a clerk's password for a new one.

        Raises: UserError as `unlock` does, or when the new password is too weak.
        """
        _check_password(new, login)
        self.reset_password(self.unlock(login, old, now), login, new)

    @one_by_one
    def reset_password(self, db_key: bytes, login: str, new: str) -> None:
        """Set a clerk's password without the old one; for an administrator who has the database open.

        Raises: UserError when there is no such clerk or the password is too weak.
        """
        _check_password(new, login)
        slots, check = self._load_for(db_key)
        slot = replace(_find(slots, login), cost=self._cost)
        _save(self._path, _swap(slots, slot.wrap(new, db_key)), check, is_new=True)

    @one_by_one
    def remove(self, login: str) -> None:
        """Take a clerk's slot away.

        Raises: UserError when there is no such clerk or he is the last one (or the last administrator).
        """
        slots, check = _load(self._path)
        slot = _find(slots, login)
        rest = [other for other in slots if other.slot_id != slot.slot_id]
        clerks = [other for other in rest if other.kind == _CLERK]
        if not clerks or (slot.role == ADMIN and not any(other.role == ADMIN for other in clerks)):
            raise UserError("这是最后一个能管理本机的登录名，不能删除。请先添加另一位管理员。", field="login")
        _save(self._path, rest, check, is_new=True)

    @one_by_one
    def new_recovery_code(self, db_key: bytes) -> str:
        """Return a fresh recovery code to be printed and locked away; the one before it no longer works."""
        slots, check = self._load_for(db_key)
        code = code_from(random_bytes(31))
        slot = _Slot(_RECOVERY, "", "", "", self._cost, b"", b"", b"").wrap(code, db_key)
        rest = [other for other in slots if other.kind != _RECOVERY]
        _save(self._path, [*rest, slot], check, is_new=True)
        return code

    @one_by_one
    def unlock_with_recovery(self, typed: str) -> bytes:
        """Return the database key and lift every lock-out.

        Raises: UserError when the code is mistyped, is not this station's, or none was made.
        """
        code = read_code(typed)
        slots, check = _load(self._path)
        slot = next((slot for slot in slots if slot.kind == _RECOVERY), None)
        db_key = slot.unwrap(code) if slot else None
        if db_key is None:
            raise UserError("恢复码不对，可能是旧的或别的电脑的。请找最近一次打印的恢复码。", field="code")
        _save(self._path, [_cleared(other) for other in slots], check)
        return db_key

    @one_by_one
    def add_dpapi(self, db_key: bytes) -> None:
        """Let this Windows account open the database without a password, for the nightly backup.

        Raises: UserError on another system.
        """
        slots, check = self._load_for(db_key)
        slot = _Slot(_DPAPI, "", "", "", self._cost, b"", b"", dpapi.protect(db_key))
        rest = [other for other in slots if other.kind != _DPAPI]
        _save(self._path, [*rest, slot], check, is_new=True)

    def unlock_with_dpapi(self) -> bytes:
        """Return the database key through the Windows account.

        Raises: UserError when there is no such slot or the account is another.
        """
        slots, _ = _load(self._path)
        slot = next((slot for slot in slots if slot.kind == _DPAPI), None)
        if slot is None:
            raise UserError("这台电脑没有保存免密钥匙，请用密码或恢复码登录。")
        return dpapi.unprotect(slot.wrapped)

    def _load_for(self, db_key: bytes) -> tuple[list[_Slot], str]:
        slots, check = _load(self._path)
        if _key_check(db_key) != check:
            raise ValueError("not this database's key")
        return slots, check


def _key_check(db_key: bytes) -> str:
    return hashlib.blake2b(db_key, digest_size=16, person=b"JMK key check").hexdigest()


def weakness(password: str, login: str = "") -> str:
    """Return why a password is too weak, in words; empty when it will do."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < MIN_PASSWORD or len(set(plain)) < 4 or plain.casefold() == login.casefold():
        return f"密码至少 {MIN_PASSWORD} 位，不能与登录名相同，也不能是同一个字符重复，请换一个。"
    return ""


def _check_password(password: str, login: str) -> None:
    text = weakness(password, login)
    if text:
        raise UserError(text, field="password")


def _tries_text(left: int) -> str:
    if left > 0:
        return f"密码不对，还可以再试 {left} 次。忘记密码请找管理员重设，或使用恢复码。"
    minutes = int(LOCKED_FOR.total_seconds()) // 60
    return f"密码连续输错 {TRIES} 次，已锁定 {minutes} 分钟。可请管理员登录或使用恢复码解锁。"


def _find(slots: list[_Slot], login: str) -> _Slot:
    for slot in slots:
        if slot.kind == _CLERK and slot.login == login.strip():
            return slot
    raise UserError(f"没有登录名为“{login.strip()}”的经办人，请从名单中选择。", field="login")


def _swap(slots: list[_Slot], changed: _Slot) -> list[_Slot]:
    return [changed if slot.slot_id == changed.slot_id else slot for slot in slots]


def _cleared(slot: _Slot) -> _Slot:
    return replace(slot, failures=0, locked_at="")


def _to_json(slot: _Slot) -> dict[str, object]:
    return {
        "kind": slot.kind,
        "login": slot.login,
        "display_name": slot.display_name,
        "role": slot.role,
        "argon2id": [slot.cost.memory_kib, slot.cost.time, slot.cost.parallelism],
        "salt": base64.b64encode(slot.salt).decode(),
        "nonce": base64.b64encode(slot.nonce).decode(),
        "wrapped": base64.b64encode(slot.wrapped).decode(),
        "failures": slot.failures,
        "locked_at": slot.locked_at,
    }


def _save(path: Path, slots: list[_Slot], check: str, *, is_new: bool = False) -> None:
    """Replace the file whole; when the slots themselves changed, its copy as well."""
    value = {"format": _FORMAT, "key_check": check, "slots": [_to_json(slot) for slot in slots]}
    content = json.dumps(value, ensure_ascii=False, indent=1).encode()
    try:
        write_durably(path, content)
        if is_new and slots:
            write_durably(_copy_of(path), content)
    except OSError as error:
        raise UserError("登录钥匙文件写不进去，请检查磁盘是否已满、文件夹是否只读，然后重试。") from error


def _copy_of(path: Path) -> Path:
    return path.with_name(path.name + ".bak")


def _load(path: Path) -> tuple[list[_Slot], str]:
    for candidate in (path, _copy_of(path)):
        try:
            return _read(candidate)
        except (OSError, ValueError, KeyError, TypeError):
            continue
    raise UserError("登录钥匙文件不见了或已损坏，请从最近的备份恢复 keyslots.json，再登录。")


def _read(path: Path) -> tuple[list[_Slot], str]:
    value = json.loads(path.read_bytes())
    if value["format"] != _FORMAT:
        raise ValueError(value["format"])
    return [_from_json(slot) for slot in value["slots"]], str(value["key_check"])


def _from_json(value: dict[str, str | int | list[int]]) -> _Slot:
    texts = {name: str(value[name]) for name in ("kind", "login", "display_name", "role", "locked_at")}
    raw = {name: base64.b64decode(str(value[name]), validate=True) for name in ("salt", "nonce", "wrapped")}
    cost, failures = value["argon2id"], value["failures"]
    if not isinstance(cost, list) or not isinstance(failures, int):
        raise TypeError(value)
    return _Slot(
        kind=texts["kind"],
        login=texts["login"],
        display_name=texts["display_name"],
        role=texts["role"],
        cost=Cost(*cost),
        salt=raw["salt"],
        nonce=raw["nonce"],
        wrapped=raw["wrapped"],
        failures=failures,
        locked_at=texts["locked_at"],
    )
