"""What a new registration begins with: what the number tells, what the household shares, what the village shares."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.counter import Counter
from app.services.households.service import Kin
from app.services.workers.records import WORKER_FIELDS
from app.services.workers.rules import check_field
from app.services.workers.service import Neighbour
from app.ui.inputs import options_of
from app.ui.kit import ChoiceInput, FieldState, FormGrid, MessageBar, PageContext
from app.ui.pages.workers import viewmodel
from app.ui.theme import em

_ADDRESS = "再带上地址"
_MARKED = "（绿底虚线，可改）"
KIN_KEY = "household_of"


class Beginning(MessageBar):
    """The bar that says what was copied into a new registration and from whom; it copies into blanks only.

    `kin` is the household the registration goes into, None for a person of his own.
    """

    def __init__(self, context: PageContext[Counter], form: FormGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("copied")
        self._ops, self._counter, self._form = context.ops, context.services, form
        self.relation = ChoiceInput(
            "kin_relation",
            "与户主关系",
            lambda: options_of("relation"),
            placeholder="与户主关系",
            parent=self,
        )
        self.relation.edited.connect(lambda _edit: self._on_relation_chosen())
        self.relation.stepped.connect(lambda _step: form.field("id_number").focus_input())
        box = self.layout()
        if isinstance(box, QHBoxLayout):
            box.insertWidget(2, self.relation)
        self.kin: Kin | None = None
        self._neighbour: Neighbour | None = None
        self.action_asked.connect(lambda _words: self._on_address_asked())
        self.hide()

    @property
    def household_of(self) -> int:
        """Return the worker whose household the registration joins, 0 for nobody's."""
        return self.kin.of if self.kin is not None else 0

    def clear(self) -> None:
        """Begin with nothing."""
        self.kin, self._neighbour = None, None
        self.hide()

    def begin_kin(self, of: int) -> bool:
        """Copy down what a worker's household shares; say whether he has one to share."""
        kin = self._ops.do(lambda: self._counter.households.kin(of))
        if kin is None:
            return False
        self.clear()
        self.kin = kin
        self._copy(kin.values, f"同户（{kin.source}）")
        self._tell_kin(kin)
        return True

    def resume(self, payload: Mapping[str, object]) -> None:
        """Go on with a half-done member of a household: what still is as it was copied is marked again."""
        of = payload.get(KIN_KEY)
        kin = self._ops.do(lambda: self._counter.households.kin(of)) if isinstance(of, int) else None
        self.kin = kin
        if kin is not None:
            same = {key: value for key, value in kin.values.items() if self._form.field(key).value() == value}
            self._mark(same, f"同户（{kin.source}）")
            self._tell_kin(kin)

    def kept(self) -> Mapping[str, object]:
        """Return what a draft must remember besides the form."""
        return {KIN_KEY: self.kin.of} if self.kin is not None else {}

    def worth_keeping(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """Return the form's values, or nothing where everything in it was copied down and nothing typed."""
        fields = (self._form.field(key) for key in values)
        typed = [field for field in fields if not field.is_empty and field.state is not FieldState.COPIED]
        return values if typed or self.kin is None else {}

    def take_card(self, values: Mapping[str, object]) -> frozenset[str]:
        """Fill in what a card tells and what follows from it; return the fields that came from the card."""
        keys = frozenset(values) & viewmodel.FORM_KEYS
        self._form.fill({key: values[key] for key in keys}, state=FieldState.CARD)
        self.derive()
        self.follow_village()
        return keys

    def derive(self) -> str:
        """Show birthday and sex as the number tells them, they are never asked; return the number where it is right."""
        number = self._form.field("id_number").value()
        checked = check_field("id_number", number, today=self._counter.desk.clock.today())
        if checked.is_refused:
            return ""
        self._form.fill(self._counter.workers.derived(checked.value), state=FieldState.DERIVED)
        return checked.value

    def follow_village(self) -> None:
        """Copy what the one before him in the same village shares (本村上一位); what is filled in stays."""
        if self.kin is not None:
            return
        village = str(self._form.field("hukou_code").value() or "")
        self._take_back()
        last = self._ops.do(lambda: self._counter.workers.neighbour(village)) if village else None
        self._neighbour = last
        if last is None:
            self.hide()
            return
        copied = self._copy(last.shared, f"本村上一位（{last.name}）")
        self._tell_neighbour(last, copied)

    def _take_back(self) -> None:
        """Empty what was copied from another village and not touched since."""
        if self._neighbour is not None:
            for key in (*self._neighbour.shared, *self._neighbour.address):
                field = self._form.field(key)
                if field.state is FieldState.COPIED:
                    self._form.fill({key: None}, state=FieldState.PLAIN)
                    field.setToolTip("")

    def _copy(self, values: Mapping[str, object], source: str) -> tuple[str, ...]:
        """Fill blank fields and mark them; return the labels of those that were."""
        blank = {key: value for key, value in values.items() if self._form.field(key).is_empty}
        self._form.fill(blank)
        self._mark(blank, source)
        return tuple(WORKER_FIELDS[key].label for key in blank)

    def _mark(self, values: Mapping[str, object], source: str) -> None:
        for key in values:
            self._form.field(key).set_state(FieldState.COPIED)
            self._form.field(key).setToolTip(f"带自{source}")

    def _tell_kin(self, kin: Kin) -> None:
        labels = viewmodel.labels_of(kin.values)
        told = f"{kin.head_name}户第 {kin.place} 位。带自{kin.source}：{labels}{_MARKED}。Esc 不再归这一户"
        self.say("info", told)
        self._close.hide()  # as long as it goes into a household, that is said
        self.relation.set_value(self._form.field("relation_to_head").value())
        self.relation.setFixedWidth(round(em() * 9))
        self.relation.show()
        first, relation = self._form.field("id_number").inputs()[0], self.relation.inputs()[0]
        if first.previousInFocusChain() is not relation:
            QWidget.setTabOrder(first.previousInFocusChain(), relation)
        self.show()

    def _tell_neighbour(self, last: Neighbour, copied: tuple[str, ...]) -> None:
        rest = [key for key in last.address if self._form.field(key).is_empty]
        told = f"本村上一位（{last.name}）带入：{'、'.join(copied)}{_MARKED}" if copied else ""
        if not told and rest:
            told = f"本村上一位是{last.name}"
        self.say("info", told, action=_ADDRESS if rest else "")
        self._close.show()
        self.relation.hide()
        self.setVisible(bool(told))

    def _on_relation_chosen(self) -> None:
        """Take the relation over into the form, where it stands among much else."""
        self._form.fill({"relation_to_head": self.relation.value()})

    def _on_address_asked(self) -> None:
        last = self._neighbour
        if last is not None:
            self._copy(last.address, f"本村上一位（{last.name}）")
            keys = [
                key
                for key in (*last.shared, *last.address)
                if self._form.field(key).state is FieldState.COPIED
            ]
            self._tell_neighbour(last, tuple(WORKER_FIELDS[key].label for key in keys))
            self._form.field("hukou_text").focus_input()
