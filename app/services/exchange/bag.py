"""The bag (BagIt, RFC 8493): named contents with their checksums and a signed description of the batch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.faults import UserError
from app.services.exchange.canonical import instant_from, instant_text, sha256
from app.services.exchange.container import is_plain_name, pack_zip, unpack_zip
from app.services.exchange.refusal import Reason, Refused
from app.services.exchange.schemas import OLDEST_SCHEMA, SCHEMA

FORMAT = "JMK/1"
NO_BATCH = "0" * 64
"""`prev_sha256` of the first batch of an epoch."""

EVENTS = "events.jsonl.zst"
SUMMARY = "summary.json"

_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
_MEMBERS = frozenset({*_TAGS, "tagmanifest-sha256.txt"})
_HASH = re.compile(r"[0-9a-f]{64}")
_CONTINUES = re.compile(r"[A-Za-z0-9]{1,16} \d{1,15}")
_AGAIN = "请让对方从电脑中重新导出该文件。"


class Kind(StrEnum):
    """What a file is for; the value stands in `bag-info.txt`."""

    UP = "UP"
    ACK = "ACK"
    REF = "REF"
    REBUILD = "REBUILD"
    BLOB = "BLOB"


@dataclass(frozen=True, slots=True)
class BagInfo:
    """The signed description of a batch; sequence numbers count within the epoch."""

    kind: Kind
    station: str
    epoch: str
    seq: int
    recipient: str
    recipient_key: str
    created_at: datetime
    app_version: str
    operator: str
    prev_sha256: str = NO_BATCH
    from_event: int = 0
    to_event: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    schema: int = SCHEMA
    min_reader: int = OLDEST_SCHEMA
    ref_versions: Mapping[str, str] = field(default_factory=dict)
    clock_note: str = ""
    acked_down_seq: int = 0
    continues: str = ""
    """In the first batch of a new epoch: the epoch it grows from and the last event of it, as "A 50"."""


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag that was read: its description and its contents by flat name."""

    info: BagInfo
    payload: Mapping[str, bytes]


def pack_bag(info: BagInfo, payload: Mapping[str, bytes]) -> bytes:
    """Return `bag.zip`; the same description and contents always give the same bytes.

    Raises: UserError when a name or a value cannot be carried.
    """
    for name in payload:
        if not is_plain_name(name):
            raise UserError(
                f"文件名“{name}”不能放入数据包，请改用英文字母、数字、点、横线。", field="payload"
            )
    members = {f"data/{name}": content for name, content in payload.items()}
    tags = {
        "bagit.txt": _BAGIT,
        "bag-info.txt": _info_text(info, payload).encode("utf-8"),
        "manifest-sha256.txt": _manifest(members),
    }
    return pack_zip({**members, **tags, "tagmanifest-sha256.txt": _manifest(tags)})


def read_bag(data: bytes) -> Bag:
    """Read `bag.zip` strictly: container, declaration, description, then every checksum.

    Raises: Refused.
    """
    bag = look_into(data)
    check_manifests(data)
    return bag


def look_into(data: bytes) -> Bag:
    """Read the description and contents without checking the checksums.

    Raises: Refused.
    """
    members = unpack_zip(data)
    if not members.keys() >= _MEMBERS or members["bagit.txt"] != _BAGIT:
        raise Refused(Reason.BAG, f"数据包缺少说明或清单，已拒收。{_AGAIN}")
    extra = [name for name in members if name not in _MEMBERS and not name.startswith("data/")]
    if extra:
        raise Refused(Reason.BAG, f"数据包内有清单以外的文件“{extra[0]}”，已拒收。{_AGAIN}")
    payload = {
        name.removeprefix("data/"): members[name] for name in sorted(members) if name.startswith("data/")
    }
    info = _info_from(members["bag-info.txt"])
    if _info_text(info, payload).encode("utf-8") != members["bag-info.txt"]:
        raise Refused(Reason.BAG, f"数据包的说明写法不规范，已拒收。{_AGAIN}")
    return Bag(info, payload)


def check_manifests(data: bytes) -> None:
    """Compare both manifests with the contents.

    Raises: Refused naming the file that does not fit.
    """
    members = unpack_zip(data)
    contents = {name: content for name, content in members.items() if name.startswith("data/")}
    tags = {name: members[name] for name in _TAGS if name in members}
    for manifest, files in (("manifest-sha256.txt", contents), ("tagmanifest-sha256.txt", tags)):
        if members.get(manifest) != _manifest(files):
            raise Refused(Reason.MANIFEST, f"数据包的清单与内容对不上（{manifest}），已拒收。{_AGAIN}")


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode("ascii")


