"""Many forms in one file look as each does alone, though what they have alike is drawn once."""

from __future__ import annotations

import pytest

from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render, render_many
from app.services.printing.preview import page_image, text_of
from tests.services.printing.form_samples import VALUES


def _letters(pdf, page):
    return sorted("".join(text_of(pdf).split("\f")[page].split()))


@pytest.mark.parametrize("key", ["training_subsidy", "acceptance_slip", "class_roster"])
def test_a_form_in_a_batch_looks_as_it_does_alone(key):
    template = FORMS[key].template
    other = {**VALUES, "worker": {**VALUES["worker"], "name": "李示例"}}
    alone, batch = render(template, VALUES), render_many(template, [other, VALUES, other])
    assert batch.starts == (0, alone.pages, 2 * alone.pages)
    for page in range(alone.pages):
        assert page_image(alone.pdf, page, 60) == page_image(batch.pdf, alone.pages + page, 60)
        assert _letters(batch.pdf, alone.pages + page) == _letters(alone.pdf, page)


def test_a_batch_of_forms_is_much_smaller_than_its_forms():
    template = FORMS["training_subsidy"].template
    alone, batch = render(template, VALUES), render_many(template, [VALUES] * 50)
    assert len(batch.pdf) < 5 * len(alone.pdf)
