"""What the code of a slip says, and what the keys tell of it: pure."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.faults import UserError
from app.models.casenumber import CaseNumber
from app.services.exchange.signing import make_key
from app.services.slips.judging import SlipKey, Verdict, judge
from app.services.slips.payload import LENGTH, SlipCode
from app.services.slips.wording import check_word, fold, main_hash, whole_hash

SEED = bytes(range(32))
CASE = CaseNumber("140321101000", "PX", date(2026, 11, 24), "A", 7)
WORDS = (
    ("受理编号", str(CASE)), ("事项名称", "职业培训补贴"), ("受理日期", "2026-11-24"), ("申请人", "曹**"),
    ("证件号码后四位", "9638"), ("承诺办结", ""), ("材料 1", "身份证　1　原件　核验退回"), ("补正事项", "无"),
    ("经办人", "王秀兰"), ("服务站", "娘子关镇就业服务站"),
)  # fmt: skip


def code(seed: bytes = SEED, epoch: str = "A", day: date = date(2026, 11, 25)) -> SlipCode:
    check = check_word(WORDS, seed)
    return SlipCode(CASE, epoch, day, main_hash(WORDS, check), whole_hash(WORDS, check)).signed(seed)


def key(seed: bytes = SEED, epoch: str = "A", **more: object) -> SlipKey:
    return SlipKey(
        "140321101000", epoch, make_key("140321101000", epoch, seed).public().raw, "娘子关站", **more
    )


def test_a_code_is_read_back_as_it_was_written():
    text = code().text
    assert len(text) == LENGTH
    assert SlipCode.parse(text) == code()
    assert SlipCode.parse(f" {text.lower()}\r\n") == code()


def test_a_code_needs_only_the_characters_that_qr_packs_densely():
    assert set(code().text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:")


def test_a_code_says_nothing_personal():
    text = code().text
    assert "9638" not in text.replace(str(CASE).replace("-", ""), "")
    others = {main_hash(WORDS, check_word(WORDS, bytes([n] * 32))) for n in range(9)}
    assert len(others) == 9  # the same words under another check word hash otherwise


@pytest.mark.parametrize(
    ("text", "words"),
    [("你好", "不是受理回执"), ("JMK1S:1403", "没有读全"), ("JMK2S:ABC", "先升级"), ("", "不是受理回执")],
)
def test_what_is_no_code_says_what_to_do(text, words):
    with pytest.raises(UserError, match=words):
        SlipCode.parse(text)


@given(st.integers(0, LENGTH - 1), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:"))
def test_a_code_with_one_character_changed_is_never_genuine(at, char):
    text = code().text
    changed = text[:at] + char + text[at + 1 :]
    if changed == text:
        return
    try:
        read = SlipCode.parse(changed)
    except UserError:
        return
    # the last character of base32 has spare bits: the same bytes are the same signature
    assert read == code() or judge(read, [key()]).verdict is not Verdict.GENUINE


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [
        ((key(),), Verdict.GENUINE),
        ((key(bytes(32)),), Verdict.FORGED),
        ((key(is_revoked=True, revoked_on=date(2026, 11, 30)),), Verdict.REVOKED),
        ((key(epoch="B"),), Verdict.UNKNOWN),
        ((), Verdict.UNKNOWN),
        ((key(bytes(32)), key()), Verdict.GENUINE),
    ],
)
def test_the_keys_tell_genuine_forged_revoked_and_unknown_apart(keys, verdict):
    judged = judge(code(), keys)
    assert judged.verdict is verdict
    assert judged.reason.endswith(("。", "」"))
    assert judged.todo.endswith("。")


def test_a_case_of_an_older_epoch_is_signed_by_the_present_one():
    assert judge(code(epoch="B"), [key(bytes(32)), key(epoch="B")]).verdict is Verdict.GENUINE


def test_words_are_compared_as_a_person_reads_them():
    assert fold("王＊＊ ｘ") == fold("王**X")
    assert main_hash(WORDS, "abcd ef23") == main_hash(WORDS, "ABCD-EF23")
    changed = tuple((label, "李**" if label == "申请人" else text) for label, text in WORDS)
    assert main_hash(changed, "ABCD-EF23") != main_hash(WORDS, "ABCD-EF23")
