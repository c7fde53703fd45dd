"""The sealed file: age around a tar of the bag and its signature, opened in a fixed order of checks."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

import pyrage

from app.services.exchange.agekeys import BoxKey, check_recipient, fingerprint
from app.services.exchange.bag import EVENTS, Bag, BagInfo, Kind, check_manifests, look_into
from app.services.exchange.batch import count_types
from app.services.exchange.canonical import instant_text, sha256
from app.services.exchange.lines import Taken, take_lines
from app.services.exchange.refusal import Reason, Refused
from app.services.exchange.signing import PublicKey, SigningKey, sign, verify

BAG_NAME = "bag.zip"
SIGNATURE_NAME = "bag.zip.minisig"
SECOND_NAME = "bag.zip.second.minisig"
"""The second officer's signature, where both must sign (policy and keys)."""
MAX_SEALED = 24 * 1024 * 1024
"""Bytes a sealed file may have: a bag of 20 MB and its wrappings."""

_MAGIC = b"age-encryption.org/v1\n"
_AGAIN = "请让对方从电脑中重新导出该文件。"
_NOT_REGULAR = f"文件里面不是规范的上报内容，已拒收。{_AGAIN}"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer that was opened and found right."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed file whose every layer was right; `taken` holds the events of an UP or REBUILD bag."""

    bag: Bag
    signer: PublicKey
    sealed_sha256: str
    bag_zip: bytes
    taken: Taken | None

    @property
    def info(self) -> BagInfo:
        """Return the signed description."""
        return self.bag.info


def seal(bag_zip: bytes, key: SigningKey, recipients: Sequence[str]) -> bytes:
    """Sign a bag and seal it to the recipients (the county's key and the escrow key).

    Raises: UserError when a recipient's key is not whole; Refused when the bag is not one of ours.
    """
    info = look_into(bag_zip).info
    keys = [pyrage.x25519.Recipient.from_str(check_recipient(recipient)) for recipient in recipients]
    inner = pack_tar(bag_zip, sign(bag_zip, key, trusted_comment=trusted_comment(info)))
    sealed: bytes = pyrage.encrypt(inner, keys)
    return sealed


def trusted_comment(info: BagInfo) -> str:
    """Return the signed comment of a bag: what the stock tool prints when the signature is right."""
    parts = (
        "JMK1",
        info.station,
        info.epoch,
        f"{info.seq:06d}",
        info.kind.value,
        instant_text(info.created_at),
    )
    return " ".join(parts)


def pack_tar(bag_zip: bytes, minisig: bytes, second: bytes = b"") -> bytes:
    """Return the tar of a bag and its signature (or both officers'), the same bytes for the same members."""
    out = io.BytesIO()
    members = ((BAG_NAME, bag_zip), (SIGNATURE_NAME, minisig), (SECOND_NAME, second))
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in members[: 3 if second else 2]:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def unpack_tar(inner: bytes) -> tuple[bytes, bytes]:
    """Return the bag and its signature from a tar that holds exactly these two.

    Raises: Refused.
    """
    bag_zip, minisig, second = unpack_signed(inner)
    if second:
        raise Refused(Reason.TAR, _NOT_REGULAR)
    return bag_zip, minisig


