"""Runs LibreOffice over workbooks, with no other fonts than ours."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

from openpyxl.utils import column_index_from_string

from app.paths import resources
from app.services.printing.fonts import Role, role_of, typeface
from app.services.printing.layout import Template

_NAMES = {Role.SANS: "Noto Sans SC"}
_FONT = re.compile(r'(<(?:\w+:)?(?:name|rFont)\b[^>]*\bval=")([^"]*)(")')
_HEADING_FONT = re.compile(r"(&amp;(?:\"|&quot;))([^,\"&]+)")
_COLS = re.compile(r"<(?:\w+:)?cols>.*?</(?:\w+:)?cols>", re.DOTALL)
_COL = re.compile(r"<(?:\w+:)?col\b([^>]*?)/?>")
_SCHEME = re.compile(r"<(?:\w+:)?scheme\b[^>]*/>")
_LOOKS = frozenset({"xl/styles.xml", "xl/sharedStrings.xml"})
_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="DefaultLocale_CJK" oor:op="fuse">
<value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>zh-CN</value></prop></item>
</oor:items>
"""
"""Chinese as the language of Chinese text: without it lines may begin with a comma."""


def is_here() -> bool:
    """Return whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def convert(files: list[Path], target: Path, kind: str = "pdf") -> None:
    """Convert workbooks into another kind of file, all in one run.

    Raises: subprocess.CalledProcessError when LibreOffice fails.
    """
    home = target / "office"
    home.mkdir(parents=True, exist_ok=True)
    conf = home / "fonts.conf"
    conf.write_text(_CONF.format(fonts=resources() / "fonts", cache=home / "fonts"), encoding="utf-8")
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(home / 'user').as_uri()}",
        "--convert-to",
        kind,
    ]
    env = {**os.environ, "FONTCONFIG_FILE": str(conf), "SAL_USE_VCLPLUGIN": "svp"}
    subprocess.run(
        [*command, "--outdir", str(target), *map(str, files)], env=env, check=True, capture_output=True
    )


def prepared(data: bytes, template: Template) -> bytes:
    """Return a workbook as the oracle reads it: our fonts by name, our column widths, its first sheet alone.

    LibreOffice measures columns in digits of whatever font it finds for the workbook's normal one, which under
    our fonts is not the author's; so each column is given the width in points that the engine takes it for.
    """
    source, buffer = zipfile.ZipFile(BytesIO(data)), BytesIO()
    first = _first_sheet(source)
    with source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        digit = _digit_points(source)
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".xml"):
                text = content.decode("utf-8")
                if name in _LOOKS or name.startswith("xl/worksheets/"):
                    text = _SCHEME.sub("", _FONT.sub(_renamed, text))
                if name == first:
                    text = _HEADING_FONT.sub(lambda found: found[1] + _ours(found[2]), text)
                    text = _measured(text, template, digit)
                if name == "xl/workbook.xml":
                    text = _alone(text)
                content = text.encode("utf-8")
            target.writestr(name, content)
    return buffer.getvalue()


def _ours(family: str) -> str:
    return _NAMES.get(role_of(family), "Noto Serif SC")


def _renamed(found: re.Match[str]) -> str:
    return found[1] + _ours(found[2]) + found[3]


def _first_sheet(book: zipfile.ZipFile) -> str:
    key = re.search(r'<(?:\w+:)?sheet\b[^>]*\br:id="([^"]+)"', book.read("xl/workbook.xml").decode("utf-8"))
    relations = book.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    if key is None:
        raise ValueError("no sheet")
    for found in re.finditer(r"<Relationship\b[^>]*>", relations):
        if f'Id="{key[1]}"' in found[0]:
            target = re.search(r'Target="([^"]+)"', found[0])
            return (
                target[1].lstrip("/")
                if target and target[1].startswith("/")
                else f"xl/{target[1] if target else ''}"
            )
    raise ValueError(key[1])


def _digit_points(book: zipfile.ZipFile) -> float:
    """Return the width in points that LibreOffice takes for a digit of the workbook's normal font."""
    styles = book.read("xl/styles.xml").decode("utf-8")
    first = re.search(r"<(?:\w+:)?font>(.*?)</(?:\w+:)?font>", styles, re.DOTALL)
    size = re.search(r'<(?:\w+:)?sz\b[^>]*val="([\d.]+)"', first[1]) if first else None
    name = re.search(r'<(?:\w+:)?name\b[^>]*val="([^"]*)"', first[1]) if first else None
    face = typeface(Role.SERIF if name and _ours(name[1]) == "Noto Serif SC" else Role.SANS)
    return face.advance("0") * float(size[1] if size else 11)


def _measured(text: str, template: Template, digit: float) -> str:
    widths = _given(text)
    columns = (area for area in (template, *template.more))
    for area in columns:
        for at, points in enumerate(area.columns, area.left):
            widths[at] = f'width="{points / digit:.4f}" customWidth="1"' + ("" if points else ' hidden="1"')
    cols = "".join(f'<col min="{at}" max="{at}" {width}/>' for at, width in sorted(widths.items()))
    text = _COLS.sub("", text)
    return re.sub(r"(<(?:\w+:)?sheetData\b)", rf"<cols>{cols}</cols>\1", text, count=1)


def _given(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for match in _COL.finditer(text):
        values = dict(re.findall(r'(\w+)="([^"]*)"', match[1]))
        last = min(int(values.get("max", 0)), column_index_from_string("AZ"))
        for at in range(int(values.get("min", 1)), last + 1):
            found[at] = f'width="{values.get("width", "8")}" customWidth="1"'
    return found


def _alone(text: str) -> str:
    sheets = re.findall(r"<(?:\w+:)?sheet\b[^>]*/>", text)
    for sheet in sheets[1:]:
        bare = re.sub(r'\sstate="[^"]*"', "", sheet)
        text = text.replace(sheet, bare.replace("/>", ' state="hidden"/>'))
    return text
