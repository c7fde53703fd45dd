"""Reference packages: what is sealed opens the same, and every forgery is refused for its own reason (B4, U4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.exchange import reference
from app.services.exchange.agekeys import BoxKey, fingerprint, make_box_key
from app.services.exchange.bag import BagInfo, Kind, look_into
from app.services.exchange.envelope import pack_tar, trusted_comment
from app.services.exchange.reference import (
    Header,
    OpenedReference,
    Package,
    RefKind,
    Table,
    files_of,
    open_reference,
    pack_reference,
    refuse_rollback,
    seal_reference,
)
from app.services.exchange.refusal import Reason, Refused
from app.services.exchange.signing import SigningKey, make_key, sign
from app.services.exchange.tables import Column, TableHead, Value, pack_table, read_table

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
STATION, BUREAU = "140321106000", "140321"
COLUMNS = (
    Column("name", "text", "名称"), Column("pay", "int", "工资"), Column("until", "day", "到"),
    Column("is_far", "flag", "远"), Column("tags", "list", "标记"),
)  # fmt: skip


def key(bureau: str, role: str, seed: int) -> SigningKey:
    return make_key(bureau, role, bytes([seed]) * 32)


@dataclass
class Sender:
    """A county that seals packages; what a test changes is what it forges."""

    box: BoxKey = field(default_factory=make_box_key)
    first: SigningKey = field(default_factory=lambda: key(BUREAU, "K1", 1))
    second: SigningKey = field(default_factory=lambda: key(BUREAU, "K2", 2))
    kind: RefKind = RefKind.JOB
    version: int = 3
    recipient: str = STATION
    sealed_to: str = ""
    claimed_key: str = ""
    expires: date = date(2026, 12, 8)
    min_reader: int = reference.SCHEMA
    seconds: tuple[SigningKey, ...] = ()
    signs: tuple[SigningKey, ...] = ()
    bag_kind: Kind = Kind.REF
    station: str = ""

    def info(self) -> BagInfo:
        return BagInfo(
            kind=self.bag_kind, station=self.station or self.first.station, epoch="K1", seq=7,
            recipient=self.recipient, recipient_key=self.claimed_key or fingerprint(self.box.recipient),
            created_at=NOW, app_version="0.1.0", operator="zhao",
        )  # fmt: skip

    def package(self) -> Package:
        rows = [("示例岗位", 4000, None, True, ("包吃", "包住"))]
        table = Table(TableHead("jobs", COLUMNS, len(rows)), rows)
        plain = {"2026.toml": b"[pack]\n"} if self.kind is RefKind.POLICY else {}
        header = Header(
            self.kind, self.version, "示例", NOW, TODAY, None, self.expires, tables=(table.head,),
            min_reader=self.min_reader,
        )  # fmt: skip
        return Package(header, files_of((table,), plain))

    def sealed(self, change: Callable[[bytes], bytes] = lambda bag: bag) -> bytes:
        """Seal as anybody could who knows the format, whatever his keys."""
        bag = change(pack_reference(self.info(), self.package()))
        comment = trusted_comment(look_into(bag).info)
        signers = self.signs or (self.first, *((self.second,) if self.kind.needs_two else ()))
        signatures = [sign(bag, one, trusted_comment=comment) for one in signers]
        inner = pack_tar(bag, *signatures)
        recipient = pyrage.x25519.Recipient.from_str(self.sealed_to or self.box.recipient)
        return bytes(pyrage.encrypt(inner, [recipient]))


def opened(sender: Sender, sealed: bytes, on: date = TODAY) -> OpenedReference:
    ours = (key(BUREAU, "K1", 1).public(), key(BUREAU, "K2", 2).public())
    return open_reference(sealed, identity=sender.box, signers=ours, station=STATION, bureau=BUREAU, on=on)


@pytest.mark.parametrize("kind", list(RefKind))
def test_what_is_sealed_opens_with_both_signatures_where_both_are_asked(kind: RefKind) -> None:
    sender = Sender(kind=kind)
    bag = pack_reference(sender.info(), sender.package())
    sealed = seal_reference(
        bag, sender.first, sender.second if kind.needs_two else None, [sender.box.recipient]
    )
    found = opened(sender, sealed)
    assert found.package == sender.package()
    assert len(found.signers) == (2 if kind.needs_two else 1)
    assert next(found.package.rows("jobs"))["tags"] == ("包吃", "包住")


STRANGER, NEIGHBOUR = key(BUREAU, "K1", 9), key("140322", "K1", 5)
FORGED: dict[str, tuple[Sender, Reason]] = {
    "a key nobody knows": (Sender(signs=(STRANGER,)), Reason.SIGNER_UNKNOWN),
    "another county's key": (Sender(first=NEIGHBOUR), Reason.OTHER_COUNTY),
    "our key, another county's name": (Sender(station="140322"), Reason.OTHER_COUNTY),
    "another station's package": (Sender(recipient="140321101000"), Reason.ADDRESSEE),
    "another's key in the description": (Sender(claimed_key="0" * 32), Reason.ADDRESSEE),
    "sealed to another station": (Sender(sealed_to=make_box_key().recipient), Reason.WRONG_KEY),
    "expired": (Sender(expires=date(2026, 11, 23)), Reason.EXPIRED),
    "of a newer program": (Sender(min_reader=reference.SCHEMA + 1), Reason.NEWER),
    "a policy of one officer": (Sender(kind=RefKind.POLICY, signs=(key(BUREAU, "K1", 1),)), Reason.SIGNER_MISSING),
    "a policy signed twice by one": (
        Sender(kind=RefKind.POLICY, signs=(key(BUREAU, "K1", 1), key(BUREAU, "K1", 1))), Reason.SIGNER_MISSING,
    ),
    "a policy whose second is a stranger": (
        Sender(kind=RefKind.POLICY, signs=(key(BUREAU, "K1", 1), key(BUREAU, "K2", 9))), Reason.SIGNER_UNKNOWN,
    ),
    "keys of one officer": (Sender(kind=RefKind.KEYS, signs=(key(BUREAU, "K1", 1),)), Reason.SIGNER_MISSING),
    "jobs signed by the second alone": (Sender(signs=(key(BUREAU, "K2", 2),)), Reason.SIGNER_MISMATCH),
    "a reply called a package": (Sender(bag_kind=Kind.ACK), Reason.KIND),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FORGED))
def test_a_forgery_is_refused_for_its_own_reason(name: str) -> None:
    sender, reason = FORGED[name]
    with pytest.raises(Refused) as refused:
        opened(sender, sender.sealed())
    assert refused.value.reason is reason
    assert refused.value.text


@pytest.mark.parametrize(
    ("version", "digest", "reason"),
    [(2, "a" * 64, Reason.ROLLBACK), (3, "b" * 64, Reason.FORK)],
)
def test_a_version_that_is_not_greater_is_refused(version: int, digest: str, reason: Reason) -> None:
    header = replace(Sender().package().header, version=version)
    with pytest.raises(Refused) as refused:
        refuse_rollback(header, digest, held=3, held_digest="a" * 64)
    assert refused.value.reason is reason
    refuse_rollback(header, "a" * 64, held=version - 1, held_digest="b" * 64)
    refuse_rollback(header, digest, held=version, held_digest=digest)


def test_every_truncation_is_refused() -> None:
    sender = Sender(kind=RefKind.POLICY)
    sealed = sender.sealed()
    reasons = set()
    for percent in range(100):
        with pytest.raises(Refused) as refused:
            opened(sender, sealed[: len(sealed) * percent // 100])
        reasons.add(refused.value.reason)
    assert reasons <= {Reason.TRUNCATED, Reason.TAMPERED}


def test_a_thousand_flipped_bits_are_refused() -> None:
    sender = Sender(kind=RefKind.POLICY)
    sealed = sender.sealed()
    for step in range(1000):
        at = step * (len(sealed) * 8 - 1) // 999
        flipped = bytearray(sealed)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(Refused):
            opened(sender, bytes(flipped))


def test_a_bag_changed_before_it_was_sealed_again_does_not_bear_the_countys_signature() -> None:
    sender = Sender()
    bag = pack_reference(sender.info(), sender.package())
    minisig = sign(bag, sender.first, trusted_comment=trusted_comment(sender.info()))
    other = pack_reference(sender.info(), Sender(version=9).package())
    recipient = pyrage.x25519.Recipient.from_str(sender.box.recipient)
    with pytest.raises(Refused) as refused:
        opened(sender, bytes(pyrage.encrypt(pack_tar(other, minisig), [recipient])))
    assert refused.value.reason is Reason.SIGNATURE_WRONG


def test_a_table_that_is_not_what_the_header_says_is_refused() -> None:
    package = Sender().package()
    short = pack_table(TableHead("jobs", COLUMNS, 0), [])
    with pytest.raises(Refused) as refused:
        list(Package(package.header, {"jobs.csv.zst": short}).rows("jobs"))
    assert refused.value.reason is Reason.REFERENCE


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))
PARTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="|"), min_size=1)
ROWS = st.tuples(
    TEXTS, st.none() | st.integers(), st.none() | st.dates(), st.none() | st.booleans(), st.lists(PARTS).map(tuple)
)  # fmt: skip


@given(st.lists(ROWS))
def test_a_table_is_read_as_it_was_written(rows: list[tuple[Value, ...]]) -> None:
    head = TableHead("jobs", COLUMNS, len(rows))
    assert list(read_table(head, pack_table(head, rows))) == rows


def test_line_ends_of_any_system_are_carried_as_one() -> None:
    head = TableHead("jobs", COLUMNS[:1], 1)
    assert list(read_table(head, pack_table(head, [("一\r\n二\r三\0",)]))) == [("一\n二\n三",)]


def test_a_newer_file_that_nobody_vouches_for_is_not_kept() -> None:
    sender = Sender(signs=(STRANGER,), min_reader=reference.SCHEMA + 1)
    with pytest.raises(Refused) as refused:
        opened(sender, sender.sealed())
    assert refused.value.reason is Reason.SIGNER_UNKNOWN
