"""Enrolments with their days, recommendations and what a clerk said of an offer, made again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.models.catalog import TrainingSession
from app.models.enrolment import AttendanceDay, Enrolment, Match
from app.models.feedback import Feedback
from app.models.fields import fields_of
from app.services.county.folding import Folded, Step, fold
from app.services.following import day_of
from app.services.rebuilding import rows
from app.services.rebuilding.history import histories
from app.services.rebuilding.people import worker_id
from app.services.rebuilding.rows import Work


def enrolments(work: Work, uids: Sequence[str]) -> None:
    """Make the enrolments and their days."""
    for part in work.sliced(uids):
        history = histories(work.session, work.desk.station.epoch, part)
        for uid in part:
            _enrolment(work, uid, history[uid])
        work.session.flush()


def _enrolment(work: Work, uid: str, steps: Sequence[Step]) -> None:
    folded = fold(steps)
    worker = worker_id(work, str(folded.body.get("worker") or ""))
    taught = work.id_of(TrainingSession, str(folded.body.get("session") or ""))
    if not worker or not taught or not rows.is_whole(steps):
        work.left("没能重建的报名", f"{uid[-8:]}：本人或班期没有上报过")
        return
    pair = (Enrolment.worker_id == worker, Enrolment.session_id == taught)
    either = select(Enrolment).where((Enrolment.uid == uid) | (pair[0] & pair[1]))
    row = work.session.scalar(either.order_by((Enrolment.uid == uid).desc()).limit(1))
    if row is not None and row.uid != uid and (folded.is_void or not row.is_void):
        work.ids["enrolment", uid] = row.id  # he was enrolled anew meanwhile; his days come together
        _days(work, row, steps)
        return
    enrolment = row or Enrolment(uid=uid, worker_id=worker, session_id=taught)
    enrolment.uid = uid  # one that was taken back gives its place to the one that holds
    rows.put(enrolment, folded.body, [*fields_of(Enrolment), "certificate_uid"], is_partial=row is None)
    if "state" not in folded.body:
        enrolment.state = _state(work, taught)
    _stamped(work, enrolment, folded, steps, is_new=row is None)
    work.session.flush()
    _days(work, enrolment, steps)


def _state(work: Work, taught: int) -> str:
    """Return where a learner stands of whom an older import did not say: as his class does."""
    return "finished" if work.session.get_one(TrainingSession, taught).state == "closed" else "studying"


def _days(work: Work, row: Enrolment, steps: Sequence[Step]) -> None:
    """Write the mark that was told last of each day."""
    marks: dict[str, tuple[str, str]] = {}
    for step in steps:
        listed = (step.event.data or {}).get("days") if step.event.type == "attendance.recorded" else None
        for told in listed if isinstance(listed, list) else ():
            if isinstance(told, dict):
                marks[str(told.get("day"))] = str(told.get("mark") or ""), step.event.operator
    held = {day.day.isoformat(): day for day in row.days}
    for text, (mark, operator) in marks.items():
        day = held.get(text)
        if mark:
            day = day or AttendanceDay(enrolment_id=row.id, day=date.fromisoformat(text))
            day.is_present, day.is_online = mark in {"present", "online"}, mark == "online"
            day.source = day.source or operator
            work.session.add(day)
        elif day is not None:
            work.session.delete(day)
    work.session.flush()
    work.session.expire(row, ["days"])


def matches(work: Work, uids: Sequence[str]) -> None:
    """Make the recommendations and what came of them."""
    for part in work.sliced(uids):
        history, here = (
            histories(work.session, work.desk.station.epoch, part),
            rows.held(work.session, Match, part),
        )
        for uid in part:
            steps, body = history[uid], fold(history[uid]).body
            worker = worker_id(work, str(body.get("worker") or ""))
            if not worker:
                work.left("没能重建的推荐", str(body.get("title") or uid[-8:]))
                continue
            row, first = here.get(uid), steps[0].event
            match = (
                row
                if isinstance(row, Match)
                else Match(uid=uid, made_at=first.recorded_at, made_by=first.operator)
            )
            reasons = body.get("reasons")
            match.worker_id, match.target, match.target_uid = (
                worker,
                str(body["target_kind"]),
                str(body["target"]),
            )
            match.title = str(body.get("title") or "")
            match.reasons = [str(one) for one in reasons] if isinstance(reasons, list) else []
            match.outcome = str(body.get("outcome") or "made")
            match.outcome_note = str(body.get("note") or "")
            on = body.get("on", day_of(first.recorded_at).isoformat())
            match.outcome_on = date.fromisoformat(str(on)) if on else None
            _stamped(work, match, fold(steps), steps, is_new=row is None)
        work.session.flush()


def feedbacks(work: Work, uids: Sequence[str]) -> None:
    """Make the pins and hides."""
    for part in work.sliced(uids):
        history, here = (
            histories(work.session, work.desk.station.epoch, part),
            rows.held(work.session, Feedback, part),
        )
        for uid in part:
            steps, body = history[uid], fold(history[uid]).body
            worker = worker_id(work, str(body.get("worker") or ""))
            if not worker:
                work.left("没能重建的置顶或隐藏", str(body.get("title") or uid[-8:]))
                continue
            row, first = here.get(uid), steps[0].event
            made = (
                row
                if isinstance(row, Feedback)
                else Feedback(uid=uid, made_at=first.recorded_at, made_by=first.operator)
            )
            made.worker_id, made.target, made.target_uid = (
                worker,
                str(body["target_kind"]),
                str(body["target"]),
            )
            told = (steps[0].event.data or {}).get("reason")  # taking it back has a reason of its own
            made.title, made.kind, made.reason = (
                str(body.get("title") or ""),
                str(body["kind"]),
                str(told or ""),
            )
            _stamped(work, made, fold(steps), steps, is_new=row is None)
        work.session.flush()


def _stamped(
    work: Work, row: Enrolment | Match | Feedback, folded: Folded, steps: Sequence[Step], *, is_new: bool
) -> None:
    rows.stamp(row, folded, steps)
    work.session.add(row)
    work.count(folded.entity, is_new=is_new)
