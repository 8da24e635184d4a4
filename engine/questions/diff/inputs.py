"""The sides of a comparison: what each file is, by its content, and facts read for either version."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from engine.facts import load_facts
from engine.facts_rubric import OWN
from engine.output_problems import NotCompared
from engine.questions.diff.match import paths_between
from rubric.keywords import canonical_key
from rubric.load import CATALOG
from rubric.record import Record, replace
from rubric.source import Table, read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.facts_given import Facts
    from engine.questions.diff.match import Pair
    from rubric.model import Rubric
    from rubric.problems import Problem

FileKind = Literal["rubric", "facts", "card"]
# What a scorecard holds and neither facts nor a rubric does.
CARD: Final = frozenset(("engine", "items", "trace", "complete"))
_KEY: Final = re.compile(r"""^(["']?)([^\s"'#:：{\[-][^:：]*?)\1\s*[:：]""", re.MULTILINE)
_NAMES: Final[Mapping[FileKind, tuple[str, str]]] = {
    "rubric": ("评分表", "rubric"),
    "facts": ("事实文件", "facts file"),
    "card": ("成绩单", "scorecard"),
}


class Files(Record):
    """The files of a comparison by what they are, each kind in the order in which they were named."""

    rubrics: tuple[str, ...]
    facts: tuple[str, ...]
    cards: tuple[str, ...]


# What can be compared, by the number of rubrics, facts and scorecards.
FORMS: Final = ((0, 2, 0), (1, 2, 0), (2, 1, 0), (2, 2, 0), (2, 0, 0), (0, 0, 2))


def sorted_files(names: Sequence[str]) -> tuple[Files | None, list[Problem]]:
    """The files by what they are; or why they are none that can be compared."""
    kinds: list[tuple[str, FileKind]] = []
    problems: list[Problem] = []
    for name in names:
        kind, found = kind_of(name)
        problems += found
        if kind is not None:
            kinds.append((name, kind))
    if problems:
        return None, problems
    by_kind = {kind: tuple(name for name, of in kinds if of == kind) for kind in _NAMES}
    counts = tuple(len(by_kind[kind]) for kind in _NAMES)
    if counts not in FORMS:
        return None, [_not_compared(counts)]
    return Files(by_kind["rubric"], by_kind["facts"], by_kind["card"]), []


def _not_compared(counts: Sequence[int]) -> Problem:
    found = [(count, *_NAMES[kind]) for count, kind in zip(counts, _NAMES, strict=True) if count]
    zh = "、".join(f"{count} 份{word}" for count, word, _ in found)
    en = ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, _, word in found)
    return NotCompared(found_zh=f"给出了 {zh}", found_en=f"given were {en}")


def kind_of(name: str) -> tuple[FileKind | None, list[Problem]]:
    """What a file is, by its content; a name that is no file may be a ready-made rubric."""
    path = Path(name)
    if path.suffix.lower() in (".csv", ".xlsx"):
        return "facts", []
    if "/" not in name and not path.exists() and (CATALOG / name / "rubric.yaml").exists():
        return "rubric", []
    source, problems = read_source(path)
    if source is None:
        return None, problems
    return _kind(source.text, source), []


def _kind(text: str, source: Any) -> FileKind:
    if text.lstrip().startswith("{"):
        try:
            held: Any = json.loads(text)
        except (ValueError, RecursionError):
            held, _ = read_yaml(source)
        keys = list(held) if isinstance(held, dict | Table) else []
    else:
        keys = [found[2].strip() for found in _KEY.finditer(text)]
    if frozenset(keys) >= CARD:
        return "card"
    return "rubric" if any(canonical_key(str(key), OWN) in OWN for key in keys) else "facts"


# -- facts for either version ------------------------------------------------------------------------


def read_for_both(
    name: str, rubrics: tuple[Rubric, Rubric], pairs: Sequence[Pair]
) -> tuple[tuple[Facts, Facts] | None, list[Problem]]:
    """One facts file read for two versions of a rubric: what only one of them knows is no mistake."""
    found: list[Facts] = []
    for side in (0, 1):
        facts, problems = read_wide(name, rubrics[side], rubrics[1 - side], pairs, side)
        if facts is None:
            return None, problems
        found.append(facts)
    return (found[0], found[1]), []


def read_wide(
    name: str, rubric: Rubric, other: Rubric, pairs: Sequence[Pair], side: int
) -> tuple[Facts | None, list[Problem]]:
    """Facts for a rubric that may also say what another version of it wants to know."""
    problems: list[Problem] = []
    for wide in _widths(rubric, other):
        facts, problems = load_facts(name, wide)
        if facts is not None:
            return _renamed(facts, rubric, pairs, side), []
    return None, problems


def _widths(rubric: Rubric, other: Rubric) -> Iterator[Rubric]:
    """The rubric, with what the other declares, and with its elements and items by their paths."""
    yield rubric
    facts = {**other.facts, **rubric.facts}
    own = {item.path for item in rubric.root.walk()}
    strays = tuple(item for item in other.root.walk() if item.path not in own and not item.is_group)
    names = {element.name for element in rubric.elements.values()}
    few = {key: held for key, held in other.elements.items() if held.name not in names}
    known = {item.name for item in rubric.root.walk()}
    apart = tuple(item for item in strays if item.name not in known)
    for elements, items in ((few, apart), (other.elements, strays)):
        root = replace(rubric.root, items=(*rubric.root.items, *items))
        yield replace(rubric, facts=facts, elements={**elements, **rubric.elements}, root=root)


def _renamed(facts: Facts, rubric: Rubric, pairs: Sequence[Pair], side: int) -> Facts:
    """The facts with elements and judgements under the paths of this version."""
    to = {pair[1 - side]: pair[side] for pair in paths_between(pairs) if pair[0] != pair[1]}
    held = {part: dict(getattr(facts, part)) for part in ("facts", "ranges", "judgements")}
    for part, values in held.items():
        for key in list(values):
            path, _, rest = key.rpartition("/")
            own = to.get(key) if part == "judgements" else f"{to[path]}/{rest}" if path in to else None
            known = own is not None and (part == "judgements" or own in rubric.elements)
            if known and own is not None and own not in values:
                values[own] = values.pop(key)
    return replace(facts, **held)


def same_file(one: str, other: str) -> bool:
    """Whether two names lead to one rubric."""
    return one == other or (Path(one).exists() and Path(one).resolve() == Path(other).resolve())
