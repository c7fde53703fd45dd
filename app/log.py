"""The rotating log, which never holds a whole identity, phone or card number."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_LONG_DIGITS = re.compile(r"(?<!\d)(\d{3})\d{4,14}(\d{2}[\dXx]{2})(?![\dXx])")


def masked(text: str) -> str:
    """Return the text with every run of 11 or more digits cut to its first three and last four."""
    return _LONG_DIGITS.sub(r"\1****\2", text)


class MaskingFormatter(logging.Formatter):
    """Formats a record, traceback included, and masks what a log must not hold."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the masked line."""
        return masked(super().format(record))


def start_log(folder: Path) -> None:
    """Send the root logger to `app.log` in the folder, five files of one megabyte."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / "app.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
