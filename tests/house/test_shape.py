"""Modules, functions and classes stay small, typed and honest about bugs."""

from __future__ import annotations

import pytest

from tests.house import shape
from tests.house.tree import keep, modules


@pytest.mark.parametrize(
    "rule",
    [
        shape.function_is_short,
        shape.class_is_small,
        shape.imports_stand_at_the_top,
        shape.any_is_rare,
        shape.bugs_are_not_caught,
    ],
    ids=lambda rule: rule.__name__,
)
def test_product_is_in_shape(rule) -> None:
    keep(rule, modules("app/", "bootstrap.py"))


@pytest.mark.parametrize(
    "rule",
    [
        shape.module_is_short,
        shape.module_says_what_it_is_for,
        shape.annotations_are_postponed,
        shape.module_name_is_a_subject,
        shape.no_imports_for_types_only,
        shape.nothing_is_left_open,
    ],
    ids=lambda rule: rule.__name__,
)
def test_every_module_is_in_shape(rule) -> None:
    keep(rule, modules("app/", "tests/", "bootstrap.py"))


def test_tests_are_functions() -> None:
    keep(shape.tests_are_functions, modules("tests/"))
