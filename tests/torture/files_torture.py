"""B1, B4, B5, B6: damaged, forged, hostile and malformed files at the county; nothing of them reaches a record."""

from __future__ import annotations

import io
import json
import random
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pyrage

from app.services.county.office import Bureau
from app.services.county.replying import Replying
from app.services.county.state import digest
from app.services.county.stations import Stations
from app.services.county.taking import Fate, Taking
from app.services.exchange.agekeys import make_box_key
from app.services.exchange.bag import EVENTS, BagInfo, look_into, pack_bag
from app.services.exchange.envelope import open_up, pack_tar, seal, trusted_comment
from app.services.exchange.lines import pack_lines
from app.services.exchange.signing import SigningKey, make_key, sign
from tests.services.county.stations import PASTURE, FakeStation, number
from tests.torture import bureaus
from tests.torture.figures import Figures, Row

ROOT = Path(__file__).resolve().parents[2]
OTHER = "140321102000"
_SEEDS = iter(range(10, 250))
_WORDS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
MOST_MEMORY = 200 * 1024
"""KiB that a county's whole process may hold while it refuses a bomb."""


def flips(count: int = 10_000, seed: int = 1) -> Figures:
    """B1: flip so many single bits of a batch, and cut it at every hundredth (every tenth, when few are asked)."""
    figures, dice = Figures(), random.Random(seed)
    with bureaus.both() as both:
        for where, bureau in both:
            name, sealed = _registered(bureau, 30).sealed()
            places = dice.sample(range(len(sealed) * 8), min(count, len(sealed) * 8))
            step = 1 if count >= 1000 else 10
            spoilt = [_flipped(sealed, place) for place in places]
            spoilt += [sealed[: len(sealed) * percent // 100] for percent in range(0, 100, step)]
            _refuse_all(bureau, name, spoilt, where, figures)
    cuts = figures.cuts // 2 - len(places)
    figures.told = (
        f"{len(places):,} flips and {cuts} cuts each at a county on a file and on PostgreSQL: 0 accepted, "
        f"0 rows changed, {figures.accepted:,} on the list of refused files"
        if figures.is_well
        else "something got in"
    )
    return figures


def _flipped(sealed: bytes, place: int) -> bytes:
    copy = bytearray(sealed)
    copy[place // 8] ^= 1 << place % 8
    return bytes(copy)


def _refuse_all(bureau: Bureau, name: str, spoilt: list[bytes], where: str, figures: Figures) -> None:
    taking, before = Taking(bureau, bureaus.packs()), digest(bureau)
    for at, file in enumerate(spoilt):
        figures.cuts += 1
        fate = taking.take(name, file).fate
        figures.expect(fate is Fate.REFUSED, lost=f"{where}: file {at} was {fate}")
    figures.expect(digest(bureau) == before, half=f"{where}: rows were changed")
    kept = bureaus.refused(bureau)
    figures.accepted += kept
    figures.expect(
        kept == len(set(spoilt)), lost=f"{where}: {kept} of {len(set(spoilt))} refusals are listed"
    )


def _registered(bureau: Bureau, people: int = 1, *, code: str = PASTURE, seed: int = 0) -> FakeStation:
    station = FakeStation(bureau, code=code, seed=seed or next(_SEEDS)).enrol()
    for at in range(1, people + 1):
        station.register(at)
    return station


# --- B4: forged -------------------------------------------------------------------------------------------


def _unknown_key(bureau: Bureau) -> bytes:
    stranger = FakeStation(bureau, seed=next(_SEEDS), epoch="Q")
    stranger.register(1)
    return stranger.sealed()[1]


def _key_of_another_station(bureau: Bureau) -> bytes:
    one = _registered(bureau, code="140321103000")
    other = _registered(bureau, code="140321104000")
    bag = look_into(_bag(bureau, one, one.sealed()[1]))
    return seal(pack_bag(bag.info, bag.payload), other.key, [bureau.keys.box.recipient])


def _for_another_county(bureau: Bureau) -> bytes:
    station = _registered(bureau, code="140321105000")
    bag = _bag(bureau, station, station.sealed()[1])
    return seal(bag, station.key, [make_box_key().recipient])


def _wrapped_again(bureau: Bureau) -> bytes:
    return _registered(bureau, code="140321106000").sealed(recipient="140322", recipient_key="0" * 32)[1]


def _another_countys_signature(bureau: Bureau) -> bytes:
    """Sign with a neighbouring county's officer, as if he were a station."""
    station = _registered(bureau, code="140321107000")
    bag = _bag(bureau, station, station.sealed()[1])
    return seal(bag, make_key("140322", "K1", bytes([9] * 32)), [bureau.keys.box.recipient])


def _revoked(bureau: Bureau) -> bytes:
    station = _registered(bureau, code="140321108000")
    Stations(bureau).revoke(station.code, station.epoch, "电脑丢失")
    return station.sealed()[1]


def _expired(bureau: Bureau) -> bytes:
    late = bureaus.NOW + timedelta(days=4 * 365)
    return _registered(bureau, code="140321109000").sealed(created_at=late)[1]


def _signature_of_other_bytes(bureau: Bureau) -> bytes:
    station = _registered(bureau, code="140321101000", seed=next(_SEEDS))
    info = look_into(_bag(bureau, station, sealed := station.sealed()[1])).info
    bag = _bag(bureau, station, sealed)
    signature = sign(bag, station.key, trusted_comment=trusted_comment(info))
    return _wrapped(bag[:-1] + bytes([bag[-1] ^ 1]), signature, bureau)


FORGED: Mapping[str, Callable[[Bureau], bytes]] = {
    "signer_unknown": _unknown_key,
    "signer_mismatch": _key_of_another_station,
    "wrong_key": _for_another_county,
    "addressee": _wrapped_again,
    "signer_unknown, another county's officer": _another_countys_signature,
    "signer_revoked": _revoked,
    "expired": _expired,
    "signature_wrong": _signature_of_other_bytes,
}
"""Reason → a batch that has to be refused for it."""


def forged(count: int = len(FORGED), seed: int = 1) -> Figures:
    """B4: refuse every kind of forgery with its own reason; nothing changes. Reference packages are tried elsewhere."""
    figures, texts = Figures(), set()
    with bureaus.both() as both:
        for where, bureau in both:
            taking = Taking(bureau, bureaus.packs())
            for reason, make in list(FORGED.items())[:count]:
                sealed, before = make(bureau), digest(bureau)
                taken = taking.take("JMK1-140321101000-A-000001-UP.age", sealed)
                figures.cuts += 1
                is_told = (taken.fate, taken.reason) == (Fate.REFUSED, reason.partition(",")[0])
                figures.expect(is_told, lost=f"{where}: {reason} was {taken.fate} {taken.reason}")
                figures.expect(digest(bureau) == before, half=f"{where}: {reason} changed rows")
                texts.add(taken.reason)
    figures.told = f"{len(texts)} distinct reasons: {', '.join(sorted(texts))}"
    return figures


# --- B5: bombs and tricks ---------------------------------------------------------------------------------

TRICKS = {
    "zip_traversal": "bag/../../etc/passwd",
    "zip_absolute": "/etc/passwd",
    "zip_drive": "C:\\Windows\\x.dll",
    "zip_stream": "bag/bagit.txt:stream",
    "zip_nul": "bag/data/a\0.txt",
    "zip_name": "bag/data/con.txt",
}


def bombs(count: int = 1024, seed: int = 1) -> Figures:
    """B5: take in bombs of so many MiB and every trick, signed by an enrolled station, in a process of its own."""
    figures, count = Figures(), max(count, 300)  # what is smaller is no bomb
    with tempfile.TemporaryDirectory(prefix="jmk-bombs-") as name:
        folder = Path(name)
        with bureaus.bureau_in(folder / "bureau") as bureau:
            expected = _lay_bombs(folder / "files", bureau, count)
        command = [sys.executable, "-m", "tests.torture.swallowing", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        told = json.loads(done.stdout)
    for reason, made in expected.items():
        figures.cuts += 1
        figures.expect(told["fates"][reason] == made, lost=f"{reason}: {told['fates'][reason]}")
    figures.expect(not told["rows"], half=f"{told['rows']} rows were written")
    figures.expect(told["peak"] <= MOST_MEMORY, lost=f"the county held {told['peak'] // 1024} MB")
    figures.told = (
        f"bombs of {count} MiB and 100,000 members, {len(expected)} files, signed rightly: all refused before they "
        f"were unpacked; the county held {told['peak'] // 1024} MB, {told['grown'] // 1024} MB more than before"
    )
    return figures


def _lay_bombs(folder: Path, bureau: Bureau, size: int) -> dict[str, str]:
    """Write the files and return the reason expected for each."""
    folder.mkdir()
    station = _registered(bureau)
    bag = look_into(_bag(bureau, station, station.sealed()[1]))
    files: dict[str, tuple[str, bytes]] = {
        "zstd": ("zip_bomb", _one_line(bag.info, bag.payload, size)),
        "deflate": ("zip_bomb", _zip(_entry("bag/data/zeros"), size, zipfile.ZIP_DEFLATED)),
        "members": ("zip_members", _many()),
        "twice": ("zip_duplicate", _twice()),
        "link": ("zip_symlink", _zip(_entry("bag/bagit.txt", stat.S_IFLNK | 0o777), 0)),
    }
    files |= {reason: (reason, _zip(_entry(name), 0)) for reason, name in TRICKS.items()}
    for name, (_, made) in files.items():
        (folder / name).write_bytes(_signed(made, station.key, bag.info, bureau))
    return {name: reason for name, (reason, _) in files.items()}


def _one_line(info: BagInfo, payload: Mapping[str, bytes], size: int) -> bytes:
    return pack_bag(info, {**payload, EVENTS: pack_lines(bytes(1024 * 1024) for _ in range(size))})


def _entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("placeholder")
    made.filename, made.external_attr = name, mode << 16
    return made


def _zip(entry: zipfile.ZipInfo, size: int, compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    entry.compress_type = compression
    with zipfile.ZipFile(out, "w") as archive, archive.open(entry, "w", force_zip64=False) as member:
        for _ in range(size):
            member.write(bytes(1024 * 1024))
    return out.getvalue()


def _many() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at in range(100_000):
            archive.writestr(f"bag/data/{at}", b"")
    return out.getvalue()


def _twice() -> bytes:
    one = zipfile.ZipInfo("bag/bagit.txt")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(one, b"x")
        archive.writestr("bag/BAGIT.TXT", b"y")
    return out.getvalue()


def _signed(bag: bytes, key: SigningKey, info: BagInfo, bureau: Bureau) -> bytes:
    return _wrapped(bag, sign(bag, key, trusted_comment=trusted_comment(info)), bureau)


def _wrapped(bag: bytes, signature: bytes, bureau: Bureau) -> bytes:
    """Seal what our own sealing would refuse to seal."""
    to = pyrage.x25519.Recipient.from_str(bureau.keys.box.recipient)
    sealed: bytes = pyrage.encrypt(pack_tar(bag, signature), [to])
    return sealed


# --- B6: one malformed event ------------------------------------------------------------------------------


def malformed(count: int = 5000, seed: int = 1) -> Figures:
    """B6: spoil one event of so many; the others are applied and the one goes back with its field and reason."""
    figures, dice = Figures(), random.Random(seed)
    with bureaus.both() as both:
        for where, bureau in both:
            figures.cuts += 1
            station = FakeStation(bureau, seed=next(_SEEDS)).enrol()
            bad = dice.randrange(count)
            for at in range(count):
                name: object = 17 if at == bad else "".join(_WORDS[at // step % 20] for step in (1, 20, 400))
                born = f"19{50 + at % 50:02d}{1 + at // 50 % 12:02d}{1 + at // 600 % 28:02d}"
                station.register(1, id_number=number(at // 16_800, born), name=name, birth=_day(born))
            taken = Taking(bureau, bureaus.packs()).take(*station.sealed())
            told = (taken.fate, taken.events, taken.rejected)
            figures.expect(told == (Fate.APPLIED, count, 1), lost=f"{where}: {told}")
            back = [
                item
                for item in Replying(bureau, {}).reply(station.code).reply.items
                if item.kind == "rejected"
            ]
            figures.accepted += taken.events - taken.rejected
            is_named = [(item.field, item.seq) for item in back] == [("data.name", bad + 1)] and back[0].text
            figures.expect(is_named, lost=f"{where}: sent back were {back}")
    told = f"{figures.accepted // 2:,} of {count:,} applied, 1 in 退回 with field and reason"
    figures.told = f"{told}; on a file and on PostgreSQL"
    return figures


def _day(born: str) -> str:
    return f"{born[:4]}-{born[4:6]}-{born[6:]}"


def _bag(bureau: Bureau, station: FakeStation, sealed: bytes) -> bytes:
    return open_up(sealed, identity=bureau.keys.box, known=[station.key.public()]).bag_zip


ROWS = (
    Row("B1", "bit flips and cuts", flips),
    Row("B4", "forged and stale", forged),
    Row("B5", "bombs and tricks", bombs),
    Row("B6", "one malformed event", malformed),
)
