"""Draws the forms that ship in `resources/forms`; run it again after changing a form here."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from form_sheets import FORMS

_FIXED = datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook's stamp has no zone; a fixed one keeps the file the same


def main() -> None:
    """Write every form to `resources/forms`."""
    folder = Path(__file__).resolve().parent.parent / "resources" / "forms"
    folder.mkdir(exist_ok=True)
    for key, draw in FORMS.items():
        draw().save(folder / f"{key}.xlsx", _FIXED)


if __name__ == "__main__":
    main()
