"""A bag's zip is read only when it is exactly what we write; every trick has its own reason."""

from __future__ import annotations

import io
import stat
import tracemalloc
import zipfile

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from app.faults import UserError
from app.services.exchange.bag import Kind, check_manifests, pack_bag, read_bag
from app.services.exchange.container import pack_zip, unpack_zip
from app.services.exchange.lines import unpack_lines
from app.services.exchange.refusal import Reason, Refused
from tests.services.exchange import make


def reason(call, *given_, **named) -> Reason:
    with pytest.raises(Refused) as caught:
        call(*given_, **named)
    assert caught.value.text.endswith("。")
    return caught.value.reason


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("placeholder")
    made.filename = name
    made.external_attr = mode << 16
    return made


TRICKS = [
    ("bag/../../etc/passwd", Reason.ZIP_TRAVERSAL),
    ("../evil", Reason.ZIP_TRAVERSAL),
    ("bag\\..\\..\\evil", Reason.ZIP_TRAVERSAL),
    ("/etc/passwd", Reason.ZIP_ABSOLUTE),
    ("\\\\server\\share\\x", Reason.ZIP_ABSOLUTE),
    ("C:\\Windows\\x.dll", Reason.ZIP_DRIVE),
    ("c:x", Reason.ZIP_DRIVE),
    ("bag/bagit.txt:stream", Reason.ZIP_STREAM),
    ("bag/data/a\0.txt", Reason.ZIP_NUL),
    ("bag/data/con.txt", Reason.ZIP_NAME),
    ("bag/data/deep/er.txt", Reason.ZIP_NAME),
    ("bag/data/示例.txt", Reason.ZIP_NAME),
    ("bag/data/dot.", Reason.ZIP_NAME),
    ("outside.txt", Reason.ZIP_NAME),
    ("bag/", Reason.ZIP_NAME),
]


@pytest.mark.parametrize(("name", "expected"), TRICKS)
@pytest.mark.promise("B5")
def test_a_dangerous_name_is_refused_before_anything_is_unpacked(
    name: str, expected: Reason, monkeypatch: pytest.MonkeyPatch
):
    data = make.raw_zip((entry(name), b"x"))
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("was unpacked"))
    assert reason(unpack_zip, data) is expected


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["bag/bagit.txt", "bag/BAGIT.TXT"])
@pytest.mark.promise("B5")
def test_two_members_of_one_name_are_refused(second: str):
    data = make.raw_zip((entry("bag/bagit.txt"), b"x"), (entry(second), b"y"))
    assert reason(unpack_zip, data) is Reason.ZIP_DUPLICATE


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO])
@pytest.mark.promise("B5")
def test_a_link_or_special_member_is_refused(kind: int):
    data = make.raw_zip((entry("bag/bagit.txt", kind | 0o777), b"/etc/passwd"))
    assert reason(unpack_zip, data) is Reason.ZIP_SYMLINK


@pytest.mark.promise("B5")
def test_a_compressed_member_is_refused_as_a_bomb():
    data = make.raw_zip(("bag/data/zeros", bytes(10**7)), compression=zipfile.ZIP_DEFLATED)
    assert reason(unpack_zip, data) is Reason.ZIP_BOMB


@pytest.mark.promise("B5")
def test_a_member_that_lies_about_its_size_is_refused():
    data = bytearray(pack_zip({"bagit.txt": b"x"}))
    central = data.rfind(b"PK\x01\x02")
    data[central + 20 : central + 28] = (0x7FFFFFFF).to_bytes(4, "little") * 2
    assert reason(unpack_zip, bytes(data)) is Reason.ZIP_BOMB


@pytest.mark.promise("B5")
def test_a_hundred_thousand_members_are_refused_before_they_are_listed():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(2000):
            archive.writestr(f"bag/data/{number}", b"")
    assert reason(unpack_zip, out.getvalue()) is Reason.ZIP_MEMBERS
    lying = bytearray(out.getvalue())
    end = lying.rfind(b"PK\x05\x06")
    lying[end + 8 : end + 12] = b"\x01\0\x01\0"
    assert reason(unpack_zip, bytes(lying)) in {Reason.ZIP_MEMBERS, Reason.ZIP}


