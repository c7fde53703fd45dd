"""What a demonstration day leaves behind: facts for day.json, seconds for timings.json, files in folders."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DayRecord:
    """Collects what happened; the facts repeat with the seed, the seconds do not."""

    def __init__(self, out: Path, say: object) -> None:
        self.out = out
        self.facts: dict[str, object] = {}
        self.seconds: dict[str, float] = {}
        self._say = say
        for name in ("forms", "slips", "batch", "screens", "stick", "county"):
            (out / name).mkdir(parents=True, exist_ok=True)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Time one step and say that it is done."""
        began = time.perf_counter()
        yield
        self.seconds[title] = round(time.perf_counter() - began, 3)
        if callable(self._say):
            self._say(f"{self.seconds[title]:7.2f} 秒  {title}")

    def note(self, key: str, value: object) -> None:
        """Keep one fact of the day."""
        self.facts[key] = value

    def file(self, folder: str, name: str, content: bytes) -> Path:
        """Write one file of the day."""
        path = self.out / folder / name if folder else self.out / name
        path.write_bytes(content)
        return path

    def close(self) -> None:
        """Write day.json and timings.json."""
        text = json.dumps(self.facts, ensure_ascii=False, indent=1, sort_keys=True)
        (self.out / "day.json").write_text(text + "\n", encoding="utf-8")
        self.seconds["合计"] = round(sum(self.seconds.values()), 3)
        told = json.dumps(self.seconds, ensure_ascii=False, indent=1)
        (self.out / "timings.json").write_text(told + "\n", encoding="utf-8")
