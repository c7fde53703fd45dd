"""家门口: the counter of a township employment-service station."""

from __future__ import annotations

import os

# Before anything imports pypinyin: its whole phrase book takes 45 MB, of which services/pinyin.py needs a twentieth.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
