"""Time, chance, threads, dialogs, shortcuts and colours each have one home."""

from __future__ import annotations

import pytest

from tests.house import calls
from tests.house.tree import app, keep


@pytest.mark.parametrize(
    "rule",
    [
        calls.day_comes_from_the_clock,
        calls.chance_comes_from_the_ports,
        calls.nothing_is_timed_but_in_the_log,
        calls.threads_belong_to_ops,
        calls.no_dialog_interrupts,
        calls.events_are_never_pumped,
        calls.shortcuts_stand_in_one_table,
        calls.colours_stand_in_the_theme,
        calls.nothing_is_translated,
        calls.window_speaks_chinese,
        calls.signals_carry_one_thing,
    ],
    ids=lambda rule: rule.__name__,
)
def test_rule_is_kept(rule) -> None:
    keep(rule, app())
