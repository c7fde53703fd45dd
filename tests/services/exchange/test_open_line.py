"""An event's line written out before its turn is, once its place is known, the very line it would have been."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.services.exchange.events import Event, open_line

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(
    st.integers(1, 1 << 40),
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.dictionaries(words, words, max_size=3),
    st.dictionaries(words, words, max_size=3),
    words,
    st.booleans(),
)
def test_a_line_closed_later_is_the_line(
    seq: int, previous: str, content: dict[str, str], ref: dict[str, str], approver: str, is_patch: bool
) -> None:
    event = Event(
        event_id="0190b1c2-0000-7000-8000-000000000001",
        seq_in_station=seq,
        type="worker.changed",
        entity="worker",
        entity_id="0190b1c2-0000-7000-8000-000000000002",
        entity_version=2,
        base_version=1,
        occurred_at=AT,
        recorded_at=AT,
        operator="wang",
        prev_event_hash=previous,
        approver=approver,
        ref=ref,
        data=None if is_patch else content,
        patch=content if is_patch else None,
    )
    assert open_line(event).closed(seq, previous) == event.line()
