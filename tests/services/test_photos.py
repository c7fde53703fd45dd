"""Pictures of workers: small, bare, linked by hash, replaced, taken away and put back."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from app.faults import UserError
from app.models.photo import Photo
from app.models.trail import JournalEntry, OutboxEvent
from app.services.photos.portrait import MOST_BYTES, as_jpeg
from app.services.printing.preview import page_image
from tests.services.town import Town


def picture(size: tuple[int, int] = (102, 126), colour: str = "teal", form: str = "BMP", **options) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, form, **options)
    return made.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg), formats=("JPEG",))


@pytest.mark.parametrize("form", ["BMP", "PNG", "JPEG"])
def test_a_picture_becomes_a_jpeg_and_the_same_one_each_time(form: str) -> None:
    made = as_jpeg(picture(form=form))
    assert opened(made).size == (102, 126)
    assert as_jpeg(picture(form=form)) == made


def test_a_noisy_camera_picture_is_made_small_enough() -> None:
    noise = random.Random(7).randbytes(3000 * 2250 * 3)
    raw = io.BytesIO()
    Image.frombytes("RGB", (3000, 2250), noise).save(raw, "JPEG", quality=80)
    made = as_jpeg(raw.getvalue())
    assert len(raw.getvalue()) > 10 * MOST_BYTES
    assert len(made) <= MOST_BYTES
    assert max(opened(made).size) <= 1600


def test_place_time_and_camera_are_not_kept_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Maker"
    exif[0x9286] = "a comment"
    exif.get_ifd(0x8825)[1] = "N"
    made = as_jpeg(picture((200, 100), form="JPEG", exif=exif, comment=b"where he lives"))
    assert opened(made).size == (100, 200)
    assert not opened(made).getexif()
    for word in (b"Exif", b"Maker", b"comment", b"lives"):
        assert word not in made


def test_what_is_transparent_becomes_white() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (80, 80), (0, 0, 0, 0)).save(made, "PNG")
    assert opened(as_jpeg(made.getvalue())).getpixel((40, 40)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "不是能用的照片"),
        (b"not a picture at all", "不是能用的照片"),
        (picture(form="GIF"), "不是能用的照片"),
        (picture((300, 300), form="JPEG")[:900], "不完整"),
        (picture((300, 300))[:9000], "不完整"),
        (picture((300, 300), form="PNG")[:200], "不完整"),
        (picture((20, 30)), "太小"),
        (bytes(33 << 20), "太大"),
        (picture((9000, 9000), form="PNG"), "太大"),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words) as fault:
        as_jpeg(data)
    assert fault.value.field == "photo"


def rows(town: Town) -> list[tuple[str, str]]:
    with town.desk.database.reading() as session:
        return [(row.kind, row.sha256) for row in session.scalars(select(Photo).order_by(Photo.id))]


def events(town: Town) -> list[dict[str, object]]:
    with town.desk.database.reading() as session:
        query = select(OutboxEvent.line).where(OutboxEvent.entity == "photo").order_by(OutboxEvent.seq)
        return [json.loads(line) for line in session.scalars(query)]


def test_a_picture_is_kept_with_its_hash_and_only_the_hash_travels(town: Town) -> None:
    person = town.worker("曹铁柱")
    told = town.counter.photos.record(person, picture(), "card")
    assert told.is_changed
    assert "照片" in told.text
    kept = town.counter.photos.current(person)
    assert kept is not None
    assert kept.sha256 == hashlib.sha256(kept.jpeg).hexdigest()
    assert rows(town) == [("card", kept.sha256)]
    (event,) = events(town)
    assert event["type"] == "photo.recorded"
    assert event["data"] == {
        "worker": town.counter.workers.open(person).uid,
        "kind": "card",
        "sha256": kept.sha256,
        "size": len(kept.jpeg),
    }
    with town.desk.database.reading() as session:
        actions = list(session.scalars(select(JournalEntry.action).where(JournalEntry.entity == "photo")))
    assert actions == ["photo.recorded"]


def test_the_same_card_again_changes_nothing(town: Town) -> None:
    person = town.worker("曹铁柱")
    town.counter.photos.record(person, picture(), "card")
    town.counter.photos.record(person, picture(colour="navy"))
    assert not town.counter.photos.record(person, picture(), "card").is_changed
    assert town.counter.photos.current(person).kind == "camera"
    assert len(events(town)) == 2


def test_a_new_picture_takes_the_place_of_its_kind_and_can_be_taken_back(town: Town) -> None:
    photos, person = town.counter.photos, town.worker("曹铁柱")
    photos.record(person, picture(), "card")
    photos.record(person, picture(colour="navy"))
    first = photos.current(person)
    photos.record(person, picture(colour="maroon"))
    assert [kind for kind, _ in rows(town)] == ["card", "camera"]
    assert photos.current(person).sha256 != first.sha256
    label, _ = town.counter.undo.undo()
    assert label == "曹铁柱的照片"
    assert photos.current(person) == first
    assert [event["type"] for event in events(town)][-2:] == ["photo.voided", "photo.recorded"]


def test_removing_leaves_no_bytes_and_can_be_taken_back(town: Town) -> None:
    photos, person = town.counter.photos, town.worker("曹铁柱")
    assert not photos.remove(person).is_changed
    photos.record(person, picture(), "card")
    photos.record(person, picture(colour="navy"))
    before = photos.current(person)
    assert photos.remove(person).is_changed
    assert rows(town) == []
    assert photos.current(person) is None
    town.counter.undo.undo()
    assert photos.current(person) == before
    assert len(rows(town)) == 2


def test_two_people_may_have_the_same_picture(town: Town) -> None:
    for name in ("曹铁柱", "姚润生"):
        assert town.counter.photos.record(town.worker(name), picture()).is_changed
    assert len({digest for _, digest in rows(town)}) == 1


def test_a_registration_taken_back_leaves_no_picture(town: Town) -> None:
    person = town.worker("曹铁柱")
    town.counter.photos.record(person, picture())
    town.counter.workers.void(person, "撤销登记")
    assert rows(town) == []
    with pytest.raises(UserError, match="登记名册"):
        town.counter.photos.record(person, picture())


def test_a_refused_picture_leaves_the_former_one(town: Town) -> None:
    photos, person = town.counter.photos, town.worker("曹铁柱")
    photos.record(person, picture())
    before = photos.current(person)
    with pytest.raises(UserError):
        photos.record(person, b"no picture")
    assert photos.current(person) == before


def test_the_newest_picture_of_the_cameras_folder_is_found(town: Town, tmp_path: Path) -> None:
    photos = town.counter.photos
    assert photos.newest_file() is None
    folder = tmp_path / "高拍仪"
    town.counter.settings.change("photo_folder", str(folder))
    with pytest.raises(UserError, match="找不到照片文件夹"):
        photos.newest_file()
    folder.mkdir()
    assert photos.newest_file() is None
    for name, second in (("b.JPG", 200), ("a.png", 100), ("c.txt", 300)):
        (folder / name).write_bytes(picture(form="JPEG"))
        os.utime(folder / name, (second, second))
    found = photos.newest_file()
    assert found == folder / "b.JPG"
    person = town.worker("曹铁柱")
    photos.record_file(person, found)
    assert photos.current(person).taken_at.timestamp() == 200


def test_a_file_that_is_gone_is_named(town: Town, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"“没有\.jpg”打不开"):
        town.counter.photos.record_file(town.worker("曹铁柱"), tmp_path / "没有.jpg")


def test_the_registration_form_shows_the_picture(town: Town) -> None:
    person = town.worker("曹铁柱")
    before = page_image(town.counter.papers.registration(person).pdf, 0, 72).pixels
    town.counter.photos.record(person, picture(colour="red"))
    composed = town.counter.papers.registration(person)
    assert composed.problems == ()
    image = page_image(composed.pdf, 0, 72)
    assert image.pixels != before
    assert town.counter.papers.registration(person).sha256 == composed.sha256
