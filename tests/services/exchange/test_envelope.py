"""A sealed batch opens with our reader and with stock tools, and in no other way."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import bagit
import pyrage
import pytest

from app.services.exchange.agekeys import fingerprint, make_box_key, read_box_key
from app.services.exchange.bag import EVENTS, Kind
from app.services.exchange.envelope import open_up, pack_tar, seal, trusted_comment, unpack_tar, unseal
from app.services.exchange.refusal import Reason, Refused
from app.services.exchange.signing import make_key, sign
from tests.services.exchange import make

HAS_STOCK_TOOLS = all(shutil.which(tool) for tool in ("age", "tar", "minisign", "unzip", "zstd"))


def refused(at: make.Place, sealed: bytes, **changes: object) -> Reason:
    given = {"identity": at.county, "known": [at.station.public()], **changes}
    with pytest.raises(Refused) as caught:
        open_up(sealed, **given)
    assert caught.value.text.endswith("。")
    return caught.value.reason


def test_a_sealed_batch_opens_with_the_county_key_and_with_the_escrow_key():
    at = make.place()
    sealed = make.sealed(at, 30)
    opened = open_up(sealed, identity=at.county, known=[at.station.public()])
    assert opened.taken is not None
    assert list(opened.taken.events) == make.events(30)
    assert opened.info.to_event == 30
    assert unseal(sealed, at.escrow) == unseal(sealed, at.county)


def test_the_bag_and_the_tar_of_a_batch_are_the_same_bytes_every_time():
    at = make.place()
    first, again = make.batch(at, 50), make.batch(at, 50)
    assert first == again
    assert unseal(make.sealed(at, 50), at.county) == unseal(make.sealed(at, 50), at.county)


@pytest.mark.parametrize("tools", [("age", "tar", "minisign", "unzip", "zstd")] if HAS_STOCK_TOOLS else [])
def test_stock_tools_open_every_layer(tmp_path: Path, tools: tuple[str, ...]):
    at = make.place()
    (tmp_path / "county.key").write_bytes(at.county.file(make.NOW))
    (tmp_path / "station.pub").write_bytes(at.station.public().file)
    (tmp_path / "x.age").write_bytes(make.sealed(at, 12))
    script = (
        "set -e; age -d -i county.key x.age | tar x; minisign -Vm bag.zip -p station.pub; "
        "unzip -q bag.zip; zstd -dc bag/data/events.jsonl.zst > lines"
    )
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert trusted_comment(make.info(at)).encode() in done.stdout
    lines = (tmp_path / "lines").read_bytes().splitlines()
    assert lines == [event.line() for event in make.events(12)]
    assert len(tools) == 5


def test_bagit_validates_the_bag(tmp_path: Path):
    at = make.place()
    bag_zip, _ = unpack_tar(unseal(make.sealed(at), at.county))
    (tmp_path / "bag.zip").write_bytes(bag_zip)
    shutil.unpack_archive(tmp_path / "bag.zip", tmp_path)
    assert bagit.Bag(str(tmp_path / "bag")).validate()
    done = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", str(tmp_path / "bag")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.promise("B1")
def test_three_hundred_bit_flips_are_all_refused():
    at = make.place()
    sealed = make.sealed(at)
    chance = random.Random(300)
    for _ in range(300):
        place = chance.randrange(len(sealed) * 8)
        flipped = bytearray(sealed)
        flipped[place // 8] ^= 1 << place % 8
        refused(at, bytes(flipped))


@pytest.mark.promise("B1")
def test_bit_flips_inside_a_freshly_sealed_tar_are_all_refused():
    at = make.place()
    inner = unseal(make.sealed(at), at.county)
    chance = random.Random(301)
    places = {chance.randrange(len(inner) * 8) for _ in range(300)} | {8 * at for at in range(0, 512, 3)}
    for place in places:
        flipped = bytearray(inner)
        flipped[place // 8] ^= 1 << place % 8
        key = pyrage.x25519.Recipient.from_str(at.county.recipient)
        refused(at, pyrage.encrypt(bytes(flipped), [key]))


@pytest.mark.promise("B1")
def test_truncation_at_every_percent_is_refused_and_appending_too():
    at = make.place()
    sealed = make.sealed(at)
    for percent in range(100):
        refused(at, sealed[: len(sealed) * percent // 100])
    refused(at, sealed[:-1])
    refused(at, sealed + b"\0")


def test_each_wrong_outside_has_its_own_reason():
    at = make.place()
    sealed = make.sealed(at)
    assert refused(at, b"PK\x03\x04 not age") is Reason.NOT_SEALED
    assert refused(at, b"") is Reason.TRUNCATED
    assert refused(at, sealed[:40]) is Reason.TRUNCATED
    assert refused(at, sealed, identity=make_box_key()) is Reason.WRONG_KEY
    assert refused(at, sealed[:-9]) is Reason.TAMPERED
    assert refused(at, bytes(25 * 1024 * 1024)) is Reason.TOO_LARGE


def reseal(at: make.Place, inner: bytes) -> bytes:
    return pyrage.encrypt(inner, [pyrage.x25519.Recipient.from_str(at.county.recipient)])


@pytest.mark.promise("B4")
def test_a_forged_batch_is_refused_with_the_forgery_named():
    at = make.place()
    bag, minisig = unpack_tar(unseal(make.sealed(at), at.county))
    stranger = make_key(make.STATION, make.EPOCH, bytes(32))
    other = make_key("140321100002", make.EPOCH, bytes([1] * 32))
    to_county = [at.county.recipient]
    assert refused(at, seal(bag, stranger, to_county)) is Reason.SIGNER_UNKNOWN
    both = [at.station.public(), other.public()]
    assert refused(at, seal(bag, other, to_county), known=both) is Reason.SIGNER_MISMATCH
    assert refused(at, reseal(at, pack_tar(bag + b"x", minisig))) is Reason.SIGNATURE_WRONG
    assert refused(at, reseal(at, pack_tar(bag, b"nonsense"))) is Reason.SIGNATURE_FORMAT
    assert refused(at, reseal(at, b"nonsense")) is Reason.TAR
    assert refused(at, reseal(at, pack_tar(bag, minisig) + bytes(10240))) is Reason.TAR
    commented = sign(bag, at.station, trusted_comment="something else")
    assert refused(at, reseal(at, pack_tar(bag, commented))) is Reason.SIGNER_MISMATCH


@pytest.mark.promise("B4")
def test_a_batch_for_another_county_cannot_be_wrapped_again_for_this_one():
    at, elsewhere = make.place(), make_box_key()
    bag = make.batch(at, recipient="140322", recipient_key=fingerprint(elsewhere.recipient))
    assert refused(at, seal(bag, at.station, [at.county.recipient])) is Reason.ADDRESSEE


@pytest.mark.promise("U4")
def test_a_file_of_a_newer_program_is_refused_as_newer(monkeypatch: pytest.MonkeyPatch):
    at = make.place()
    with monkeypatch.context() as future:
        future.setattr("app.services.exchange.bag.SCHEMA", 9)
        sealed = make.sealed(at, schema=9, min_reader=9)
    assert refused(at, sealed) is Reason.NEWER


def test_a_reply_is_not_taken_for_a_batch():
    at = make.place()
    assert refused(at, make.sealed(at, kind=Kind.ACK)) is Reason.KIND
    assert open_up(
        make.sealed(at, kind=Kind.ACK),
        identity=at.county,
        known=[at.station.public()],
        kinds=frozenset({Kind.ACK}),
    ).bag.payload[EVENTS]


@pytest.mark.promise("B4")
def test_a_revoked_key_is_refused_as_revoked():
    at = make.place()
    public = at.station.public()
    revoked = type(public)(public.station, public.epoch, public.file, is_revoked=True)
    assert refused(at, make.sealed(at), known=[revoked]) is Reason.SIGNER_REVOKED


def test_a_key_file_reads_back():
    key = make_box_key()
    assert read_box_key(key.file(make.NOW)) == key
