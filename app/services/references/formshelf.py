"""Which workbook each form is printed from: the shipped one, the county's or the station's own, the latest wins.

A station's own workbooks and every going back are kept as choices, oldest first, beside the county's packages; the
newest of them all is in force. None is ever lost.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.desk import Setting
from app.models.reference import ReferencePackage
from app.ports import CHINA
from app.services import settings
from app.services.desk import Desk
from app.services.exchange.reference import Package, RefKind, package_of
from app.services.printing import catalogue
from app.services.printing.catalogue import FORMS, Edition

_PREFIX = "form_version."
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
SHIPPED = "随程序发布"


@dataclass(frozen=True, slots=True)
class Version:
    """One workbook that was or is in force for a form; `content` is empty for the shipped one."""

    form: str
    number: int
    origin: str
    at: datetime | None
    by: str
    file_name: str
    content: bytes
    is_county: bool = False

    @property
    def digest(self) -> str:
        """Return what tells this workbook from others."""
        return sha256(self.content).hexdigest() if self.content else ""


def adopt(session: Session) -> None:
    """Print every form from the workbook in force from now on."""
    latest = {key: versions[-1] for key, versions in timelines(session).items()}
    catalogue.adopt({key: Edition(one.content, one.number, one.origin) for key, one in latest.items()})


def timelines(session: Session) -> dict[str, list[Version]]:
    """Return every version of every form that ever had another than the shipped one, the one in force last."""
    found: dict[str, list[Version]] = {}
    events = [*_county(session), *_chosen(session)]
    for event in sorted(events, key=lambda one: one.at or _BEFORE_ALL):
        held = found.setdefault(event.form, [shipped(event.form)])
        if event.content or not event.is_county or held[-1].is_county:
            held.append(_numbered(event, held))
    return found


def shipped(form: str) -> Version:
    """Return the version of a form that came with the program."""
    return Version(form, 1, SHIPPED, None, "", f"{form}.xlsx", b"")


def keep(session: Session, desk: Desk, form: str, file_name: str, content: bytes, origin: str) -> None:
    """Put a workbook in force here in the caller's transaction, on top of all that came before."""
    key = _PREFIX + form
    held = settings.get(session, key)
    before = list(held) if isinstance(held, list) else []
    choice = {
        "at": desk.clock.now().isoformat(), "by": desk.operator.name, "file": file_name, "origin": origin,
        "content": b64encode(content).decode("ascii"),
    }  # fmt: skip
    settings.put(session, desk, key, [*before, choice])


def forms_in(package: Package) -> Iterator[tuple[str, bytes]]:
    """Yield the forms of a county's package with their workbooks."""
    for name, content in package.plain.items():
        key = name.removesuffix(".xlsx")
        if key in FORMS:
            yield key, content


def _numbered(event: Version, held: list[Version]) -> Version:
    before, origin = held[-1], event.origin
    if event.is_county and not before.is_county and before.content:
        origin += f"，代替了{before.origin}"
    return Version(
        event.form, len(held) + 1, origin, event.at, event.by, event.file_name, event.content, event.is_county
    )


def _county(session: Session) -> Iterator[Version]:
    """Yield the county's forms as they came; one that a later package leaves out is the shipped one again."""
    query = select(ReferencePackage).where(
        ReferencePackage.kind == RefKind.FORMS.value, ReferencePackage.applied_at.is_not(None)
    )
    before: set[str] = set()
    for row in session.scalars(query.order_by(ReferencePackage.version)):
        sent = dict(forms_in(package_of(row.bag)))
        told = f"县区下发第 {row.version} 版（{_day(row.applied_at)}）"
        for form, content in sent.items():
            yield Version(
                form, 0, told, row.applied_at, row.published_by, row.file_name, content, is_county=True
            )
        for form in before - set(sent):
            words = f"{SHIPPED}（县区第 {row.version} 版里没有这张）"
            yield Version(
                form, 0, words, row.applied_at, row.published_by, row.file_name, b"", is_county=True
            )
        before = set(sent)


def _chosen(session: Session) -> Iterator[Version]:
    for row in session.scalars(select(Setting).where(Setting.key.startswith(_PREFIX, autoescape=True))):
        form = row.key.removeprefix(_PREFIX)
        for choice in row.value if isinstance(row.value, list) and form in FORMS else ():
            if isinstance(choice, Mapping):
                yield Version(
                    form, 0, str(choice["origin"]), datetime.fromisoformat(str(choice["at"])), str(choice["by"]),
                    str(choice["file"]), b64decode(str(choice["content"])),
                )  # fmt: skip


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d}" if at is not None else ""
