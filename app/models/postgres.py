"""The county's store on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from app.faults import UserError
from app.models.store import Store


class Postgres(Store):
    """The store of a county on a server; every verb is one transaction that sees one moment (repeatable read)."""

    troubles: Mapping[str, str] = {
        "No space left": "数据库服务器磁盘已满，这次没有保存。请联系管理员腾出空间后再试。",
        "could not serialize": "同时有另一台电脑在写同样的记录，这次没有保存。请再做一次。",
        "deadlock": "同时有另一台电脑在写同样的记录，这次没有保存。请再做一次。",
        "read-only": "数据库现在只能读（可能在备用服务器上），这次没有保存。请联系管理员。",
        "password": "数据库的用户名或密码不对。请核对连接地址。",
        "": "连不上数据库服务器，这次没有保存。请检查服务器是否开着、网线是否插好，再试一次。",
    }

    def __init__(self, address: str) -> None:
        super().__init__(create_engine(driven(address), pool_size=4, max_overflow=4))


def driven(address: str) -> URL:
    """Return the address with the driver that this product speaks through (psycopg 3).

    Raises:
        UserError: it is no address of a PostgreSQL server.

    """
    try:
        url = make_url(address)
    except ArgumentError as fault:
        raise UserError(_WRONG, field="database") from fault
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise UserError(_WRONG, field="database")
    return url.set(drivername="postgresql+psycopg")


_WRONG = "数据库地址不对：应像 postgresql://用户名:密码@服务器/库名；小县区可以不填，用本机文件。"
