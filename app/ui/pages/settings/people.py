"""Accounts: who works here; adding one, one's own password, another's password, the recovery code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.faults import UserError
from app.models.enums import Role
from app.services.accounts import AccountCard
from app.services.counter import Counter
from app.ui.entrance.forms import PasswordInput, RecoveryCard
from app.ui.inputs import options_of
from app.ui.kit import (
    Button,
    Card,
    ChoiceInput,
    Column,
    EmptyState,
    Field,
    FormGrid,
    Option,
    PageContext,
    PreviewDoc,
    Remark,
    Table,
    TextInput,
)
from app.ui.papermenu import PaperMenu

_TASKS = (
    Option("add", "添加一位"),
    Option("own", "改我的密码"),
    Option("reset", "重设别人的密码"),
    Option("code", "换恢复码"),
)


def _state(row: object) -> str:
    if not isinstance(row, AccountCard):
        return ""
    signed = f"承诺书 {row.pledge_signed_on} 已签" if row.pledge_signed_on else "未签承诺书"
    return f"{'在用' if row.is_active else '已停用'} · {signed}"


class _Task(QWidget):
    """One form with its button; Enter in the last input does the same."""

    def __init__(
        self, fields: tuple[Field, ...], words: str, name: str, note: str, run: Callable[[_Task], None]
    ) -> None:
        super().__init__()
        self.form = FormGrid(parent=self)
        card = self.form.card(words, note)
        for field in fields:
            card.add(field)
        self.form.completed.connect(lambda _values: self._on_asked())
        button = Button(words, look="primary", name=name, parent=self)
        button.clicked.connect(lambda _checked=False: self._on_asked())
        self._run = run
        holder = QWidget()
        foot = QHBoxLayout(holder)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addStretch(1)
        foot.addWidget(button)
        self.form.add_below(holder)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.form)

    def text(self, key: str) -> str:
        """Return what was typed into a field."""
        return str(self.form.field(key).value() or "")

    def refuse(self, fault: UserError) -> None:
        """Show a fault at its field, or at the first one."""
        keys = tuple(self.form.values())
        key = fault.field if fault.field in keys else keys[0]
        self.form.show_findings((Remark(key, "error", fault.text),))

    def must_match(self, first: str, again: str) -> bool:
        """Tell whether a password was typed the same twice; say so when not."""
        if self.text(first) == self.text(again):
            return True
        self.refuse(UserError("两遍新密码不一样，请重新输入。", field=again))
        return False

    def _on_asked(self) -> None:
        if self.form.judge():
            self._run(self)


class PeoplePane(QWidget):
    """The people of this station."""

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._accounts, self._ops = context, context.services.accounts, context.ops
        self.table = Table(
            "accounts",
            (
                Column("name", "姓名", 10),
                Column("login", "登录名", 7),
                Column(
                    "role", "角色", 7, show=lambda row: row.role.label if isinstance(row, AccountCard) else ""
                ),
                Column("state", "状态", 17, show=_state),
            ),
            empty=EmptyState("账号", "还没有账号"),
            memory=context.memory,
            label="账号",
        )
        self.table.setMinimumHeight(130)
        self._active: tuple[Option, ...] = ()
        self._numbers: dict[str, int] = {}
        self._which = ChoiceInput("task", "办什么", _TASKS)
        self._which.set_value("add")
        self._which.edited.connect(lambda _edit: self._show_task())
        self._tasks = QStackedWidget(self)
        self.tasks = dict(self._make_tasks())
        for task in self.tasks.values():
            self._tasks.addWidget(task)
        self._code_box = QVBoxLayout()
        self._lay_out()

    def fill(self) -> None:
        """Read the accounts anew."""
        rows = {row.login: row for row in self._ops.do(self._accounts.all) or ()}
        self.table.fill(
            tuple(rows), lambda ids: tuple(rows[str(login)] for login in ids), total=f"共 {len(rows)} 位"
        )
        self._numbers = {row.login: row.id for row in rows.values()}
        self._active = tuple(Option(row.login, row.name, row.login) for row in rows.values() if row.is_active)

    def _lay_out(self) -> None:
        card = Card("账号", "每人一个账号；离岗就停用，做过的事仍记在名下")
        card.body.addWidget(self.table, 1)
        line = QHBoxLayout()
        for text, name, slot in (
            ("登记选中的今天签了廉政承诺书", "pledge", self._on_pledge),
            ("停用选中的", "deactivate", self._on_deactivate),
        ):
            button = Button(text, name=name, parent=self)
            button.clicked.connect(lambda _checked=False, run=slot: run())
            line.addWidget(button)
        line.addWidget(
            PaperMenu(self._context, "account", self._chosen_id, text="打印承诺书", act=None, parent=self)
        )
        line.addStretch(1)
        card.body.addLayout(line)
        which = QHBoxLayout()
        which.addWidget(self._which, 4)
        which.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(card, 3)
        box.addLayout(self._code_box)
        box.addLayout(which)
        box.addWidget(self._tasks, 2)

    def _make_tasks(self) -> tuple[tuple[str, _Task], ...]:
        who = ChoiceInput("login", "谁的密码", lambda: self._active, required=True)
        return (
            ("add", _Task((
                TextInput("name", "姓名", required=True), TextInput("login", "登录名", required=True),
                ChoiceInput("role", "角色", options_of("role"), required=True),
                PasswordInput("password", "初始密码", is_new=True), PasswordInput("own_password", "我的密码"),
            ), "添加这一位", "add_account", "站点管理员用自己的密码确认", self._on_add)),
            ("own", _Task((
                PasswordInput("old", "原密码"), PasswordInput("new", "新密码", is_new=True),
                PasswordInput("again", "再输一遍"),
            ), "改我的密码", "change_password", "至少 8 位", self._on_change)),
            ("reset", _Task((
                who, PasswordInput("password", "新密码", is_new=True), PasswordInput("own_password", "我的密码"),
            ), "重设密码", "reset_password", "忘记密码或被锁定时用；请他登录后自己再改", self._on_reset)),
            ("code", _Task((PasswordInput("own_password", "我的密码"),),
                "换一张恢复码", "new_code", "旧的一张立刻作废", self._on_new_code)),
        )  # fmt: skip

    def _show_task(self) -> None:
        task = self.tasks[str(self._which.value() or "add")]
        self._tasks.setCurrentWidget(task)
        task.form.focus_first()

    def _on_add(self, task: _Task) -> None:
        self._ops.do(
            lambda: self._accounts.add(
                login=task.text("login"),
                name=task.text("name"),
                role=Role(task.text("role")),
                password=task.text("password"),
                own_password=task.text("own_password"),
            ),
            done=lambda _changes: self._told(task, f"已添加 {task.text('name')}"),
            failed=task.refuse,
        )

    def _on_change(self, task: _Task) -> None:
        if task.must_match("new", "again"):
            self._ops.do(
                lambda: self._accounts.change_password(task.text("old"), task.text("new")),
                done=lambda _none: self._told(task, "密码已改"),
                failed=task.refuse,
            )

    def _on_reset(self, task: _Task) -> None:
        login, new, own = (task.text(key) for key in ("login", "password", "own_password"))
        self._ops.do(
            lambda: self._accounts.reset_password(login, new, own),
            done=lambda _none: self._told(task, "密码已重设"),
            failed=task.refuse,
        )

    def _told(self, task: _Task, text: str) -> None:
        self._context.shell.toast(text)
        task.form.clear()
        self.fill()

    def _chosen(self) -> str:
        return str(self.table.current_id() or "")

    def _chosen_id(self) -> int:
        return self._numbers.get(self._chosen(), 0)

    def _on_deactivate(self) -> None:
        login = self._chosen()
        if login:
            self._ops.do(
                lambda: self._accounts.deactivate(login), done=lambda _changes: self._on_done("已停用")
            )

    def _on_pledge(self) -> None:
        login = self._chosen()
        if login:
            self._ops.do(
                lambda: self._accounts.sign_pledge(login),
                done=lambda _changes: self._on_done("已登记今天签署"),
            )

    def _on_done(self, text: str) -> None:
        self._context.shell.toast(text)
        self.fill()

    def _on_new_code(self, task: _Task) -> None:
        own = task.text("own_password")
        self._ops.do(
            lambda: self._accounts.new_recovery_code(own),
            done=lambda code: self._show_code(task, code),
            failed=task.refuse,
        )

    def _show_code(self, task: _Task, code: str) -> None:
        task.form.clear()
        card = RecoveryCard(code, self)
        card.kept.connect(lambda _card: self._put_away(card))
        papers = self._context.services.papers
        card.print_asked.connect(lambda _card: self._print(papers.recovery(code).pdf))
        self._code_box.addWidget(card)
        self._tasks.hide()

    def _put_away(self, card: RecoveryCard) -> None:
        card.hide()
        card.deleteLater()
        self._tasks.show()

    def _print(self, pdf: bytes) -> None:
        self._context.shell.preview(PreviewDoc("数据恢复码", pdf))
