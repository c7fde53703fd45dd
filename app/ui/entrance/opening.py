"""From the frame to the window: which card is shown, what it does, and the station that comes of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.faults import UserError
from app.models.enums import Role
from app.services import backup
from app.services.counter import build_counter
from app.services.desk import Desk
from app.services.home import Founding, StationHome
from app.services.papers.service import Papers
from app.services.sample import CLERK, REVIEWER, found_sample
from app.ui.entrance.forms import FirstStart, LogIn, RecoveryCard, RecoveryLogIn, RestoreCard
from app.ui.entrance.frame import EntranceFrame
from app.ui.kit import choose_save
from app.ui.ops import Ops


class Opening(QObject):
    """Leads a clerk to an open station; `opened` carries the Counter."""

    opened = Signal(object)

    def __init__(
        self, frame: EntranceFrame, home: StationHome, ops: Ops, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._frame, self._home, self._ops = frame, home, ops

    def begin(self) -> None:
        """Show the first card: log-in where a station lives here, else the first start."""
        if self._home.is_founded:
            self.show_login()
        else:
            self.show_first_start()

    def show_first_start(self) -> None:
        """Ask which station this is."""
        card = FirstStart()
        card.founded.connect(lambda values: self._found(card, values))
        card.sample_asked.connect(lambda _card: self._try_sample(card))
        self._frame.show_card(card, width=760, height=520)
        card.form.focus_first()

    def show_login(self, title: str = "请登录") -> None:
        """Ask who sits at the counter."""
        card = LogIn(title, self._home.names())
        card.asked.connect(lambda pair: self._log_in(card, pair))
        card.recovery_asked.connect(lambda _card: self._show_recovery())
        card.restore_asked.connect(lambda _card: self._show_restore())
        self._frame.show_card(card)
        card.begin()

    def _show_recovery(self) -> None:
        card = RecoveryLogIn(self._home.names())
        card.left.connect(lambda _card: self.show_login())
        card.asked.connect(lambda pair: self._recover(card, pair))
        self._frame.show_card(card)
        card.form.focus_first()

    def _show_restore(self) -> None:
        card = RestoreCard(backup.listed(self._home.backups))
        card.left.connect(lambda _card: self.show_login())
        card.chosen.connect(lambda chosen: self._restore(card, chosen))
        self._frame.show_card(card)

    def _found(self, card: FirstStart, values: dict[str, object]) -> None:
        plan = Founding(
            station_code=str(values["station_code"] or ""),
            bureau_code=str(values["bureau_code"] or ""),
            login=str(values["login"]),
            clerk_name=str(values["clerk_name"]),
            password=str(values["password"]),
            role=Role.ADMIN,
            phone=str(values["phone"] or ""),
            address=str(values["address"] or ""),
        )
        self._ops.start(
            "建立服务站",
            lambda _progress: self._home.found(plan),
            done=lambda made: self._show_code(*made),
            failed=lambda fault: card.say(fault.text, fault.field),
        )

    def _try_sample(self, card: FirstStart) -> None:
        self._frame.wait("正在装入示例镇（约 400 人、40 家单位，全部虚构）…")
        self._ops.start(
            "装入示例镇",
            lambda progress: found_sample(self._home, progress),
            done=lambda made: self._enter(made[0], self._sample_words()),
            failed=lambda fault: self._sample_failed(card, fault),
        )

    def _sample_failed(self, card: FirstStart, fault: UserError) -> None:
        del card
        self.show_first_start()
        self._frame.setToolTip(fault.text)

    @staticmethod
    def _sample_words() -> str:
        return f"这是虚构的示例镇。下次登录：经办人 {CLERK[0]} 密码 {CLERK[2]}；复核人 {REVIEWER[0]} 密码 {REVIEWER[2]}"

    def _show_code(self, desk: Desk, code: str) -> None:
        card = RecoveryCard(code)
        card.kept.connect(lambda _card: self._enter(desk, ""))
        card.print_asked.connect(lambda _card: self._save_code(desk, code))
        self._frame.show_card(card)

    def _save_code(self, desk: Desk, code: str) -> None:
        counter = build_counter(desk, self._home)
        composed = Papers(desk, counter.batches).recovery(code)
        choose_save(
            self._frame,
            "保存恢复码（打印后请删除这个文件）",
            "数据恢复码.pdf",
            "PDF (*.pdf)",
            lambda path: _write(path, composed.pdf),
        )

    def _log_in(self, card: LogIn, pair: tuple[str, str]) -> None:
        login, password = pair
        self._ops.start(
            "正在登录",
            lambda _progress: self._home.log_in(login, password),
            done=lambda desk: self._enter(desk, ""),
            failed=lambda fault: card.say(fault.text),
        )

    def _recover(self, card: RecoveryLogIn, pair: tuple[str, str]) -> None:
        code, login = pair
        words = "您是用恢复码进来的：请在「设置」里改密码，并打印一张新的恢复码。"
        self._ops.start(
            "正在登录",
            lambda _progress: self._home.log_in_with_recovery(code, login),
            done=lambda desk: self._enter(desk, words),
            failed=lambda fault: card.say(fault.text),
        )

    def _restore(self, card: RestoreCard, chosen: object) -> None:
        if not isinstance(chosen, backup.BackupCard):
            return
        self._ops.start(
            "正在恢复",
            lambda _progress: backup.restore(chosen, self._home.folder),
            done=lambda _none: self.show_login("已恢复，请登录；本站将启用新的纪元"),
            failed=lambda fault: card.say(fault.text),
        )

    def _enter(self, desk: Desk, words: str) -> None:
        self._frame.wait("正在打开…")
        self._ops.start(
            "正在打开",
            lambda _progress: build_counter(desk, self._home),
            done=lambda counter: self.opened.emit((counter, words)),
        )


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
