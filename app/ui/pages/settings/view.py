"""设置: the station and the look, people, printers, care, the open questions of the notice, the journal, about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.faults import UserError
from app.services.batches import VERSION
from app.services.counter import Counter
from app.services.settings import OPTIONS
from app.services.settings import Option as Setting
from app.ui.intake import ImportPane
from app.ui.kit import (
    Act,
    Button,
    Card,
    ChoiceInput,
    Field,
    FieldEdit,
    FormGrid,
    IntInput,
    Option,
    Page,
    PageContext,
    ReasonList,
    ReasonRow,
    Remark,
    ScrollPane,
    TextInput,
    Words,
)
from app.ui.ops import Changes
from app.ui.pages.settings.care import CarePane, TrailPane
from app.ui.pages.settings.people import PeoplePane
from app.ui.pages.settings.printing import PrintersPane
from app.ui.pages.settings.trial import TrialCard

_LICENCES = (
    "许可：本软件 Apache-2.0；界面 Qt for Python（LGPL-3.0）；字体 思源黑体、思源宋体（OFL）、花园明朝；"
    "其余开源组件及许可见随附 README"
)
_VIEWS = (
    Option("station", "本站与显示"),
    Option("people", "账号"),
    Option("care", "自检与备份"),
    Option("policy", "政策口径"),
    Option("trail", "审计台账"),
)


def _input(option: Setting) -> Field:
    if option.choices:
        return ChoiceInput(
            option.key, option.label, tuple(Option(code, text) for code, text in option.choices)
        )
    if isinstance(option.default, bool):
        return ChoiceInput(option.key, option.label, (Option("1", "是", "s"), Option("0", "否", "f")))
    return (
        IntInput(option.key, option.label)
        if isinstance(option.default, int)
        else TextInput(option.key, option.label)
    )


class SettingsPage(Page):
    """How this station is set up."""

    page_key, title = "settings", "设置"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__(context.home)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._view = ChoiceInput("view", "看", _VIEWS)
        self._view.set_value("station")
        self._view.edited.connect(lambda _edit: self._fill())
        for act in (Act.SAVE, Act.SAVE_NEXT):
            self.answer(act, partial(self._answer_save, act))
        self.answer(Act.PREVIEW, self._on_preview_asked)
        self.answer(Act.CLOSE, self._on_close_asked)
        self._about = Words("", wraps=True)
        self._stack = QStackedWidget(self)

    def make(self) -> Iterator[None]:
        """Build one view after another."""
        context, stack = self._context, self._stack
        stack.addWidget(self._station())
        yield
        self._people = PeoplePane(context, stack)
        stack.addWidget(self._people)
        yield
        self._care = CarePane(context, stack)
        stack.addWidget(self._care)
        stack.addWidget(self._policy())
        yield
        self._trail = TrailPane(context, stack)
        stack.addWidget(self._trail)
        yield
        self._printers = PrintersPane(context, stack)
        stack.addWidget(self._printers)
        yield
        self._import = ImportPane(context, "comparison", parent=stack)
        self._import.left.connect(lambda _pane: self._fill())
        stack.addWidget(self._import)
        self._lay_out()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self._view, 3)
        bar.addStretch(1)
        printers = Button("打印机", name="show_printers", parent=self)
        printers.clicked.connect(lambda _checked=False: self._show_printers())
        bar.addWidget(printers)
        lists = Button("导入比对名单", name="import_lists", parent=self)
        lists.clicked.connect(lambda _checked=False: self._on_import_asked())
        bar.addWidget(lists)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(bar)
        box.addWidget(self._stack, 1)

    def open(self, target: object | None) -> None:
        """Show one of the views by its key."""
        if target == "printers":
            self._show_printers()
            return
        if isinstance(target, str):
            self._view.set_value(target)
        self._fill()

    def refresh(self, changes: Changes) -> None:
        """Read anew what is in front."""
        if self._stack.currentWidget() is self._printers:
            if changes.touch("printer"):
                self._printers.fill()
        elif changes.touch("account", "setting", "station", "comparison"):
            self._fill()

    def primary_focus(self) -> QWidget | None:
        """Return the row of views, or the first question of the printers."""
        is_printers = self._stack.currentWidget() is self._printers
        return self._printers.kinds["form"] if is_printers else self._view

    def _station(self) -> QWidget:
        self.form = FormGrid(parent=self)
        card = self.form.card("显示与习惯", "改了就生效")
        for option in OPTIONS.values():
            card.add(_input(option))
        self.form.edited.connect(self._on_edited)
        self.form.left.connect(self._on_left)
        about = Card("本站", "")
        about.body.addWidget(self._about)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(about)
        box.addWidget(TrialCard(self._context, holder))
        box.addWidget(self.form, 1)
        return holder

    def _policy(self) -> QWidget:
        """Show what the notice leaves open and how this pack answers it; a new answer is a new pack version."""
        card = Card("政策口径", "通知没有写明的，由政策包的版本规定；改口径要换政策包，旧申请仍按当时的版本")
        newest = self._counter.eligibility.packs.newest
        examples = sum(rate.is_example for rate in newest.rates)
        head = f"{self._counter.eligibility.packs.title}　版本 {newest.ref}　{newest.document}"
        card.body.addWidget(Words(head, role="heading", wraps=True))
        warning = f"包内 {examples} 项补贴标准是示例，不是真实标准，须换成县区正式文件后才能用于发放。"
        card.body.addWidget(Words(warning, tone="ask", wraps=True))
        rows = ReasonList(self)
        rows.show_rows(
            tuple(
                ReasonRow(
                    setting.title,
                    setting.choices.get(str(setting.value), str(setting.value)),
                    note=setting.note,
                )
                for setting in newest.settings.values()
            )
        )
        card.body.addWidget(rows)
        card.body.addStretch(1)
        return ScrollPane(card)

    def _fill(self) -> None:
        view = str(self._view.value() or "station")
        self._stack.setCurrentIndex([option.code for option in _VIEWS].index(view))
        {"people": self._people.fill, "care": self._care.fill, "trail": self._trail.fill}.get(
            view, self._fill_station
        )()

    def _fill_station(self) -> None:
        station = self._counter.desk.station
        known = "已装入" if self._counter.batches.has_county() else "未装入（在「上报与回执」装入）"
        self._about.setText(
            f"{station.name}　代码 {station.code}　纪元 {station.epoch}\n"
            f"接收单位：{station.bureau_name}　县区公钥卡：{known}\n"
            f"家门口 {VERSION}　数据在 {self._counter.home.folder}\n{_LICENCES}"
        )
        chosen = self._counter.settings.all()
        self.form.fill(
            {
                key: ("1" if value else "0") if isinstance(value, bool) else value
                for key, value in chosen.items()
            }
        )

    def _on_edited(self, edit: object) -> None:
        """Keep a choice at once; what is typed is kept on leaving, whole."""
        if isinstance(edit, FieldEdit) and (
            OPTIONS[edit.key].choices or isinstance(OPTIONS[edit.key].default, bool)
        ):
            self._keep(edit.key, edit.value)

    def _on_left(self, key: object) -> None:
        option = OPTIONS.get(str(key))
        if option is not None and not option.choices and not isinstance(option.default, bool):
            self._keep(option.key, self.form.field(option.key).value())

    def _keep(self, key: str, typed: object) -> None:
        option = OPTIONS[key]
        value: object = typed
        if isinstance(option.default, bool):
            value = typed == "1"
        elif isinstance(option.default, int):
            value = typed if isinstance(typed, int) else option.default
        else:
            value = str(typed or "").strip()
        if value != self._counter.settings.all()[key]:
            self._ops.do(
                lambda: self._counter.settings.change(key, value),
                failed=self._refuse,
                touches=frozenset({"setting"}),
            )

    def _refuse(self, fault: UserError) -> None:
        self.form.show_findings((Remark(fault.field, "error", fault.text),))

    def _answer_save(self, act: Act) -> None:
        shown = self._stack.currentWidget()
        if shown is self._import:
            self._import.answer(act)
        elif shown is self._printers:
            self._printers.save()

    def _on_close_asked(self) -> None:
        shown = self._stack.currentWidget()
        if shown is self._import:
            self._import.go_back()
        elif shown is self._printers:
            self._view.set_value("station")
            self._fill()

    def _on_preview_asked(self) -> None:
        if self._stack.currentWidget() is self._printers:
            self._printers.preview()

    def _show_printers(self) -> None:
        self._view.set_value(None)
        self._stack.setCurrentWidget(self._printers)
        self._printers.fill()
        self._printers.kinds["form"].focus_input()

    def _on_import_asked(self) -> None:
        self._stack.setCurrentWidget(self._import)
        self._import.begin()
