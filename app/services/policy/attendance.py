"""Which attended days of a class count towards the living allowance."""

from __future__ import annotations

from datetime import date

from app.services.policy.duplicates import kinship, living_rivals
from app.services.policy.facts import Facts
from app.services.policy.look import Look
from app.services.policy.outcome import Outcome, Verdict, ask, met, unmet


def attended(look: Look) -> Verdict:
    """Whether at least one attended day inside the training period is left to be paid.

    Source: （九）"在培训期间可按规定给予生活费补贴".
    """
    rows = look.rows("attendance")
    opened, closed = look.day_at("session.opened_on"), look.day_at("session.closed_on")
    own = look.text("session.ref")
    if rows is None or opened is None or closed is None or own is None:
        return ask("请补充班期、开班结业日期和逐日考勤")
    if any(_is_untold(look.at(row), look) for row in rows):
        return ask("有考勤没有填日期、到课、班期或线上情况，请补充")
    days = counted_days(look)
    if look.is_early and closed > look.day:
        return Verdict(Outcome.NEEDS_INFO, "结业后按到课天数计算", is_later=True)
    if not days:
        return unmet("培训期间没有可计的到课日")
    return met(f"培训期间到课{len(days)}天")


def _is_untold(row: Look, look: Look) -> bool:
    told = [row.day_at("date"), row.flag("present"), row.text("session")]
    if look.rules.setting("online_days") == "no":
        told.append(row.flag("is_online"))
    return None in told


def counted_days(look: Look) -> frozenset[date]:
    """Return the attended days inside [开班, 结业], each once, without days paid in another class."""
    opened, closed = look.facts.get("session.opened_on"), look.facts.get("session.closed_on")
    rows, own = look.facts.rows("attendance"), look.facts.get("session.ref")
    if not (isinstance(opened, date) and isinstance(closed, date) and isinstance(rows, tuple)):
        return frozenset()
    with_online = look.rules.setting("online_days") == "yes"
    days = {
        day
        for row in rows
        if isinstance(day := row.get("date"), date)
        and opened <= day <= min(closed, look.day)
        and row.get("present") is True
        and row.get("session") == own
        and (with_online or row.get("is_online") is False)
    }
    return frozenset(day for day in days if not _is_paid(day, _paid_spans(look)))


def _paid_spans(look: Look) -> list[tuple[date, date]]:
    person, claims = kinship(look), look.facts.rows("claims")
    if person is None or not isinstance(claims, tuple):
        return []
    return [span for row in living_rivals(look, person, claims) if (span := _span(row)) is not None]


def _span(row: Facts) -> tuple[date, date] | None:
    start, end = row.get("covers_from"), row.get("covers_to")
    return (start, end) if isinstance(start, date) and isinstance(end, date) else None


def _is_paid(day: date, spans: list[tuple[date, date]]) -> bool:
    return any(start <= day <= end for start, end in spans)