@pytest.mark.parametrize("extra", ["prefix", "suffix", "comment", "time"])
def test_bytes_that_are_not_of_the_bag_are_refused(extra: str):
    data = pack_zip({"bagit.txt": b"x"})
    changed = {
        "prefix": b"MZ" + data,
        "suffix": data + b"x",
        "comment": data[:-2] + b"\x01\0x",
        "time": make.raw_zip((zipfile.ZipInfo("bag/bagit.txt", (2026, 1, 1, 0, 0, 0)), b"x")),
    }[extra]
    assert reason(unpack_zip, changed) is Reason.ZIP


def test_what_is_no_zip_at_all_is_refused():
    assert reason(unpack_zip, b"hello") is Reason.ZIP
    assert reason(unpack_zip, bytes(21 * 1024 * 1024)) is Reason.TOO_LARGE


@pytest.mark.promise("B5")
def test_a_zstd_bomb_stops_at_the_limit_in_little_memory():
    line = b"0" * 1023 + b"\n"
    engine = zstandard.ZstdCompressor(level=3).compressobj()
    bomb = b"".join(engine.compress(line * 1024) for _ in range(1024)) + engine.flush()
    assert len(bomb) < 1024 * 1024
    tracemalloc.start()

    def read() -> int:
        return sum(1 for _ in unpack_lines(bomb))

    try:
        assert reason(read) is Reason.ZIP_BOMB
        assert tracemalloc.get_traced_memory()[1] < 100 * 1024 * 1024
    finally:
        tracemalloc.stop()


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{4,8}\.[a-z]{2}", fullmatch=True), st.binary(max_size=200), max_size=5
    )
)
def test_any_contents_come_back_as_they_went_in(payload: dict[str, bytes]):
    at = make.place()
    info = make.info(at, kind=Kind.BLOB)
    read = read_bag(pack_bag(info, payload))
    assert read.info == info
    assert read.payload == payload
    assert pack_bag(info, dict(reversed(payload.items()))) == pack_bag(info, payload)


def test_a_changed_content_does_not_fit_the_manifest():
    at = make.place()
    data = make.batch(at)
    members = unpack_zip(data)
    changed = pack_zip({**members, "data/summary.json": members["data/summary.json"][::-1]})
    assert reason(check_manifests, changed) is Reason.MANIFEST
    added = pack_zip({**members, "data/more.txt": b"x"})
    assert reason(check_manifests, added) is Reason.MANIFEST
    tagged = pack_zip({**members, "tagmanifest-sha256.txt": b""})
    assert reason(read_bag, tagged) is Reason.MANIFEST
    assert reason(read_bag, pack_zip({**members, "extra.txt": b""})) is Reason.BAG


def test_a_description_in_another_writing_or_format_is_refused():
    members = unpack_zip(make.batch(make.place()))
    text = members["bag-info.txt"]
    other = text.replace(b"JMK/1", b"JMK/2")
    assert reason(read_bag, pack_zip({**members, "bag-info.txt": other})) is Reason.FORMAT
    for wrong in (
        text + b"Seq: 2\n",
        text.replace(b"Seq: 1", b"Seq: one"),
        text.replace(b"Seq: 1", b"Seq: +1"),
    ):
        assert reason(read_bag, pack_zip({**members, "bag-info.txt": wrong})) is Reason.BAG
    assert reason(read_bag, pack_zip({**members, "bag-info.txt": b"\xff"})) is Reason.BAG


def test_the_description_holds_every_key():
    text = unpack_zip(make.batch(make.place()))["bag-info.txt"].decode()
    keys = [line.split(":")[0] for line in text.splitlines()]
    assert keys == [
        *("Format", "Kind", "Station", "Epoch", "Seq", "Prev-SHA256", "From-Event", "To-Event", "Counts"),
        *("Schema", "Min-Reader", "App-Version", "Ref-Versions", "Recipient", "Recipient-Key", "Created-At"),
        *("Clock-Note", "Operator", "Acked-Down-Seq", "Payload-Oxum"),
    ]
    assert "Counts: application.taken_in=2 movement.recorded=2 worker.registered=2\n" in text


@pytest.mark.parametrize("value", ["two\nlines", " blank", "tab\there"])
def test_a_value_that_would_break_the_description_is_refused(value: str):
    with pytest.raises(UserError, match="Operator"):
        make.batch(make.place(), operator=value)
