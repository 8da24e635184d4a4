"""What every test runs under: hypothesis repeats itself on CI and keeps nothing in the tree."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Read when hypothesis first looks for its home; the processes that tests start inherit it.
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(Path(tempfile.gettempdir(), f"hypothesis-{os.getuid()}"))

import pytest
from hypothesis import settings

# No deadline: the first example of a test pays for imports, and machines are shared.
settings.register_profile("local", database=None, deadline=None)
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture
def rows_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of how cells are read, whose rubric has groups that their rows cannot all fit."""
    monkeypatch.setattr("engine.facts.row_problems", lambda _rubric, _facts: [])
