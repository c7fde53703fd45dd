"""Who works at this station: adding clerks and reviewers, switching, passwords; the key slots hold the secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.desk import Account
from app.models.enums import Role
from app.services import journal
from app.services.backup import SLOTS
from app.services.desk import Desk, Operator
from app.services.diskfiles import keep_another_name
from app.services.home import StationHome
from app.services.results import Changes

T = TypeVar("T")
_TOUCHED = Changes(frozenset({"account"}))


@dataclass(frozen=True, slots=True)
class AccountCard:
    """One account as the settings page lists it."""

    login: str
    name: str
    role: Role
    is_active: bool
    pledge_signed_on: date | None
    id: int = 0


class Accounts:
    """The accounts of one station."""

    def __init__(self, desk: Desk, home: StationHome) -> None:
        self._desk = desk
        self._home = home

    def all(self) -> tuple[AccountCard, ...]:
        """Return every account, the inactive ones too."""
        with self._desk.database.reading() as session:
            return tuple(_card(row) for row in session.scalars(select(Account).order_by(Account.id)))

    def add(self, *, login: str, name: str, role: Role, password: str, own_password: str) -> Changes:
        """Add a clerk, reviewer or administrator; the administrator confirms with his own password.

        Raises:
            UserError: not an administrator, wrong password, name taken, or password too weak.

        """
        key = self._admin_key(own_password)
        slots, now = self._home.slots(), self._desk.clock.now()
        with self._together(), self._desk.database.transaction() as session:
            slots.add_clerk(key, login=login, display_name=name, role=role.value, password=password)
            session.add(Account(login=login.strip(), name=name, role=role.value, created_at=now))
            journal.note(session, self._desk, "account.added", entity="account", uid=login, detail=role.value)
        return _TOUCHED

    def change_password(self, old: str, new: str) -> None:
        """Change the password of whoever is logged in.

        Raises:
            UserError: the old one is wrong or the new one too weak.

        """
        login, slots = self._desk.operator.login, self._home.slots()
        key = _at("old", lambda: slots.unlock(login, old, self._desk.clock.now()))
        with self._together():
            _at("new", lambda: slots.reset_password(key, login, new))
            self._note("account.password_changed", login)

    def reset_password(self, login: str, new: str, own_password: str) -> None:
        """Set another clerk's password, as administrator.

        Raises:
            UserError: not an administrator, wrong own password, no such clerk, or the new one too weak.

        """
        key = self._admin_key(own_password)
        with self._together():
            self._home.slots().reset_password(key, login, new)
            self._note("account.password_reset", login)

    def deactivate(self, login: str) -> Changes:
        """Close an account; its name stays on everything it did.

        Raises:
            UserError: it is one's own, or the last administrator's.

        """
        self._refuse_unless_admin()
        if login == self._desk.operator.login:
            raise UserError("不能停用自己的账号，请让另一位管理员来做。", field="login")
        with self._together(), self._desk.database.transaction() as session:
            self._home.slots().remove(login)
            _row(session, login).is_active = False
            journal.note(session, self._desk, "account.deactivated", entity="account", uid=login)
        return _TOUCHED

    def switch(self, login: str, password: str) -> Operator:
        """Seat another clerk, or the same one after the idle lock; drafts stay with whoever wrote them.

        Raises:
            UserError: wrong password, locked out, or the account is closed.

        """
        self._home.slots().unlock(login, password, self._desk.clock.now())
        with self._desk.database.reading() as session:
            account = _row(session, login)
            if not account.is_active:
                raise UserError("这位经办人已停用，请换一位登录。", field="login")
            operator = Operator(account.login, account.name, Role(account.role))
        self._desk.seat(operator)
        self._note("account.logged_in", login)
        return operator

    def sign_pledge(self, login: str) -> Changes:
        """Record that a clerk signed the 廉政守纪承诺书 today (clause （十三）)."""
        with self._desk.database.transaction() as session:
            _row(session, login).pledge_signed_on = self._desk.clock.today()
            journal.note(session, self._desk, "pledge.signed", entity="account", uid=login)
        return _TOUCHED

    def new_recovery_code(self, own_password: str) -> str:
        """Return a fresh recovery code to print; the one before it no longer works.

        Raises:
            UserError: not an administrator, or wrong password.

        """
        key = self._admin_key(own_password)
        with self._together():
            code = self._home.slots().new_recovery_code(key)
            self._note("recovery.renewed", self._desk.operator.login)
        return code

    def _admin_key(self, password: str) -> bytes:
        self._refuse_unless_admin()
        login, now = self._desk.operator.login, self._desk.clock.now()
        return _at("own_password", lambda: self._home.slots().unlock(login, password, now))

    def _refuse_unless_admin(self) -> None:
        if self._desk.operator.role is not Role.ADMIN:
            raise UserError("只有站点管理员能管理账号，请让管理员登录。")

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Change the key slots and the database both or neither: a full disk may still take the one."""
        files = [self._home.folder / name for name in (SLOTS, f"{SLOTS}.bak")]
        kept = {path: path.with_name(f"{path.name}.before") for path in files if path.exists()}
        for path, before in kept.items():
            before.unlink(missing_ok=True)
            keep_another_name(path, before)
        try:
            yield
        except UserError:
            for path, before in kept.items():
                before.replace(path)
            raise
        for before in kept.values():
            before.unlink(missing_ok=True)

    def _note(self, action: str, login: str) -> None:
        with self._desk.database.transaction() as session:
            journal.note(session, self._desk, action, entity="account", uid=login)


def _at(field: str, work: Callable[[], T]) -> T:
    """Do work on the key slots; what goes wrong is told at this field of the form."""
    try:
        return work()
    except UserError as fault:
        raise UserError(fault.text, field=field) from fault


def _row(session: Session, login: str) -> Account:
    row = session.scalar(select(Account).where(Account.login == login))
    if row is None:
        raise UserError("没有这位经办人，请从名单中选择。", field="login")
    return row


def _card(row: Account) -> AccountCard:
    return AccountCard(row.login, row.name, Role(row.role), row.is_active, row.pledge_signed_on, row.id)
