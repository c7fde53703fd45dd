"""打印记录: who printed what for whom, on which printer; each is shown as it was kept, or printed again as 补打."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ports import CHINA
from app.services.counter import Counter
from app.services.initials import initials
from app.services.papers.log import PrintRow
from app.ui.kit import (
    ChoiceInput,
    Column,
    DateInput,
    EmptyState,
    Field,
    Option,
    PageContext,
    PreviewDoc,
    PrintOrder,
    Table,
    TextInput,
    Words,
    day_parser,
)
from app.ui.papers import show_paper

_ONLY_SEEN = "存档件只供查看。要再打一份，请关闭后选中它按 F8 补打，会记为补打第n次"


def _at(row: object) -> str:
    return f"{row.made_at.astimezone(CHINA):%y-%m-%d %H:%M}" if isinstance(row, PrintRow) else ""


def _which(row: object) -> str:
    if not isinstance(row, PrintRow):
        return ""
    return row.reason or ("第 1 份" if row.copy_no == 1 else f"第 {row.copy_no} 份")


def _sheets(row: object) -> str:
    return f"{row.how}{f'　{row.copies} 份' if row.copies > 1 else ''}" if isinstance(row, PrintRow) else ""


class PrintsPane(QWidget):
    """The history of prints, with what is asked of it."""

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._prints, self._ops = context, context.services.prints, context.ops
        self.table = Table(
            "prints",
            (
                Column("made_at", "时间", 10.5, show=_at),
                Column("title", "表名", 9),
                Column("name", "谁的", 5),
                Column("number", "编号", 10),
                Column("which", "第几份", 7.5, show=_which),
                Column("made_by", "经办", 6),
                Column("printer", "打印机", 7),
                Column("how", "纸张和方式", 9, show=_sheets),
            ),
            empty=EmptyState("打印记录", "没有相符的打印。在登记、申请、上报页按 F8 打印，打过的都在这里"),
            memory=context.memory,
            label="打印记录",
        )
        self.table.opened.connect(lambda _id: self.show_kept())
        today = day_parser(context.services.desk.clock.today)
        self.asked: tuple[Field, ...] = (
            TextInput("about", "谁或编号", placeholder="姓名、首字母、编号"),
            ChoiceInput("printed_form", "哪张表", self._forms, placeholder="所有表"),
            ChoiceInput("who", "经办", self._people, placeholder="所有人"),
            DateInput("since", "从哪天", parse=today),
            DateInput("until", "到哪天", parse=today),
        )
        line = QHBoxLayout()
        line.setSpacing(8)
        for field in self.asked:
            line.addWidget(Words(field.label, role="label"))
            line.addWidget(field, 1)
            field.edited.connect(lambda _edit: self.fill())
            field.stepped.connect(lambda step, field=field: self._on_stepped(field, step))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(line)
        box.addWidget(self.table, 1)

    def fill(self) -> None:
        """Read the prints asked for anew."""
        about, form, who, since, until = (field.value() for field in self.asked)
        found = self._ops.do(
            lambda: self._prints.ids(
                about=str(about or ""),
                form=str(form or ""),
                login=str(who or ""),
                since=since if isinstance(since, date) else None,
                until=until if isinstance(until, date) else None,
            )
        )
        ids = found or ()
        self.table.fill(
            ids,
            lambda wanted: self._prints.rows(one for one in wanted if isinstance(one, int)),
            total=f"共 {len(ids):,} 次",
        )

    def show_kept(self) -> None:
        """Show the very bytes that were kept; they go nowhere from there."""
        row = self._chosen()
        if row is not None:
            papers = self._context.services.papers
            title = f"{row.title}　{row.name}　{_at(row)}（存档件）"
            self._ops.start(
                "正在打开存档",
                lambda _progress: papers.bytes_of(row.uid),
                done=lambda pdf: self._context.shell.preview(PreviewDoc(title, pdf, committing=self._refuse)),
            )

    def print_again(self) -> None:
        """Show the pages marked 补打 第n次; printing them is kept and counted."""
        row = self._chosen()
        if row is not None:
            show_paper(self._context, "正在准备补打", lambda: self._prints.again(row.uid))

    def _chosen(self) -> PrintRow | None:
        chosen = self.table.current_id()
        rows = self._prints.rows((chosen,)) if isinstance(chosen, int) else ()
        return rows[0] if rows else None

    def _refuse(self, _order: PrintOrder) -> bool:
        self._context.shell.tell("info", _ONLY_SEEN, key="paper")
        return False

    def _forms(self) -> Iterator[Option]:
        for key, title in self._prints.forms().items():
            yield Option(key, title, initials(title))

    def _people(self) -> Iterator[Option]:
        for login, name in self._prints.people().items():
            yield Option(login, name, initials(name))

    def _on_stepped(self, field: Field, step: object) -> None:
        """Walk the questions with Enter, and on into the prints."""
        at = self.asked.index(field) + (1 if step == 1 else -1)
        if at >= len(self.asked):
            self.table.focus_list()
        elif at >= 0:
            self.asked[at].focus_input()
