"""The cards of the way in: first start, recovery code, log-in, restoring, and the idle lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.models.checks.finding import Checked, Finding, Level
from app.ports import CHINA
from app.services import codes
from app.services.backup import BackupCard
from app.services.keyslots import ClerkName, weakness
from app.ui.entrance.names import NameList
from app.ui.inputs import options_of
from app.ui.kit import Button, Card, ChoiceInput, FieldEdit, FormGrid, MessageBar, Option, TextInput, Words
from app.ui.theme import em


class PasswordInput(TextInput):
    """A password: shown as dots, never cut at its ends; a new one must not be too weak."""

    def __init__(self, key: str, label: str, *, is_new: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(
            key,
            label,
            required=True,
            check=(lambda text: _judged(key, text)) if is_new else None,
            placeholder="至少 8 位" if is_new else "",
            parent=parent,
        )
        self._line.setEchoMode(QLineEdit.EchoMode.Password)

    def turn_keys(self, choose: Callable[[int], None]) -> None:
        """Let ↑ and ↓ choose above the password instead of leaving it."""

        def take(event: QKeyEvent) -> bool:
            by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            if by:
                choose(by)
            return bool(by)

        self._line.before_key = take

    def _plain(self, text: str) -> str:
        return text


def _judged(key: str, text: str) -> Checked:
    wrong = weakness(text)
    return Checked(text, (Finding(key, Level.ERROR, "password.weak", wrong),) if wrong else ())


class FirstStart(QWidget):
    """Chooses the station and the bureau and makes the first clerk; or opens the sample town in one click."""

    founded = Signal(object)
    sample_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = FormGrid(parent=self)
        place = self.form.card("服务站", "键入汉字、拼音首字母或代码都能找")
        place.add(ChoiceInput("station_code", "乡镇或村", _stations, required=True), span=0)
        place.add(
            ChoiceInput("bureau_code", "接收上报的县区", lambda: options_of("bureau"), required=True), span=0
        )
        place.add(TextInput("phone", "站点电话"))
        place.add(TextInput("address", "站点地址"))
        place.add(
            TextInput(
                "epoch", "接替旧电脑", placeholder="新建的站留空；旧电脑丢了、坏了，填县里给的字母，如 B"
            ),
            span=0,
        )
        clerk = self.form.card("第一位经办人", "就是站点管理员，以后可以再加人")
        clerk.add(TextInput("clerk_name", "姓名", required=True))
        clerk.add(TextInput("login", "登录名", required=True, placeholder="姓名拼音，如 wangxl"))
        clerk.add(PasswordInput("password", "密码", is_new=True))
        clerk.add(PasswordInput("again", "再输一遍"))
        self.bar = MessageBar(parent=self)
        found = Button("建立服务站", look="primary", name="found", parent=self)
        found.clicked.connect(lambda _checked=False: self._on_found_asked())
        sample = Button("试用示例镇（虚构数据）", name="sample", parent=self)
        sample.clicked.connect(lambda _checked=False: self.sample_asked.emit(self))
        foot = QHBoxLayout()
        foot.addWidget(sample)
        foot.addStretch(1)
        foot.addWidget(found)
        box = QVBoxLayout(self)
        box.setSpacing(10)
        box.addWidget(Words("第一次使用：先告诉我这是哪个服务站", role="name"))
        box.addWidget(self.bar)
        box.addWidget(self.form, 1)
        box.addLayout(foot)
        self.bar.hide()
        self.form.completed.connect(lambda _values: self._on_found_asked())
        self.form.edited.connect(self._on_edited)

    def _on_edited(self, edit: object) -> None:
        """Propose the bureau of the station's county; it may be changed, in 高新区 for instance."""
        if isinstance(edit, FieldEdit) and edit.key == "station_code":
            county = str(edit.value or "")[:6]
            if county in codes.labels("bureau"):
                self.form.fill({"bureau_code": county})

    def say(self, text: str, field: str = "") -> None:
        """Show why nothing was founded and go to the field."""
        self.bar.say("error", text)
        self.bar.show()
        if field in {"station_code", "bureau_code", "epoch", "login", "password", "again"}:
            self.form.field(field).focus_input()

    def _on_found_asked(self) -> None:
        values = self.form.values()
        if not self.form.judge():
            return
        if values["password"] != values["again"]:
            self.say("两遍密码不一样，请重新输入。", "again")
            return
        self.founded.emit(values)


