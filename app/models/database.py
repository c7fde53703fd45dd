"""The one door to the counter's file: engine, key, pragmas, copies and a look at its health."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from app.faults import UserError
from app.models import copies
from app.models.store import WRITE, Store
from app.models.turns import Turns
from app.progress import Progress

KEY_BYTES = 32
_DAMAGED = "数据文件有损坏。请退出，在登录页选「从备份恢复」；现在的数据会另存一边，能读的都会读出来。"
_PAGES_A_STEP = 2000
_PATIENCE = 10.0  # seconds
_WAY = 0.02
_GLANCE_MS = 5
_CACHE_KIB = 16_000


def _connect(path: Path, key: bytes) -> sqlcipher.Connection:
    connection = sqlcipher.connect(
        str(path), check_same_thread=False, timeout=_PATIENCE, isolation_level=None
    )
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    cursor.execute("PRAGMA cipher_log_level = NONE")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")  # pages kept are pages not decrypted again
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
        if connection.get_execution_options().get(WRITE, False):
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _begin_writing(connection: Connection) -> None:
    """Take the store for writing, looking every few milliseconds while another program has it.

    SQLite itself looks ever more rarely, up to 100 ms apart, and so misses the moments when long work lets go.
    """
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_GLANCE_MS}")
    try:
        for glance in range(round(_PATIENCE * 1000 / _GLANCE_MS), -1, -1):
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as fault:
                if not glance or "locked" not in str(fault.orig):
                    raise
            else:
                return
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE * 1000:.0f}")


class Database(Store):
    """The store of one file, encrypted under its own key."""

    troubles: Mapping[str, str] = {
        "full": "磁盘已满，这次没有保存。请腾出空间后再保存，刚才填写的内容还在。",
        "readonly": "数据文件夹是只读的，这次没有保存。请检查文件夹权限后再保存。",
        "read-only": "数据文件夹是只读的，这次没有保存。请检查文件夹权限后再保存。",
        "locked": "数据正被另一个程序占用，这次没有保存。请稍等几秒再保存。",
        "busy": "数据正被另一个程序占用，这次没有保存。请稍等几秒再保存。",
        "malformed": _DAMAGED,
        "not a database": _DAMAGED,
        "": "数据文件读写出错，这次没有保存。请到「设置」里做一次自检。",
    }

    def __init__(self, path: Path, key: bytes) -> None:
        super().__init__(engine_for(path, key))
        self._path, self._key = path, key
        self._turns = Turns()

    def give_way(self) -> None:
        """Leave the store to others for a moment: whoever waits looks every few milliseconds."""
        time.sleep(_WAY)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.enter(_PATIENCE):
            raise UserError(self.troubles["locked"])
        try:
            yield
        finally:
            self._turns.leave()

    def close(self) -> None:
        """Fold the log into the file and let go of it."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            super().close()

    def copy_to(self, target: Path, progress: Progress) -> None:
        """Write a consistent copy under the same key while work goes on.

        Raises:
            Cancelled: the clerk stopped it.
            OSError: the target cannot be written.

        """
        try:
            with (
                closing(_connect(self._path, self._key)) as source,
                closing(_connect(target, self._key)) as copy,
            ):

                def _on_step(_status: int, remaining: int, total: int) -> None:
                    progress.step(total - remaining, total, "正在备份")

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
                quick = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
                strays = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        except DatabaseError:
            self.engine.dispose()  # the cipher refuses everything on a connection that met a damaged page
            return False
        return not pages and quick == ["ok"] and not strays

    def counts_in(self, copy: Path) -> Mapping[str, int]:
        """Return how many rows each table of a copy under the same key holds.

        Raises:
            OSError: the copy cannot be read.

        """
        return copies.row_counts(copy, self._key)

    def try_out(self, copy: Path) -> Database:
        """Open a copy under the same key; it is changed by that, so it is a copy of the copy."""
        return Database(copy, self._key)

    def salvage(self, damaged: Path, into: Path) -> tuple[copies.TableRead, ...]:
        """Read what can be read of a file under the same key into a fresh one.

        Raises:
            OSError: the fresh file cannot be written.

        """
        return copies.salvage(damaged, self._key, into)

    def columns_in(self, copy: Path, table: str, columns: Sequence[str]) -> tuple[tuple[object, ...], ...]:
        """Return columns of all rows of a table of a copy."""
        return copies.read_columns(copy, self._key, table, columns)