def _pairs(values: Mapping[str, object]) -> str:
    return " ".join(f"{key}={values[key]}" for key in sorted(values))


def _info_text(info: BagInfo, payload: Mapping[str, bytes]) -> str:
    oxum = f"{sum(len(content) for content in payload.values())}.{len(payload)}"
    values = {
        "Format": FORMAT,
        "Kind": info.kind.value,
        "Station": info.station,
        "Epoch": info.epoch,
        "Seq": str(info.seq),
        "Prev-SHA256": info.prev_sha256,
        "From-Event": str(info.from_event),
        "To-Event": str(info.to_event),
        "Counts": _pairs(info.counts),
        "Schema": str(info.schema),
        "Min-Reader": str(info.min_reader),
        "App-Version": info.app_version,
        "Ref-Versions": _pairs(info.ref_versions),
        "Recipient": info.recipient,
        "Recipient-Key": info.recipient_key,
        "Created-At": instant_text(info.created_at),
        "Clock-Note": info.clock_note,
        "Operator": info.operator,
        "Acked-Down-Seq": str(info.acked_down_seq),
        "Payload-Oxum": oxum,
    }
    if info.continues:
        values["Continues"] = info.continues
    for key, value in values.items():
        if value != value.strip() or not (value or "x").isprintable():
            raise UserError(f"数据包说明的 {key} 含有换行或首尾空格，请改正。", field=key)
    return "".join(f"{key}: {value or '-'}\n" for key, value in values.items())


def _info_from(raw: bytes) -> BagInfo:
    wrong = f"数据包的说明无法读取，已拒收。{_AGAIN}"
    try:
        pairs = [line.split(": ", 1) for line in raw.decode("utf-8").removesuffix("\n").split("\n")]
        values = {key: "" if value == "-" else value for key, value in pairs}
    except ValueError as error:
        raise Refused(Reason.BAG, wrong) from error
    if values.get("Format") != FORMAT:
        told = values.get("Format", "")[:20]
        raise Refused(Reason.FORMAT, f"文件格式“{told}”本程序不认识，请先升级程序再读入。", field="Format")
    try:
        if int(values["Min-Reader"]) > SCHEMA:
            text = "文件由更新版本的程序导出，本机暂不能读入。文件已保留，请升级程序后再次读入。"
            raise Refused(Reason.NEWER, text, field="Schema")
        return _info_of(values)
    except (KeyError, ValueError) as error:
        raise Refused(Reason.BAG, wrong) from error


def _info_of(values: Mapping[str, str]) -> BagInfo:
    if not _HASH.fullmatch(values["Prev-SHA256"]):
        raise ValueError(values["Prev-SHA256"])
    counts = dict(pair.split("=", 1) for pair in values["Counts"].split())
    return BagInfo(
        kind=Kind(values["Kind"]),
        station=values["Station"],
        epoch=values["Epoch"],
        seq=int(values["Seq"]),
        recipient=values["Recipient"],
        recipient_key=values["Recipient-Key"],
        created_at=instant_from(values["Created-At"]),
        app_version=values["App-Version"],
        operator=values["Operator"],
        prev_sha256=values["Prev-SHA256"],
        from_event=int(values["From-Event"]),
        to_event=int(values["To-Event"]),
        counts={key: int(value) for key, value in counts.items()},
        schema=int(values["Schema"]),
        min_reader=int(values["Min-Reader"]),
        ref_versions=dict(pair.split("=", 1) for pair in values["Ref-Versions"].split()),
        clock_note=values["Clock-Note"],
        acked_down_seq=int(values["Acked-Down-Seq"]),
        continues=read_continues(values.get("Continues", "")),
    )


def read_continues(told: str) -> str:
    """Return what is said of the epoch before, when it is said rightly.

    Raises: ValueError.
    """
    if told and not _CONTINUES.fullmatch(told):
        raise ValueError(told)
    return told


def continued(told: str) -> tuple[str, int]:
    """Return the epoch that a bag grows from and the last event of it; ("", 0) where it does not say."""
    epoch, _, seq = told.partition(" ")
    return epoch, int(seq or 0)
