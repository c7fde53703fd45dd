"""Which papers fit a record: what the one 打印 menu of a page lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.services.desk import Desk
from app.services.printing.catalogue import FORMS


@dataclass(frozen=True, slots=True)
class Fit:
    """One paper that fits: its form, the id its maker reads, and what tells it from its like (a job, a class)."""

    form: str
    ref: int
    note: str = ""

    @property
    def title(self) -> str:
        """Return what the paper is called."""
        return FORMS[self.form].title


Fitter = Callable[[Session, Desk, int], Iterable[Fit]]
"""Lists the papers that fit one record of its kind, in the order of the menu; nothing of a record that is gone."""
