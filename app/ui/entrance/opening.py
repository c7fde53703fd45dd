"""From the frame to the window: which card is shown, what it does, and the station that comes of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.faults import NewerData, UserError
from app.models.enums import Role
from app.models.sheets import Lay
from app.services import backup
from app.services.batches import Batches
from app.services.counter import build_counter
from app.services.desk import Desk
from app.services.home import Founding, StationHome
from app.services.papers.service import Papers
from app.services.rescue import carry_out
from app.services.sample import CLERK, REVIEWER, found_sample, hint
from app.ui.entrance.carrying import CarryOutCard
from app.ui.entrance.forms import FirstStart, LogIn, RecoveryCard, RecoveryLogIn, RestoreCard
from app.ui.entrance.frame import EntranceFrame
from app.ui.kit import Printers
from app.ui.kit.files import choose_folder
from app.ui.ops import Ops, Step
from app.ui.pictures import Pictures
from app.ui.printing import SystemPrinters


class Opening(QObject):
    """Leads a clerk to an open station; `opened` carries the Counter."""

    opened = Signal(object)

    def __init__(
        self,
        frame: EntranceFrame,
        home: StationHome,
        ops: Ops,
        parent: QObject | None = None,
        *,
        printers: Printers | None = None,
    ) -> None:
        super().__init__(parent)
        self._frame, self._home, self._ops = frame, home, ops
        self._printers: Printers = printers or SystemPrinters(Pictures(), frame)

    def begin(self) -> None:
        """Show the first card: log-in where a station lives here, else the first start."""
        try:
            self._home.settle()
        except UserError as fault:
            self.show_login(fault.text)
            return
        if self._home.is_founded:
            self.show_login()
        else:
            self.show_first_start()

    def show_first_start(self, trouble: str = "") -> None:
        """Ask which station this is; `trouble` is why there still is none."""
        card = FirstStart()
        card.founded.connect(lambda values: self._found(card, values))
        card.sample_asked.connect(lambda _card: self._try_sample())
        self._frame.show_card(card, width=760, height=520)
        card.form.focus_first()
        if trouble:
            card.say(trouble)

    def show_login(self, title: str = "请登录") -> None:
        """Ask who sits at the counter."""
        names = self._home.names()
        card = LogIn(title, names, hint=hint(names), last=self._home.last_login())
        card.asked.connect(lambda pair: self._log_in(card, pair))
        card.recovery_asked.connect(lambda _card: self._show_recovery())
        card.restore_asked.connect(lambda _card: self._show_restore())
        self._frame.show_card(card)
        card.begin()

    def _show_recovery(self) -> None:
        card = RecoveryLogIn(self._home.names())
        card.left.connect(lambda _card: self.show_login())
        card.asked.connect(lambda asked: self._recover(card, asked))
        self._frame.show_card(card, height=440)
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
            epoch=str(values["epoch"] or "A").strip().upper(),
        )
        self._ops.start(
            "建立服务站",
            lambda _progress: self._home.found(plan),
            done=lambda made: self._show_code(*made),
            failed=lambda fault: card.say(fault.text, fault.field),
        )

    def _try_sample(self) -> None:
        words = "正在装入示例镇（约 400 人、40 家单位，全部虚构）…"
        self._frame.wait(words)
        job = self._ops.start(
            "装入示例镇",
            lambda progress: found_sample(self._home, progress),
            done=lambda made: self._enter(made[0], self._sample_words()),
            failed=self._sample_failed,
        )
        job.stepped.connect(lambda step: self._frame.wait(f"{words}\n{_far(step)}"))

    def _sample_failed(self, fault: UserError) -> None:
        """Say why; where the station was founded already, the way in is the log-in."""
        if self._home.is_founded:
            self.show_login(f"示例镇没有装完：{fault.text}")
        else:
            self.show_first_start(fault.text)

    @staticmethod
    def _sample_words() -> str:
        return f"这是虚构的示例镇。下次登录：{CLERK[1]} 密码 {CLERK[2]}；{REVIEWER[1]} 密码 {REVIEWER[2]}"

    def _show_code(self, desk: Desk, code: str) -> None:
        card = RecoveryCard(code)
        card.kept.connect(lambda _card: self._enter(desk, ""))
        card.print_asked.connect(lambda _card: self._print_code(desk, card))
        self._frame.show_card(card)

    def _print_code(self, desk: Desk, card: RecoveryCard) -> None:
        """Print the code on the first printer, so that no file of it stays; without a printer, copy it by hand."""
        names = self._printers.names()
        if not names:
            card.say("这台电脑没有打印机：请把恢复码工整地抄在纸上，核对两遍。")
            return
        pdf = Papers(desk, Batches(desk, self._home)).recovery(card.code).pdf
        self._ops.start(
            "正在打印恢复码",
            lambda _progress: self._printers.print_pdf(pdf, names[0], 1, "数据恢复码", Lay()),
            done=lambda _none: card.say(f"已送往打印机 {names[0]}，请取出核对。"),
            failed=lambda fault: card.say(f"{fault.text}，或工整地抄在纸上。"),
        )

    def _log_in(self, card: LogIn, pair: tuple[str, str]) -> None:
        login, password = pair
        self._ops.start(
            "正在登录",
            lambda _progress: self._home.log_in(login, password),
            done=lambda desk: self._enter(desk, ""),
            failed=lambda fault: self._not_in(card, pair, fault),
        )

    def _not_in(self, card: LogIn, pair: tuple[str, str], fault: UserError) -> None:
        """Say why there is no way in; where the program is too old, offer to carry the data out."""
        if not isinstance(fault, NewerData):
            card.say(fault.text)
            return
        carrying = CarryOutCard(fault.text)
        carrying.left.connect(lambda _card: self.show_login())
        carrying.asked.connect(
            lambda _card: choose_folder(
                self._frame, "导出到哪里", lambda folder: self._carry_out(carrying, pair, folder)
            )
        )
        self._frame.show_card(carrying)

    def _carry_out(self, card: CarryOutCard, pair: tuple[str, str], folder: Path) -> None:
        self._ops.start(
            "正在导出数据",
            lambda progress: carry_out(self._home, *pair, folder, progress=progress),
            done=lambda carried: card.say("info", carried.text),
            failed=lambda fault: card.say("error", fault.text),
        )

    def _recover(self, card: RecoveryLogIn, asked: tuple[str, str, str]) -> None:
        code, login, new = asked
        self._ops.start(
            "正在登录",
            lambda _progress: self._home.recover(code, login, new),
            done=lambda made: self._show_code(*made),
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


def _far(step: object) -> str:
    return f"{step.text}　{step.done} / {step.of}" if isinstance(step, Step) and step.of else ""
