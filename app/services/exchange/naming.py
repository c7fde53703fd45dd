"""How exchange files are called: `JMK1-<station>-<epoch>-<seq6>-UP.age`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.faults import UserError
from app.services.exchange.bag import Kind

_NAME = re.compile(r"JMK1-([A-Za-z0-9]{1,32})-([A-Za-z0-9]{1,16})-(\d{6})-(UP|ACK|REF|REBUILD|BLOB)\.age")
MAX_SEQ = 999_999


@dataclass(frozen=True, slots=True)
class FileName:
    """The parts of an exchange file's name."""

    station: str
    epoch: str
    seq: int
    kind: Kind = Kind.UP

    def __str__(self) -> str:
        return f"JMK1-{self.station}-{self.epoch}-{self.seq:06d}-{self.kind.value}.age"


def file_name(station: str, epoch: str, seq: int, kind: Kind = Kind.UP) -> str:
    """Return the file's name.

    Raises: UserError when a part cannot stand in it.
    """
    name = str(FileName(station, epoch, seq, kind))
    if not 1 <= seq <= MAX_SEQ or not _NAME.fullmatch(name):
        raise UserError("服务站代码、纪元或批次序号不合规，不能生成文件名，请检查设置。", field="station")
    return name


def parse_name(name: str) -> FileName:
    """Read a file's name.

    Raises: UserError when it is not one of ours.
    """
    found = _NAME.fullmatch(name)
    if not found or int(found.group(3)) < 1:
        raise UserError(f"“{name[:80]}”不是本系统的上报文件，请选择文件名以 JMK1 开头、以 .age 结尾的文件。")
    return FileName(found.group(1), found.group(2), int(found.group(3)), Kind(found.group(4)))