def unpack_signed(inner: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the bag, its signature and the second officer's, which is empty where only one signed.

    Raises: Refused: it holds anything else.
    """
    names = [BAG_NAME, SIGNATURE_NAME, SECOND_NAME]
    try:
        with tarfile.open(fileobj=io.BytesIO(inner), mode="r:") as archive:
            entries: list[tarfile.TarInfo] = []
            while len(entries) <= len(names) and (entry := archive.next()) is not None:
                entries.append(entry)
            if [entry.name for entry in entries] not in (names, names[:2]):
                raise Refused(Reason.TAR, _NOT_REGULAR)
            streams = [archive.extractfile(entry) for entry in entries]
            contents = [stream.read() if stream else b"" for stream in streams]
    except (tarfile.TarError, ValueError, EOFError, OSError, KeyError) as error:
        raise Refused(Reason.TAR, _NOT_REGULAR) from error
    bag_zip, minisig, second = (*contents, b"")[:3]
    if pack_tar(bag_zip, minisig, second) != inner:
        raise Refused(Reason.TAR, _NOT_REGULAR)
    return bag_zip, minisig, second


def unseal(sealed: bytes, identity: BoxKey) -> bytes:
    """Return the tar inside a sealed file.

    Raises: Refused: too large, not an age file, another's key, cut short, or changed.
    """
    if len(sealed) > MAX_SEALED:
        raise Refused(
            Reason.TOO_LARGE, f"文件超过 {MAX_SEALED // 1024 // 1024} 兆，已拒收。请让对方分批导出。"
        )
    if not sealed.startswith(_MAGIC):
        if _MAGIC.startswith(sealed):
            raise Refused(Reason.TRUNCATED, f"文件是空的或只有开头，没有复制完整。{_AGAIN}")
        raise Refused(Reason.NOT_SEALED, "这不是加密的上报文件，请选择以 .age 结尾的文件。")
    if b"\n--- " not in sealed[:65536]:
        raise Refused(Reason.TRUNCATED, f"文件不完整，可能没有复制完就拔出了 U 盘。{_AGAIN}")
    key = pyrage.x25519.Identity.from_str(identity.secret)
    try:
        inner: bytes = pyrage.decrypt(sealed, [key])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            text = "文件不是加密给本单位的，用本机的钥匙打不开。请核对接收单位，或换用正确的钥匙。"
            raise Refused(Reason.WRONG_KEY, text) from error
        if "fill whole buffer" in str(error):
            raise Refused(Reason.TRUNCATED, f"文件不完整，可能没有复制完就拔出了 U 盘。{_AGAIN}") from error
        raise Refused(Reason.TAMPERED, f"文件已损坏、不完整或被改动过，已拒收。{_AGAIN}") from error
    return inner


def open_up(
    sealed: bytes,
    *,
    identity: BoxKey,
    known: Iterable[PublicKey],
    kinds: frozenset[Kind] = frozenset({Kind.UP}),
) -> Opened:
    """Open a sealed file, checking every layer before the next; nothing is returned unless all are right.

    Raises: Refused with the layer's own reason.
    """
    walk = open_layers(sealed, identity=identity, known=known, kinds=kinds)
    while True:
        try:
            next(walk)
        except StopIteration as end:
            opened: Opened = end.value
            return opened


def open_layers(
    sealed: bytes, *, identity: BoxKey, known: Iterable[PublicKey], kinds: frozenset[Kind]
) -> Generator[Layer, None, Opened]:
    """Open a sealed file, yielding each layer that was right and returning the whole.

    Raises: Refused at the first layer that is not.
    """
    inner = unseal(sealed, identity)
    yield Layer("解密", f"{len(sealed)} 字节，age v1")
    bag_zip, minisig = unpack_tar(inner)
    yield Layer("外层打包", f"{BAG_NAME} 与 {SIGNATURE_NAME}")
    signer, comment = verify(bag_zip, minisig, known)
    yield Layer("签名", f"服务站 {signer.station} 纪元 {signer.epoch}，钥匙编号 {signer.key_id}")
    bag = look_into(bag_zip)
    _check_description(bag.info, signer=signer, comment=comment, kinds=kinds)
    yield Layer("数据包", f"{bag.info.kind.value} 第 {bag.info.seq} 批，{len(bag.payload)} 个文件")
    _check_addressee(bag.info, identity)
    yield Layer("接收单位", f"{bag.info.recipient}，公钥指纹 {bag.info.recipient_key}")
    check_manifests(bag_zip)
    yield Layer("清单", "SHA-256 全部相符")
    taken = _take_events(bag)
    if taken is not None:
        yield Layer("业务记录", f"{taken.count} 条首尾相接，其中 {len(taken.quarantined)} 条退回")
    return Opened(bag, signer, sha256(sealed), bag_zip, taken)


def _check_description(info: BagInfo, *, signer: PublicKey, comment: str, kinds: frozenset[Kind]) -> None:
    if info.kind not in kinds:
        raise Refused(
            Reason.KIND, f"这是{info.kind.value}类文件，不能在此处读入，请核对所选的功能。", field="Kind"
        )
    if (info.station, info.epoch) != (signer.station, signer.epoch) or comment != trusted_comment(info):
        text = f"文件自称来自 {info.station}（纪元 {info.epoch}），却由 {signer.station} 的钥匙签名，已拒收。"
        raise Refused(Reason.SIGNER_MISMATCH, f"{text}请核对来源。", field="Station")


def _check_addressee(info: BagInfo, identity: BoxKey) -> None:
    if info.recipient_key != fingerprint(identity.recipient):
        text = f"文件是发给“{info.recipient}”的，不是发给本单位的，已拒收。请转交接收单位。"
        raise Refused(Reason.ADDRESSEE, text, field="Recipient")


def _take_events(bag: Bag) -> Taken | None:
    if EVENTS not in bag.payload:
        if bag.info.kind is Kind.UP:
            raise Refused(Reason.EVENTS, f"批次中没有业务记录文件，已拒收。{_AGAIN}")
        return None
    taken = take_lines(bag.payload[EVENTS])
    claimed = bag.info.to_event - bag.info.from_event + 1
    numbers = [event.seq_in_station for event in taken.events]
    is_outside = any(not bag.info.from_event <= number <= bag.info.to_event for number in numbers)
    is_miscounted = not taken.quarantined and count_types(taken.events) != bag.info.counts
    if taken.count != claimed or is_outside or is_miscounted:
        raise Refused(
            Reason.EVENTS, f"批次的业务记录与说明中的起止号或件数对不上，已拒收。{_AGAIN}", field="From-Event"
        )
    return taken
