"""The shipped pack holds, and a pack that is wrong is refused with a sentence that says where."""

from __future__ import annotations

import re
import shutil
from datetime import date

import pytest

from app.faults import UserError
from app.paths import resources
from app.services.policy.cases import read_cases
from app.services.policy.clauses import read_clauses
from app.services.policy.engine import assess, replay
from app.services.policy.facts import Facts
from app.services.policy.outcome import Outcome
from app.services.policy.packs import load_packs, read_packs
from app.services.policy.settings import ANSWERS

YANGQUAN = resources() / "policy" / "yangquan"
TEXTS = resources() / "policy" / "texts"
VERSION = (YANGQUAN / "2024.toml").read_text("utf-8")


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "yangquan"
    shutil.copytree(YANGQUAN, folder)

    def change(old, new, name="2024.toml"):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
        return folder

    change.folder = folder
    return change


def test_shipped_pack_loads_and_all_its_cases_hold():
    packs = load_packs(YANGQUAN)
    assert packs.region == "140300"
    assert len(read_cases(YANGQUAN / "cases.toml")) >= 40


def test_every_shipped_amount_is_marked_as_example():
    assert all(rate.is_example for version in load_packs(YANGQUAN).versions for rate in version.rates)


def test_cases_cover_every_outcome_of_every_kind_and_every_condition():
    packs, cases = read_packs(YANGQUAN), read_cases(YANGQUAN / "cases.toml")
    seen = {(case.kind, case.outcome) for case in cases}
    for kind in packs.newest.kinds:
        missing = {o for o in Outcome if (kind, o) not in seen} - {Outcome.NOT_COVERED}
        assert not missing, (kind, missing)
    decided = {
        c.id.split("-", 1)[-1].removeprefix("A-").removeprefix("B-").removeprefix("L-")
        for case in cases
        for made in [assess(case.kind, case.facts, case.day, packs)]
        for c in (*made.conditions, *(c for row in made.rows for c in row.conditions))
        if c.outcome is not Outcome.ELIGIBLE
    }
    every = {
        spec.id.split("-", 1)[-1].removeprefix("A-").removeprefix("B-").removeprefix("L-")
        for rules in packs.newest.kinds.values()
        for spec in (
            *rules.conditions,
            *rules.row_conditions,
            *(s for b in rules.branches for s in b.conditions),
        )
    }
    assert every - decided == {"funds"}, "a warning only, never a block"


def test_every_clause_has_its_paragraph_verbatim_in_the_notice():
    text = read_clauses(TEXTS / "clauses.toml")
    notice = re.sub(r"\n+", "", (TEXTS / text.file).read_text("utf-8"))
    assert all(clause.quote in notice for clause in text.clauses.values())
    used = set(re.findall(r'^clause = "(.+)"$', VERSION, re.MULTILINE))
    assert used <= {key for key, clause in text.clauses.items() if clause.is_quoted}
    assert text.gap == "原文缺页：（一）—（五）前段"


def test_every_open_question_is_a_visible_setting_with_a_note():
    settings = read_packs(YANGQUAN).newest.settings
    assert set(settings) == set(ANSWERS)
    assert all(setting.note and setting.title for setting in settings.values())


