"""Run every measurement in one process and print the figures as one table."""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent


def load(path: Path) -> ModuleType:
    """Import one measurement by its path."""
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def main(words: list[str]) -> int:
    """Run the measurements named by the words (all, when none is) and print them.

    Words that begin with `--` stay in `sys.argv` for the measurements to read, such as `--million`;
    `--json` prints one JSON object instead of the table.
    """
    named = [word for word in words if not word.startswith("--")]
    figures: dict[str, dict[str, list[object]]] = {}
    for path in sorted(HERE.glob("*_bench.py")):
        subject = path.stem.removesuffix("_bench")
        if named and subject not in named:
            continue
        began = time.perf_counter()
        rows = load(path).run()
        figures[subject] = {name: [value, remark] for name, value, remark in rows}
        if "--json" not in words:
            print(f"== {subject} ({time.perf_counter() - began:.1f} s)", flush=True)
            for name, value, remark in rows:
                print(f"{value:12.3f}  {name}  {remark}", flush=True)
    if "--json" in words:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
