"""Names of people: kept exactly as typed but for the middle dot; what was lost on the way is pointed out."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.models.checks.finding import Checked, Finding, Level, error, warning
from app.models.checks.private import is_private, real_characters
from app.models.reading import MIDDLE_DOTS

LONGEST: Final = 50
MIDDLE_DOT: Final = "\u00b7"

_DOTS = str.maketrans(dict.fromkeys(MIDDLE_DOTS, MIDDLE_DOT))
_HAN_DOT = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U000323af])\.(?=[\u3400-\u9fff\U00020000-\U000323af])")
_HAN_BLANK = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U000323af])\s+(?=[\u3400-\u9fff\U00020000-\U000323af])"
)
_PLAIN = re.compile(r"[\u4e00-\u9fa5]{2,10}")  # nearly every name; no fault and no doubt fits it
_CODE_POINT = re.compile(
    r"[Uu]\+((?:[34][0-9A-Fa-f]|[5-9][0-9A-Fa-f]|2[0-9A-Fa-f]{2}|3[01][0-9A-Fa-f])[0-9A-Fa-f]{2})(?![0-9A-Fa-f])"
)
_LOST = frozenset("?？□■▯�*＊")
_EDGE = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]+|[\s\u200b-\u200f\u2060\ufeff]+$")


def normal_name(text: str) -> str:
    """Return the name as it is stored: blanks around it removed and the middle dot made U+00B7.

    Nothing else is touched: a normal form would change compatibility ideographs such as U+F92C.
    """
    return _HAN_DOT.sub(MIDDLE_DOT, _EDGE.sub("", text).translate(_DOTS))


def proposed_name(text: str) -> str:
    """Return the name as it was probably meant.

    Private-use code points of old systems and radicals copied from a PDF become Han characters, and
    blanks between Han characters go. The same text comes back where there is nothing to propose.
    """
    mapped = "".join(real_characters().get(c) or _radical(c) for c in normal_name(text))
    return _HAN_BLANK.sub("", mapped)


def check_name(text: str, *, field: str = "name") -> Checked:
    """Check a person's name; its length is counted in code points.

    What a bad conversion left behind (?, □, U+FFFD) is an error; a private-use code point is kept and
    warned of, with the character it most likely stands for.
    """
    name = normal_name(text)
    if _PLAIN.fullmatch(name):
        return Checked(name)
    if not name:
        return Checked(name, (error(field, "name.empty", "请填写姓名"),))
    return Checked(name, (*_faults(name, field), *_doubts(name, field)))


def private_warning(text: str, *, field: str, label: str, proposal: str = "") -> list[Finding]:
    """Warn of private-use code points, which old cards and old systems hold, with the characters meant.

    `proposal` is the text as it was probably meant; without one every known character is put in its place.
    """
    private = [c for c in dict.fromkeys(text) if is_private(c)]
    if not private:
        return []
    real = real_characters()
    known = [f"“{c}”(U+{ord(c):04X})是旧编码，应为“{real[c]}”" for c in private if c in real]
    unknown = [f"“{c}”(U+{ord(c):04X})是自造字，不知是哪个字" for c in private if c not in real]
    meant = proposal or "".join(real.get(c, c) for c in text)
    told = f"{label}里的{'；'.join(known + unknown)}，请按证件核对"
    return [warning(field, "name.private", told, meant if known else "")]


def check_address(text: str, *, field: str) -> Checked:
    """Check an address: only private-use characters are pointed out, it is kept as it stands."""
    return Checked(text, tuple(private_warning(text, field=field, label="住址")))


def _faults(name: str, field: str) -> list[Finding]:
    found: list[Finding] = []
    lost = next((c for c in name if c in _LOST), "")
    if lost:
        text = f"姓名里的“{lost}”是没有显示出来的生僻字，请用生僻字表或五笔、Unicode 码重新录入"
        found.append(error(field, "name.lost", text))
    hidden = next((c for c in name if unicodedata.category(c) in {"Cc", "Cf", "Cn", "Cs"}), "")
    if hidden:
        text = f"姓名里有看不见的字符（U+{ord(hidden):04X}），请删掉重新录入"
        found.append(error(field, "name.hidden", text))
    code = _CODE_POINT.search(name)
    if code:
        meant = _CODE_POINT.sub(lambda found: chr(int(found[1], base=16)), name)
        text = f"姓名里的“{code[0]}”是字的编码，应写成“{chr(int(code[1], base=16))}”，请改正"
        found.append(Finding(field, Level.ERROR, "name.code", text, meant))
    if len(name) > LONGEST:
        text = f"姓名最多{LONGEST}个字，现在是{len(name)}个，请核对"
        found.append(error(field, "name.length", text))
    if name.startswith(MIDDLE_DOT) or name.endswith(MIDDLE_DOT) or MIDDLE_DOT * 2 in name:
        found.append(error(field, "name.dot", "间隔点“·”要在两部分姓名中间，只打一个，请改正"))
    return found


def _doubts(name: str, field: str) -> list[Finding]:
    found = private_warning(name, field=field, label="姓名", proposal=proposed_name(name))
    radicals = [c for c in name if _radical(c) != c]
    if radicals:
        pairs = "、".join(f"“{c}”(U+{ord(c):04X})应是“{_radical(c)}”" for c in radicals)
        found.append(
            warning(
                field, "name.radical", f"姓名里混进了部首字符：{pairs}，请核对后改正", proposed_name(name)
            )
        )
    if _HAN_BLANK.search(name):
        meant = proposed_name(name)
        found.append(warning(field, "name.blank", f"姓名中间有空格，如只为排齐请删去，改为“{meant}”", meant))
    if any(unicodedata.category(c) == "Nd" for c in _CODE_POINT.sub("", name)):
        found.append(warning(field, "name.digit", "姓名里有数字，请对照证件核对，说明请写到备注"))
    if any(c in "()（）[]【】、，,;；/" for c in name):
        found.append(warning(field, "name.mark", "姓名里有括号或标点，曾用名、说明请写到各自的栏里"))
    if len(name) == 1:
        found.append(warning(field, "name.short", "姓名只有一个字，请对照证件核对"))
    return found


def _radical(character: str) -> str:
    """Return the Han character that a Kangxi radical looks like, or the character itself."""
    if "\u2f00" <= character <= "\u2fd5":
        return unicodedata.normalize("NFKC", character)
    return character
