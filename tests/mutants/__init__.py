"""Rubrics with one realistic mistake each, and the sound twin of each.

A file of this folder is both: a line that ends with ``# ✗`` stands in the mistaken rubric only, one that ends
with ``# ✓`` in its twin only, every other line in both. Its first lines say the mistake in two languages,
and what it ``breaks``: ``refused`` (the rubric must not load), ``property`` (for some facts it has no score, or
one outside its bounds, or a direction that the author states turns), ``reach`` (a band, case, line, ceiling or
rule never decides, or no facts earn all points or lose them), ``score`` (some facts score otherwise than in the
twin, and neither of these shows it) or ``nothing`` (no score is changed).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from rubric.record import Record

FOLDER: Final = Path(__file__).parent
FOUND: Final = FOLDER / "found.yaml"
EFFECTS: Final = ("refused", "property", "reach", "score", "nothing")
_HEAD: Final = re.compile(r"# zh: (?P<zh>.+)\n# en: (?P<en>.+)\n# breaks: (?P<breaks>\w+)\n")
_MARK: Final = re.compile(r" *# ([✗✓])$")


class Mutant(Record):
    """A mistake in words, the rubric that makes it, and the one that does not."""

    name: str
    zh: str
    en: str
    breaks: str
    mistaken: str
    sound: str


def mutants() -> tuple[Mutant, ...]:
    """Every mutant, by name; what is found in them stands beside them and is none."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.yaml")) if path != FOUND)


def read(path: Path) -> Mutant:
    """The mutant of one file. Raises ValueError where its head is not as said above."""
    text = path.read_text("utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(path.name)
    return Mutant(name=path.stem, mistaken=_only(text, "✗"), sound=_only(text, "✓"), **head.groupdict())


def _only(text: str, kept: str) -> str:
    """The lines of one of the two, without the marks."""
    lines = []
    for line in text.splitlines():
        mark = _MARK.search(line)
        if mark is None or mark[1] == kept:
            lines.append(line[: mark.start()] if mark else line)
    return "\n".join(lines) + "\n"
