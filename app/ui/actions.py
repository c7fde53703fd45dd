"""The one table of every shortcut, and the wiring that sends a key to the page in front."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class Act(StrEnum):
    """What a key of the window does; a page answers the acts it knows."""

    HELP = "help"
    NEW = "new"
    NEW_KIN = "new_kin"
    FIND = "find"
    READ_CARD = "read_card"
    REFRESH = "refresh"
    NEXT_AREA = "next_area"
    APPLY = "apply"
    PREVIEW = "preview"
    MATCH = "match"
    FACE = "face"
    SAVE = "save"
    SAVE_NEXT = "save_next"
    PRINT = "print"
    UNDO = "undo"
    ADOPT = "adopt"
    CLOSE = "close"
    LOCK = "lock"
    PAGE_1 = "page_1"
    PAGE_2 = "page_2"
    PAGE_3 = "page_3"
    PAGE_4 = "page_4"
    PAGE_5 = "page_5"
    PAGE_6 = "page_6"
    PAGE_7 = "page_7"
    PAGE_8 = "page_8"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One row of the table: the act, its key as printed, its words, its group in the F1 sheet."""

    act: Act
    key: str
    text: str
    group: str
    also: tuple[str, ...] = ()


KEYS: tuple[KeyRow, ...] = (
    KeyRow(Act.HELP, "F1", "帮助与按键", "随处可用"),
    KeyRow(Act.NEW, "F2", "新登记", "随处可用"),
    KeyRow(Act.FIND, "F3", "查找", "随处可用"),
    KeyRow(Act.READ_CARD, "F4", "读身份证", "随处可用"),
    KeyRow(Act.REFRESH, "F5", "刷新", "随处可用"),
    KeyRow(Act.NEXT_AREA, "F6", "换区", "随处可用"),
    KeyRow(Act.NEW_KIN, "Shift+F2", "同户下一位", "办理"),
    KeyRow(Act.APPLY, "F7", "开始申请", "办理"),
    KeyRow(Act.PREVIEW, "F8", "打印预览", "办理"),
    KeyRow(Act.MATCH, "F9", "推荐", "办理"),
    KeyRow(Act.FACE, "Ctrl+G", "给群众看", "办理"),
    KeyRow(Act.SAVE, "Ctrl+S", "保存", "办理"),
    KeyRow(Act.SAVE_NEXT, "Ctrl+Enter", "保存并下一位", "办理", ("Ctrl+Return",)),
    KeyRow(Act.PRINT, "Ctrl+P", "打印", "办理"),
    KeyRow(Act.UNDO, "Ctrl+Z", "撤销刚才的办理", "办理"),
    KeyRow(Act.ADOPT, "Alt+Enter", "采用建议的写法", "办理", ("Alt+Return",)),
    KeyRow(Act.LOCK, "Ctrl+L", "锁屏或换人", "随处可用"),
    KeyRow(Act.CLOSE, "Esc", "关闭窗格或清除筛选，不丢文字", "随处可用"),
    *(
        KeyRow(act, f"Alt+{number}", f"换到“{title}”", "换页")
        for number, (act, title) in enumerate(
            (
                (Act.PAGE_1, "今日"),
                (Act.PAGE_2, "登记与查询"),
                (Act.PAGE_3, "推荐"),
                (Act.PAGE_4, "岗位与培训"),
                (Act.PAGE_5, "补贴申请"),
                (Act.PAGE_6, "上报与回执"),
                (Act.PAGE_7, "表样"),
                (Act.PAGE_8, "设置"),
            ),
            start=1,
        )
    ),
)

# Keys that belong to an input or a list, not to the window; listed in the F1 sheet only.
TYPING_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "下一项；列表打开时选定；末项时保存"),
    ("Shift+Enter / ↑", "上一项"),
    ("Tab", "下一项（多行备注中用它离开）"),
    ("Ctrl+Enter", "在多行备注中：到下一项"),
    ("↑ ↓", "在列表中移动"),
    ("打字", "筛选选项：代码、汉字或拼音首字母"),
    ("数字", "日期打 20260305 或 0305，月份打 202603"),
    ("Enter", "表格中：打开这一行"),
    ("Ctrl+1…9", "表格中：按第几列排序，再按一次倒过来"),
    ("Ctrl+C", "表格中：复制所选各行"),
    ("1 2 3", "推荐的岗位、培训上：置顶、不再推荐、为什么没有"),
    ("1 2 3 0", "跟踪列表中：记进展；0 看电话（记入台账）"),
)

PAGE_ACTS = (
    Act.PAGE_1, Act.PAGE_2, Act.PAGE_3, Act.PAGE_4, Act.PAGE_5, Act.PAGE_6, Act.PAGE_7, Act.PAGE_8,
)  # fmt: skip
EVERYWHERE = frozenset({Act.HELP, Act.FIND, Act.NEW, Act.READ_CARD, Act.REFRESH, Act.LOCK})
"""What works on every page, whether the page answers it or not."""
_BY_ACT = {row.act: row for row in KEYS}


def key_row(act: Act) -> KeyRow:
    """Return the table's row for an act."""
    return _BY_ACT[act]


def key_of(act: Act) -> str:
    """Return the key as it is printed on a button."""
    return _BY_ACT[act].key


def all_sequences() -> tuple[str, ...]:
    """Return every key sequence the window claims, second spellings included."""
    return tuple(sequence for row in KEYS for sequence in (row.key, *row.also))


def bind_shortcuts(window: QWidget, run: Callable[[Act], None]) -> None:
    """Give the window every key of the table; each calls `run` with its act."""
    for row in KEYS:
        for sequence in (row.key, *row.also):
            shortcut = QShortcut(QKeySequence(sequence), window)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(run, row.act))
