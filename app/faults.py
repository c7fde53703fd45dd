"""The three faults that a clerk, another window or a cancel button can cause; everything else is a bug."""

from __future__ import annotations


class UserError(Exception):
    """A fault the clerk can put right; its text is shown as it stands and says what to do."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.field = field


class Conflict(UserError):  # noqa: N818 - the glossary's word
    """The record changed since it was read; the clerk compares and decides."""


class Cancelled(Exception):  # noqa: N818 - the glossary's word
    """The clerk stopped a long piece of work; whatever it had begun is rolled back."""


class NewerData(UserError):  # noqa: N818 - it names what was found
    """The data were written by a newer program: they are left alone, and may be carried to where it is installed."""
