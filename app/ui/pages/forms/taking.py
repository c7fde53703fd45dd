"""换表样: a new workbook for a form is checked and seen filled before it is used; every earlier one can come back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.faults import UserError
from app.ports import CHINA
from app.services.counter import Counter
from app.services.initials import initials
from app.services.papers.formtaking import Draft
from app.services.printing.catalogue import FORMS
from app.services.printing.linting import Grade
from app.services.printing.preview import page_png
from app.services.references.formshelf import Version
from app.services.results import Changes
from app.ui.kit import (
    Button,
    ChoiceInput,
    Column,
    EmptyState,
    Option,
    PageContext,
    PreviewDoc,
    Remark,
    ScrollPane,
    Table,
    Words,
    choose_file,
)

_HOW = (
    "选一张新的 .xlsx：先查认不得的填写项、打印区域和放不下的字，再用样例填好给您看，点“启用这一版”才换。"
    "县里以后下发同一张表，就用县里的，这里会写明。换过的每一版都留着，选中就能换回来。"
)
_DPI = 64
_SHOWN = 40  # findings listed; more are counted
_TONES = {Grade.MEND: "no", Grade.ASK: "ask", Grade.KNOW: ""}


def _at(row: object) -> str:
    if not isinstance(row, Version) or row.at is None:
        return ""
    return f"{row.at.astimezone(CHINA):%y-%m-%d %H:%M}"


class TakingPane(QWidget):
    """One form: what is printed now, a new workbook beside its sample, and the versions there were."""

    def __init__(self, context: PageContext[Counter], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._ops = context, context.ops
        self._draft: Draft | None = None
        self._versions: tuple[Version, ...] = ()
        forms = tuple(Option(key, form.title, initials(form.title)) for key, form in FORMS.items())
        self.which = ChoiceInput("form_file", "哪张表", lambda: forms)
        self.which.set_value(next(iter(FORMS)))
        self.which.edited.connect(lambda _edit: self.fill())
        self._now = Words(wraps=True, parent=self)
        self._told = QVBoxLayout()
        self._sheet = QLabel(self)
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._sheet.setAccessibleName("新表样用样例填好的第一页")
        self.table = Table(
            "form_versions",
            (
                Column("number", "版本", 6, show=lambda row: f"第 {getattr(row, 'number', '')} 版"),
                Column("origin", "来源", 28),
                Column("at", "时间", 10, show=_at),
                Column("by", "经办", 9),
                Column("file_name", "文件", 16),
            ),
            empty=EmptyState("版本", "先选一张表"),
            memory=context.memory,
            label="这张表的版本",
        )
        self.table.picked.connect(lambda _id: self._judge_version())
        self.table.opened.connect(lambda _id: self._show_version())
        self._lay_out()

    def fill(self) -> None:
        """Read the form's versions anew and put away what was looked at."""
        form = self._form()
        self._show_draft(None)
        self._versions = self._ops.do(lambda: self._context.services.forms.versions(form)) or ()
        now = FORMS[form]
        self._now.say(f"现在用：第 {now.edition} 版，{now.origin}")
        rows = {one.number: one for one in self._versions}
        total = f"共 {len(rows)} 版，最上面的正在用"
        self.table.fill(tuple(rows), lambda ids: tuple(rows[int(str(one))] for one in ids), total=total)
        self._judge_version()

    def focus_first(self) -> None:
        """Put the keyboard on what asks for the file."""
        self._pick.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_at(self, path: Path) -> None:
        """Check a workbook and show it filled."""
        form, forms = self._form(), self._context.services.forms
        self._ops.start(
            "正在检查表样",
            lambda _progress: forms.look_at(form, path),
            done=self._on_looked,
            failed=self._on_refused,
        )

    def take_in(self) -> None:
        """Use what was looked at from now on."""
        draft, forms = self._draft, self._context.services.forms
        if draft is not None and draft.is_usable:
            self._ops.start(
                "正在启用",
                lambda _progress: forms.take_in(draft),
                done=self._on_taken,
                failed=self._on_refused,
            )

    def go_back(self) -> None:
        """Use the version chosen below again."""
        version, forms, form = self._chosen(), self._context.services.forms, self._form()
        if version is not None:
            self._ops.start(
                "正在换回",
                lambda _progress: forms.go_back(form, version.number),
                done=self._on_taken,
                failed=self._on_refused,
            )

    def show_sample(self) -> None:
        """Show the whole sample: of what was looked at, else of the version chosen below."""
        if self._draft is not None:
            title = f"{FORMS[self._draft.form].title}（新表样，示例数据）"
            self._context.shell.preview(PreviewDoc(title, self._draft.pdf, form=self._draft.form))
        else:
            self._show_version()

    def _lay_out(self) -> None:
        self._pick = Button("选新表样…", look="primary", name="form_pick", parent=self)
        self._pick.clicked.connect(lambda _checked=False: self._on_file_asked())
        self._take = Button("启用这一版", look="primary", name="form_take", parent=self)
        self._take.clicked.connect(lambda _checked=False: self.take_in())
        self._drop = Button("不换了", name="form_drop", parent=self)
        self._drop.clicked.connect(lambda _checked=False: self._on_dropped())
        self._back = Button("改用选中的版本", name="form_back", parent=self)
        self._back.clicked.connect(lambda _checked=False: self.go_back())
        head = QHBoxLayout()
        head.addWidget(Words("哪张表", role="label", parent=self))
        head.addWidget(self.which, 2)
        head.addWidget(self._now, 3)
        head.addWidget(self._pick)
        self._inside = QWidget(self)
        beside = QHBoxLayout(self._inside)
        beside.setContentsMargins(0, 0, 0, 0)
        words = QWidget(self._inside)
        self._told = QVBoxLayout(words)
        self._told.setContentsMargins(0, 0, 8, 0)
        beside.addWidget(words, 1, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self._sheet, 1, Qt.AlignmentFlag.AlignTop)
        self._looked = ScrollPane(self._inside, self)
        foot = QHBoxLayout()
        for button in (self._take, self._drop):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._back)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(head)
        box.addWidget(Words(_HOW, role="caption", wraps=True, parent=self))
        box.addWidget(self._looked, 4)
        box.addWidget(self.table, 1)
        box.addLayout(foot)

    def _form(self) -> str:
        return str(self.which.value() or next(iter(FORMS)))

    def _chosen(self) -> Version | None:
        number = self.table.current_id()
        return next((one for one in self._versions if one.number == number), None)

    def _show_draft(self, draft: Draft | None) -> None:
        self._draft = draft
        while self._told.count():
            widget = self._told.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for part in (self._looked, self._take, self._drop):
            part.setVisible(draft is not None)
        self._sheet.clear()
        if draft is None:
            return
        self.which.set_findings(())
        self._take.setEnabled(draft.is_usable)
        verdict = "可以启用" if draft.is_usable else "不能启用：请改好标着“必须改”的地方，再选一次"
        self._say(f"{draft.file_name}：{verdict}", role="heading")
        self._say(draft.changes, tone="ask" if draft.gone else "")
        for one in draft.told[:_SHOWN]:
            self._say(f"{one.grade.label}　{one.words}", tone=_TONES[one.grade])
        if len(draft.told) > _SHOWN:
            self._say(f"还有 {len(draft.told) - _SHOWN} 处，改好这些再查")
        pixmap = QPixmap()
        pixmap.loadFromData(page_png(draft.pdf, 0, _DPI))
        self._sheet.setPixmap(pixmap)

    def _say(self, text: str, *, tone: str = "", role: str = "") -> None:
        self._told.addWidget(Words(text, role=role, tone=tone, wraps=True, parent=self))

    def _judge_version(self) -> None:
        version = self._chosen()
        now = self._versions[0].digest if self._versions else ""
        self._back.setEnabled(version is not None and version.digest != now)

    def _show_version(self) -> None:
        version, forms = self._chosen(), self._context.services.forms
        if version is not None:
            title = f"{FORMS[version.form].title}（第 {version.number} 版，示例数据）"
            self._ops.start(
                "正在生成样表",
                lambda _progress: forms.sample(version),
                done=lambda pdf: self._context.shell.preview(PreviewDoc(title, pdf, form=version.form)),
            )

    def _on_file_asked(self) -> None:
        choose_file(self, f"{FORMS[self._form()].title}：选新表样", "表样 (*.xlsx)", self.look_at)

    def _on_looked(self, draft: Draft) -> None:
        self._show_draft(draft)
        (self._take if draft.is_usable else self._pick).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_dropped(self) -> None:
        self.focus_first()
        self._show_draft(None)

    def _on_taken(self, _changes: Changes) -> None:
        now = FORMS[self._form()]
        self._context.shell.toast(f"“{now.title}”从现在起用第 {now.edition} 版")
        self.table.focus_list()
        self.fill()

    def _on_refused(self, fault: UserError) -> None:
        self._on_dropped()
        self.which.set_findings((Remark("form_file", "error", fault.text),))
