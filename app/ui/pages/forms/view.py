"""表样: every form with a sample person on it, the notice clause by clause, and the print history."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.sheets import SHEETS
from app.services.counter import Counter
from app.services.papers.public import THE_STATION
from app.services.papers.specimen import specimen
from app.services.printing.catalogue import FORMS, Form
from app.ui.kit import (
    Act,
    Button,
    Card,
    ChoiceInput,
    Column,
    EmptyState,
    Option,
    Page,
    PageContext,
    PreviewDoc,
    ScrollPane,
    Table,
    Words,
)
from app.ui.ops import Changes
from app.ui.pages.forms.glyphs import GlyphPane
from app.ui.pages.forms.prints import PrintsPane
from app.ui.pages.forms.taking import TakingPane
from app.ui.papermenu import PaperMenu

_VIEWS = (
    Option("forms", "表样"),
    Option("taking", "换表样"),
    Option("notice", "通知原文"),
    Option("history", "打印记录"),
    Option("glyphs", "补字"),
)


_PAPERS = {"_80mm": SHEETS["80"].label, "_241": SHEETS["241/2"].label}


def _origin(row: object) -> str:
    return row.origin if isinstance(row, Form) else ""


def _edition(row: object) -> str:
    return f"第 {row.edition} 版" if isinstance(row, Form) else ""


def _paper(row: object) -> str:
    if not isinstance(row, Form):
        return ""
    return next((paper for ending, paper in _PAPERS.items() if row.key.endswith(ending)), row.paper)


class FormsPage(Page):
    """What is printed here, and by which words of the notice."""

    page_key, title = "forms", "表样"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__(context.home)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._view = ChoiceInput("view", "看", _VIEWS)
        self._view.set_value("forms")
        self._view.edited.connect(lambda _edit: self._fill())
        self.table = Table(
            "forms",
            (
                Column("title", "表名", 20),
                Column("edition", "版本", 6, show=_edition),
                Column("origin", "来源", 26, show=_origin),
                Column("paper", "纸张", 8, show=_paper),
                Column("key", "文件", 14, show=lambda row: f"{getattr(row, 'key', '')}.xlsx"),
            ),
            empty=EmptyState("表样", "没有表样文件，请重新安装程序"),
            memory=context.memory,
            label="表样",
        )
        self.table.opened.connect(lambda key: self._show_specimen(str(key)))
        self._notice = QWidget(self)
        self.history = PrintsPane(context, self)
        self.glyphs = GlyphPane(context, self)
        self.taking = TakingPane(context, self)
        self._lay_out()

    def open(self, target: object | None) -> None:
        """Show the lists."""
        if target in {"notice", "glyphs", "taking"}:
            self._view.set_value(target)
        self._fill()

    def refresh(self, changes: Changes) -> None:
        """Read the history anew."""
        if changes.touch("paper", "glyph", "worker", "form"):
            self._fill()

    def primary_focus(self) -> QWidget | None:
        """Return the list in front, or the row of views beside the notice."""
        shown = self._stack.currentWidget()
        if shown is self.history:
            return self.history.table
        return self._view if shown in {self._notice, self.glyphs, self.taking} else shown

    def _lay_out(self) -> None:
        card = Card("表样", "回车看样表；上级发了新表，选中它点“换表样”，不用换程序")
        bar = QHBoxLayout()
        bar.addWidget(self._view, 2)
        bar.addStretch(2)
        self._show = Button("看样表", name="specimen", act=Act.PREVIEW, parent=self)
        self._show.clicked.connect(lambda _checked=False: self._on_preview_asked())
        self.answer(Act.PREVIEW, self._on_preview_asked)
        bar.addWidget(self._show)
        self._change = Button("换表样…", name="form_change", parent=self)
        self._change.clicked.connect(lambda _checked=False: self._on_change_asked())
        bar.addWidget(self._change)
        papers = PaperMenu(self._context, "station", lambda: THE_STATION, text="本站用纸", parent=self)
        self.answer(Act.PRINT, papers.drop)
        bar.addWidget(papers)
        card.body.addLayout(bar)
        self._stack = QStackedWidget(self)
        self._lay_out_notice()
        for widget in (self.table, self.taking, self._notice, self.history, self.glyphs):
            self._stack.addWidget(widget)
        card.body.addWidget(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)

    def _lay_out_notice(self) -> None:
        text = self._counter.policy_text
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.addWidget(Words(f"{text.document}　{text.issued_by}", role="name"))
        lines.addWidget(Words(text.gap, tone="ask", wraps=True))
        for clause in text.clauses.values():
            lines.addWidget(Words(f"{clause.id}　{clause.title}".rstrip(), role="heading"))
            lines.addWidget(Words(clause.quote, wraps=True))
        lines.addStretch(1)
        box = QVBoxLayout(self._notice)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(ScrollPane(inside))

    def _fill(self) -> None:
        view = str(self._view.value() or "forms")
        self._stack.setCurrentIndex([option.code for option in _VIEWS].index(view))
        self.table.fill(
            tuple(FORMS), lambda ids: tuple(FORMS[str(key)] for key in ids), total=f"共 {len(FORMS)} 张"
        )
        self._show.say("补打" if view == "history" else "看样表")
        self._change.setVisible(view == "forms")
        if view == "taking":
            self.taking.fill()
        if view == "history":
            self.history.fill()
        if view == "glyphs":
            self.glyphs.fill()

    def _on_preview_asked(self) -> None:
        if self._view.value() == "history":
            self.history.print_again()
        elif self._view.value() == "taking":
            self.taking.show_sample()
        else:
            self._show_specimen(str(self.table.current_id() or next(iter(FORMS))))

    def _on_change_asked(self) -> None:
        self.taking.which.set_value(str(self.table.current_id() or next(iter(FORMS))))
        self._view.set_value("taking")
        self._fill()
        self.taking.focus_first()

    def _show_specimen(self, key: str) -> None:
        desk = self._counter.desk
        self._ops.start(
            "正在生成样表",
            lambda _progress: specimen(desk, key),
            done=lambda pdf: self._context.shell.preview(
                PreviewDoc(f"{FORMS[key].title}（样表，示例数据）", pdf, form=key)
            ),
        )
