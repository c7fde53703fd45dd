"""The one door to the database: engine, key, pragmas, and transactions that refuse to nest."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from app.faults import Conflict, UserError
from app.progress import Progress

KEY_BYTES = 32
_PAGES_A_STEP = 2000
_WRITE = "jiamenkou_write"
_PATIENCE = 10.0
_WAY = 0.03


def _connect(path: Path, key: bytes) -> sqlcipher.Connection:
    connection = sqlcipher.connect(
        str(path), check_same_thread=False, timeout=_PATIENCE, isolation_level=None
    )
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000:.0f}")
    cursor.close()
    return connection


def engine_for(path: Path, key: bytes) -> Engine:
    """Return an engine on the encrypted file; `key` is the raw 32 bytes that the key slots guard.

    Raises:
        UserError: the file is no database of this key, or is damaged.

    """
    if len(key) != KEY_BYTES:
        raise ValueError("the database key has 32 bytes")
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: _connect(path, key),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


class _Turns:
    """Lets the writers of this program in one at a time, in the order in which they asked.

    SQLite alone lets in whoever happens to look when the store is free, so long work could keep a clerk out.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def enter(self, seconds: float) -> bool:
        """Wait for the turn; say whether it came in time."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it was handed over at the last moment

    def leave(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


class Database:
    """The station's store; sessions come only from `transaction()` and `reading()`."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self.engine = engine = engine_for(path, key)
        self._writers = sessionmaker(engine.execution_options(**{_WRITE: True}), expire_on_commit=False)
        self._readers = sessionmaker(engine, expire_on_commit=False, autoflush=False)
        self._held = threading.local()
        self._turns = _Turns()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session that commits when the block ends well and rolls back otherwise.

        Raises:
            Conflict: a unique key is already taken.
            UserError: the disk is full, read-only or held by another program.

        """
        with self._once(), self._turn(), self._writers() as session:
            try:
                with session.begin():
                    yield session
            except IntegrityError as fault:
                raise Conflict("这条记录刚刚被另一处保存过，请重新打开后再改。") from fault
            except OperationalError as fault:
                raise UserError(_said(str(fault.orig))) from fault

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one moment of the data and writes nothing."""
        with self._once(), self._readers() as session:
            yield session

    def give_way(self) -> None:
        """Leave the store to others for a moment: a program that waits for it looks every 25 ms at first."""
        time.sleep(_WAY)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.enter(_PATIENCE):
            raise UserError(_said("locked"))
        try:
            yield
        finally:
            self._turns.leave()

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
        """Fold the log into the file and let go of it."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self.engine.dispose()

    def copy_to(self, target: Path, progress: Progress) -> None:
        """Write a consistent copy under the same key while work goes on.

        Raises:
            Cancelled: the clerk stopped it.
            OSError: the target cannot be written.

        """
        with closing(_connect(self._path, self._key)) as source, closing(_connect(target, self._key)) as copy:

            def _on_step(_status: int, remaining: int, total: int) -> None:
                progress.step(total - remaining, total, "正在备份")

            try:
                source.backup(copy, pages=_PAGES_A_STEP, progress=_on_step)
                copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                copy.execute("PRAGMA journal_mode = DELETE")
            except sqlcipher.OperationalError as fault:
                raise OSError(str(fault)) from fault

    def is_whole(self) -> bool:
        """Tell whether every page of the file is authentic and every index agrees (slow: reads it all)."""
        try:
            with self.engine.connect() as connection:
                pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
                quick = connection.exec_driver_sql("PRAGMA quick_check").scalar_one()
                strays = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        except DatabaseError:
            return False
        return not pages and quick == "ok" and not strays


def _said(cause: str) -> str:
    if "full" in cause:
        return "磁盘已满，这次没有保存。请腾出空间后再保存，刚才填写的内容还在。"
    if "readonly" in cause or "read-only" in cause:
        return "数据文件夹是只读的，这次没有保存。请检查文件夹权限后再保存。"
    if "locked" in cause or "busy" in cause:
        return "数据正被另一个程序占用，这次没有保存。请稍等几秒再保存。"
    return "数据文件读写出错，这次没有保存。请到「设置」里做一次自检。"
