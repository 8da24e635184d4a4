"""Output held against what is stored beside the tests; UPDATE_EXPECTED=1 stores it anew."""

from __future__ import annotations

import os

from tests.unit.cards import EXPECTED


def check(name: str, printed: str) -> None:
    """``printed`` is what ``expected/NAME`` holds."""
    stored = EXPECTED / name
    if os.environ.get("UPDATE_EXPECTED"):
        stored.parent.mkdir(exist_ok=True)
        stored.write_text(printed, "utf-8")
    assert printed == stored.read_text("utf-8")
