"""The version of this program; a test holds it against pyproject.toml."""

from __future__ import annotations

from typing import Final

# Asking the installed distribution takes longer than auditing a rubric.
VERSION: Final = "0.1.0"
