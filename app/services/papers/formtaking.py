"""A new workbook for a form: looked at and filled with a sample, taken in, kept with its history, gone back from."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.faults import UserError
from app.ports import CHINA
from app.services import journal
from app.services.desk import Desk
from app.services.papers.formcheck import checked, known_keys, read
from app.services.papers.specimen import drawn
from app.services.printing.catalogue import FORMS, keys_of
from app.services.printing.linting import Finding, Grade, is_usable, labels_of
from app.services.references import formshelf
from app.services.references.formshelf import Version
from app.services.results import Changes

_MOST = 2_000_000  # bytes; a form with a picture is a tenth of it
_TOUCHED = Changes(frozenset({"form"}))


@dataclass(frozen=True, slots=True)
class Draft:
    """A workbook that was looked at and not taken in: what is to be said of it, what changes, and a filled sample."""

    form: str
    file_name: str
    content: bytes
    findings: tuple[Finding, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    pdf: bytes

    @property
    def is_usable(self) -> bool:
        """Whether nothing has to be mended before it can be taken in."""
        return is_usable(self.findings)

    @property
    def told(self) -> tuple[Finding, ...]:
        """Return the findings without the questions that `changes` asks already."""
        return tuple(
            one for one in self.findings if one.grade is not Grade.ASK or not one.text.endswith(self.gone)
        )

    @property
    def changes(self) -> str:
        """Return what the sheet fills in now and did not, and the other way round."""
        told = [f"新增填写项：{'、'.join(self.new)}"] if self.new else []
        told += [f"不再填写（请核对是不是本来就不要）：{'、'.join(self.gone)}"] if self.gone else []
        return "\n".join(told) or "填写项与现在用的一样，只有版式不同。"


class FormTaking:
    """The workbooks that this station prints its forms from."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def look_at(self, form: str, path: Path) -> Draft:
        """Check a workbook for a form and fill it with a sample; nothing is taken in.

        Raises: UserError when it is no workbook.
        """
        try:
            data = path.read_bytes()
        except OSError as fault:
            raise UserError(f"读不了 {path.name}，请重新选择。", field="form_file") from fault
        if len(data) > _MOST:
            raise UserError(f"{path.name} 太大，表样不应超过 2 MB。请删去里面的大图片。", field="form_file")
        template, before = read(form, data), FORMS[form].template
        have, had = set(keys_of(template)), set(keys_of(before))
        now, then = labels_of(template), labels_of(before)
        return Draft(
            form,
            path.name,
            data,
            checked(form, data, self._own()),
            tuple(now[key] for key in sorted((have & known_keys(form)) - had)),
            tuple(then[key] for key in sorted(had - have)),
            drawn(self._desk, template),
        )

    def take_in(self, draft: Draft) -> Changes:
        """Print a form from the workbook that was looked at from now on.

        Raises: UserError when something in it must be mended first, or it is what is printed already.
        """
        if not draft.is_usable:
            raise UserError("这张表样还有必须改的地方，改好后再选一次。", field="form_file")
        if draft.content == FORMS[draft.form].content:
            raise UserError("这就是现在用的表样，没有变化。", field="form_file")
        today = self._desk.clock.now().astimezone(CHINA)
        origin = f"本站导入（{today:%Y-%m-%d} {self._desk.operator.name}，{draft.file_name}）"
        return self._put("form.taken_in", draft.form, draft.file_name, draft.content, origin)

    def versions(self, form: str) -> tuple[Version, ...]:
        """Return every version of a form, the one in force first."""
        with self._desk.database.reading() as session:
            held = formshelf.timelines(session).get(form, [formshelf.shipped(form)])
        return tuple(reversed(held))

    def go_back(self, form: str, number: int) -> Changes:
        """Print a form from an earlier version again; this is kept as a version of its own.

        Raises: UserError when there is no such version, or it is what is printed already.
        """
        versions = self.versions(form)
        chosen = next((one for one in versions if one.number == number), None)
        if chosen is None:
            raise UserError("没有这一版，请重新选择。", field="form_version")
        if chosen.digest == versions[0].digest:
            raise UserError("这一版就是现在用的。", field="form_version")
        first = chosen.origin.partition("，代替了")[0].removeprefix("恢复为")
        return self._put("form.gone_back", form, chosen.file_name, chosen.content, f"恢复为{first}")

    def sample(self, version: Version) -> bytes:
        """Return a version filled with invented values."""
        form = FORMS[version.form]
        template = read(version.form, version.content) if version.content else form.shipped
        return drawn(self._desk, template)

    def _put(self, action: str, form: str, file_name: str, content: bytes, origin: str) -> Changes:
        desk = self._desk
        digest = sha256(content).hexdigest() if content else "shipped"
        with desk.database.transaction() as session:
            formshelf.keep(session, desk, form, file_name, content, origin)
            journal.note(session, desk, action, entity="form", uid=form, detail=digest, reason=file_name)
            session.flush()
            formshelf.adopt(session)
        return _TOUCHED

    def _own(self) -> dict[str, object]:
        station = self._desk.station
        return {
            "station.name": station.name, "station.code": station.code, "clerk.name": self._desk.operator.name,
        }  # fmt: skip
