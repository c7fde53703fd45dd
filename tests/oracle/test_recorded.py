"""Words stand where LibreOffice puts them, for every shipped form and a corpus of three hands' workbooks."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from tests.oracle import words
from tests.oracle.run import AIM, RECORDED, cases

_CASES = {case.name: case for case in cases()}


def test_the_corpus_is_large_and_everything_is_recorded():
    assert len([name for name in _CASES if name.startswith("corpus-")]) >= 20
    assert {path.stem for path in RECORDED.glob("*.txt")} == set(_CASES)


@pytest.mark.parametrize("name", _CASES)
def test_words_stand_where_libreoffice_puts_them(name):
    theirs, pages = words.recorded(RECORDED / f"{name}.txt")
    ours = _CASES[name].ours()
    found = words.compare(words.words_of(ours), theirs, (len(pdfium.PdfDocument(ours)), pages))
    assert found.pages[0] == found.pages[1]
    assert found.share >= AIM, "".join(word.text for word in found.strays[:60])


def test_a_word_out_of_place_or_missing_counts_against():
    word = words.Word(0, "示", 100.0, 100.0)
    near, far = words.Word(0, "示", 103.0, 102.0), words.Word(0, "示", 103.0, 104.0)
    assert words.compare((word,), (near,), (1, 1)).share == 1.0
    assert words.compare((word,), (far,), (1, 1)).share == 0.0
    assert words.compare((word,), (near, near), (1, 1)).share == 0.5
    assert words.compare((word,), (words.Word(1, "示", 100.0, 100.0),), (1, 1)).share == 0.0
