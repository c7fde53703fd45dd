"""Signing a slip as it is composed, and keeping what was signed once it is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy.orm import Session

from app.models.application import Paper
from app.models.casenumber import CaseNumber
from app.models.slip import SlipProof
from app.services.desk import Desk
from app.services.signers import seed_of
from app.services.slips.payload import SlipCode
from app.services.slips.wording import Words, check_word, main_hash, whole_hash, words_of


@dataclass(frozen=True, slots=True)
class Proof:
    """What stands in a slip's code, beside it, and what it covers."""

    code: SlipCode
    check_word: str
    words: Words


def prove(session: Session, desk: Desk, values: dict[str, object]) -> Proof:
    """Sign the words of a slip with the station's key and add code and check word to what is printed."""
    parts = cast("Mapping[str, Mapping[str, object]]", values)
    words = words_of(parts, cast("list[Mapping[str, object]]", values["materials"]))
    seed = seed_of(session)
    check = check_word(words, seed)
    number = CaseNumber.parse(str(parts["application"]["case_number"]))
    code = SlipCode(
        number, desk.station.epoch, desk.clock.today(), main_hash(words, check), whole_hash(words, check)
    ).signed(seed)
    values["slip"] = {**parts["slip"], "proof": code.text, "check_word": check}
    return Proof(code, check, words)


def keep(session: Session, proof: Proof, paper: Paper) -> None:
    """Keep what was signed, in the transaction that keeps the print."""
    session.add(
        SlipProof(
            case_number=str(proof.code.case),
            code=proof.code.text,
            check_word=proof.check_word,
            words=[list(line) for line in proof.words],
            paper_uid=paper.uid,
            copy_no=paper.copy_no,
            made_at=paper.made_at,
            made_by=paper.made_by,
        )
    )
