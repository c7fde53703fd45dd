"""Makes the corpus: workbooks that together use everything a form may hold, by three different programs.

    python -m tests.oracle.corpus

Some are written by openpyxl, some by XlsxWriter, and some of both are opened and saved by LibreOffice, so that files
of three hands are read. The results are committed: the suite reads them and needs none of these programs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.oracle import corpus_cells, corpus_pages, office

FOLDER = Path(__file__).parent / "corpus"
_RESAVED = (
    "notice",
    "timetable",
    "faces",
    "numbers",
    "landscape_roster",
    "wide_ledger",
    "x_summary",
    "x_card",
)

Maker = Callable[[], bytes]


MAKERS: dict[str, Maker] = {maker.__name__: maker for maker in (*corpus_cells.MAKERS, *corpus_pages.MAKERS)}


def make() -> None:
    """Write the corpus anew, then let LibreOffice save some of it again."""
    FOLDER.mkdir(exist_ok=True)
    for name, maker in MAKERS.items():
        (FOLDER / f"{name}.xlsx").write_bytes(maker())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        office.convert([FOLDER / f"{name}.xlsx" for name in _RESAVED], folder, "xlsx:Calc MS Excel 2007 XML")
        for name in _RESAVED:
            (FOLDER / f"{name}_resaved.xlsx").write_bytes((folder / f"{name}.xlsx").read_bytes())


if __name__ == "__main__":
    make()
