"""The duplicate rule of item （十）: one subsidy for one occupation, trade and level in a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.services.policy.ages import normal_number
from app.services.policy.course_conditions import craft_of
from app.services.policy.facts import Facts, shown
from app.services.policy.look import Look
from app.services.policy.occupations import (
    Craft,
    all_of,
    level_code,
    level_name,
    not_so,
    resolve,
    same_craft,
    same_level,
)
from app.services.policy.outcome import Verdict, ask, county, met, unmet

CLEAR: Final = "本站数据未发现重复，以县区人社局比对为准"
COUNTING: Final = frozenset({"accepted", "reported", "approved", "paid", "payment_failed"})


@dataclass(frozen=True, slots=True)
class _Own:
    craft: Craft
    level: str
    day: date


@dataclass(frozen=True, slots=True)
class Kinship:
    """The numbers that stand for one person, and whether the link table can be trusted."""

    numbers: frozenset[str]
    is_whole: bool

    def covers(self, number: object) -> bool | None:
        """Tell whether a claim's ID number is this person's; None when it cannot be told."""
        if not isinstance(number, str):
            return None
        return True if normal_number(number) in self.numbers else False if self.is_whole else None


def kinship(look: Look) -> Kinship | None:
    """Return all numbers of the person, old ones too; None when number or link table is missing."""
    number, links = look.text("worker.id_number"), look.rows("links")
    if number is None or links is None:
        return None
    pairs = [(row.get("old"), row.get("new")) for row in links]
    whole = [
        (normal_number(a), normal_number(b)) for a, b in pairs if isinstance(a, str) and isinstance(b, str)
    ]
    numbers = {normal_number(number)}
    for _ in whole:
        for pair in whole:
            if numbers & set(pair):
                numbers |= set(pair)
    return Kinship(frozenset(numbers), len(whole) == len(pairs))


def no_duplicate(look: Look, *, part: str, conflicts: tuple[str, ...]) -> Verdict:
    """Whether no counting claim of the `conflicts` kinds has the same person, year, craft and level.

    `part` says whose occupation and level count: "course" or "certificate". The year is that of the setting
    `year_day`. An unsure comparison is left to the county; an application resubmitted is itself.

    Source: （十）"同一年度同一职业（工种）的同一等级不可重复申领培训补贴（含参保职工技能提升补贴）".
    """
    own, person, claims = _own(look, part), kinship(look), look.rows("claims")
    if own is None or person is None or claims is None:
        return ask("请补充身份证号、职业（工种）、等级、年度日期，并完成查重（历次补贴、新旧号对照）")
    if not person.is_whole:
        return county("新旧身份证号对照表有不全的行，是否同一人由县区审定")
    ref = look.maybe_text("application.ref")
    rivals = [row for row in claims if not ref or row.get("ref") != ref]
    told = [_compare(look.at(row), own, person, conflicts) for row in rivals]
    hits = sorted(t.text for t in told if t.is_same)
    if hits:
        return unmet(f"同一年度同一职业（工种）同一等级已有补贴：{'；'.join(hits)}")
    unsure = sorted({t.text for t in told if t.is_same is None})
    left, noted = _milder(look, told)
    if unsure or left:
        return county(f"是否重复由县区审定：{'；'.join([*unsure, *left])}")
    return met(CLEAR, *noted)


def _own(look: Look, part: str) -> _Own | None:
    craft, level, day = craft_of(look, part), look.text(f"{part}.level"), _year_day(look)
    return None if craft is None or level is None or day is None else _Own(craft, level, day)


def _year_day(look: Look) -> date | None:
    anchor = look.rules.setting("year_day")
    if anchor == "applied_on":
        return look.day
    return look.day_at("session.closed_on" if anchor == "closed_on" else "certificate.issued_on")


@dataclass(frozen=True, slots=True)
class _Rival:
    is_same: bool | None
    is_other_level: bool | None
    is_other_year: bool | None
    is_other_trade: bool
    text: str


def _compare(claim: Look, own: _Own, person: Kinship, conflicts: tuple[str, ...]) -> _Rival:
    anchor = claim.rules.setting("year_day")
    day = claim.maybe_day(anchor)
    kind, state = claim.maybe_text("kind"), claim.maybe_text("state")
    occupation = claim.maybe_text("occupation")
    craft = resolve(occupation, claim.maybe_text("trade"), claim.rules.names) if occupation else None
    same_kind = kind in conflicts if kind else None
    counts = state in COUNTING if state else None
    is_craft = same_craft(own.craft, craft, claim.rules.classes) if craft else None
    is_level = same_level(own.level, claim.maybe_text("level"))
    is_year = day.year == own.day.year if day else None
    base = all_of([person.covers(claim.maybe("person")), same_kind, counts])
    is_trade = craft is not None and craft.code == own.craft.code and is_craft is False
    return _Rival(
        is_same=all_of([base, is_craft, is_level, is_year]),
        is_other_level=all_of([base, is_craft, is_year, not_so(is_level)]),
        is_other_year=all_of([base, is_craft, is_level, not_so(is_year)]),
        is_other_trade=bool(base and is_trade and is_year),
        text=_claim_words(claim, day),
    )


def _claim_words(claim: Look, day: date | None) -> str:
    occupation, level = claim.maybe_text("occupation") or "职业未填", claim.maybe_text("level")
    level_words = level_name(level_code(level) or level) if level else "等级未填"
    parts = [claim.words("kind"), occupation + claim.maybe_text("trade"), level_words]
    parts += [shown(day) if day else "日期未填", claim.words("state")]
    source = claim.maybe_text("source")
    return "，".join(parts) + (f"（来源：{source}）" if source else "")


def _milder(look: Look, told: list[_Rival]) -> tuple[list[str], list[str]]:
    left: list[str] = []
    noted: list[str] = []
    for key, title, picked in (
        ("other_level", "同一年度同一职业不同等级", [(t.is_other_level, t.text) for t in told]),
        ("other_year", "其他年度已领同一职业同一等级", [(t.is_other_year, t.text) for t in told]),
    ):
        rule = look.rules.setting(key)
        if rule == "county":
            left += sorted({f"{title}：{text}" for is_so, text in picked if is_so is not False})
        elif rule == "warn":
            noted += sorted({f"{title}：{text}" for is_so, text in picked if is_so})
    noted += [
        f"同一职业不同工种，不算重复：{text}" for text in sorted(t.text for t in told if t.is_other_trade)
    ]
    return left, noted


def no_same_certificate(look: Look, *, conflicts: tuple[str, ...]) -> Verdict:
    """Whether no counting claim of the `conflicts` kinds was made for this very certificate.

    Source: （十）"对取得职业资格证书或职业技能等级证书的，按规定落实补贴政策"; one certificate, one subsidy.
    """
    number, claims = look.text("certificate.number"), look.rows("claims")
    if number is None or claims is None:
        return ask("请补充证书编号并完成查重")
    ref = look.maybe_text("application.ref")
    told = [
        _same_certificate(look.at(row), number, conflicts)
        for row in claims
        if not ref or row.get("ref") != ref
    ]
    if True in told:
        return unmet("这本证书已经领过评价补贴")
    if None in told:
        return county("有一条评价补贴记录不全，是否同一证书由县区审定")
    return met(CLEAR)


def _same_certificate(claim: Look, number: str, conflicts: tuple[str, ...]) -> bool | None:
    kind, state, other = claim.maybe_text("kind"), claim.maybe_text("state"), claim.maybe_text("certificate")
    return all_of(
        [
            kind in conflicts if kind else None,
            state in COUNTING if state else None,
            other.upper() == number.upper() if other else None,
        ]
    )


def living_not_paid(look: Look) -> Verdict:
    """Whether this session's living allowance is unclaimed; days paid in other classes are subtracted.

    A training subsidy for the same class does not conflict: it is a different subsidy.

    Source: （九）"在培训期间可按规定给予生活费补贴".
    """
    person, claims = kinship(look), look.rows("claims")
    if person is None or claims is None:
        return ask("请补充身份证号并完成查重（历次补贴、新旧号对照）")
    if not person.is_whole:
        return county("新旧身份证号对照表有不全的行，是否同一人由县区审定")
    rivals = living_rivals(look, person, claims)
    own = look.maybe_text("session.ref")
    for row in rivals:
        session = row.get("session")
        if isinstance(session, str) and own and session == own and living_counts(row, person):
            return unmet("本班期的生活费补贴已经申领")
    for row in rivals:
        session = row.get("session")
        told = session if isinstance(session, str) else ""
        if not own or not told or told == own or not living_counts(row, person):
            return county("有一条生活费补贴记录不全，是否重复由县区审定")
        if not (isinstance(row.get("covers_from"), date) and isinstance(row.get("covers_to"), date)):
            return county("另一班期的生活费补贴没有起止日期，是否同日由县区审定")
    return met(CLEAR + ("；另一班期已领的日期不重复计" if rivals else ""))


def living_rivals(look: Look, person: Kinship, claims: tuple[Facts, ...]) -> list[Facts]:
    """Return the living-allowance claims that are, or may be, this person's and counting."""
    ref = look.maybe_text("application.ref")
    others = [row for row in claims if not ref or row.get("ref") != ref]
    return [row for row in others if living_counts(row, person) is not False]


def living_counts(row: Facts, person: Kinship) -> bool | None:
    """Tell whether a claim row is a counting living allowance of this person."""
    kind, state = row.get("kind"), row.get("state")
    return all_of(
        [
            person.covers(row.get("person")),
            kind == "living" if isinstance(kind, str) else None,
            state in COUNTING if isinstance(state, str) else None,
        ]
    )
