"""`python -m app`: no words open the window, words do the same work without a screen."""

from __future__ import annotations

import sys

from app.start import load, main


def run() -> int:
    """Open the window, or hand the words to the command line, which the window never loads."""
    if len(sys.argv) == 1:
        return main()
    code: int = load("app.cli").main(sys.argv[1:])
    return code


if __name__ == "__main__":
    raise SystemExit(run())