REFUSALS = {
    "unknown condition": ('use = "household_rural"', 'use = "household_urban"', "household_urban"),
    "no clause": ('id = "PX-rural"\nuse = "household_rural"\nclause = "（九）1"',
                  'id = "PX-rural"\nuse = "household_rural"', "kinds.training.conditions[1].clause"),
    "empty clause": (
        'use = "household_rural"\nclause = "（九）1"', 'use = "household_rural"\nclause = " "',
        "条款",
    ),
    "unknown parameter": ("with = { low = 16 }", "with = { low = 16, high = 60 }", "with.high"),
    "missing parameter": ("with = { low = 16 }", "with = { }", "with.low"),
    "wrong type": ("with = { low = 16 }", 'with = { low = "16" }', "with.low"),
    "unknown path": ('path = "session.closed_on"', 'path = "session.ended_on"', "session.ended_on"),
    "unknown category": ('"TPRK", "JCDX", "JYKN", "LJY"]', '"TPRK", "JCDX", "JYKN", "LJX"]', "LJX"),
    "unknown key": ('region = "140300"', 'region = "140300"\nregon = "1"', "pack.regon"),
    "missing setting": ("[settings.year_day]", "[settings.year_dya]", "settings.year_dya"),
    "unknown answer": ('value = "applied_on"', 'value = "paid_on"', "settings.year_day.value"),
    "unknown formula": ('formula = "fixed_by_level"', 'formula = "by_feeling"', "rates[1].formula"),
    "unknown fund": ('fund = "jycx"', 'fund = "xxxx"', "rates[1].fund"),
    "rate of nought": ("amount = 100000", "amount = 0", "rates[1].amount"),
    "negative rate": ("amount = 100000", "amount = -5", "rates[1].amount"),
    "two rates": (
        'id = "px-4"\nkind = "training"\nlevel = "4"', 'id = "px-4"\nkind = "training"\nlevel = "5"',
        "rates[2]",
    ),
    "unknown level": ('levels = ["5", "4", "3", "2", "1"]', 'levels = ["5", "9"]', "catalogue[1].levels"),
    "not a code": ('code = "4-12-01-01"\nname', 'code = "4-12-1"\nname', "catalogue[1].code"),
    "one member": (
        'members = ["4-10-01-02", "4-10-01-01/育婴员"]', 'members = ["4-10-01-02"]',
        "equivalences[1].members",
    ),
    "ends before it begins": (
        "valid_from = 2024-02-06", "valid_from = 2024-02-06\nvalid_to = 2024-02-05",
        "pack.valid_to",
    ),
    "not TOML": ("[pack]", "[pack", "TOML"),
    "same id twice": ('id = "PX-worker"', 'id = "PX-rural"', "PX-rural"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place"), REFUSALS.values(), ids=REFUSALS)
def test_wrong_pack_is_refused_naming_file_and_key(pack, old, new, place):
    with pytest.raises(UserError) as refused:
        read_packs(pack(old, new))
    assert "2024.toml" in refused.value.text
    assert place in refused.value.text


def test_overlapping_versions_are_refused(pack):
    later = VERSION.replace('version = "2024.1"', 'version = "2026.1"').replace("2024-02-06", "2026-01-01", 1)
    (pack.folder / "2026.toml").write_text(later, "utf-8")
    with pytest.raises(UserError, match="重叠"):
        read_packs(pack.folder)


def test_two_versions_of_one_name_are_refused(pack):
    pack("valid_from = 2024-02-06", "valid_from = 2024-02-06\nvalid_to = 2025-12-31")
    (pack.folder / "2026.toml").write_text(VERSION.replace("2024-02-06", "2026-01-01", 1), "utf-8")
    with pytest.raises(UserError, match="版本号相同"):
        read_packs(pack.folder)


def test_pack_without_cases_is_refused(pack):
    (pack.folder / "cases.toml").unlink()
    with pytest.raises(UserError, match="没有案例"):
        load_packs(pack.folder)


def test_pack_with_an_empty_case_file_is_refused(pack):
    (pack.folder / "cases.toml").write_text("", "utf-8")
    with pytest.raises(UserError, match="没有一个案例"):
        load_packs(pack.folder)


def test_failing_case_refuses_and_names_it(pack):
    pack('outcome = "符合"', 'outcome = "不符合"', "cases.toml")
    with pytest.raises(
        UserError, match=r"cases\.toml 的 case\[1\]“农村户籍外出务工者培训合格”没有通过：应为不符合，得到符合"
    ):
        load_packs(pack.folder)


def test_a_pack_that_was_proved_is_proved_anew_when_a_file_of_it_changes(pack):
    assert load_packs(pack.folder) is load_packs(pack.folder)
    pack('outcome = "符合"', 'outcome = "不符合"', "cases.toml")
    for _ in range(2):
        with pytest.raises(UserError, match="没有通过"):
            load_packs(pack.folder)


def test_case_with_an_unknown_fact_is_refused(pack):
    pack('"worker.urban_rural" = "urban"', '"worker.urban_rurall" = "urban"', "cases.toml")
    with pytest.raises(UserError, match=r"worker\.urban_rurall"):
        load_packs(pack.folder)


def two_versions(pack):
    """Supersede the shipped version in April 2026: dearer, and without 汽车维修工."""
    later = VERSION.replace('version = "2024.1"', 'version = "2026.2"\nsupersedes = "2024.1"')
    later = later.replace("2024-02-06", "2026-04-01", 1)
    later = later.replace(
        'code = "4-12-01-01"\nname = "汽车维修工"', 'code = "4-12-01-02"\nname = "汽车维修工"', 1
    )
    (pack.folder / "2026.toml").write_text(later.replace("amount = 100000", "amount = 130000", 1), "utf-8")
    return read_packs(pack.folder)


def mechanic(opened, closed):
    case = next(c for c in read_cases(YANGQUAN / "cases.toml") if c.kind == "training")
    return case.facts.replaced("session.opened_on", opened).replaced("session.closed_on", closed)


def test_class_opened_under_the_old_catalogue_keeps_it_and_is_flagged(pack):
    packs = two_versions(pack)
    made = assess("training", mechanic(date(2026, 3, 20), date(2026, 4, 20)), date(2026, 5, 1), packs)
    assert made.outcome is Outcome.ELIGIBLE
    assert made.pack.version == "2024.1"
    assert made.amount.fen == 100_000
    assert any("新版目录中已取消" in text for text in made.warnings)


def test_class_opened_under_the_new_catalogue_is_judged_by_it(pack):
    packs = two_versions(pack)
    made = assess("training", mechanic(date(2026, 4, 2), date(2026, 4, 20)), date(2026, 5, 1), packs)
    assert made.outcome is Outcome.INELIGIBLE
    assert made.pack.version == "2026.2"


def test_old_assessment_is_replayed_after_its_version_was_superseded(pack):
    facts = mechanic(date(2026, 3, 2), date(2026, 3, 20))
    before = assess("training", facts, date(2026, 3, 25), read_packs(pack.folder))
    packs = two_versions(pack)
    assert packs.versions[0].valid_to == date(2026, 3, 31)
    assert replay(before, packs) == before
    assert re.fullmatch(r"2024\.1#[0-9a-f]{8}", str(before.pack))


def test_replay_under_changed_bytes_is_refused(pack):
    facts = mechanic(date(2026, 3, 2), date(2026, 3, 20))
    before = assess("training", facts, date(2026, 3, 25), read_packs(pack.folder))
    with pytest.raises(UserError, match=r"找不到当时使用的政策包 2024\.1#"):
        replay(before, read_packs(pack("amount = 100000", "amount = 100001")))


def test_superseding_a_version_that_is_not_there_is_refused(pack):
    with pytest.raises(UserError, match=r"pack\.supersedes"):
        read_packs(pack('version = "2024.1"', 'version = "2024.1"\nsupersedes = "2023.1"'))


def test_special_account_is_suggested_with_a_warning(pack):
    packs = read_packs(pack('fund = "jycx"', 'fund = "zzzj"'))
    made = assess("training", mechanic(date(2026, 3, 2), date(2026, 3, 20)), date(2026, 3, 25), packs)
    assert made.fund is not None
    assert made.fund.name == "职业技能提升行动专账资金"
    assert any("专账" in text for text in made.warnings)


def test_pack_reference_is_the_hash_of_the_bytes(pack):
    one = read_packs(YANGQUAN).newest.ref
    other = read_packs(pack("# 阳泉市", "# 阳泉 市")).newest.ref
    assert one.version == other.version
    assert one.digest != other.digest


def test_unknown_kind_is_refused():
    with pytest.raises(UserError, match="没有“housing”这一补贴种类"):
        assess("housing", Facts.of({}), date(2026, 5, 1), read_packs(YANGQUAN))
