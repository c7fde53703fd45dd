"""Files that are no sound plain workbook are refused with a sentence that says what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app.faults import UserError
from app.services.intake.guard import FileKind, inspect
from app.services.intake.sheets import open_workbook
from tests.services.intake import make


def _rezip(source: Path, target: Path, extra: dict[str, bytes], *, drop: tuple[str, ...] = ()) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in drop and name not in extra:
                new.writestr(name, old.read(name))
        for name, data in extra.items():
            new.writestr(name, data)
    return target


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return make.roster(tmp_path / "花名册.xlsx", 5)


def test_a_sound_workbook_passes(sound):
    assert inspect(sound) is FileKind.XLSX


@pytest.mark.parametrize("name", ["册.xlsm", "册.xlsb", "册.xltm"])
def test_a_macro_file_is_refused_by_its_name(tmp_path, sound, name):
    path = tmp_path / name
    path.write_bytes(sound.read_bytes())
    with pytest.raises(UserError, match=r"带有宏.*另存为"):
        inspect(path)


@pytest.mark.parametrize("member", ["xl/vbaProject.bin", "xl/workbook.bin", "xl/macrosheets/sheet1.xml"])
def test_a_macro_hidden_in_a_plain_name_is_refused(tmp_path, sound, member):
    with pytest.raises(UserError, match="带有宏"):
        inspect(_rezip(sound, tmp_path / "b.xlsx", {member: b"x"}))


def test_a_zip_bomb_is_refused_without_being_read(tmp_path, sound):
    bomb = _rezip(sound, tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": b"<a>" + b" " * 60_000_000})
    assert bomb.stat().st_size < 200_000
    with pytest.raises(UserError, match="大得不正常"):
        inspect(bomb)


def test_too_many_members_are_refused(tmp_path, sound):
    with pytest.raises(UserError, match="大得不正常"):
        inspect(_rezip(sound, tmp_path / "b.xlsx", {f"xl/x{n}.xml": b"" for n in range(2100)}))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_short_is_refused(tmp_path, sound, share):
    data = sound.read_bytes()
    path = tmp_path / "短.xlsx"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UserError, match="重新拷贝"):
        inspect(path)


def test_a_damaged_part_is_refused(tmp_path, sound):
    data = bytearray(sound.read_bytes())
    with zipfile.ZipFile(sound) as archive:
        offset = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    data[offset : offset + 40] = b"\x55" * 40
    path = tmp_path / "坏.xlsx"
    path.write_bytes(bytes(data))
    with pytest.raises(UserError, match="重新拷贝"):
        inspect(path)


def test_a_workbook_with_a_password_is_refused(tmp_path):
    path = tmp_path / "密.xlsx"
    names = "EncryptedPackage".encode("utf-16-le") + "EncryptionInfo".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + names)
    with pytest.raises(UserError, match="取消密码"):
        inspect(path)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空.xlsx", b"", "空的"),
        ("图.xlsx", b"\x89PNG\r\n", "不是电子表格"),
        ("文.docx", b"PK", "不是电子表格"),
        ("~$册.xlsx", b"x", "临时文件"),
        ("册.et", b"x", "WPS 专用格式"),
        ("网页.xls", b"<html><table>", "不是电子表格"),
    ],
)
def test_what_is_no_workbook_is_refused_in_plain_words(tmp_path, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UserError, match=said):
        inspect(path)


def test_a_file_that_is_gone_is_named(tmp_path):
    with pytest.raises(UserError, match="找不到文件"):
        inspect(tmp_path / "没有.xlsx")


def test_a_plain_archive_named_as_a_workbook_is_refused(tmp_path):
    path = tmp_path / "包.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(UserError, match="压缩包"):
        inspect(path)


def test_a_workbook_without_content_is_refused(tmp_path):
    with pytest.raises(UserError, match="没有内容"):
        open_workbook(make.write(tmp_path / "空.xlsx", []))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
def test_a_csv_file_is_read_in_every_encoding_in_use(tmp_path, encoding):
    path = tmp_path / "名单.csv"
    path.write_bytes('姓名,身份证号\r\n䶮示例,140321197810129342\r\n"示例,乙",x\r\n'.encode(encoding))
    rows = list(open_workbook(path).sheets[0].rows())
    assert rows == [["姓名", "身份证号"], ["䶮示例", "140321197810129342"], ["示例,乙", "x"]]


def test_a_csv_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_bytes(b"a,b\x00\xff\xfe")
    with pytest.raises(UserError, match="不是文本"):
        open_workbook(path)


def _ods(path: Path, cells: str) -> Path:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="册"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def test_an_ods_sheet_is_read_and_tells_numbers_from_text(tmp_path):
    cells = (
        '<table:table-cell office:value-type="string"><text:p>140321</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="140321"><text:p>140321</text:p></table:table-cell>'
    )
    book = open_workbook(_ods(tmp_path / "册.ods", cells))
    assert book.kind is FileKind.ODS
    assert next(book.sheets[0].rows()) == ["140321", 140321.0]
