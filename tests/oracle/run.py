"""Compares every shipped form and the corpus with LibreOffice's rendering of the same filled workbook.

    python3 bootstrap.py forms compare [NAME...] [--record]

Prints, for each, the share of words within 1.5 mm and both page counts, and puts the worst page of all, ours beside
LibreOffice's, into a picture. With --record the places that LibreOffice found are written down for the suite.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render
from app.services.printing.filled import fill
from app.services.printing.template import load
from tests.oracle import office, words
from tests.oracle.corpus import FOLDER as CORPUS
from tests.oracle.ordinary import ordinary
from tests.services.printing.form_samples import VALUES

RECORDED = Path(__file__).parent / "recorded"
AIM = 0.95
_OUT = Path("out/forms").absolute()
_DPI = 80


@dataclass(frozen=True, slots=True)
class Case:
    """One workbook to compare, with the values it is filled with."""

    name: str
    data: bytes
    values: dict[str, object]

    def ours(self) -> bytes:
        """Return our PDF of it."""
        return render(load(self.data, name=self.name), self.values).pdf


def cases() -> Iterator[Case]:
    """Yield every shipped form filled with everyday samples, then the corpus."""
    values = ordinary(VALUES)
    for key, form in FORMS.items():
        yield Case(key, form.file.read_bytes(), values)
    for path in sorted(CORPUS.glob("*.xlsx")):
        yield Case(f"corpus-{path.stem}", path.read_bytes(), {})


def main(arguments: list[str]) -> int:
    """Compare the named cases, or all; return 1 when one misses the aim."""
    if not office.is_here():
        print("需要 LibreOffice（soffice）才能比较：apt-get install libreoffice-calc-nogui", file=sys.stderr)
        return 2
    wanted = {name for name in arguments if not name.startswith("--")}
    chosen = [case for case in cases() if not wanted or case.name in wanted]
    _OUT.mkdir(parents=True, exist_ok=True)
    files = []
    for case in chosen:
        path = _OUT / f"{case.name}.xlsx"
        path.write_bytes(
            office.prepared(fill(case.data, case.values, name=case.name), load(case.data, name=case.name))
        )
        files.append(path)
    office.convert(files, _OUT)
    results = [(case, _compared(case, record="--record" in arguments)) for case in chosen]
    for case, found in results:
        mark = " " if found.share >= AIM and found.pages[0] == found.pages[1] else "!"
        print(
            f"{mark} {case.name:32} {found.share:7.1%}  {found.words:6} 字词  页数 {found.pages[0]}/{found.pages[1]}"
        )
    _tell([found for _, found in results])
    _picture(*min(results, key=lambda result: (result[1].pages[0] == result[1].pages[1], result[1].share)))
    return int(any(found.share < AIM or found.pages[0] != found.pages[1] for _, found in results))


def _compared(case: Case, *, record: bool) -> words.Figures:
    ours, theirs = case.ours(), (_OUT / f"{case.name}.pdf").read_bytes()
    (_OUT / f"{case.name}.ours.pdf").write_bytes(ours)
    found = words.words_of(theirs)
    if record:
        RECORDED.mkdir(exist_ok=True)
        words.record(RECORDED / f"{case.name}.txt", found, _pages(theirs))
    return words.compare(words.words_of(ours), found, (_pages(ours), _pages(theirs)))


def _pages(pdf: bytes) -> int:
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _tell(found: list[words.Figures]) -> None:
    total = sum(item.words for item in found)
    near = sum(item.near for item in found)
    missed = sum(item.share < AIM or item.pages[0] != item.pages[1] for item in found)
    print(f"{len(found)} 个表，{total} 个字词，{near / max(total, 1):.2%} 在 1.5 毫米以内")
    print(f"未达 95% 或页数不同的：{missed} 个")


def _picture(case: Case, found: words.Figures) -> None:
    """Put the worst page of the worst workbook beside LibreOffice's."""
    pages = []
    for path in (_OUT / f"{case.name}.ours.pdf", _OUT / f"{case.name}.pdf"):
        document = pdfium.PdfDocument(path)
        number = min(found.worst, len(document) - 1)
        pages.append(document[number].render(scale=_DPI / 72).to_pil())
        document.close()
    width = sum(page.width for page in pages)
    sheet = Image.new("RGB", (width, max(page.height for page in pages)), "white")
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width
    sheet.save(_OUT / "worst.png")
    print(
        f"最差的一页：{case.name} 第 {found.worst + 1} 页，左为本程序、右为 LibreOffice：{_OUT / 'worst.png'}"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
