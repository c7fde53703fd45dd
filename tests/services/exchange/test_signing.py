"""Signatures are minisign's; certificate, file name and hand-over sheet agree with the file."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from app.faults import UserError
from app.services.exchange.agekeys import make_box_key, read_box_key
from app.services.exchange.bag import Kind
from app.services.exchange.canonical import sha256
from app.services.exchange.certificate import Certificate, issue, read_certificate
from app.services.exchange.handover import check_code, handover
from app.services.exchange.naming import FileName, file_name, parse_name
from app.services.exchange.refusal import Reason, Refused
from app.services.exchange.signing import make_key, read_public, sign, verify
from app.services.exchange.verification import LAYERS, verify_file
from tests.services.exchange import make

KEY = make_key(make.STATION, "A", bytes(range(32)))


def test_the_same_bytes_have_the_same_signature():
    first = sign(b"data", KEY, trusted_comment="c")
    assert first == sign(b"data", KEY, trusted_comment="c")
    assert verify(b"data", first, [KEY.public()]) == (KEY.public(), "c")
    assert read_public(KEY.public().file) == KEY.public()


@pytest.mark.parametrize("tool", [name for name in ("minisign",) if shutil.which(name)])
def test_minisign_verifies_ours_and_we_verify_minisigns_key_number(tmp_path: Path, tool: str):
    (tmp_path / "x").write_bytes(b"data")
    (tmp_path / "x.minisig").write_bytes(sign(b"data", KEY, trusted_comment="hello"))
    (tmp_path / "station.pub").write_bytes(KEY.public().file)
    (tmp_path / "station.key").write_bytes(KEY.secret)
    command = [tool, "-Vm", "x", "-p", "station.pub"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"hello" in done.stdout
    (tmp_path / "x").write_bytes(b"Data")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
    made = subprocess.run(
        [tool, "-R", "-s", "station.key", "-p", "again.pub"], cwd=tmp_path, capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr
    again = (tmp_path / "again.pub").read_bytes()
    assert again.splitlines()[1] == KEY.public().file.splitlines()[1]
    assert KEY.public().key_id.encode().lstrip(b"0") in again.splitlines()[0]


def test_a_public_key_file_that_names_no_station_is_refused():
    with pytest.raises(UserError, match="写明服务站"):
        read_public(b"untrusted comment: x\n" + KEY.public().file.splitlines()[1] + b"\n")
    with pytest.raises(UserError, match="不是服务站的公钥"):
        read_public(b"nonsense")
    with pytest.raises(UserError, match="英文字母"):
        make_key("站", "A", bytes(32))
    with pytest.raises(UserError, match="解密钥匙"):
        read_box_key("示例".encode())


def test_a_certificate_is_believed_until_its_day_and_only_from_the_county():
    county = make_key("140321", "A", bytes([9] * 32))
    box = make_box_key()
    given = Certificate(make.STATION, "A", KEY.public(), box.recipient, date(2027, 12, 31))
    file, minisig = issue(given, county)
    counties = [county.public()]
    assert read_certificate(file, minisig, counties=counties, on=date(2027, 12, 31)) == given
    for wrong, on, known, expected in (
        (file, date(2028, 1, 1), counties, Reason.EXPIRED),
        (file + b" ", date(2027, 1, 1), counties, Reason.SIGNATURE_WRONG),
        (file, date(2027, 1, 1), [KEY.public()], Reason.SIGNER_UNKNOWN),
    ):
        with pytest.raises(Refused) as caught:
            read_certificate(wrong, minisig, counties=known, on=on)
        assert caught.value.reason is expected
    mixed = Certificate("140321100009", "A", KEY.public(), box.recipient, date(2027, 12, 31))
    with pytest.raises(Refused, match="不是同一个服务站"):
        read_certificate(*issue(mixed, county), counties=counties, on=date(2027, 1, 1))


def test_file_names_are_written_and_read():
    name = file_name("140321100001", "A", 7)
    assert name == "JMK1-140321100001-A-000007-UP.age"
    assert parse_name(name) == FileName("140321100001", "A", 7)
    assert parse_name(file_name("140321", "B2", 999999, Kind.REBUILD)).kind is Kind.REBUILD


@pytest.mark.parametrize(
    "name", ["", "x.age", "JMK1-1-A-0000001-UP.age", "JMK1-1-A-000000-UP.age", "JMK1-1-A-000001-UP.age.exe"]
)
def test_other_names_are_refused(name: str):
    with pytest.raises(UserError, match="不是本系统"):
        parse_name(name)


@pytest.mark.parametrize(
    ("station", "epoch", "seq"), [("../x", "A", 1), ("1", "", 1), ("1", "A", 0), ("1", "A", 10**6)]
)
def test_parts_that_cannot_stand_in_a_name_are_refused(station: str, epoch: str, seq: int):
    with pytest.raises(UserError):
        file_name(station, epoch, seq)


def test_the_sheet_equals_the_file():
    at = make.place()
    sealed = make.sealed(at, 9)
    sheet = handover(make.info(at), make.events(9), sealed, serial="1234-ABCD")
    assert sheet.digest.replace(" ", "") == sha256(sealed)
    assert all(len(group) == 4 for group in sheet.digest.split(" "))
    assert (sheet.total_count, sheet.total_amount, sheet.people) == (9, 540000, 9)
    assert sheet.applications == {"training": 3}
    assert sheet.file_name == "JMK1-140321100001-A-000001-UP.age"
    assert sheet.size == len(sealed)
    assert sheet.medium_serial == "1234-ABCD"


def test_the_check_code_is_four_groups_of_four_digits_and_differs_with_one_bit():
    code = check_code(sha256(b"a"))
    assert [len(group) for group in code.split(" ")] == [4, 4, 4, 4]
    assert code.replace(" ", "").isdigit()
    assert code != check_code(sha256(b"b"))


def test_verification_lists_every_layer_and_stops_at_the_first_fault(tmp_path: Path):
    at = make.place()
    (tmp_path / "county.key").write_bytes(at.county.file(make.NOW))
    (tmp_path / "station.pub").write_bytes(at.station.public().file)
    (tmp_path / "x.age").write_bytes(make.sealed(at))
    found = verify_file(tmp_path / "x.age", tmp_path / "county.key", tmp_path / "station.pub")
    assert found.is_right
    assert [layer.name for layer in found.layers] == list(LAYERS)
    assert all(line.startswith("✓ ") for line in found.lines())
    (tmp_path / "station.pub").write_bytes(make_key(make.STATION, "A", bytes(32)).public().file)
    wrong = verify_file(tmp_path / "x.age", tmp_path / "county.key", tmp_path / "station.pub")
    assert not wrong.is_right
    assert [line[0] for line in wrong.lines()] == ["✓", "✓", "✗"]
    assert wrong.lines()[-1].startswith("✗ 签名：签名的钥匙")
    with pytest.raises(UserError, match="钥匙文件读不出来"):
        verify_file(tmp_path / "x.age", tmp_path / "none", tmp_path / "station.pub")
