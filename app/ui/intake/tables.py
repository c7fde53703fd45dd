"""The tables of the import pane: columns and their meaning, what differs, what is wrong where, imports of the past."""

from __future__ import annotations

from app.ui.kit import Column, EmptyState, Table
from app.ui.kit.memory import Memory


def columns_table(layout: str, memory: Memory) -> Table:
    """Return the table of a file's columns."""
    return Table(
        f"import_columns_{layout}",
        (
            Column("header", "表里的列", 10),
            Column("meaning", "当作", 10),
            Column("sureness", "把握", 6),
            Column("samples", "前几行", 20),
        ),
        empty=EmptyState("列对照", "这一页没有带名字的列，请看看选的是不是要导入的表"),
        memory=memory,
        label="列对照",
    )


def faults_table(layout: str, memory: Memory) -> Table:
    """Return the table of what is wrong, cell by cell."""
    return Table(
        f"import_faults_{layout}",
        (
            Column("number", "行号", 4, is_number=True),
            Column("who", "名称", 6),
            Column("column", "列", 7),
            Column("content", "填的是", 12),
            Column("repair", "建议", 9),
            Column("text", "原因", 20),
        ),
        empty=EmptyState("没有通过的行", "没有错行"),
        memory=memory,
        label="没有通过的行",
    )


def differences_table(layout: str, memory: Memory, empty: EmptyState) -> Table:
    """Return the table of what a file says otherwise than the station."""
    return Table(
        f"import_differences_{layout}",
        (
            Column("number", "行号", 4, is_number=True),
            Column("who", "姓名", 6),
            Column("label", "项目", 7),
            Column("ours", "本站的", 14),
            Column("theirs", "表里的", 14),
            Column("stands", "用哪个", 6),
        ),
        empty=empty,
        memory=memory,
        label="与本站不同的",
    )


def history_table(layout: str, memory: Memory) -> Table:
    """Return the table of the imports of the past."""
    return Table(
        f"import_history_{layout}",
        (
            Column("at", "时间", 8),
            Column("label", "内容", 8),
            Column("file_name", "文件", 16),
            Column("state", "状态", 7),
            Column("counts", "结果", 22),
        ),
        empty=EmptyState(
            "以前的导入",
            "还没有导入过。按「选择文件」，或把文件拖进来；标题行、合并单元格、空行都不用删，列名按平时的叫法就行",
        ),
        memory=memory,
        label="以前的导入",
    )
