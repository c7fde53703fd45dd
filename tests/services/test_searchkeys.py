"""How a worker is found by name, reading, number and tail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.searchkeys import keys_for, query_keys

WORKER = keys_for(
    name="张建国",
    former_name="张铁蛋",
    id_number="14032119900307062X",
    phones=["13803531234", "0353-2123456"],
    case_numbers=["140321100001-PX-20261124-A0007-Y"],
)


def is_found(text, keys=WORKER):
    return any(k == kind and key.startswith(prefix) for kind, prefix in query_keys(text) for k, key in keys)


@pytest.mark.parametrize(
    "text",
    [
        "张建国", "张建", "建国", "国", "铁蛋", "张 建 国", "zhangjianguo", "Zhang Jian Guo", "zhangjian",
        "zjg", "ZJG", "ztd", "zhāng jiàn guó", "140321", "14032119900307062X", "14032119900307062x",
        "140321 19900307 062X", "062X", "7062x",
        "140321900307062", "138", "13803531234", "1234", "531234", "0353-2123456", "2123456", "3456",
        "140321100001-PX-20261124-A0007-Y", "px-20261124-a0007", "a0007y", "A0007",
    ],
)  # fmt: skip
def test_a_worker_is_found_by(text):
    assert is_found(text)


@pytest.mark.parametrize("text", ["", "  ", "李", "建张", "lisi", "999999", "140322", "b0007", "·"])
def test_a_worker_is_not_found_by(text):
    assert not is_found(text)


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("单雄信", ["shanxiongxin", "danxiongxin", "sxx", "dxx"]),
        ("仇英", ["qiuying", "chouying"]),
        ("区伟", ["ouwei", "quwei"]),
        ("曾国", ["zengguo"]),
        ("解放", ["xiefang", "jiefang"]),
        ("查良", ["zhaliang", "chaliang"]),
        ("盖叫天", ["gejiaotian", "gaijiaotian"]),
        ("翟让", ["zhairang", "dirang"]),
        ("缪斯", ["miaosi"]),
        ("朴树", ["piaoshu", "pushu"]),
        ("员工", ["yungong", "yuangong"]),
        ("召平", ["shaoping", "zhaoping"]),
        ("覃明", ["qinming", "tanming"]),
        ("乐毅", ["yueyi", "leyi"]),
        ("尉迟恭", ["yuchigong", "ycg"]),
        ("万俟卨", ["moqi"]),
        ("单于龙", ["chanyulong"]),
        ("长孙无忌", ["zhangsunwuji"]),
        ("吕布", ["lvbu", "lubu", "lb", "lübu"]),
        ("王略", ["wanglve", "wanglue"]),
        ("王䶮", ["wangyan", "wy"]),
        ("欧阳修", ["ouyangxiu", "oyx"]),
    ],
)
def test_a_surname_is_read_as_a_surname(name, readings):
    keys = keys_for(name=name)
    assert [text for text in readings if not is_found(text, keys)] == []


def test_a_character_without_a_reading_stands_for_itself():
    keys = keys_for(name="王\U0003134a")
    assert ("pinyin", "wang\U0003134a") in keys or any(
        k == "pinyin" and v.startswith("wang") for k, v in keys
    )
    assert is_found("王\U0003134a", keys)
    assert is_found("wang", keys)


def test_an_old_private_code_point_is_found_by_the_true_character():
    assert is_found("王䶮", keys_for(name="王\ue863"))
    assert is_found("王\ue863", keys_for(name="王䶮"))


@pytest.mark.parametrize(
    "text", ["阿卜杜拉·买买提", "阿卜杜拉.买买提", "阿卜杜拉买买提", "买买提", "abudulamaimaiti"]
)
def test_the_dot_does_not_count(text):
    assert is_found(text, keys_for(name="阿卜杜拉·买买提"))


def test_a_latin_name_is_found():
    assert is_found("john smith", keys_for(name="John Smith"))


def test_an_old_number_is_found_by_old_and_new():
    keys = keys_for(name="张三", id_number="110105491231002")
    assert is_found("110105491231002", keys)
    assert is_found("11010519491231002X", keys)
    assert is_found("002X", keys)


def test_digits_can_mean_five_things_and_letters_three():
    assert {kind for kind, _ in query_keys("1234")} == {"id", "id_tail", "phone", "phone_tail", "case"}
    assert {kind for kind, _ in query_keys("zjg")} == {"pinyin", "initials", "case"}
    assert query_keys("张") == (("name", "张"),)


@given(st.text(max_size=30))
def test_any_name_is_found_by_itself_and_its_keys_stay_few(name):
    keys = keys_for(name=name)
    assert len(keys) <= 32 + 2 * len(name) * 18
    query_keys(name)
    assert all(key for _, key in keys)


@given(st.text("张王李单区曾建国明华长乐行重吕䶮", min_size=1, max_size=5))
def test_a_han_name_is_found_by_every_suffix_and_reading(name):
    keys = keys_for(name=name)
    assert all(is_found(name[start:], keys) for start in range(len(name)))
    assert all(is_found(key, keys) for kind, key in keys if kind in {"pinyin", "initials"})
    assert len(keys) <= 32 + len(name)
