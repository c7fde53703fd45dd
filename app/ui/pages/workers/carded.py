"""What a card said: its picture, where the form says otherwise, and the private characters of old cards."""

from __future__ import annotations

from app.models.checks.finding import Checked, Finding
from app.services.counter import Counter
from app.services.devices.reader import Card as IdCard
from app.services.workers.records import WorkerRecord
from app.services.workers.rules import check_field
from app.ui.inputs import texts
from app.ui.kit import FormGrid, PageContext
from app.ui.pages.workers import viewmodel

_WRITTEN = ("name", "former_name", "hukou_text", "live_text")
_PRIVATE = "name.private"


class Carded:
    """Keeps what the card of the person in the form said, and points out the private characters of old cards."""

    def __init__(self, context: PageContext[Counter], form: FormGrid) -> None:
        self._form, self._shell = form, context.shell
        self._counter = context.services
        self._card: IdCard | None = None
        self._pointed_out: frozenset[str] = frozenset()

    def begin(self) -> None:
        """Forget the person before; his card with him."""
        self._card, self._pointed_out = None, frozenset()

    @property
    def photo(self) -> bytes:
        """Return the picture that came with the card, or nothing."""
        return self._card.photo if self._card is not None else b""

    def take(self, card: IdCard) -> None:
        """Keep a card that filled the form, and say what the clerk should know of it."""
        self._card = card
        self.point_out()
        found = card.findings(self._counter.desk.clock.today())
        if found:
            self._shell.tell("warning", texts(found), key="card")

    def tell_known(self, record: WorkerRecord | None, card: IdCard) -> None:
        """Say that whose card it is was registered already, and where the card says otherwise."""
        told, is_warning = viewmodel.known_card(record, card, self._counter.desk.clock.today())
        self._shell.tell("warning" if is_warning else "info", told, key="card")

    def point_out(self) -> bool:
        """Show private characters at their fields with what they stand for; tell whether any has a proposal."""
        found = self._private()
        for finding in found:
            self._form.field(finding.field).judge()
        return any(finding.proposal for finding in found)

    def is_doubted(self) -> bool:
        """Stop a save once where a private character could be made a real one; the second time it may pass."""
        found = [finding for finding in self._private() if finding.proposal]
        fresh = frozenset(finding.text for finding in found) - self._pointed_out
        if not fresh:
            return False
        self._pointed_out |= fresh
        self.point_out()
        first = found[0]
        self._form.go_to(first.field)
        self._shell.tell(
            "warning",
            f"{first.text}；核对无误、就要这样写的，请再保存一次。",
            action=f"改为“{first.proposal}”",
            on_action=self.adopt,
            key="card",
        )
        return True

    def adopt(self) -> None:
        """Take over the first value that a remark proposes, and say so where the remark was told in a bar."""
        field = self._form.adopt()
        if field is not None:
            self._shell.tell("ok", f"{field.label}已改为“{field.value()}”。", key="card")

    def remark(self) -> str:
        """Return for the journal what the card said where the form now says otherwise."""
        card = self._card
        if card is None:
            return ""
        pairs = (("姓名", card.name, "name"), ("住址", card.address, "hukou_text"))
        return "；".join(
            f"证上{label}为“{raw}”，登记为“{self._form.field(key).value()}”"
            for label, raw, key in pairs
            if raw and raw != self._form.field(key).value()
        )

    def _private(self) -> list[Finding]:
        return [
            finding for key in _WRITTEN for finding in self._checked(key).findings if finding.code == _PRIVATE
        ]

    def _checked(self, key: str) -> Checked:
        return check_field(key, self._form.field(key).value(), today=self._counter.desk.clock.today())
