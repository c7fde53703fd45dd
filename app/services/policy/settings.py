"""The open questions every pack must answer, and the answers the conditions understand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.services.policy.pack_model import Setting
from app.services.policy.toml_table import Table

_LOCAL = ("county", "yes", "no")
ANSWERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "version_day": ("opened_on", "closed_on", "applied_on"),
        "year_day": ("applied_on", "closed_on", "issued_on"),
        "graduate_months": (),
        "age_upper": ("retirement", "none"),
        "age_day": ("opened_on", "applied_on"),
        "resident_women": ("county", "sixty", "refuse"),
        "training_proof": ("pass", "certificate", "either"),
        "special_ability": _LOCAL,
        "entrusted": _LOCAL,
        "risk_cleared": _LOCAL,
        "direct_for_others": _LOCAL,
        "online_days": ("yes", "no"),
        "other_level": ("allow", "warn", "county"),
        "other_year": ("allow", "warn", "county"),
        "living_payee": ("learner", "institution"),
        "retention_years": (),
    }
)
"""Each setting's possible answers; an empty tuple means a whole number."""


def check_settings(found: Mapping[str, Setting], place: Table) -> None:
    """Refuse settings that are missing, unknown, or offer an answer no condition understands.

    Raises:
        UserError: naming the setting.

    """
    for key, setting in found.items():
        if key not in ANSWERS:
            raise place.wrong(key, "不认识的设置")
        answers = ANSWERS[key]
        if bool(answers) != bool(setting.choices) or any(choice not in answers for choice in setting.choices):
            raise place.wrong(
                f"{key}.choices", f"可选答案只能是{'、'.join(answers) or '一个整数（不写 choices）'}"
            )
    for key in ANSWERS:
        if key not in found:
            raise place.wrong(key, "缺少这一设置，通知没有写明的问题都要给出默认答案")
