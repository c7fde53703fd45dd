"""An event is one canonical line; a malformed one is set aside alone and names its field."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.faults import UserError
from app.services.exchange.batch import amounts, count_types, pack_batch, pack_outbox, people
from app.services.exchange.canonical import GENESIS, canonical, parse
from app.services.exchange.envelope import open_up, seal
from app.services.exchange.events import Event, EventFault, check_event, event_hash, parse_event
from app.services.exchange.lines import Line, pack_events, pack_lines, take_lines, unpack_lines
from app.services.exchange.refusal import Reason, Refused
from app.services.exchange.schemas import SCHEMAS
from tests.services.exchange import make

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab示例𬱖", max_size=4), inner, max_size=3)
    ),
)


@given(VALUES)
def test_canonical_json_reads_back_and_is_written_the_same(value):
    assert parse(canonical(value)) == value
    assert canonical(parse(canonical(value))) == canonical(value)


def test_canonical_json_is_sorted_unspaced_and_utf8():
    assert canonical({"b": [1, True], "a": "示例𬱖"}) == '{"a":"示例𬱖","b":[1,true]}'.encode()
    with pytest.raises(UserError, match="残缺字符"):
        canonical("\ud800")


@pytest.mark.parametrize("wrong", [b'{"a":1,"a":2}', b'{"a":1.5}', b'{"a":NaN}', b"\xff", b"{"])
def test_json_that_two_programs_could_read_differently_is_refused(wrong: bytes):
    with pytest.raises(ValueError):
        parse(wrong)


def test_an_event_reads_back_from_its_line_and_names_the_one_before():
    first, second = make.events(2)
    assert parse_event(first.line()) == first
    assert second.prev_event_hash == event_hash(first.line()) == first.hash()
    assert first.prev_event_hash == GENESIS
    assert b"\n" not in first.line()


def broken(**changes: object) -> bytes:
    value = json.loads(make.events(1)[0].line())
    for name, change in changes.items():
        if change is None:
            del value[name]
        else:
            value[name] = change
    return canonical(value)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"event_id": "17"}, "event_id"),
        ({"event_id": None}, "event_id"),
        ({"seq_in_station": 0}, "seq_in_station"),
        ({"seq_in_station": True}, "seq_in_station"),
        ({"recorded_at": "2026-11-24"}, "recorded_at"),
        ({"operator": " "}, "operator"),
        ({"prev_event_hash": "x"}, "prev_event_hash"),
        ({"type": "application.exploded"}, "type"),
        ({"entity": "worker"}, "entity"),
        ({"data": None}, "data"),
        ({"patch": {"amount": 1}}, "data"),
        ({"data": []}, "data"),
        ({"data": {"worker": "x"}}, "data.worker"),
        ({"more": 1}, "more"),
        ({"ref": {"policy": 1}}, "ref.policy"),
    ],
)
def test_a_malformed_event_names_its_field(changes: dict[str, object], field: str):
    with pytest.raises(EventFault) as caught:
        parse_event(broken(**changes))
    assert caught.value.field == field


def test_a_line_in_another_writing_is_set_aside():
    line = make.events(1)[0].line()
    for other in (line + b" ", line.replace(b":1,", b": 1,", 1), b"[]", b"", b"[" * 100_000, line * 2):
        with pytest.raises(EventFault) as caught:
            parse_event(other)
        assert caught.value.field == "line"


def test_a_patch_may_carry_some_fields_but_none_wrongly():
    event = replace(make.events(1)[0], type="application.changed", data=None, patch={"amount": 5})
    check_event(event)
    check_event(replace(event, patch={"note": "示例"}))
    with pytest.raises(EventFault, match=r"patch\.amount"):
        check_event(replace(event, patch={"amount": -5}))
    with pytest.raises(EventFault, match="没有任何变更项"):
        check_event(replace(event, patch={}))


def test_every_type_is_an_entity_and_a_verb():
    assert all(kind.count(".") == 1 and kind.islower() for kind in SCHEMAS)


@pytest.mark.promise("B6")
def test_one_malformed_event_in_five_thousand_is_set_aside_alone():
    at = make.place()
    good = make.events(5000)
    at_fault = replace(good[2499], data={**(good[2499].data or {}), "amount": -1})
    assert at_fault.type == "application.taken_in"
    rest, prev = [], at_fault.hash()
    for event in good[2500:]:
        rest.append(replace(event, prev_event_hash=prev))
        prev = rest[-1].hash()
    info = make.info(at)
    sealed = seal(pack_batch(info, [*good[:2499], at_fault, *rest]), at.station, [at.county.recipient])
    taken = open_up(sealed, identity=at.county, known=[at.station.public()]).taken
    assert taken is not None
    assert len(taken.events) == 4999
    (aside,) = taken.quarantined
    assert (aside.number, aside.seq_in_station, aside.field) == (2500, 2500, "data.amount")
    assert aside.event_id == at_fault.event_id
    assert "金额" in aside.text
    assert taken.last_hash == prev


def test_a_line_of_rubbish_does_not_hide_a_broken_chain():
    lines = [event.line() for event in make.events(5)]
    rubbish = [lines[0], b"rubbish", *lines[2:]]
    with pytest.raises(Refused) as caught:
        take_lines(pack_lines(rubbish))
    assert caught.value.reason is Reason.CHAIN


@pytest.mark.parametrize("order", [[0, 2, 1], [0, 2], [0, 1, 1], [1, 0]])
def test_events_out_of_order_or_missing_break_the_chain(order: list[int]):
    made = make.events(3)
    lines = [made[place].line() for place in order]
    with pytest.raises(Refused) as caught:
        take_lines(pack_lines(lines))
    assert caught.value.reason is Reason.CHAIN
    with pytest.raises(Refused):
        pack_events([made[place] for place in order])


def test_a_batch_may_begin_anywhere_in_the_chain():
    taken = take_lines(pack_events(make.events(9)[4:]))
    assert taken.first_prev == make.events(9)[3].hash()
    assert taken.events[0].seq_in_station == 5


def test_packed_lines_are_the_same_bytes_and_refuse_every_cut_and_addition():
    packed = pack_events(make.events(40))
    assert packed == pack_events(make.events(40))
    for length in range(0, len(packed), 7):
        with pytest.raises(Refused):
            list(unpack_lines(packed[:length]))
    for more in (b"x", packed):
        with pytest.raises(Refused):
            list(unpack_lines(packed + more))
    with pytest.raises(Refused):
        list(unpack_lines(pack_lines([b"x"] * 11), max_lines=10))


def test_the_figures_of_a_batch_are_counted():
    made = make.events(9)
    assert count_types(made) == {"application.taken_in": 3, "movement.recorded": 3, "worker.registered": 3}
    assert amounts(made) == {"training": 540000}
    assert people(made) == 9
    with pytest.raises(UserError, match="没有待上报"):
        pack_batch(make.info(make.place()), [])


def test_instants_of_any_zone_are_written_in_utc():
    event = replace(make.events(1)[0], occurred_at=datetime(2026, 11, 24, 8, 0, 0, 5, tzinfo=UTC))
    assert b'"occurred_at":"2026-11-24T08:00:00.000005Z"' in event.line()


def outbox(events: list[Event]) -> list[Line]:
    return [
        Line(one.seq_in_station, one.type, one.entity, one.entity_id, one.line(), one.hash())
        for one in events
    ]


def test_the_outbox_packs_to_the_same_bytes_as_its_events() -> None:
    at, made = make.place(), make.events(60)
    assert pack_outbox(make.info(at), outbox(made)) == pack_batch(make.info(at), made)


@pytest.mark.parametrize("place", [0, 3, 8])
def test_a_changed_or_missing_line_of_the_outbox_is_not_packed(place: int) -> None:
    lines = outbox(make.events(9))
    changed = replace(lines[place], text=lines[place].text.replace(b'"operator":"', b'"operator":"x'))
    for wrong in ([*lines[:place], changed, *lines[place + 1 :]], [*lines[:3], *lines[4:]]):
        with pytest.raises(Refused):
            pack_outbox(make.info(make.place()), wrong)
