"""Where tests are: beside a rubric and in it, in a folder and all that is below it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.proof.cases import read_suite
from engine.proof.cases_problems import NoRubricBeside
from rubric.keywords import canonical_key
from rubric.load import CATALOG, load_rubric
from rubric.place import Table, Text
from rubric.source import read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.proof.cases import Suite
    from rubric.model import Rubric
    from rubric.place import Source
    from rubric.problems import Problem

ENDS: Final = (".test.yaml", ".test.yml")
RUBRICS: Final = (".yaml", ".yml")
SKIPPED: Final = frozenset(("node_modules", "__pycache__"))
TOP: Final = frozenset(("rubric", "tests"))
# A rubric that has tests says so at the start of a line; only such a file is read to find out.
_PARTS: Final = (
    re.compile(r"^[\"']?(?:样例|tests)[\"']?\s*:", re.MULTILINE),
    re.compile(r"^[\"']?(?:评分表|rubric)[\"']?\s*:", re.MULTILINE),
    re.compile(r"^[\"']?(?:指标|items|逐项|each)[\"']?\s*:", re.MULTILINE),
)


class Finder:
    """Reads suites; a rubric that several need is read once, a file that is named twice too.

    ``problems`` is everything that could not be read, ``rubrics`` every rubric that was.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.suites: list[Suite] = []
        self.rubrics: dict[Path, Rubric | None] = {}
        self.seen: set[tuple[Path, bool]] = set()

    def find(self, names: Sequence[str]) -> None:
        """The tests of files, folders and ready-made rubrics."""
        for name in names:
            path = _ready_made(name) or Path(name)
            if path.is_dir():
                for file in files_below(path):
                    self._file(file, str(file))
            elif path.name.endswith(ENDS):
                self._file(path, str(path))
            else:
                self._of_rubric(path)

    def _file(self, path: Path, shown: str) -> None:
        """A file of tests, or what may be a rubric with tests in it."""
        if path.name.endswith(ENDS):
            self._tests(path, shown)
            return
        source, _ = read_source(path)
        # What is no text has no tests, and is for others to complain of.
        if source is not None and all(part.search(source.text) for part in _PARTS):
            self._own(path)

    def _of_rubric(self, path: Path) -> None:
        """The tests in a rubric, then those of the files beside it that are of this rubric."""
        if not self._own(path):
            return
        for file in _beside(path):
            if _same(_rubric_of(file)[0], path):
                self._tests(file, str(file))

    def _own(self, path: Path) -> bool:
        rubric = self._rubric(path)
        if rubric is None:
            return False
        if rubric.tests is not None and rubric.source is not None and self._first(path, own=True):
            key = Text.at("样例", rubric.tests.place)
            self._read(rubric.tests, key, rubric.source, rubric, str(path))
        return True

    def _tests(self, path: Path, shown: str) -> None:
        if not self._first(path, own=False):
            return
        source, problems = read_source(path)
        value: Any = None
        if source is not None:
            value, problems = read_yaml(source)
        if source is None or value is None:
            self.problems += problems
            return
        found, named = _rubric_of(path, value)
        if found is None:
            stem = path.name.removesuffix(ENDS[0]).removesuffix(ENDS[1])
            place = named.place if named is not None else None
            self.problems.append(NoRubricBeside(place=place, name=shown, stem=stem))
            return
        rubric = self._rubric(found)
        if rubric is not None:
            self._read(value, Text.at("样例", value.place), source, rubric, shown, own=False)

    def _read(
        self, value: Any, key: Text, source: Source, rubric: Rubric, shown: str, *, own: bool = True
    ) -> None:
        suite, problems = read_suite(value, key, source, rubric, shown, own=own)
        self.problems += problems
        if suite is not None:
            self.suites.append(suite)

    def _rubric(self, path: Path) -> Rubric | None:
        key = Path(os.path.realpath(path))
        if key not in self.rubrics:
            self.rubrics[key], problems = load_rubric(path)
            self.problems += problems
        return self.rubrics[key]

    def _first(self, path: Path, *, own: bool) -> bool:
        key = (Path(os.path.realpath(path)), own)
        first = key not in self.seen
        self.seen.add(key)
        return first


def files_below(folder: Path) -> Iterator[Path]:
    """The YAML files of a folder and below it, but for hidden ones; links to folders are not followed."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in SKIPPED and not one.startswith("."))
        yield from (Path(root, one) for one in sorted(files) if one.endswith(RUBRICS) and one[0] != ".")


def _ready_made(name: str) -> Path | None:
    """The ready-made rubric that a name means where no file is called so."""
    ready = CATALOG / name / "rubric.yaml"
    try:
        found = name.strip(".") and "/" not in name and not Path(name).exists() and ready.exists()
    except (OSError, ValueError):
        return None
    return ready if found else None


def _beside(rubric: Path) -> list[Path]:
    return sorted(path for path in rubric.parent.iterdir() if path.name.endswith(ENDS))


def _rubric_of(tests: Path, value: Any = None) -> tuple[Path | None, Text | None]:
    """The rubric that a file of tests is of: the one it names, that of its own name, or ``rubric.yaml``."""
    if value is None:
        source, _ = read_source(tests)
        value = read_yaml(source)[0] if source is not None else None
    named = None
    if isinstance(value, Table):
        named = next((held for key, held in value.items() if canonical_key(key, TOP) == "rubric"), None)
    if isinstance(named, Text) and named:
        beside = tests.parent / named
        is_rubric = beside.is_file() and not beside.name.endswith(ENDS)
        return (beside if is_rubric else _ready_made(named)), named
    stem = tests.name.removesuffix(ENDS[0]).removesuffix(ENDS[1])
    own = (tests.parent / f"{one}{end}" for one in (stem, "rubric") for end in RUBRICS)
    return next((path for path in own if path.is_file()), None), None


def _same(one: Path | None, other: Path) -> bool:
    return one is not None and os.path.realpath(one) == os.path.realpath(other)
