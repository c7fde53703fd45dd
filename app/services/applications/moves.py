"""The life of an application in one table: which move is legal from which state, and who may make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.faults import UserError
from app.models.application import Application
from app.models.enums import ApplicationState as S
from app.models.enums import Role
from app.services.desk import Operator
from app.services.policy.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move: from where, to where, what it is called, and whether a reason must be given."""

    key: str
    label: str
    sources: frozenset[S]
    target: S
    needs_reason: bool = False
    is_review: bool = False


MOVES: Mapping[str, Move] = {
    move.key: move
    for move in (
        Move("submit", "提交复核", frozenset({S.TAKEN, S.RETURNED}), S.TO_REVIEW),
        Move("approve", "复核通过", frozenset({S.TO_REVIEW}), S.REVIEWED, is_review=True),
        Move("return", "退回补正", frozenset({S.TO_REVIEW}), S.RETURNED, needs_reason=True, is_review=True),
        Move(
            "reject",
            "不予受理",
            frozenset({S.TAKEN, S.TO_REVIEW, S.RETURNED}),
            S.REJECTED,
            needs_reason=True,
            is_review=True,
        ),
        Move(
            "withdraw",
            "本人撤回",
            frozenset({S.TAKEN, S.TO_REVIEW, S.RETURNED, S.REVIEWED}),
            S.WITHDRAWN,
            needs_reason=True,
        ),
    )
}


_GOES_ON = frozenset({Outcome.ELIGIBLE.value, Outcome.NEEDS_COUNTY.value})


def _is_barred(application: Application, move: Move) -> bool:
    """Tell whether the judgement forbids the move: only 符合 and 需县区审定 go up."""
    return move.key == "approve" and application.outcome not in _GOES_ON


def legal(application: Application, operator: Operator) -> tuple[Move, ...]:
    """Return the moves this clerk may make now; nobody reviews what he took in (clause （十三）)."""
    return tuple(
        move
        for move in MOVES.values()
        if application.state in move.sources
        and not _is_barred(application, move)
        and not (move.is_review and (operator.role is Role.CLERK or operator.login == application.taken_by))
    )


def check(application: Application, move: Move, operator: Operator, reason: str) -> None:
    """Refuse a move that is not legal.

    Raises:
        UserError: wrong state, no reason, not a reviewer, the reviewer took it in himself, or the judgement
            does not let it go up.

    """
    if application.state not in move.sources:
        state = S(application.state).label
        raise UserError(f"{application.case_number} 现在是「{state}」，不能{move.label}。")
    if move.is_review and operator.login == application.taken_by:
        raise UserError("经办人不能复核自己受理的申请（通知（十三）谁使用、谁负责），请换一位复核人登录。")
    if move.is_review and operator.role is Role.CLERK:
        raise UserError(f"{move.label}要由复核人来做，请复核人登录。")
    if _is_barred(application, move):
        label = Outcome(application.outcome).label
        raise UserError(f"初审是「{label}」，不能复核通过：缺信息的请退回补正，不符合的请作不予受理。")
    if move.needs_reason and not reason.strip():
        raise UserError(f"{move.label}须写明原因。", field="reason")
