"""上报与回执: sealing, carrying to a stick with read-back, and the list of batches with what is known of each."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.batches import BatchCard, ExportReport
from app.services.counter import Counter
from app.services.exchange.drives import removable_media
from app.services.slips.payload import PREFIX
from app.ui.kit import (
    OPEN_FOLDER,
    Act,
    Button,
    Card,
    Column,
    EmptyState,
    Page,
    PageContext,
    Table,
    TwoPane,
    Words,
    choose_file,
    choose_folder,
    choose_save,
    show_folder,
)
from app.ui.ops import Changes
from app.ui.pages.exchange import viewmodel
from app.ui.pages.exchange.epoch import EpochPane, NextEpoch
from app.ui.pages.exchange.references import ReferencePane
from app.ui.pages.exchange.replies import ReplyPane
from app.ui.pages.exchange.slips import SlipDesk, SlipPane
from app.ui.papers import show_paper

LOW = 640  # below this height of the window the total says enough
_NO_COUNTY = "还不能封存：要先装入县区人社局给的公钥卡文件，这样只有县里能打开批次。点「装入县区公钥卡」。"


class ExchangePage(Page):
    """What goes up to the county, and what came down from it."""

    page_key, title = "exchange", "上报与回执"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__(context.home)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._waiting = Words("", role="name")
        self._kinds = Words("", role="label", wraps=True)
        self._missing = Words(_NO_COUNTY, tone="ask", wraps=True)
        self._bureau = Words("", role="caption", wraps=True)
        self.table = Table(
            "batches",
            (
                Column("name", "批次", 7.5, show=viewmodel.batch_text),
                Column("counts", "件数", 4.5, is_number=True, show=viewmodel.count_text),
                Column("sealed_at", "封存时间", 8, show=viewmodel.sealed_text),
                Column("state", "状态", 20, show=viewmodel.state_text),
                Column("size", "大小", 5, is_number=True, show=viewmodel.size_text),
            ),
            empty=EmptyState("上报批次", "还没有封存过。点「封存并写到U盘」把变动打成一个加密批次"),
            memory=context.memory,
            label="上报批次",
        )
        self._confirm = QWidget(self)
        self.replies = ReplyPane(context, self)
        self.replies.references_wanted.connect(lambda _taken: self.show_references())
        self.references = ReferencePane(context, self)
        self.references.closed.connect(lambda _pane: self.show_batches())
        services = context.services
        self.slips = SlipPane(
            SlipDesk(services.slips.check, context.ops, context.memory, services.desk.clock.today), self
        )
        self.slips.closed.connect(lambda _pane: self.show_batches())
        self.epoch = EpochPane(context, self._on_station_asked, self)
        self._lay_out()

    def open(self, target: object | None) -> None:
        """Read everything anew; check a slip whose code was scanned into the search."""
        self._fill()
        if isinstance(target, str) and target.upper().startswith(PREFIX):
            self.show_slips()
            self.slips.check(target)

    def refresh(self, changes: Changes) -> None:
        """Read everything anew when anything changed."""
        del changes
        self._fill()

    def primary_focus(self) -> QWidget | None:
        """Return the button that seals."""
        return self._seal

    def _lay_out(self) -> None:
        head = Card("待上报", "一次封存一个批次，封存后不再改动")
        head.body.addWidget(self._waiting)
        head.body.addWidget(self._kinds)
        head.body.addWidget(self._missing)
        line = QHBoxLayout()
        self._seal = self._button("封存并写到U盘", "seal", self._on_seal_asked, look="primary")
        self._again = self._button("再写一份（未答复的全部批次）", "export_again", self._on_export_asked)
        line.addWidget(self._seal)
        line.addWidget(self._again)
        line.addStretch(1)
        head.body.addLayout(line)
        head.body.addWidget(self._confirm_bar())
        batches = Card("批次", "只有县里的回执才会变成“县已收”“县已办”")
        batches.body.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.act_button(Act.PREVIEW, self._on_handover_asked, "打印批次交接单"))
        foot.addStretch(1)
        batches.body.addLayout(foot)
        sending = QWidget()
        left = QVBoxLayout(sending)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.epoch)
        left.addWidget(head)
        left.addWidget(batches, 1)
        self._main = QStackedWidget(self)
        self._main.addWidget(sending)
        self._main.addWidget(self.references)
        self._main.addWidget(self.slips)
        self.panes = TwoPane(self._main, "批次", self._side(), "县区与U盘", self)
        self.answer(Act.NEXT_AREA, self.panes.switch_area)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def show_references(self) -> None:
        """Show what the county sent down, and what the first that waits would change."""
        self._main.setCurrentWidget(self.references)
        self.references.fill()
        waiting = self.references.waiting()
        if waiting:
            self.references.look(waiting[0].id)
        else:
            self.references.focus_list()

    def show_slips(self) -> None:
        """Wait for a slip that somebody brought."""
        self._main.setCurrentWidget(self.slips)
        self.slips.begin()

    def show_batches(self) -> None:
        """Go back to what goes up."""
        self._main.setCurrentIndex(0)
        self._fill()
        self._seal.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_close_asked(self) -> None:
        if self._main.currentWidget() is self.references:
            self.references.leave()
        elif self._main.currentWidget() is self.slips:
            self.show_batches()
        else:
            self._on_seal_left()

    def _confirm_bar(self) -> QWidget:
        row = QHBoxLayout(self._confirm)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Words("封存后这批变动不能再改，只能再报更正。写到哪里？", tone="ask", wraps=True), 1)
        self._media = QHBoxLayout()
        row.addLayout(self._media)
        self._folder = self._button("封存到文件夹…", "pick_folder", self._on_folder_asked)
        row.addWidget(self._folder)
        row.addWidget(self._button("先不封存", "seal_no", self._on_seal_left))
        self.answer(Act.CLOSE, self._on_close_asked)
        self._confirm.hide()
        return self._confirm

    def _side(self) -> Card:
        side = Card("县区与U盘")
        side.body.addWidget(self._bureau)
        side.body.addWidget(self._button("装入县区公钥卡…", "install_county", self._on_county_asked))
        side.body.addWidget(self._button("导出服务站卡…", "station_card", self._on_station_asked))
        side.body.addWidget(NextEpoch(self._context, self))
        side.body.addWidget(self.replies)
        side.body.addWidget(self._button("核对受理回执的真伪…", "check_slips", self.show_slips))
        for line in (
            "U盘上只有加密的批次文件，放在 JMK/UP 文件夹里；县里用自己的私钥才能打开。",
            "写完会重新读一遍核对。请等提示“已写入并核对”再拔。",
            "U盘丢了不要紧：再写一份就行，县里收到两份也只算一次。",
            "交接时打印批次交接单，双方核对 16 位核对码。",
        ):
            side.body.addWidget(Words(line, wraps=True))
        side.body.addStretch(1)
        return side

    def _button(self, text: str, name: str, slot: object, *, look: str = "") -> Button:
        button = Button(text, look=look, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
        return button

    def _fill(self) -> None:
        outbox = self._ops.do(self._counter.batches.outbox)
        cards = self._ops.do(self._counter.batches.all) or ()
        known = self._counter.batches.has_county()
        if outbox is not None:
            self._waiting.say(viewmodel.outbox_line(outbox))
            self._kinds.setText("　　".join(viewmodel.outbox_lines(outbox)))
            self._seal.setEnabled(outbox.count > 0 and known)
            self._missing.setVisible(outbox.count > 0 and not known)
        self._again.setEnabled(any(card.is_unanswered for card in cards))
        self.replies.fill()
        self.replies.say_waiting(len(self.references.waiting()))
        self.references.fill()
        self.epoch.fill()
        by_id = {card.id: card for card in cards}
        self.table.fill(
            tuple(by_id), lambda ids: tuple(by_id[_int(one)] for one in ids), total=f"共 {len(cards)} 批"
        )
        station = self._counter.desk.station
        told = "已装入县区公钥卡" if known else "还没有县区公钥卡：装入后才能封存"
        self._bureau.setText(
            f"接收单位：{station.bureau_name}\n{told}\n本站代码 {station.code}，纪元 {station.epoch}"
        )

    def _on_seal_asked(self) -> None:
        while self._media.count():
            item = self._media.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        ready: list[Button] = []
        for medium in removable_media():
            button = self._button(
                viewmodel.medium_text(medium), "medium", partial(self.seal_to, medium.folder), look="primary"
            )
            button.setEnabled(not medium.is_read_only)
            if button.isEnabled():
                ready.append(button)
            self._media.addWidget(button)
        self._confirm.show()
        self._fit()
        (ready[0] if ready else self._folder).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the height to the question in a low window."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._kinds.setVisible(self._confirm.isHidden() or self.window().height() >= LOW)

    def _on_seal_left(self) -> None:
        self._confirm.hide()
        self._fit()
        self._seal.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_folder_asked(self) -> None:
        choose_folder(self, "U盘或文件夹", self.seal_to)

    def seal_to(self, folder: Path) -> None:
        """Seal what waits and carry every unanswered batch to the folder."""
        self._confirm.hide()
        self._fit()
        batches = self._counter.batches
        self._ops.start("封存", batches.seal, done=lambda _card: self._on_sealed(folder))

    def _on_sealed(self, folder: Path) -> None:
        self._ops.announce(Changes.of("batch"))
        self._export(folder)

    def _on_export_asked(self) -> None:
        choose_folder(self, "U盘或文件夹", self._export)

    def _export(self, folder: Path) -> None:
        batches = self._counter.batches
        self._ops.start("写入U盘", lambda progress: batches.export(folder, progress), done=self._on_exported)

    def _on_exported(self, report: ExportReport) -> None:
        text = f"已写入并核对 {len(report.files)} 个批次到 {report.folder}，可以拔出。请打印交接单（F8）。"
        self._context.shell.tell(
            "ok", text, action=OPEN_FOLDER, on_action=lambda: show_folder(report.folder), key="exported"
        )
        self._fill()

    def _on_handover_asked(self) -> None:
        number = self.table.current_id()
        cards = self._ops.do(self._counter.batches.all) or ()
        chosen: BatchCard | None = next(
            (card for card in cards if card.id == number), cards[0] if cards else None
        )
        if chosen is None:
            self._context.shell.tell("info", "还没有批次，先封存再打印交接单。", key="handover")
            return
        papers, batch_id = self._counter.papers, chosen.id
        show_paper(self._context, "正在生成交接单", lambda: papers.handover(batch_id))

    def _on_county_asked(self) -> None:
        choose_file(self, "县区公钥卡", "公钥卡 (*.txt *.card *.pub)", self._install)

    def _install(self, path: Path) -> None:
        batches = self._counter.batches
        self._ops.do(lambda: batches.install_card(path), done=lambda _changes: self._on_installed())

    def _on_installed(self) -> None:
        self._context.shell.toast("已装入县区公钥卡")
        self._fill()

    def _on_station_asked(self) -> None:
        station = self._counter.desk.station
        name = f"{station.code}-{station.epoch}.card"
        choose_save(self, "服务站卡存到", name, "服务站卡 (*.card)", self._write_card)

    def _write_card(self, path: Path) -> None:
        told = f"已存到 {path}，请交县区登记本站；里面只有公钥，没有人员资料。"
        self._ops.do(
            lambda: self._counter.batches.write_station_card(path),
            done=lambda _card: self._context.shell.tell(
                "ok", told, action=OPEN_FOLDER, on_action=lambda: show_folder(path), key="station_card"
            ),
        )


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
