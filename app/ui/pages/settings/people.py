"""Accounts: who works here, one's own password, the recovery code."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

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
    FormGrid,
    PageContext,
    PreviewDoc,
    Table,
    TextInput,
)


def _state(row: object) -> str:
    if not isinstance(row, AccountCard):
        return ""
    signed = f"承诺书 {row.pledge_signed_on}" if row.pledge_signed_on else "未签承诺书"
    return f"{'在用' if row.is_active else '已停用'} · {signed}"


class PeoplePane(QWidget):
    """The people of this station."""

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._accounts, self._ops = context, context.services.accounts, context.ops
        self.table = Table(
            "accounts",
            (
                Column("name", "姓名", 10),
                Column("login", "登录名", 8),
                Column(
                    "role", "角色", 8, show=lambda row: row.role.label if isinstance(row, AccountCard) else ""
                ),
                Column("state", "状态", 18, show=_state),
            ),
            empty=EmptyState("账号", "还没有账号"),
            memory=context.memory,
            label="账号",
        )
        self.form = FormGrid(parent=self)
        add = self.form.card("添加一位", "站点管理员用自己的密码确认")
        add.add(TextInput("name", "姓名"))
        add.add(TextInput("login", "登录名"))
        add.add(ChoiceInput("role", "角色", options_of("role")))
        add.add(PasswordInput("password", "初始密码"))
        add.add(PasswordInput("own_password", "我的密码"))
        own = self.form.card("改自己的密码")
        own.add(PasswordInput("old", "原密码"))
        own.add(PasswordInput("new", "新密码"))
        own.add(PasswordInput("again", "再输一遍"))
        self._code_box = QVBoxLayout()
        card = Card("账号", "每人一个账号；离岗就停用，做过的事仍记在名下")
        card.body.addWidget(self.table, 1)
        card.body.addLayout(self._buttons())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(card, 2)
        box.addLayout(self._code_box)
        box.addWidget(self.form, 2)

    def fill(self) -> None:
        """Read the accounts anew."""
        rows = {row.login: row for row in self._ops.do(self._accounts.all) or ()}
        self.table.fill(
            tuple(rows), lambda ids: tuple(rows[str(login)] for login in ids), total=f"共 {len(rows)} 位"
        )

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        for text, name, slot in (
            ("停用选中的", "deactivate", self._on_deactivate),
            ("登记已签廉政承诺书", "pledge", self._on_pledge),
            ("换一张恢复码", "new_code", self._on_new_code),
            ("添加这一位", "add_account", self._on_add),
            ("改我的密码", "change_password", self._on_change),
        ):
            button = Button(text, name=name, parent=self)
            button.clicked.connect(lambda _checked=False, run=slot: run())
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _on_add(self) -> None:
        values = {key: str(value or "") for key, value in self.form.values().items()}
        role = Role(values["role"] or Role.CLERK.value)
        done = self._ops.do(
            lambda: self._accounts.add(
                login=values["login"],
                name=values["name"],
                role=role,
                password=values["password"],
                own_password=values["own_password"],
            )
        )
        if done is not None:
            self._context.shell.toast(f"已添加 {values['name']}")
            self.form.clear()
            self.fill()

    def _on_change(self) -> None:
        values = {key: str(value or "") for key, value in self.form.values().items()}
        if values["new"] != values["again"]:
            self._context.shell.tell("error", "两遍新密码不一样，请重新输入。", key="fault")
            return
        self._ops.do(
            lambda: self._accounts.change_password(values["old"], values["new"]),
            done=lambda _none: self._told("密码已改"),
        )

    def _told(self, text: str) -> None:
        self._context.shell.toast(text)
        self.form.clear()
        self.fill()

    def _chosen(self) -> str:
        return str(self.table.current_id() or "")

    def _on_deactivate(self) -> None:
        login = self._chosen()
        if login:
            self._ops.do(lambda: self._accounts.deactivate(login), done=lambda _changes: self._told("已停用"))

    def _on_pledge(self) -> None:
        login = self._chosen()
        if login:
            self._ops.do(
                lambda: self._accounts.sign_pledge(login), done=lambda _changes: self._told("已登记今天签署")
            )

    def _on_new_code(self) -> None:
        own = str(self.form.field("own_password").value() or "")
        if not own:
            self._context.shell.tell("info", "请先在「我的密码」里输入密码，再点换恢复码。", key="code")
            return
        code = self._ops.do(lambda: self._accounts.new_recovery_code(own))
        if code is None:
            return
        card = RecoveryCard(code, self)
        card.kept.connect(lambda one: one.deleteLater())
        papers = self._context.services.papers
        card.print_asked.connect(lambda _card: self._print(papers.recovery(code).pdf))
        self._code_box.addWidget(card)

    def _print(self, pdf: bytes) -> None:
        self._context.shell.preview(PreviewDoc("数据恢复码", pdf))
