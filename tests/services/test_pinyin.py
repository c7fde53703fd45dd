"""The small phrase book gives every label of the product the initials that the whole one gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from app.services import codes
from app.services.initials import initials

_WHOLE = """
import json, sys
from pypinyin import Style, lazy_pinyin
texts = json.load(sys.stdin)
json.dump(["".join(p[:1] for p in lazy_pinyin(t, style=Style.FIRST_LETTER)).lower() for t in texts], sys.stdout)
"""


def labels() -> list[str]:
    names = ("division", "nation", "occupation", *codes._small())
    found = {choice.label for name in names for choice in codes.choices(name)}
    found |= {choice.note for choice in codes.choices("division")}
    return sorted(
        found | {"银行柜员", "会计", "重型车司机", "长途客运", "调度员", "理发店", "重庆小面", "音乐教师"}
    )


def test_labels_have_the_initials_of_the_whole_phrase_book() -> None:
    texts = labels()
    assert len(texts) > 500
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYPINYIN")}
    command = [sys.executable, "-c", _WHOLE]
    done = subprocess.run(
        command, input=json.dumps(texts), env=env, capture_output=True, text=True, check=True
    )
    whole = dict(zip(texts, json.loads(done.stdout), strict=True))
    assert {text: initials(text) for text in texts} == whole


def test_a_bank_is_not_read_as_a_walk() -> None:
    assert initials("银行柜员") == "yhgy"


def test_the_whole_phrase_book_is_not_loaded() -> None:
    command = [
        sys.executable,
        "-c",
        "import app.services.counter, sys; print('pypinyin.phrases_dict' in sys.modules)",
    ]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "False"