def _stations() -> list[Option]:
    towns = [Option(choice.code, f"{choice.label}（乡镇）") for choice in codes.towns()]
    return [*towns, *options_of("division")]


class RecoveryCard(Card):
    """Shows the recovery code once; the clerk prints it and says that it is locked away."""

    print_asked = Signal(object)
    kept = Signal(object)

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__("数据恢复码", "只显示这一次", parent)
        self.code = code
        words = Words("\n".join(_halves(code)), role="code")
        words.setObjectName("recovery_code")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(words)
        for line in (
            "忘记密码、换电脑时，只有它能打开本站的数据。",
            "请打印出来，装进信封，锁进站里的柜子。不要存在这台电脑上，也不要拍照。",
        ):
            self.body.addWidget(Words(line, wraps=True))
        self._told = Words("", tone="ok", wraps=True)
        self.body.addWidget(self._told)
        self.body.addStretch(1)
        self._tick = QCheckBox("已打印（或抄写）并锁好", self)
        self._tick.setObjectName("is_kept")
        self._tick.toggled.connect(self._on_ticked)
        self._go = Button("进入系统", look="primary", name="enter", parent=self)
        self._go.setEnabled(False)
        self._go.clicked.connect(lambda _checked=False: self.kept.emit(self))
        printing = Button("打印恢复码", name="print_code", parent=self)
        printing.clicked.connect(lambda _checked=False: self.print_asked.emit(self))
        foot = QHBoxLayout()
        foot.addWidget(printing)
        foot.addStretch(1)
        foot.addWidget(self._tick)
        foot.addWidget(self._go)
        self.body.addLayout(foot)

    def say(self, text: str) -> None:
        """Tell what became of the print."""
        self._told.say(text)

    def _on_ticked(self, is_on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._go.setEnabled(is_on)


def _halves(code: str) -> tuple[str, str]:
    parts = code.split("-")
    half = (len(parts) + 1) // 2
    return " - ".join(parts[:half]), " - ".join(parts[half:])


class LogIn(Card):
    """Names as a list, the one who was here last chosen, the password below; ↑ ↓ choose another, Enter logs in."""

    asked = Signal(object)
    recovery_asked = Signal(object)
    restore_asked = Signal(object)

    def __init__(
        self,
        title: str,
        names: Sequence[ClerkName],
        *,
        may_recover: bool = True,
        hint: str = "",
        last: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, "密码连续输错 5 次会锁定", parent)
        self.form = FormGrid(parent=self)
        card = self.form.card("登录", "↑ ↓ 选经办人，回车登录")
        self._who = NameList("login", "经办人", names, last)
        card.add(self._who, span=0)
        password = PasswordInput("password", "密码")
        password.turn_keys(self._who.choose_next)
        card.add(password, span=0)
        self.bar = MessageBar(parent=self)
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.body.addWidget(self.form)
        self.form.setMinimumHeight(round(em() * (6.5 + 2.1 * min(5, len(names)))))  # both stay in sight
        if hint:
            self.body.addWidget(Words(hint, role="caption", wraps=True))
        self.body.addLayout(self._foot(may_recover=may_recover))
        self.form.completed.connect(lambda _values: self._on_asked())

    def _foot(self, *, may_recover: bool) -> QHBoxLayout:
        go = Button("登录", look="primary", name="log_in", parent=self)
        go.clicked.connect(lambda _checked=False: self._on_asked())
        foot = QHBoxLayout()
        if may_recover:
            for text, name, signal in (
                ("用恢复码登录", "recover", self.recovery_asked),
                ("从备份恢复", "restore", self.restore_asked),
            ):
                button = Button(text, name=name, parent=self)
                button.clicked.connect(lambda _checked=False, told=signal: told.emit(self))
                foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(go)
        return foot

    def begin(self) -> None:
        """Put the cursor into the password."""
        self.form.field("password").focus_input()

    def say(self, text: str) -> None:
        """Show why the door stays shut, and empty the password."""
        self.bar.say("error", text)
        self.bar.show()
        self.form.field("password").set_value("")
        self.begin()

    def _on_asked(self) -> None:
        values = self.form.values()
        if values.get("login") and values.get("password"):
            self.asked.emit((str(values["login"]), str(values["password"])))
        else:
            self.say("请选择经办人并输入密码。")


class RecoveryLogIn(Card):
    """Takes the recovery code, a name and the new password for it."""

    asked = Signal(object)
    left = Signal(object)

    def __init__(self, names: Sequence[ClerkName], parent: QWidget | None = None) -> None:
        super().__init__("用恢复码登录", "进去后会给一张新的恢复码，这一张就作废", parent)
        self.form = FormGrid(parent=self)
        card = self.form.card("恢复码")
        card.add(
            TextInput("code", "恢复码", required=True, placeholder="照着纸上的字母数字输入，横线可以不输"),
            span=0,
        )
        choices = tuple(Option(name.login, name.display_name, name.login) for name in names)
        card.add(ChoiceInput("login", "以谁的身份", choices, required=True), span=0)
        card.add(PasswordInput("new", "设一个新密码", is_new=True), span=0)
        card.add(PasswordInput("again", "再输一遍"), span=0)
        if choices:
            self.form.fill({"login": choices[0].code})
        self.bar = MessageBar(parent=self)
        self.bar.hide()
        back = Button("返回", name="back", parent=self)
        back.clicked.connect(lambda _checked=False: self.left.emit(self))
        go = Button("登录", look="primary", name="log_in", parent=self)
        go.clicked.connect(lambda _checked=False: self._on_asked())
        foot = QHBoxLayout()
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(go)
        for widget in (self.bar, self.form):
            self.body.addWidget(widget)
        self.body.addLayout(foot)
        self.form.completed.connect(lambda _values: self._on_asked())

    def say(self, text: str) -> None:
        """Show why the code was refused."""
        self.bar.say("error", text)
        self.bar.show()

    def _on_asked(self) -> None:
        if not self.form.judge():
            return
        values = self.form.values()
        if values["new"] != values["again"]:
            self.say("两遍新密码不一样，请重新输入。")
            self.form.field("again").focus_input()
            return
        self.asked.emit((str(values["code"]), str(values["login"]), str(values["new"])))


class RestoreCard(Card):
    """Lists the backups; the one chosen takes the place of the data, which is kept aside."""

    chosen = Signal(object)
    left = Signal(object)

    def __init__(self, cards: Sequence[BackupCard], parent: QWidget | None = None) -> None:
        super().__init__("从备份恢复", "现在的数据会另存一边，不会删除", parent)
        self.bar = MessageBar(parent=self)
        self.bar.hide()
        self.body.addWidget(self.bar)
        if not cards:
            self.body.addWidget(Words("还没有备份。每天第一次登录时会自动备份。", wraps=True))
        for card in cards[:8]:
            text = f"恢复到 {card.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}（{card.size / 1_000_000:.1f} MB）"
            button = Button(text, name="restore_to", parent=self)
            button.clicked.connect(lambda _checked=False, one=card: self.chosen.emit(one))
            self.body.addWidget(button)
        note = (
            "恢复后受理编号的纪元字母会进一位，已经发出的编号不会重复；"
            "恢复点之后交过县里的，可由县里的重建包找回，没交过的要重新录入。"
        )
        self.body.addWidget(Words(note, role="caption", wraps=True))
        back = Button("返回", name="back", parent=self)
        back.clicked.connect(lambda _checked=False: self.left.emit(self))
        foot = QHBoxLayout()
        foot.addWidget(back)
        foot.addStretch(1)
        self.body.addLayout(foot)

    def say(self, text: str) -> None:
        """Show why nothing was restored."""
        self.bar.say("error", text)
        self.bar.show()
