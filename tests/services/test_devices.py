"""Card readers: the text block, the watched folder, the typing reader, and what a card tells the form."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.faults import UserError
from app.models.checks.identity import check_digit
from app.paths import resources
from app.services.devices.folder import FILE, PHOTOS, FolderWatch
from app.services.devices.reader import Card, village_in
from app.services.devices.simulator import Simulator, read_cards
from app.services.devices.textblock import read_block
from app.services.devices.wedge import KeyboardWedge, WedgeReader

NUMBER = "14032119830417062X"
CITIZEN = (30, 2, 4, 16, 70, 36, 30, 16, 16, 36)
FOREIGN = (120, 2, 30, 6, 30, 16, 16, 16, 4, 8, 2, 6)
RESIDENT = (30, 2, 4, 16, 70, 36, 30, 16, 16, 18, 4, 6, 2, 6)


def block(lengths: tuple[int, ...], *parts: str) -> bytes:
    filled = [*parts, *[""] * (len(lengths) - len(parts))]
    return b"".join(padded(part, length) for part, length in zip(filled, lengths, strict=True))


def padded(part: str, length: int) -> bytes:
    told = part.encode("utf-16-le")
    return told + " ".encode("utf-16-le") * ((length - len(told)) // 2)


def citizen(**values: str) -> bytes:
    told = {
        "name": "张䶮",
        "sex": "2",
        "nation": "01",
        "birth": "19830417",
        "address": "山西省平定县娘子关镇西塔堰村示例巷6号",
        "id_number": NUMBER,
        "issuer": "平定县公安局（示例）",
        "valid_from": "20180312",
        "valid_to": "长期",
    } | values
    return block(CITIZEN, *told.values())


def test_a_citizens_card_is_read_from_its_block() -> None:
    card = read_block(citizen())
    assert (card.name, card.id_number, card.birth, card.valid_to) == ("张䶮", NUMBER, date(1983, 4, 17), None)
    assert card.values()["hukou_text"] == "山西省平定县娘子关镇西塔堰村示例巷6号"
    assert card.values()["id_type"] == "01"


def test_a_name_with_surrogate_pairs_comes_back_unchanged() -> None:
    assert read_block(citizen(name="解𬍛𠮷")).name == "解𬍛𠮷"


def test_a_private_character_is_kept_and_the_real_one_proposed() -> None:
    card = read_block(citizen(name="张\ue863"))
    assert card.name == "张\ue863"
    assert any("䶮" in finding.text for finding in card.findings(date(2026, 11, 24)))


def test_a_private_character_in_the_address_is_pointed_out() -> None:
    card = read_block(citizen(address="山西省平定县\ue863家庄"))
    (finding,) = card.findings(date(2026, 11, 24))
    assert (finding.field, finding.proposal) == ("hukou_text", "山西省平定县䶮家庄")


def test_an_expired_card_warns_and_a_lasting_one_does_not() -> None:
    today = date(2026, 11, 24)
    expired = read_block(citizen(valid_to="20260315"))
    assert [finding.code for finding in expired.findings(today)] == ["card_expired"]
    assert read_block(citizen()).findings(today) == ()


def test_the_foreigners_card_of_2017_is_told_by_its_flag() -> None:
    parts = ("ZHENG SHILI", "1", "KOR140321230406", "KOR", "郑示例", "20190101", "20290101", "19780512")
    card = read_block(block(FOREIGN, *parts, "01", "1500", "I"))
    assert (card.id_type, card.name, card.id_number) == ("07", "郑示例", "KOR140321230406")
    assert "nation" not in card.values()
    assert "hukou_text" not in card.values()


def test_the_residence_card_is_told_by_its_flag() -> None:
    parts = ("陈示例", "1", "", "19920130", "山西省阳泉市城区示例路1号", "830000199201300022", "阳泉市公安局",
             "20200101", "20250101", "T00000000", "01", "", "J")  # fmt: skip
    card = read_block(block(RESIDENT, *parts))
    assert (card.id_type, card.id_number) == ("09", "830000199201300022")


@pytest.mark.parametrize("bad", [b"", citizen()[:255], citizen(birth="19831341"), citizen(id_number="")])
def test_what_is_no_card_is_refused_in_plain_words(bad: bytes) -> None:
    with pytest.raises(UserError, match="重新放好再读"):
        read_block(bad)


@given(st.binary(min_size=256, max_size=256))
def test_noise_is_a_card_or_a_plain_refusal(noise: bytes) -> None:
    try:
        assert isinstance(read_block(noise), Card)
    except UserError as fault:
        assert "重新放好" in fault.text  # noqa: PT017 - either outcome is right


BITMAP = b"BM" + (54 + 12).to_bytes(4, "little") + bytes(60)


def written(folder: Path, content: bytes, second: int, *, photo: bytes = b"") -> None:
    for name, data in ((FILE, content), (PHOTOS[0], photo)):
        if data:
            (folder / name).write_bytes(data)
            os.utime(folder / name, ns=(second * 10**9, second * 10**9))


def read(reader: FolderWatch) -> Card | None:
    return reader.poll() or reader.poll()


def test_a_written_card_is_read_once_and_nothing_is_left_on_the_disk(tmp_path: Path) -> None:
    reader = FolderWatch(tmp_path)
    reader.open()
    assert reader.poll() is None
    written(tmp_path, citizen(), 100, photo=BITMAP)
    card = reader.poll()
    assert card is not None
    assert (card.id_number, card.photo) == (NUMBER, BITMAP)
    assert list(tmp_path.iterdir()) == []
    written(tmp_path, citizen(), 101)
    assert read(reader) is None
    written(tmp_path, citizen(), 102)
    assert read(reader) is None
    assert list(tmp_path.iterdir()) == []


def test_a_card_lifted_and_put_back_is_read_again(tmp_path: Path) -> None:
    reader = FolderWatch(tmp_path)
    written(tmp_path, citizen(), 100)
    assert read(reader) is not None
    written(tmp_path, citizen(), 110)
    assert read(reader) is not None


def test_another_card_needs_no_waiting(tmp_path: Path) -> None:
    reader = FolderWatch(tmp_path)
    written(tmp_path, citizen(), 100)
    assert read(reader) is not None
    written(tmp_path, citizen(name="李芳"), 101)
    card = read(reader)
    assert card is not None
    assert card.name == "李芳"


def test_a_half_written_file_is_waited_for(tmp_path: Path) -> None:
    reader = FolderWatch(tmp_path)
    written(tmp_path, citizen()[:100], 100)
    assert read(reader) is None
    written(tmp_path, citizen(), 101)
    assert read(reader) is not None


def test_the_picture_that_follows_its_text_is_waited_for(tmp_path: Path) -> None:
    reader = FolderWatch(tmp_path)
    written(tmp_path, citizen(), 100, photo=BITMAP[:40])
    assert reader.poll() is None
    written(tmp_path, b"", 100, photo=BITMAP)
    card = reader.poll()
    assert card is not None
    assert card.photo == BITMAP


def test_the_picture_of_one_card_never_goes_to_the_next(tmp_path: Path) -> None:
    reader = FolderWatch(tmp_path)
    written(tmp_path, citizen(), 100)
    assert read(reader) is not None
    written(tmp_path, b"", 103, photo=BITMAP)
    written(tmp_path, citizen(name="李芳"), 120)
    card = read(reader)
    assert card is not None
    assert card.photo == b""
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到读卡软件的文件夹"):
        FolderWatch(tmp_path / "没有").open()


def typed(text: str, step: int) -> str:
    wedge, at = KeyboardWedge(), 1000
    for character in text:
        at += step
        wedge.feed(character, at)
    return wedge.enter(at + step)


def test_a_burst_of_a_valid_number_is_a_card() -> None:
    assert typed(NUMBER, 5) == NUMBER
    assert typed(NUMBER.lower(), 5) == NUMBER


@pytest.mark.parametrize(
    ("text", "step"), [(NUMBER, 120), ("140321198304170621", 5), ("13853531234", 5), ("", 5), ("１" * 18, 5)]
)
def test_a_hand_or_another_number_is_none(text: str, step: int) -> None:
    assert typed(text, step) == ""


def test_a_typed_number_is_a_card_of_its_own() -> None:
    reader = WedgeReader()
    assert reader.poll() is None
    assert reader.take(NUMBER)
    card = reader.poll()
    assert card is not None
    assert dict(card.values()) == {
        "id_type": "01", "id_number": NUMBER, "sex": "2", "birth": date(1983, 4, 17)
    }  # fmt: skip
    assert card.findings(date(2026, 11, 24)) == ()
    assert reader.poll() is None


def test_a_number_whose_birthday_is_no_day_is_no_card() -> None:
    number = "14032119830230062"
    assert not WedgeReader().take(number + check_digit(number))


def test_a_key_begins_anew_after_a_pause() -> None:
    wedge = KeyboardWedge()
    wedge.feed("1", 1000)
    assert not wedge.begins(1020)
    assert wedge.begins(1100)


def test_what_was_typed_by_hand_before_does_not_spoil_the_burst() -> None:
    wedge = KeyboardWedge()
    wedge.feed("1", 0)
    for place, character in enumerate(NUMBER):
        wedge.feed(character, 500 + place * 4)
    assert wedge.enter(500 + len(NUMBER) * 4) == NUMBER


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("山西省平定县娘子关镇西塔堰村示例巷6号", "西塔堰村"),
        ("山西省平定县娘子关镇娘子关村示例巷18号", "娘子关村"),
        ("山西省平定县娘子关镇示例路1号", ""),
        ("河北省石家庄市示例路1号", ""),
        ("", ""),
    ],
)
def test_an_address_gives_a_village_only_where_it_names_one(address: str, village: str) -> None:
    code = village_in(address)
    assert bool(code) == bool(village)
    if village:
        assert code.startswith("140321106")


def test_every_sample_card_names_its_village() -> None:
    for card in read_cards(resources() / "samples" / "cards.json"):
        assert village_in(card.address), card.name


def test_the_simulator_gives_the_card_laid_on_it_once() -> None:
    reader = Simulator(read_cards(resources() / "samples" / "cards.json"))
    laid = replace(reader.cards[2], name="只读一次")
    reader.put(laid)
    assert reader.poll() == laid
    assert reader.poll() != laid
