"""The SHA-256 of what a facts file says, whatever its form and whichever names it uses."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from rubric.number import fraction_string
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.facts_given import Given, GivenRow
    from engine.judged import Judged
    from engine.scorecard import Known


def digest(
    texts: Mapping[str, str | None],
    given: Mapping[str, Given[Any]],
    tables: Mapping[str, Sequence[GivenRow]],
    judged: Mapping[str, Judged],
    attached: Mapping[str, frozenset[Any]],
) -> str:
    """The digest of the canonical form: exact values in the declared units, and paths for names."""
    top = {word: text for word, text in texts.items() if word != "filled" or text}
    facts: dict[str, Any] = _cells(given)
    facts |= {name: [_cells(row.cells) for row in rows] for name, rows in tables.items()}
    facts |= {f"@{path}": f"{one.level} {one.low} {one.high} {one.reason}" for path, one in judged.items()}
    form = [top, facts, *([{path: sorted(kinds) for path, kinds in attached.items()}] if attached else [])]
    return hashlib.sha256(json.dumps(form, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _cells(given: Mapping[str, Given[Any]]) -> dict[str, str]:
    return {name: _plain(one.value) for name, one in given.items()}


def _plain(value: Known | Range) -> str:
    if isinstance(value, Range):
        lo = "-inf" if value.lo is None else fraction_string(value.lo)
        hi = "inf" if value.hi is None else fraction_string(value.hi)
        return f"{'(' if value.lo_open else '['}{lo}, {hi}{')' if value.hi_open else ']'}"
    return str(value) if isinstance(value, bool | str) else fraction_string(value)
