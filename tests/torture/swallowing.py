"""A county's process that is fed hostile files and tells how much memory it held."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.services.county.state import digest
from app.services.county.taking import Taking
from app.services.exchange.medium import read_sealed
from tests.torture import bureaus


def _swallow(folder: Path) -> dict[str, object]:
    bureau = bureaus.log_in(folder / "bureau")
    taking, before = Taking(bureau, bureaus.packs()), digest(bureau)
    was = _peak()
    fates = {}
    for path in sorted((folder / "files").iterdir()):
        fates[path.name] = taking.take(path.name, read_sealed(path)).reason
    peak = _peak()
    rows = int(digest(bureau) != before)
    bureau.store.close()
    return {"fates": fates, "peak": peak, "grown": peak - was, "rows": rows}


def _peak() -> int:
    """Return the most memory this process ever held, in KiB; getrusage would count its parent's as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_swallow(Path(sys.argv[1]))))
