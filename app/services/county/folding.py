"""A record folded from the events about it; pure. The same set of events gives the same record, whatever came first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.services.exchange.canonical import Json, instant_text
from app.services.exchange.events import Event

PROTECTED = frozenset({"id_type", "id_number", "name", "bank_account", "outcome", "amount"})
"""What is never merged without a person (exchange.md 7): who somebody is, where money goes, what was judged."""

_STATES: Mapping[str, str] = {
    "application.taken_in": "to_review",
    "application.reviewed": "reviewed",
    "application.returned": "returned",
    "application.rejected": "rejected",
    "application.withdrawn": "withdrawn",
}
_VOIDS = ".voided"
_WHOLE = (".registered", ".founded")
_BESIDE = frozenset({"categories", "certificates", "movements", "void_reason"})
"""What hangs on a worker and stays when he is registered again."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event in its place: the epoch's letter, then the number within the station."""

    epoch: str
    event: Event

    @property
    def place(self) -> tuple[str, int]:
        """Return what orders the events of a station: never the clock."""
        return self.epoch, self.event.seq_in_station


@dataclass(frozen=True, slots=True)
class OpenField:
    """A field that two branches of one station changed apart; a protected one waits for a person."""

    name: str
    kept: Json
    other: Json
    is_protected: bool

    def as_json(self) -> list[Json]:
        """Return it as it is stored."""
        return [self.name, self.kept, self.other, self.is_protected]


@dataclass(frozen=True, slots=True)
class Folded:
    """A record as its events leave it; `is_branched` when events of more than one epoch made it."""

    entity: str
    version: int
    place: tuple[str, int]
    body: Mapping[str, Json]
    open_fields: tuple[OpenField, ...] = ()
    is_void: bool = False
    is_branched: bool = False


@dataclass(frozen=True, slots=True)
class _Tip:
    """What an epoch told last of a field."""

    version: int
    at: str
    value: Json


@dataclass(slots=True)
class _Draft:
    entity: str = ""
    version: int = 0
    place: tuple[str, int] = ("", 0)
    body: dict[str, Json] = field(default_factory=dict)
    open: dict[str, OpenField] = field(default_factory=dict)
    is_void: bool = False
    tips: dict[str, dict[str, _Tip]] = field(default_factory=dict)
    """Field → epoch → what it told last, of the epochs that have not grown from one another."""
    is_alone: bool = False
    """One epoch told everything: nothing can differ, so no tips are kept."""
    grown_from: dict[str, int] = field(default_factory=dict)
    """Epoch → the version that its first event about this record grew from."""


def fold(steps: Sequence[Step]) -> Folded:
    """Return the record that these events make, in the order of their epochs and numbers."""
    draft = _Draft(is_alone=len({step.epoch for step in steps}) == 1)
    for step in _once(steps):
        _apply(draft, step)
    return _done(draft)


def _once(steps: Sequence[Step]) -> list[Step]:
    """Return the steps in their order, each event only at its first place.

    What a PC had not sealed when its epoch ended may come twice: in that epoch by the PC that went on with it, and in
    the next by the one that was restored from its backup.
    """
    if len(steps) == 1:
        return list(steps)
    found: dict[str, Step] = {}
    for step in sorted(steps, key=lambda one: one.place):
        found.setdefault(step.event.event_id, step)
    return list(found.values())


def fold_on(before: Folded, steps: Sequence[Step]) -> Folded:
    """Return the record after more events of the one epoch that made it; the same as folding all of them."""
    draft = _Draft(
        entity=before.entity, version=before.version, place=before.place, body=dict(before.body),
        is_void=before.is_void, is_alone=True, grown_from={before.place[0]: 0},
    )  # fmt: skip
    for step in _in_order(steps):
        _apply(draft, step)
    return _done(draft)


def _in_order(steps: Sequence[Step]) -> Sequence[Step]:
    return sorted(steps, key=lambda one: one.place) if len(steps) > 1 else steps


def _apply(draft: _Draft, step: Step) -> None:
    event = step.event
    draft.entity = draft.entity or event.entity
    draft.grown_from.setdefault(step.epoch, event.base_version)
    if event.type.endswith(_VOIDS):
        draft.is_void = True
    elif event.patch is None and event.entity == draft.entity:
        draft.is_void = False
        _begin_anew(draft, event)
    told = _told(event, draft.body)
    if draft.is_alone:
        draft.body.update(told)
    else:
        for name, value in told.items():
            _put(draft, step, name, value)
    draft.version = max(draft.version, event.entity_version)
    draft.place = step.place


def _begin_anew(draft: _Draft, event: Event) -> None:
    """Forget what an earlier registration said: a registration is the whole record, without its blanks."""
    if event.type.endswith(_WHOLE):
        draft.body = {name: value for name, value in draft.body.items() if name in _BESIDE}


def _told(event: Event, body: Mapping[str, Json]) -> dict[str, Json]:
    told = dict(event.patch if event.patch is not None else event.data or {})
    if event.entity == "application" and "policy" in event.ref:
        told["pack"] = event.ref["policy"]
    if event.type == "attendance.recorded":
        return {"days": _days(body.get("days"), told.get("days"))}
    if event.type in _STATES:
        told["state"] = told.get("state") or _STATES[event.type]
    if event.type.endswith(_VOIDS):
        return {"void_reason": told.get("reason", "")}
    return told


def _days(old: Json, new: Json) -> Json:
    rows = [row for part in (old, new) if isinstance(part, list) for row in part if isinstance(row, dict)]
    by_day = {str(row.get("day")): row for row in rows}
    return [by_day[day] for day in sorted(by_day)]


def _put(draft: _Draft, step: Step, name: str, value: Json) -> None:
    """Put a value in its field; where another branch told another, one is kept and both are told."""
    tips = draft.tips.setdefault(name, {})
    if name not in draft.open:  # what this branch has seen is no branch apart
        base = draft.grown_from[step.epoch]
        for epoch in [epoch for epoch, tip in tips.items() if tip.version <= base]:
            del tips[epoch]
    tips[step.epoch] = _Tip(step.event.entity_version, instant_text(step.event.recorded_at), value)
    kept = value
    others = [tip for epoch, tip in tips.items() if epoch != step.epoch and tip.value != value]
    draft.open.pop(name, None)
    if others and name != "days":
        is_protected = name in PROTECTED
        latest = max(tip.at for tip in tips.values())
        if is_protected:
            kept = tips[min(tips)].value
        elif tips[step.epoch].at < latest:
            kept = next(tip.value for tip in tips.values() if tip.at == latest)
        other = value if kept != value else others[-1].value
        draft.open[name] = OpenField(name, kept, other, is_protected)
    draft.body[name] = kept


def _done(draft: _Draft) -> Folded:
    return Folded(
        entity=draft.entity,
        version=draft.version,
        place=draft.place,
        body=dict(sorted(draft.body.items())),
        open_fields=tuple(draft.open[name] for name in sorted(draft.open)),
        is_void=draft.is_void,
        is_branched=len(draft.grown_from) > 1,
    )
