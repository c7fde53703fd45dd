"""U1-U5: upgrades from every released schema, killed on the way, gone back on, and two sides of different versions."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from app.faults import NewerData, UserError
from app.models.database import Database
from app.models.upgrade import AT_THE_COUNTER, AT_THE_COUNTY, bring_up_to_date, head, migrate, revision_of
from app.progress import NoProgress
from app.services import backup, journal
from app.services.backup import DATABASE, SLOTS
from app.services.county.office import Bureau
from app.services.county.replying import Replying
from app.services.county.state import digest
from app.services.county.taking import Fate, Taking
from app.services.exchange import bag as bags
from app.services.exchange import medium, schemas
from app.services.home import StationHome
from app.services.keyslots import KeySlots
from app.services.rescue import carry_out
from app.services.sample import CLERK
from tests.services.county.stations import FakeStation
from tests.torture import bureaus, released
from tests.torture.day import KEY, QUICK, home_in
from tests.torture.figures import Figures, Row
from tests.torture.order_torture import Both, together
from tests.torture.powerloss_torture import Recording, trouble


def upgrades(count: int = 20_000, seed: int = 1) -> Figures:
    """U1: upgrade from every released schema with so many workers, and compare every row and column there was."""
    figures, workers = Figures(), 0
    for revision in released.revisions():
        with tempfile.TemporaryDirectory(prefix="jmk-upgrade-") as name:
            path = Path(name) / DATABASE
            released.load(revision, path)
            store = Database(path, KEY)
            released.enlarge(store.engine, count)
            with store.engine.connect() as connection:
                columns, before = released.columns_of(connection), released.contents(connection)
            figures.cuts += 1
            figures.accepted += sum(rows for rows, _ in before.values())
            workers = max(workers, before["worker"][0])
            bring_up_to_date(store.engine)
            with store.engine.connect() as connection:
                after = released.contents(connection, columns)
                strays = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            for table, told in before.items():
                figures.expect(
                    after[table] == told, lost=f"{revision}: {table} had {told}, has {after[table]}"
                )
            figures.expect(not strays and store.is_whole(), half=f"{revision}: strays {strays[:3]}")
            figures.expect(revision_of(store.engine) == head(), half=f"{revision}: not at the head")
            with store.reading() as session:
                figures.expect(journal.verify(session).is_whole, half=f"{revision}: the chain is broken")
            store.close()
    figures.told = (
        f"released schemas, {workers:,} workers each, {figures.accepted:,} rows: counts and hashes of all columns "
        "equal, no stray foreign key, chain whole"
    )
    return figures


def kills(count: int = 50, seed: int = 1) -> Figures:
    """U2: cut an upgrade from the first released schema off at so many moments; the old or the new one stands there."""
    figures, dice, at_first = Figures(), random.Random(seed), 0
    with tempfile.TemporaryDirectory(prefix="jmk-upgrading-") as name:
        folder = Path(name)
        (folder / "live").mkdir()
        first = released.revisions()[0]
        released.load(first, folder / "live" / DATABASE)
        columns, before = _look(folder / "live" / DATABASE)
        recording = Recording(folder, "migrate")
        for moment, disk, words in recording.disks(recording.moments(count, dice)):
            image, way = folder / "image", dice.choice(("kept", "kept", "torn", "lost"))
            disk.image(image, dice, way)
            figures.cuts += 1
            _either(image / DATABASE, columns, before, f"{way} at {moment}", figures, told=bool(words))
            at_first += _was_first.pop()
            shutil.rmtree(image)
    told = f"cuts, {at_first} left the old database and {figures.cuts - at_first} the new"
    figures.told = f"{told}; upgraded again each time"
    return figures


_was_first: list[bool] = []


def _look(path: Path) -> tuple[dict[str, list[str]], dict[str, tuple[int, str]]]:
    store = Database(path, KEY)
    with store.engine.connect() as connection:
        columns, found = released.columns_of(connection), released.contents(connection)
    store.close()
    return columns, found


def _either(
    path: Path,
    columns: dict[str, list[str]],
    before: dict[str, tuple[int, str]],
    where: str,
    figures: Figures,
    *,
    told: bool,
) -> None:
    store = Database(path, KEY)
    at = revision_of(store.engine)
    _was_first.append(at == released.revisions()[0])
    figures.expect(at == head() or not told, lost=f"{where}: the upgrade that was told to be done")
    figures.expect(at == head() or _was_first[-1], half=f"{where}: it stands at {at}")
    with store.engine.connect() as connection:
        is_same = released.contents(connection, columns) == before
        figures.expect(is_same, lost=f"{where}: rows differ")
        tables = set(released.columns_of(connection))
    figures.expect(not _was_first[-1] or tables == set(columns), half=f"{where}: {tables - set(columns)}")
    bring_up_to_date(store.engine)
    with store.engine.connect() as connection:
        figures.expect(
            released.contents(connection, columns) == before, lost=f"{where}: rows differ afterwards"
        )
    figures.expect(store.is_whole(), half=f"{where}: damaged")
    store.close()


def older_programs(count: int = 0, seed: int = 1) -> Figures:
    """U3: open every released database as if a newer program had written it; nothing changes, all is carried out."""
    figures = Figures()
    for revision in released.revisions():
        with tempfile.TemporaryDirectory(prefix="jmk-older-") as name:
            folder = Path(name)
            home = home_in(folder)
            home.folder.mkdir()
            released.load(revision, home.folder / DATABASE)
            login, title, password = CLERK
            KeySlots.create(
                home.folder / SLOTS,
                db_key=KEY,
                login=login,
                display_name=title,
                role="admin",
                password=password,
                cost=QUICK,
            )
            store = Database(home.folder / DATABASE, KEY)
            with store.transaction() as session:
                session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            store.close()
            _refused_and_carried_out(home, folder / "stick", revision, figures)
    figures.told = (
        "newer databases: each refused, not one byte changed, all data and waiting batches carried out"
    )
    return figures


def _refused_and_carried_out(home: StationHome, stick: Path, revision: str, figures: Figures) -> None:
    file, login, password = home.folder / DATABASE, CLERK[0], CLERK[2]
    before = file.read_bytes()
    figures.cuts += 1
    try:
        home.log_in(login, password).database.close()
        figures.expect(False, lost=f"{revision}: was opened")
    except NewerData:
        figures.accepted += 1
    except UserError as fault:
        figures.expect(False, lost=f"{revision}: {fault.text}")
    stick.mkdir()
    carried = carry_out(home, login, password, stick, progress=NoProgress())
    figures.expect(file.read_bytes() == before, lost=f"{revision}: the file was changed")
    card = backup.listed(stick)[0]
    backup.check(card)
    figures.expect(_look(card.folder / DATABASE) == _look(file), lost=f"{revision}: the copy differs")
    names = [path.name for path in medium.files_up(stick)]
    figures.expect(names == sorted(carried.batches) and names, lost=f"{revision}: batches {names}")


# --- two sides of different versions ----------------------------------------------------------------------


@contextmanager
def _program_of(schema: int) -> Iterator[None]:
    """Be a program that writes and reads this schema of the exchange, and three before it."""
    with patch.object(bags, "SCHEMA", schema), patch.object(schemas, "SCHEMA", schema):
        yield


def versions(count: int = 2, seed: int = 1) -> Figures:
    """U4: take batches of schemas N-2 to N+2 at one county or two of schema N, upgrade it, and the replies back."""
    figures, now = Figures(), 3
    with bureaus.both() as both:
        for where, bureau in both[:count]:
            for schema in range(now - 2, now + 3):
                figures.cuts += 1
                _batch_of(schema, now, bureau, where, figures)
    with together() as pair:
        for schema in range(now - 2, now + 3):
            figures.cuts += 1
            pair.save()
            with _program_of(schema):
                pair.carry_up(random.Random(seed))
                for path in sorted(pair.stick.rglob("*-UP.age")):
                    pair.taking.take_in(path)
                info_of = Replying._info
                with patch.object(
                    Replying, "_info", lambda *given, own=info_of, at=schema: _of(own(*given), at)
                ):
                    pair.reply()
            _reply_of(schema, now, pair, figures)
    figures.told = (
        f"pairs: a county and a station of schema {now} took {now - 2} to {now}; what was newer changed nothing, "
        "was kept (待升级) and taken in whole after the upgrade"
    )
    return figures


def _of(info: bags.BagInfo, schema: int) -> bags.BagInfo:
    return replace(info, schema=schema, min_reader=schema)


def _batch_of(schema: int, now: int, bureau: Bureau, where: str, figures: Figures) -> None:
    station = FakeStation(bureau, code=f"14032110{schema}000", seed=40 + schema).enrol()
    station.register(schema)
    with _program_of(schema):
        name, sealed = station.sealed(schema=schema, min_reader=schema)
    taking, before = Taking(bureau, bureaus.packs()), digest(bureau)
    with _program_of(now):
        fate = taking.take(name, sealed).fate
        figures.expect(
            (fate is Fate.APPLIED) == (schema <= now), lost=f"{where}: {schema} at {now} was {fate}"
        )
        if schema <= now:
            return
        figures.expect(
            fate is Fate.WAITING and digest(bureau) == before, half=f"{where}: {schema} at {now} was {fate}"
        )
        figures.expect(taking.take_waiting() == (), half=f"{where}: {schema} was taken in too early")
    with _program_of(schema):
        fates = [taken.fate for taken in taking.take_waiting()]
        figures.expect(fates == [Fate.APPLIED], lost=f"{where}: {schema} after the upgrade was {fates}")
        figures.expect(taking.take_waiting() == (), half=f"{where}: {schema} waits on")


def _reply_of(schema: int, now: int, pair: Both, figures: Figures) -> None:
    green = pair.green()
    path = pair.replies[-1]
    with _program_of(now):
        try:
            pair.hear(path)
            figures.expect(schema <= now, lost=f"a reply of {schema} was read by {now}")
        except UserError as fault:
            is_told = schema > now and "升级" in fault.text and pair.green() == green
            figures.expect(is_told, lost=f"a reply of {schema} at {now}: {fault.text}")
    with _program_of(max(schema, now)):
        if schema > now:
            pair.hear(path)
        figures.expect(
            pair.green() == set(range(1, pair.applied() + 1)), half=f"a reply of {schema} tells not all"
        )


# --- foreign keys -----------------------------------------------------------------------------------------


def guards(count: int = 0, seed: int = 1) -> Figures:
    """U5: watch every migration from every released schema on both sides: no foreign key is followed in it."""
    figures = Figures()
    real = command.upgrade

    def watched(config: Config, revision: str) -> None:
        connection = config.attributes["connection"]
        real(config, revision)
        is_on = connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()
        figures.cuts += 1
        figures.expect(not is_on, lost="foreign keys were on")

    with patch.object(command, "upgrade", watched), tempfile.TemporaryDirectory(prefix="jmk-keys-") as name:
        for turn, revision in enumerate(released.revisions()):
            store = Database(Path(name) / f"{turn}.db", KEY)
            migrate(store.engine, revision, AT_THE_COUNTY if turn % 2 else AT_THE_COUNTER)
            bring_up_to_date(store.engine, AT_THE_COUNTY if turn % 2 else AT_THE_COUNTER)
            with store.engine.connect() as connection:
                is_on = connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()
            figures.expect(is_on, half="foreign keys stayed off")
            store.close()
    figures.told = "migrations of both sides: foreign keys off inside, on again afterwards"
    return figures


ROWS = (
    Row("U1", "upgrade from released schemas", upgrades),
    Row("U2", "upgrade cut off", kills, trouble),
    Row("U3", "older program, newer data", older_programs),
    Row("U4", "sides of different versions", versions),
    Row("U5", "foreign keys in migrations", guards),
)
