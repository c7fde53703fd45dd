"""Care of the data: self-check, backups, comparison lists, imports, and the journal."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ports import CHINA
from app.services.care import Kept
from app.services.counter import Counter
from app.services.initials import initials
from app.services.selfcheck import Health
from app.services.trail import TrailRow
from app.ui.kit import (
    Button,
    Card,
    ChoiceInput,
    Column,
    DateInput,
    EmptyState,
    Field,
    Mark,
    Option,
    OutcomeList,
    OutcomeRow,
    PageContext,
    Table,
    Words,
    day_parser,
)


class CarePane(QWidget):
    """What keeps the data whole."""

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._health = OutcomeList(self)
        self._backups = OutcomeList(self)
        check = Card("自检", "文件、台账、备份、时钟、磁盘")
        check.body.addWidget(self._health)
        check.body.addStretch(1)
        check.body.addLayout(self._line(("整库自检", "self_check", self._on_check)))
        kept = Card("备份", "每天第一次登录自动做；恢复在登录页选")
        kept.body.addWidget(self._backups)
        kept.body.addStretch(1)
        kept.body.addLayout(self._line(("立即备份", "backup_now", self._on_backup)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(check, 1)
        row.addWidget(kept, 1)

    def fill(self) -> None:
        """Read everything anew."""
        health = self._ops.do(self._counter.selfcheck.quick)
        if health is not None:
            self._show_health(health)
        cards = self._counter.care.backups()
        self._backups.show_rows(
            tuple(
                OutcomeRow(
                    Mark.OK, f"{card.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}", f"{card.size / 1e6:.1f} MB"
                )
                for card in cards[:10]
            )
            or (OutcomeRow(Mark.NOT_HERE, "还没有备份", "点立即备份，或等明天第一次登录"),)
        )

    def _line(self, *buttons: tuple[str, str, object]) -> QHBoxLayout:
        line = QHBoxLayout()
        for text, name, slot in buttons:
            button = Button(text, name=name, parent=self)
            button.clicked.connect(lambda _checked=False, run=slot: run())
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _show_health(self, health: Health) -> None:
        self._health.show_rows(
            tuple(
                OutcomeRow(Mark.OK if item.is_well else Mark.NO, item.title, item.text)
                for item in health.items
            )
        )

    def _on_check(self) -> None:
        self._ops.start("整库自检", self._counter.selfcheck.whole, done=self._show_health)

    def _on_backup(self) -> None:
        self._ops.start("备份", self._counter.care.back_up, done=self._on_backed_up)

    def _on_backed_up(self, kept: Kept) -> None:
        where = f"，并再存一份到 {kept.second.parent}" if kept.second else ""
        if kept.trouble:
            self._context.shell.tell("warning", f"已备份；{kept.trouble}", key="backup")
        else:
            self._context.shell.toast(f"已备份 {kept.card.made_at.astimezone(CHINA):%m-%d %H:%M}{where}")
        self.fill()


def _at(row: object) -> str:
    return f"{row.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if isinstance(row, TrailRow) else ""


class TrailPane(QWidget):
    """The 审计台账: who did what, when, and why."""

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._trail, self._ops = context, context.services.trail, context.ops
        self._kinds: dict[str, tuple[str, str]] = {}
        self.table = Table(
            "trail",
            (
                Column("id", "序号", 6, is_number=True),
                Column("at", "时间", 13, show=_at),
                Column("who", "谁", 9),
                Column("what", "做了什么", 10),
                Column("about", "对象", 14),
                Column("reason", "原因或说明", 24),
            ),
            empty=EmptyState("审计台账", "还没有记录"),
            memory=context.memory,
            label="审计台账",
        )
        today = day_parser(context.services.desk.clock.today)
        self.asked: tuple[Field, ...] = (
            ChoiceInput("who", "谁", self._people, placeholder="所有人"),
            ChoiceInput("what", "做了什么", self._actions, placeholder="所有事"),
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
        card = Card("审计台账", "每行都与上一行相扣，改动会被自检发现")
        card.body.addLayout(line)
        card.body.addWidget(self.table, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)

    def fill(self) -> None:
        """Read the lines anew, those asked for."""
        who, kind, since, until = (field.value() for field in self.asked)
        what, _ = self._kinds.get(str(kind or ""), ("", ""))
        login, first, last = str(who or ""), _day(since), _day(until)
        found = self._ops.do(lambda: self._trail.ids(action=what, login=login, since=first, until=last))
        ids = found or ()
        self.table.fill(ids, lambda wanted: self._trail.rows(tuple(one for one in wanted if isinstance(one, int))),
                        total=f"共 {len(ids):,} 行")  # fmt: skip

    def _on_stepped(self, field: Field, step: object) -> None:
        """Walk the questions with Enter, and on into the lines."""
        at = self.asked.index(field) + (1 if step == 1 else -1)
        if at >= len(self.asked):
            self.table.focus_list()
        elif at >= 0:
            self.asked[at].focus_input()

    def _people(self) -> list[Option]:
        return [Option(login, name, login) for login, name in self._trail.people().items()]

    def _actions(self) -> list[Option]:
        self._kinds = {
            f"{place:02}": pair for place, pair in enumerate(self._trail.actions().items(), start=1)
        }
        return [Option(code, words, initials(words)) for code, (_, words) in self._kinds.items()]


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
