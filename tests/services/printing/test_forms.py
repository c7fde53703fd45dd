"""Every shipped form prints everything it is given, reproducibly, as its golden text says."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.services.printing.catalogue import FORMS, keys_of
from app.services.printing.engine import render
from app.services.printing.preview import page_count, page_image, text_of
from app.services.printing.tags import Scope

sys.path.insert(0, str(Path(__file__).parent))
from tests.services.printing.form_samples import VALUES

_GOLDENS = Path(__file__).parent / "goldens"
_PAGES = {
    "batch_handover": 2, "county_reply": 2, "class_roster": 2, "attendance_sheet": 2, "result_sheet": 2,
    "employment_follow_up": 2,
    "employer_roster": 3, "living_roster": 2,
}  # fmt: skip


def _bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("key", FORMS)
def test_form_prints_as_its_golden_text(key):
    text = text_of(render(FORMS[key].template, VALUES).pdf)
    golden = _GOLDENS / f"{key}.txt"
    if os.environ.get("APPROVE"):
        _GOLDENS.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert _bare(text) == _bare(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", FORMS)
def test_form_is_clean_small_and_of_its_pages(key):
    done = render(FORMS[key].template, VALUES)
    assert done.problems == ()
    assert done.pages == page_count(done.pdf) == _PAGES.get(key, 1)
    assert len(done.pdf) < 150_000
    assert FORMS[key].template.warnings == ()


@pytest.mark.parametrize("key", FORMS)
def test_equal_values_give_equal_bytes(key):
    assert render(FORMS[key].template, VALUES).sha256 == render(FORMS[key].template, VALUES).sha256


@pytest.mark.parametrize("key", FORMS)
def test_every_text_value_is_found_whole_in_the_printed_text(key):
    printed = _bare(text_of(render(FORMS[key].template, VALUES).pdf))
    scope = Scope(VALUES)
    for name in keys_of(FORMS[key].template):
        value = scope.value(name) if ".rows." not in name else None
        if isinstance(value, str) and not value.isascii():
            assert _bare(value) in printed, name


@pytest.mark.parametrize("key", FORMS)
def test_blank_form_never_prints_none(key):
    text = text_of(render(FORMS[key].template, dict.fromkeys(keys_of(FORMS[key].template))).pdf)
    assert "None" not in text
    assert "nan" not in text


def test_rare_and_minority_names_extract_unchanged():
    for name in ("王䶮𬱖", "李𫘦𠮷", "阿依古丽·买买提"):
        values = {**VALUES, "worker": {**VALUES["worker"], "name": name}}
        assert name in text_of(render(FORMS["worker_registration"].template, values).pdf)


def test_page_picture_has_three_bytes_a_pixel():
    image = page_image(render(FORMS["recovery_code"].template, VALUES).pdf, 0, 72)
    assert (image.width, image.height) == (596, 842)
    assert len(image.pixels) == image.stride * image.height
    assert image.stride >= 3 * image.width
