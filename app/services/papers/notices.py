"""What the station hands an applicant in writing: what to complete, what comes back, why a claim is not taken in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application, Material, Step
from app.models.enums import ApplicationState as S
from app.models.enums import SubsidyKind
from app.paths import resources
from app.ports import CHINA
from app.services.applications.cards import field_label
from app.services.applications.writing import WAIVED
from app.services.desk import Desk
from app.services.papers.claims import DECLINED, case_of, is_declined, names
from app.services.papers.fitting import Fit
from app.services.papers.values import Values, station_card, unanswered
from app.services.policy.clauses import PolicyText, read_clauses
from app.services.policy.outcome import Outcome

SUPPLEMENT, RETURN, REFUSAL = "supplement_notice", "return_notice", "refusal_notice"
_OPEN = frozenset({S.TAKEN, S.TO_REVIEW, S.RETURNED})
_LATER = "届时需要"
_COUNTY = "county"
_HOW = {
    "核验退回": "带原件核验，当场退回",
    "收取": "交到本站",
    "收取或告知承诺": "交到本站，或当场签写告知承诺",
}
_VERDICTS = {
    Outcome.INELIGIBLE.value: "不符合规定的条件",
    Outcome.NOT_COVERED.value: "不在本通知规定的范围内",
}


def supplement(session: Session, desk: Desk, application_id: int) -> tuple[str, Values]:
    """Gather the 补正材料一次性告知书: every paper and every answer that is still owed, once for all.

    Raises:
        UserError: there is no such case, or nothing is owed.

    """
    application = case_of(session, application_id)
    owed = _owed(application)
    if not owed:
        raise UserError(f"{application.case_number} 没有要补正的材料，不用出告知书。")
    told: Values = {"items": owed, "fix_by": application.fix_by}
    return _nth(application, _times(application, S.RETURNED) + 1), _notice(session, desk, application, told)


def returned(session: Session, desk: Desk, application_id: int) -> tuple[str, Values]:
    """Gather the 退件通知 of a case that was sent back or taken back.

    Raises:
        UserError: there is no such case, or it was not sent back.

    """
    application = case_of(session, application_id)
    step = _last_step(application, S.RETURNED, S.WITHDRAWN)
    if step is None or application.state not in {S.RETURNED, S.WITHDRAWN}:
        raise UserError(f"{application.case_number} 没有退回，不用出退件通知。")
    is_withdrawn, is_county = application.state == S.WITHDRAWN, step.by == _COUNTY
    again = f"请按上列原因补正，凭原受理编号{application.case_number}到本站再次提交，不用重新申请。"
    told: Values = {
        "cause": "withdrawn" if is_withdrawn else _COUNTY if is_county else "station",
        "returned_on": step.at.astimezone(CHINA).date(),
        "returned_by": desk.station.bureau_name if is_county else names(session).get(step.by, step.by),
        "reasons": [{"text": _sent_back_for(application) if is_county else step.reason}],
        "verdict_document": application.verdict_document if is_county else None,
        "fix_by": application.fix_by if is_county else None,
        "papers": [
            _paper(row) for row in application.materials if row.is_received and row.handling != WAIVED
        ],
        "next_step": "已按本人意愿撤回，原受理编号作废；以后需要时可以重新申请。" if is_withdrawn else again,
    }
    times = _times(application, S.RETURNED, S.WITHDRAWN)
    return _nth(application, times), _notice(session, desk, application, told)


def refusal(session: Session, desk: Desk, application_id: int) -> tuple[str, Values]:
    """Gather the 不予受理通知书; until a reviewer has decided it is a draft and filed as one.

    Raises:
        UserError: there is no such case, or it is not to be declined.

    """
    application = case_of(session, application_id)
    is_final = application.state == S.REJECTED
    if not is_final and not _is_to_be_declined(application):
        raise UserError(f"{application.case_number} 不是不予受理的申请，不出不予受理通知书。")
    text, steps = policy_text(), application.steps
    reason = steps[-1].reason.removeprefix("拟不予受理：") if steps else ""
    told: Values = {
        "draft": None if is_final else "拟稿：待复核人确认，不作通知用",
        "verdict": _VERDICTS.get(application.outcome, "不符合受理条件"),
        "grounds": [_ground(text, one) for one in _grounds(application)],
        "reasons": [{"text": reason}],
        "elsewhere": "本通知不适用的，可能适用其他政策，"
        if application.outcome == Outcome.NOT_COVERED
        else "对补贴政策有疑问的，",
    }
    subject = application.case_number if is_final else f"{application.case_number} 拟稿"
    return subject, _notice(session, desk, application, told)


def handed(session: Session, desk: Desk, application_id: int) -> Iterator[Fit]:  # noqa: ARG001 - a fitter's signature
    """List the notice that a case came to, which goes before its slip."""
    application = session.get(Application, application_id)
    if application is None:
        return
    if application.state == S.REJECTED:
        yield Fit(REFUSAL, application_id)
    elif _is_to_be_declined(application):
        yield Fit(REFUSAL, application_id, "拟稿")
    if application.state in {S.RETURNED, S.WITHDRAWN}:
        yield Fit(RETURN, application_id)


def owed(session: Session, desk: Desk, application_id: int) -> Iterator[Fit]:  # noqa: ARG001 - a fitter's signature
    """List the 告知书 of a case that still owes something."""
    application = session.get(Application, application_id)
    is_open = application is not None and application.state in _OPEN
    if application is not None and is_open and not is_declined(application) and _owed(application):
        yield Fit(SUPPLEMENT, application_id)


@cache
def policy_text() -> PolicyText:
    """Return the paragraphs of the notice, read once."""
    return read_clauses(resources() / "policy" / "texts" / "clauses.toml")


def _notice(session: Session, desk: Desk, application: Application, told: Values) -> Values:
    worker, employer = application.worker, application.employer
    to = worker.name if worker else employer.name if employer else ""
    clerk = names(session).get(application.taken_by, application.taken_by)
    made: Values = {
        "to": to,
        "you": "您" if worker else "你单位",
        "made_on": desk.clock.today(),
        "document": policy_text().document,
        "draft": None,
    }
    return {
        "application": {
            "case_number": application.case_number,
            "filed_on": application.filed_on,
            "kind_text": SubsidyKind(application.kind).label,
        },
        "notice": {**made, **told},
        "clerk": {"name": clerk},
        "station": station_card(session, desk.station),
    }


def _is_to_be_declined(application: Application) -> bool:
    return application.state in _OPEN and is_declined(application)


def _owed(application: Application) -> list[Values]:
    """Return what is still owed: what the case was sent back for, papers not in hand, answers not given."""
    owed: list[Values] = []
    step = _last_step(application, S.RETURNED) if application.state == S.RETURNED else None
    if step is not None:
        reason = _sent_back_for(application) if step.by == _COUNTY else step.reason
        owed.append({"title": "退回意见", "told": reason, "copies": "—"})
    owed += [
        {"title": row.title, "told": _how(row), "copies": row.copies}
        for row in application.materials
        if not row.is_received and row.handling != WAIVED
    ]
    owed += [
        {"title": label, "told": "请本人说明并出示依据，由经办人补填", "copies": "—"}
        for label in unanswered(application)
    ]
    return owed


def _how(row: Material) -> str:
    return "；".join(part for part in (_HOW.get(row.handling, row.handling), row.basis) if part)


def _paper(row: Material) -> Values:
    told = "核验后已当场退回" if row.handling == "核验退回" else None
    return {"title": row.title, "copies": row.copies, "form": row.form or None, "told": told}


def _sent_back_for(application: Application) -> str:
    about = field_label(application.verdict_field) if application.verdict_field else ""
    return f"{about}：{application.verdict_reason}" if about else application.verdict_reason


def _last_step(application: Application, *states: S) -> Step | None:
    return next((step for step in reversed(application.steps) if step.to_state in states), None)


def _times(application: Application, *states: S) -> int:
    return sum(step.to_state in states for step in application.steps)


def _nth(application: Application, times: int) -> str:
    """Return what a notice is filed under: after another return it is another notice, not a reprint."""
    return application.case_number if times == 1 else f"{application.case_number} 第{times}次"


def _grounds(application: Application) -> Iterator[dict[str, str]]:
    """Yield the conditions that failed, as they were judged, those of an employer's learners after its own."""
    made = json.loads(application.assessment)
    every = [*made["conditions"], *(one for row in made["rows"] for one in row["conditions"])]
    seen: set[tuple[str, str]] = set()
    for one in every:
        told = (str(one["title"]), str(one["reason"]))
        if one["outcome"] in DECLINED and one["label"] != _LATER and told not in seen:
            seen.add(told)
            yield one


def _ground(text: PolicyText, one: dict[str, str]) -> Values:
    quote = text.quote(one["clause"])
    return {
        "title": one["title"],
        "reason": one["reason"],
        "clause": f"{one['clause']}　{quote}".rstrip("　"),
    }
