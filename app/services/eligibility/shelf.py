"""The policy packs of this station: the one in force, and every earlier one for what began under it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.reference import ReferencePackage
from app.services.exchange.reference import RefKind, package_of
from app.services.policy.pack_model import Packs
from app.services.policy.packs import packs_of

SHIPPED = 0
"""The number of the pack that ships with the product; those that came down have their version as number."""
_APPLIED = (ReferencePackage.kind == RefKind.POLICY.value, ReferencePackage.applied_at.is_not(None))


class PolicyShelf:
    """Every pack by its number; what is in force changes when a package is put in force, here or in another window."""

    def __init__(self, shipped: Packs) -> None:
        self._packs = {SHIPPED: shipped}
        self.number = SHIPPED

    @property
    def packs(self) -> Packs:
        """Return the packs in force."""
        return self._packs[self.number]

    def at(self, number: int) -> Packs:
        """Return the packs of a number.

        Raises:
            UserError: they never were in force here.

        """
        found = self._packs.get(number)
        if found is None:
            raise UserError(f"本机没有第 {number} 版政策包，请把它读入并启用后再办。", field="policy")
        return found

    def label(self, number: int) -> str:
        """Return what a pack is called."""
        return "随程序的政策" if number == SHIPPED else f"县里第 {number} 版政策"

    def refresh(self, session: Session) -> None:
        """Go by what the store says is in force; every pack is read once."""
        newest = session.scalar(select(func.max(ReferencePackage.version)).where(*_APPLIED)) or SHIPPED
        if newest == self.number and newest in self._packs:
            return
        query = select(ReferencePackage.version, ReferencePackage.bag).where(*_APPLIED)
        for version, bag in session.execute(query.order_by(ReferencePackage.version)):
            if version not in self._packs:
                self._packs[version] = packs_of(package_of(bag).files, f"第{version}版")
        self.number = newest
