"""Reference packages (参考数据包, kind REF): full snapshots that only grow, expire, and name whom they are for; pure.

Every layer opens with a stock tool, as a batch does. Policy and keys bear two signatures of two officers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import pyrage

from app.services.exchange.agekeys import BoxKey, check_recipient, fingerprint
from app.services.exchange.bag import Bag, BagInfo, Kind, check_manifests, look_into, pack_bag
from app.services.exchange.canonical import (
    Json,
    canonical,
    day_from,
    instant_from,
    instant_text,
    parse,
    sha256,
)
from app.services.exchange.envelope import pack_tar, trusted_comment, unpack_signed, unseal
from app.services.exchange.refusal import Reason, Refused
from app.services.exchange.signing import PublicKey, SigningKey, sign, verify
from app.services.exchange.tables import TableHead, Value, head_from, pack_table, read_table

FORMAT = "JMK-REF/1"
SCHEMA = 1
"""The schema of packages that this program writes and reads."""
FIRST, SECOND = "K1", "K2"
HEADER = "header.json"
_WRONG = "参考数据包的内容不完整或写法不对，已拒收。请让县里重新导出。"


class RefKind(StrEnum):
    """What a package carries; each kind has its own versions."""

    POLICY = "policy"
    JOB = "job"
    COURSE = "course"
    CODES = "codes"
    FORMS = "forms"
    HOLIDAY = "holiday"
    PERSON_INDEX = "person-index"
    BENEFIT_LEDGER = "benefit-ledger"
    KEYS = "keys"

    @property
    def label(self) -> str:
        """Return what it is called."""
        return _LABELS[self]

    @property
    def needs_two(self) -> bool:
        """Tell whether both officers must sign."""
        return self in {RefKind.POLICY, RefKind.KEYS}


_LABELS: Mapping[RefKind, str] = {
    RefKind.POLICY: "政策包",
    RefKind.JOB: "岗位",
    RefKind.COURSE: "培训项目",
    RefKind.CODES: "代码表",
    RefKind.FORMS: "表样",
    RefKind.HOLIDAY: "节假日",
    RefKind.PERSON_INDEX: "人员索引",
    RefKind.BENEFIT_LEDGER: "补贴台账",
    RefKind.KEYS: "县区公钥",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What a package says of itself; `published_at` is when it was made, the other days when it holds."""

    kind: RefKind
    version: int
    title: str
    published_at: datetime
    valid_from: date
    valid_to: date | None
    expires: date
    note: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[TableHead, ...] = ()
    schema: int = SCHEMA
    min_reader: int = SCHEMA


@dataclass(frozen=True, slots=True)
class Package:
    """A package's header and files; `digest` names the content whoever it is sealed to."""

    header: Header
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """Return the SHA-256 over header and files."""
        lines = [f"{sha256(self.files[name])}  {name}\n" for name in sorted(self.files)]
        return sha256(header_text(self.header) + "".join(lines).encode("ascii"))

    @property
    def plain(self) -> Mapping[str, bytes]:
        """Return the files that are no tables."""
        names = {f"{head.name}.csv.zst" for head in self.header.tables}
        return {name: content for name, content in self.files.items() if name not in names}

    def rows(self, name: str) -> Iterator[dict[str, Value]]:
        """Yield the rows of one table by column key; none when the package has no such table.

        Raises: Refused when the table is not what its header says.
        """
        head = next((one for one in self.header.tables if one.name == name), None)
        if head is None:
            return
        keys = [column.key for column in head.columns]
        try:
            for row in read_table(head, self.files[f"{name}.csv.zst"]):
                yield dict(zip(keys, row, strict=True))
        except (ValueError, KeyError) as fault:
            raise Refused(Reason.REFERENCE, _WRONG, field=name) from fault


@dataclass(frozen=True, slots=True)
class Table:
    """One table to be packed."""

    head: TableHead
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class OpenedReference:
    """A package whose every layer was right; `signers` are the key numbers of those who signed."""

    info: BagInfo
    package: Package
    signers: tuple[str, ...]
    bag_zip: bytes


