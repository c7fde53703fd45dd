"""The stored zip around a bag: written byte for byte the same every time, read only when it is just that."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Mapping

from app.services.exchange.refusal import Reason, Refused

ROOT = "bag/"
"""The one folder in the zip (RFC 8493 section 4)."""

MAX_BYTES = 20 * 1024 * 1024
MAX_MEMBERS = 512
_EPOCH = (1980, 1, 1, 0, 0, 0)
_EOCD = b"PK\x05\x06"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_AGAIN = "请让对方从电脑中重新导出该文件。"


def is_plain_name(name: str) -> bool:
    """Whether a file name is safe on every system: ASCII, flat, not reserved, no trailing dot."""
    return bool(_NAME.fullmatch(name)) and not _RESERVED.fullmatch(name) and not name.endswith(".")


def pack_zip(members: Mapping[str, bytes]) -> bytes:
    """Return a stored zip of `members` (names below the folder), the same bytes for the same members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(ROOT + name, date_time=_EPOCH)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, members[name])
    return out.getvalue()


def unpack_zip(
    data: bytes, *, max_bytes: int = MAX_BYTES, max_members: int = MAX_MEMBERS
) -> dict[str, bytes]:
    """Return the members of a bag's zip, after looking at all its names and sizes first.

    Raises: Refused, with a reason for each kind of trick, before anything is unpacked.
    """
    if len(data) > max_bytes:
        raise Refused(
            Reason.TOO_LARGE, f"文件内容超过 {max_bytes // 1024 // 1024} 兆，已拒收。请让对方分批导出。"
        )
    _count_members(data, max_members)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _look_at(entries, max_bytes=max_bytes, max_members=max_members)
            members = {entry.filename.removeprefix(ROOT): archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as error:
        raise Refused(Reason.ZIP, f"文件的打包内容已损坏，已拒收。{_AGAIN}") from error
    if pack_zip(members) != data:
        raise Refused(Reason.ZIP, f"文件的打包方式不规范，里面可能夹带了别的内容，已拒收。{_AGAIN}")
    return members


def _count_members(data: bytes, limit: int) -> None:
    at = data.rfind(_EOCD)
    if at < 0 or len(data) < at + 22:
        raise Refused(Reason.ZIP, f"文件里面不是上报数据包，已拒收。{_AGAIN}")
    if int.from_bytes(data[at + 10 : at + 12], "little") > limit:
        raise Refused(Reason.ZIP_MEMBERS, f"数据包内的文件多得不合常理，已拒收。{_AGAIN}")


def _look_at(entries: list[zipfile.ZipInfo], *, max_bytes: int, max_members: int) -> None:
    if len(entries) > max_members:
        raise Refused(Reason.ZIP_MEMBERS, f"数据包内的文件多得不合常理，已拒收。{_AGAIN}")
    is_bomb = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries)
    if is_bomb or sum(entry.file_size for entry in entries) > max_bytes:
        raise Refused(Reason.ZIP_BOMB, f"数据包解开后大小与自身不符，可能是恶意文件，已拒收。{_AGAIN}")
    seen: set[str] = set()
    for entry in entries:
        _look_at_name(entry.orig_filename)
        folded = entry.filename.casefold()
        if folded in seen:
            raise Refused(Reason.ZIP_DUPLICATE, f"数据包内有重名的文件，已拒收。{_AGAIN}")
        seen.add(folded)
        mode = entry.external_attr >> 16
        if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
            raise Refused(Reason.ZIP_SYMLINK, f"数据包内有链接或特殊文件，已拒收。{_AGAIN}")
        if entry.flag_bits & 1:
            raise Refused(Reason.ZIP_ENCRYPTED, f"数据包内有加了口令的文件，已拒收。{_AGAIN}")


def _look_at_name(name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if "\0" in name:
        raise Refused(Reason.ZIP_NUL, f"数据包内的文件名含有空字符，已拒收。{_AGAIN}")
    if re.match(r"[A-Za-z]:", name):
        raise Refused(Reason.ZIP_DRIVE, f"数据包内的文件名指定了盘符，已拒收。{_AGAIN}")
    if name.startswith(("/", "\\")):
        raise Refused(Reason.ZIP_ABSOLUTE, f"数据包内的文件名是绝对路径，已拒收。{_AGAIN}")
    if ".." in parts:
        raise Refused(Reason.ZIP_TRAVERSAL, f"数据包内的文件名想写到别的文件夹，已拒收。{_AGAIN}")
    if ":" in name:
        raise Refused(Reason.ZIP_STREAM, f"数据包内的文件名带有隐藏数据流，已拒收。{_AGAIN}")
    inside = name.removeprefix(ROOT).removeprefix("data/")
    if not name.startswith(ROOT) or not is_plain_name(inside):
        raise Refused(Reason.ZIP_NAME, f"数据包内有不认识的文件名，已拒收。{_AGAIN}")
