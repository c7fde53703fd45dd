"""Sessions on one engine, whichever database it speaks to: transactions that refuse to nest, faults in plain words."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.faults import Conflict, UserError

_DAMAGE = ("malformed", "not a database")
WRITE = "jiamenkou_write"
"""The execution option of a connection that is going to write: SQLite then takes the writer's lock at once."""


class Store:
    """The records of a counter or of a county; sessions come only from `transaction()` and `reading()`."""

    troubles: Mapping[str, str] = {}
    """Words in a driver's message → what to say; the empty word is said when none fits."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writers = sessionmaker(engine.execution_options(**{WRITE: True}), expire_on_commit=False)
        self._readers = sessionmaker(engine, expire_on_commit=False, autoflush=False)
        self._held = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session that commits when the block ends well and rolls back otherwise.

        Raises:
            Conflict: a unique key is already taken.
            UserError: the database is full, read-only, damaged, held by another program or out of reach.

        """
        with self._once(), self._turn(), self._writers() as session:
            try:
                with session.begin():
                    yield session
            except IntegrityError as fault:
                raise Conflict("这条记录刚刚被另一处保存过，请重新打开后再改。") from fault
            except OperationalError as fault:
                raise UserError(self._said(str(fault.orig))) from fault
            except DatabaseError as fault:
                raise self._damage(fault) from fault

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one moment of the data and writes nothing.

        Raises:
            UserError: the file is damaged.

        """
        with self._once(), self._readers() as session:
            try:
                yield session
            except DatabaseError as fault:
                raise self._damage(fault) from fault

    def _damage(self, fault: DatabaseError) -> Exception:
        """Return what is said of a damaged file; any other fault is itself. Connections that met it are let go of."""
        words = str(fault.orig)
        if not any(word in words for word in _DAMAGE):
            return fault
        self.engine.dispose()
        return UserError(self._said(words))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until this program may write; a server needs no such order."""
        yield

    @contextmanager
    def _once(self) -> Iterator[None]:
        if getattr(self._held, "on", False):
            raise RuntimeError("a transaction is open in this thread; pass its session on")
        self._held.on = True
        try:
            yield
        finally:
            self._held.on = False

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _said(self, cause: str) -> str:
        found = next((text for word, text in self.troubles.items() if word and word in cause), None)
        return found or self.troubles[""]