def files_of(tables: Sequence[Table], plain: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a package from its tables and what is carried as it stands."""
    packed = {f"{table.head.name}.csv.zst": pack_table(table.head, table.rows) for table in tables}
    return {**plain, **packed}


def pack_reference(info: BagInfo, package: Package) -> bytes:
    """Return the `bag.zip` of a package."""
    return pack_bag(info, {**package.files, HEADER: header_text(package.header)})


def seal_reference(
    bag_zip: bytes, first: SigningKey, second: SigningKey | None, recipients: Sequence[str]
) -> bytes:
    """Sign a package, by both officers where its kind asks it, and seal it to a station and the escrow key.

    Raises: Refused when the bag is no package, or the second officer is wanting.
    """
    bag = look_into(bag_zip)
    if read_package(bag).header.kind.needs_two and second is None:
        raise Refused(Reason.SIGNER_MISSING, "政策包和公钥要两位签：请第二位也输入密码。")
    comment = trusted_comment(bag.info)
    other = sign(bag_zip, second, trusted_comment=comment) if second is not None else b""
    keys = [pyrage.x25519.Recipient.from_str(check_recipient(one)) for one in recipients]
    inner = pack_tar(bag_zip, sign(bag_zip, first, trusted_comment=comment), other)
    sealed: bytes = pyrage.encrypt(inner, keys)
    return sealed


def open_reference(
    sealed: bytes, *, identity: BoxKey, signers: Sequence[PublicKey], station: str, bureau: str, on: date
) -> OpenedReference:
    """Open a sealed package, checking every layer before the next.

    `signers` are the keys of the county's card, `station` and `bureau` who we are and whom we answer to.
    Raises: Refused with the layer's own reason.
    """
    bag_zip, minisig, second = unpack_signed(unseal(sealed, identity))
    keys = [_signer(bag_zip, minisig, signers, bureau)]
    if second:
        keys.append(_signer(bag_zip, second, signers, bureau))
    bag = look_into(bag_zip)
    _check_origin(bag.info, keys[0][0], [comment for _, comment in keys], bureau)
    if (bag.info.recipient_key, bag.info.recipient) != (fingerprint(identity.recipient), station):
        text = f"这是给服务站 {bag.info.recipient} 的参考数据包，不是本站的，没有读入。请转交该站。"
        raise Refused(Reason.ADDRESSEE, text, field="Recipient")
    check_manifests(bag_zip)
    package = read_package(bag)
    _check_roles(package.header.kind, [key for key, _ in keys])
    refuse_expired(package.header, on)
    return OpenedReference(bag.info, package, tuple(key.key_id for key, _ in keys), bag_zip)


def package_of(bag_zip: bytes) -> Package:
    """Read the package in a bag that was verified when it came in.

    Raises: Refused.
    """
    return read_package(look_into(bag_zip))


def refuse_expired(header: Header, on: date) -> None:
    """Refuse a package whose last day is over.

    Raises: Refused.
    """
    if on > header.expires:
        text = (
            f"这份{header.kind.label}第 {header.version} 版已于 {header.expires.isoformat()} 过期，没有启用。"
        )
        raise Refused(Reason.EXPIRED, f"{text}请向县里要新的一版；电脑日期不对的请先改对。", field="expires")


def refuse_rollback(header: Header, digest: str, *, held: int, held_digest: str) -> None:
    """Refuse a package that is not newer than the one in force (`held`, 0 for none).

    Raises: Refused: an older version, or the same number with another content.
    """
    said = f"{header.kind.label}第 {header.version} 版"
    if header.version < held:
        text = f"{said}比正在用的第 {held} 版旧，没有启用。请向县里要新的一版。"
        raise Refused(Reason.ROLLBACK, text, field="version")
    if header.version == held and digest != held_digest:
        text = f"{said}已经在用，这份版本号相同、内容却不同，已拒收。请与县里核对。"
        raise Refused(Reason.FORK, text, field="version")


def read_package(bag: Bag) -> Package:
    """Read the header of a bag and check that exactly the files it names are there.

    Raises: Refused: of a newer version, or not what it says.
    """
    if bag.info.kind is not Kind.REF:
        raise Refused(
            Reason.KIND, f"这是{bag.info.kind.value}类文件，不是参考数据包，不能在此处读入。", field="Kind"
        )
    header = read_header(bag.payload.get(HEADER, b""))
    files = {name: content for name, content in bag.payload.items() if name != HEADER}
    if not {f"{head.name}.csv.zst" for head in header.tables} <= set(files):
        raise Refused(Reason.REFERENCE, _WRONG, field=HEADER)
    return Package(header, files)


def read_header(text: bytes) -> Header:
    """Read what `header_text` wrote.

    Raises: Refused: of a newer version, or not what it says.
    """
    try:
        header = _header(parse(text))
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Refused(Reason.REFERENCE, _WRONG, field=HEADER) from fault
    if header_text(header) != text:
        raise Refused(Reason.REFERENCE, _WRONG, field=HEADER)
    return header


def header_text(header: Header) -> bytes:
    """Return the header as it stands in the bag."""
    tables: list[Json] = [one.as_json() for one in header.tables]
    return canonical(
        {
            "format": FORMAT,
            "schema": header.schema,
            "min_reader": header.min_reader,
            "kind": header.kind.value,
            "version": header.version,
            "title": header.title,
            "published_at": instant_text(header.published_at),
            "valid_from": header.valid_from.isoformat(),
            "valid_to": header.valid_to.isoformat() if header.valid_to else "",
            "expires": header.expires.isoformat(),
            "note": header.note,
            "facts": dict(header.facts),
            "tables": tables,
        }
    )


def _signer(
    bag_zip: bytes, minisig: bytes, signers: Sequence[PublicKey], bureau: str
) -> tuple[PublicKey, str]:
    try:
        return verify(bag_zip, minisig, signers)
    except Refused as refused:
        told = _told_station(bag_zip) if refused.reason is Reason.SIGNER_UNKNOWN else bureau
        if told not in {"", bureau}:
            raise _other_county(told) from refused
        raise


def _told_station(bag_zip: bytes) -> str:
    """Return who a bag that nobody vouches for says it is from; only the words of the refusal hang on it."""
    try:
        return look_into(bag_zip).info.station
    except Refused:
        return ""


def _other_county(told: str) -> Refused:
    text = f"文件自称由县区 {told} 发出，不是本站所属的县区，已拒收。请核对是不是拿错了U盘。"
    return Refused(Reason.OTHER_COUNTY, text, field="Station")


def _check_origin(info: BagInfo, signer: PublicKey, comments: Sequence[str], bureau: str) -> None:
    if info.kind is not Kind.REF:
        raise Refused(
            Reason.KIND, f"这是{info.kind.value}类文件，不是参考数据包，不能在此处读入。", field="Kind"
        )
    if info.station != bureau:
        raise _other_county(info.station)
    is_theirs = (info.station, info.epoch) == (signer.station, signer.epoch)
    if not is_theirs or any(comment != trusted_comment(info) for comment in comments):
        text = f"文件自称由 {info.station}（{info.epoch}）签发，签名却是另一把钥匙或另一份文件的，已拒收。"
        raise Refused(Reason.SIGNER_MISMATCH, f"{text}请核对来源。", field="Station")


def _check_roles(kind: RefKind, keys: Sequence[PublicKey]) -> None:
    roles = [key.epoch for key in keys]
    if kind.needs_two and roles != [FIRST, SECOND]:
        text = (
            f"{kind.label}要县里两位都签名才算数，这份只有 {'、'.join(dict.fromkeys(roles))} 的签名，已拒收。"
        )
        raise Refused(Reason.SIGNER_MISSING, f"{text}请让县里两位都签名后重新下发。")
    if roles[0] != FIRST:
        raise Refused(Reason.SIGNER_MISMATCH, "参考数据包应由县里第一位签发，已拒收。请让县里重新导出。")


def _refuse_newer(value: Mapping[str, Json]) -> None:
    asked = value["min_reader"]
    if (isinstance(asked, int) and asked > SCHEMA) or value["kind"] not in set(RefKind):
        text = "这份参考数据由更新版本的程序导出，本机暂不能用。文件已保留，升级程序后会自动再读。"
        raise Refused(Reason.NEWER, text, field="min_reader")


def _header(value: Json) -> Header:
    if not isinstance(value, dict) or value["format"] != FORMAT:
        raise TypeError(HEADER)
    _refuse_newer(value)
    version, facts, tables = value["version"], value["facts"], value["tables"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError("version")
    if not isinstance(facts, dict) or not isinstance(tables, list):
        raise TypeError("facts")
    schema, min_reader = value["schema"], value["min_reader"]
    if not isinstance(schema, int) or not isinstance(min_reader, int):
        raise TypeError("schema")
    valid_to = str(value["valid_to"])
    return Header(
        kind=RefKind(str(value["kind"])),
        version=version,
        title=str(value["title"]),
        published_at=instant_from(str(value["published_at"])),
        valid_from=day_from(str(value["valid_from"])),
        valid_to=day_from(valid_to) if valid_to else None,
        expires=day_from(str(value["expires"])),
        note=str(value["note"]),
        facts={key: str(one) for key, one in facts.items()},
        tables=tuple(head_from(one) for one in tables if isinstance(one, dict)),
        schema=schema,
        min_reader=min_reader,
    )
