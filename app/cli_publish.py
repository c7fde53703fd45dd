"""`python -m app county publish …`: what the county sends down, and to whom it went."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from app.faults import UserError
from app.progress import Progress
from app.services.county import drafting
from app.services.county.contents import Content, Term
from app.services.county.indexing import counts_of, own_contents
from app.services.county.office import Bureau
from app.services.county.publishing import Published, Publishing
from app.services.exchange import medium
from app.services.exchange.reference import RefKind

WORDS: Mapping[str, RefKind] = {
    "policy": RefKind.POLICY,
    "jobs": RefKind.JOB,
    "courses": RefKind.COURSE,
    "person-index": RefKind.PERSON_INDEX,
    "ledger": RefKind.BENEFIT_LEDGER,
    "holidays": RefKind.HOLIDAY,
    "codes": RefKind.CODES,
    "forms": RefKind.FORMS,
    "keys": RefKind.KEYS,
}
Open = Callable[[argparse.Namespace], Bureau]
Say = Callable[[str], None]


def arguments(publish: argparse.ArgumentParser, send: argparse.ArgumentParser) -> None:
    """Add what `publish` and `send` are told."""
    publish.add_argument("kind", choices=list(WORDS), metavar="|".join(WORDS))
    publish.add_argument(
        "files", type=Path, nargs="*", help="表格、政策包文件夹或公钥卡；人员索引和台账不用文件"
    )
    publish.add_argument(
        "--valid-from", type=date.fromisoformat, default=None, help="哪天起，如 2026-12-01；不填为今天"
    )
    publish.add_argument("--valid-to", type=date.fromisoformat, default=None)
    publish.add_argument(
        "--expires", type=date.fromisoformat, default=None, help="哪天以后不得再启用；岗位不填为 14 天后"
    )
    publish.add_argument("--note", default="", help="给服务站看的一句话")
    publish.add_argument("--to", type=Path, default=None, help="同时写到这个U盘或文件夹")
    send.add_argument("folder", type=Path, help="U盘或文件夹")
    send.add_argument("--station", default="", help="只给这一个站；不填则给所有站")
    for part in (publish, send):
        part.add_argument("--second-login", default="", help="政策和公钥要两人签：第二位的登录名")


def publish(given: argparse.Namespace, bureau: Bureau, progress: Progress, say: Say) -> None:
    """Check the files, make the next version of their kind and seal it for every station.

    Raises:
        UserError: anything in the files is wrong, or the second officer is wanting.

    """
    kind = WORDS[given.kind]
    publishing = Publishing(bureau, own_contents(bureau))
    content = _content(kind, given.files, bureau, publishing)
    term = Term(given.valid_from, given.valid_to, given.expires, given.note)
    made = publishing.publish(kind, content, term, second=given.second_login, progress=progress)
    counts = "，".join(f"{name} {count}" for name, count in made.counts.items())
    say(
        f"✓ {kind.label}第 {made.version} 版已下发给 {len(made.stations)} 个站，{made.expires} 前可启用；{counts}"
    )
    if given.to is not None:
        for station in made.stations:
            _carry(publishing, given.to, station, say, only=kind)


def send(given: argparse.Namespace, bureau: Bureau, say: Say) -> None:
    """Put the newest package of every kind on a stick.

    Raises:
        UserError: a station is not believed, or the stick cannot be written.

    """
    publishing = Publishing(bureau, own_contents(bureau))
    stations = (given.station,) if given.station else publishing.stations()
    for station in stations:
        _carry(publishing, given.folder, station, say)
        for kind in publishing.lacking(station):
            say(f"✗ {kind.label}还没有给 {station}：要两位签，请加 --second-login 再写一次")


def listed(bureau: Bureau, say: Say) -> None:
    """Say what was published, the newest first."""
    for row in Publishing(bureau, own_contents(bureau)).all():
        say(_line(row))


def _line(row: Published) -> str:
    signed = f"{row.by}、{row.second_by}" if row.second_by else row.by
    counts = "，".join(f"{name} {count}" for name, count in row.counts.items())
    return (
        f"{row.kind.label} 第 {row.version} 版  {row.title}  {row.valid_from} 起，{row.expires} 前可启用  "
        f"{signed}  {len(row.stations)} 个站  {counts}"
    )


def _carry(publishing: Publishing, folder: Path, station: str, say: Say, only: RefKind | None = None) -> None:
    for parcel in publishing.parcels(station):
        if only in {None, parcel.kind}:
            carried = medium.carry_down(folder, station, parcel.file_name, parcel.sealed)
            say(f"✓ {parcel.kind.label}第 {parcel.version} 版 {carried.path}")


def _content(kind: RefKind, files: list[Path], bureau: Bureau, publishing: Publishing) -> Content:
    if kind in {RefKind.PERSON_INDEX, RefKind.BENEFIT_LEDGER}:
        with bureau.store.reading() as session:
            persons, claims = counts_of(session)
        return Content(kind.label, counts={"条": persons if kind is RefKind.PERSON_INDEX else claims})
    if not files:
        raise UserError("请写上要下发的文件。", field="files")
    today = bureau.clock.today()
    if kind in {RefKind.JOB, RefKind.COURSE}:
        return drafting.offers(kind, files, bureau=bureau.code, today=today)
    if len(files) > 1 and kind is not RefKind.FORMS:
        raise UserError(f"{kind.label}一次只发一个文件。", field="files")
    drafts: Mapping[RefKind, Callable[[], Content]] = {
        RefKind.FORMS: lambda: drafting.forms(files),
        RefKind.POLICY: lambda: drafting.policy(files[0], publishing.newest_files(kind)),
        RefKind.HOLIDAY: lambda: drafting.holidays(files[0], today),
        RefKind.CODES: lambda: drafting.code_lists(files[0], publishing.published_codes()),
        RefKind.KEYS: lambda: drafting.county_card(files[0]),
    }
    return drafts[kind]()
