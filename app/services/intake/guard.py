"""Refuses, before a byte is parsed, every file that is not a sound plain workbook."""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from app.faults import UserError

MAX_FILE = 64 * 1024 * 1024
MAX_UNPACKED = 768 * 1024 * 1024
MAX_MEMBER_RATIO = 400
RATIO_FREE = 16 * 1024 * 1024
MAX_MEMBERS = 2000

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_MACRO_ENDINGS = {".xlsm", ".xlsb", ".xltm", ".xlam", ".xla", ".et", ".ett"}
_SPREADSHEET_ENDINGS = {".xlsx", ".xls", ".ods", ".csv"}
_CHUNK = 1 << 20


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


def inspect(path: Path) -> FileKind:
    """Say what kind of workbook a file is.

    Raises: UserError for a macro file, a zip bomb, a file cut short, locked, empty, too big or no workbook at all.
    """
    _refuse_by_name(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(8)
    except FileNotFoundError as fault:
        raise UserError(f"找不到文件“{path.name}”，请看看U盘是否拔出或文件是否改名，再选一次。") from fault
    except OSError as fault:
        raise UserError(
            f"文件“{path.name}”打不开，可能正被 Excel 或 WPS 占用，请先关闭它，再选一次。"
        ) from fault
    if size == 0:
        raise UserError(f"文件“{path.name}”是空的（0 字节），请向报送人重新要一份。")
    if size > MAX_FILE:
        raise UserError(
            f"文件“{path.name}”超过 {MAX_FILE >> 20} MB，请删去图片和无关的表，或按村分成几个文件再导入。"
        )
    if head.startswith(_CFB):
        return _compound(path)
    if head.startswith(_ZIP):
        return _zipped(path)
    if path.suffix.lower() == ".csv":
        return FileKind.CSV
    raise UserError(
        f"“{path.name}”不是电子表格，请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”，再导入。"
    )


def _refuse_by_name(path: Path) -> None:
    ending = path.suffix.lower()
    if path.name.startswith("~$"):
        raise UserError(f"“{path.name}”是 Excel 打开时的临时文件，请关闭 Excel 后选原来的文件。")
    if ending in _MACRO_ENDINGS - {".et", ".ett"}:
        raise _macro(path)
    if ending in {".et", ".ett"}:
        raise UserError(f"“{path.name}”是 WPS 专用格式，请用 WPS 另存为“Excel 工作簿（.xlsx）”，再导入。")
    if ending not in _SPREADSHEET_ENDINGS:
        raise UserError(f"“{path.name}”不是电子表格，请选 .xlsx、.xls、.ods 或 .csv 文件。")


def _macro(path: Path) -> UserError:
    return UserError(
        f"“{path.name}”带有宏，为防病毒不能导入。请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”，再导入。"
    )


def _locked(path: Path) -> UserError:
    return UserError(f"“{path.name}”设了打开密码，请先用 Excel 或 WPS 打开并取消密码、保存，再导入。")


def _cut_short(path: Path) -> UserError:
    return UserError(f"“{path.name}”不完整或已损坏（可能没有拷完），请从原处重新拷贝一份，再导入。")


def _bomb(path: Path) -> UserError:
    return UserError(
        f"“{path.name}”展开后大得不正常，可能是有害文件，不能导入。请新建一个表，只粘贴需要的行列，再导入。"
    )


def _compound(path: Path) -> FileKind:
    """Tell an old .xls from a locked .xlsx and from a macro carrier by the directory's stream names."""
    data = path.read_bytes()
    if len(data) < 1536:
        raise _cut_short(path)
    if _stream_name("EncryptedPackage") in data:
        raise _locked(path)
    if _stream_name("_VBA_PROJECT_CUR") in data:
        raise _macro(path)
    if _stream_name("Workbook") in data or _stream_name("Book") in data:
        return FileKind.XLS
    if _stream_name("WordDocument") in data:
        raise UserError(f"“{path.name}”是 Word 文档，请把表格粘贴到 Excel 或 WPS 表格里另存，再导入。")
    raise _cut_short(path)


def _stream_name(name: str) -> bytes:
    return name.encode("utf-16-le")


def _zipped(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_bomb(path, members)
            kind = _kind_of(path, archive, {member.filename for member in members})
            _read_through(path, archive, members)
            return kind
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        KeyError,
        NotImplementedError,
        RuntimeError,
    ) as fault:
        raise _cut_short(path) from fault


def _refuse_bomb(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _bomb(path)
    for member in members:
        if member.file_size > RATIO_FREE and member.file_size > MAX_MEMBER_RATIO * member.compress_size:
            raise _bomb(path)


def _kind_of(path: Path, archive: zipfile.ZipFile, names: set[str]) -> FileKind:
    lower = {name.lower() for name in names}
    if any(name.endswith(("vbaproject.bin", "xl/workbook.bin")) or "/macrosheets/" in name for name in lower):
        raise _macro(path)
    if "xl/workbook.xml" in lower:
        types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
        if b"macroEnabled" in types:
            raise _macro(path)
        return FileKind.XLSX
    if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype"):
        if any(name.startswith(("basic/", "scripts/")) and not name.endswith("/") for name in lower):
            raise _macro(path)
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise _locked(path)
        return FileKind.ODS
    if "word/document.xml" in lower:
        raise UserError(f"“{path.name}”是 Word 文档，请把表格粘贴到 Excel 或 WPS 表格里另存，再导入。")
    raise UserError(f"“{path.name}”不是电子表格（像是压缩包），请先解压，再选里面的表格文件。")


def _read_through(path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Inflate every XML part once: checks the CRC, and stops a part whose stated size is a lie."""
    for member in members:
        if not member.filename.lower().endswith((".xml", ".rels")):
            continue
        seen = 0
        with archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                seen += len(chunk)
                if seen > member.file_size:
                    raise _bomb(path)
