"""From a rubric file to a Rubric, or to every problem in it."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rubric.canonical import digest
from rubric.checks import read_checks
from rubric.circles import Circles
from rubric.cohort import Cohorts, provisional, stated
from rubric.columns import read_columns
from rubric.forms import missing_key, place_of, read_shape
from rubric.include import Inclusion
from rubric.items import Items
from rubric.keywords import canonical_key
from rubric.misfit import WrongContent
from rubric.model import Element, Rounding, Rubric
from rubric.moves import stray_moves
from rubric.number import read_number
from rubric.place import Source, Table, Text
from rubric.range import Range
from rubric.record import replace
from rubric.rules import checklist
from rubric.rules.problems.figures import ScaleUnread, StageTwice
from rubric.rules.problems.items import NameTaken
from rubric.rules.problems.points import BeyondUnsaid
from rubric.scope import Book, lacking, read_fact
from rubric.shape import RoundingShape, RubricShape
from rubric.source import read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.model import Cohort
    from rubric.problems import Problem
    from rubric.shape import FactShape, ItemShape, PolicyShape

CATALOG: Final = Path(__file__).parent / "catalog"
TITLE: Final = frozenset(("rubric",))
_SCALE: Final = re.compile(r"\s*(?P<factor>[^\s]+)\s+(?P<unit>\S.*?)\s*")


def load_rubric(name: str | Path) -> tuple[Rubric | None, list[Problem]]:
    """The rubric in a file, or of the catalogue where ``name`` names one there."""
    path = Path(name)
    ready = CATALOG / str(name) / "rubric.yaml"
    with suppress(OSError):  # a name too long for a file is no file, and the reader says so
        if not path.exists() and "/" not in str(name) and ready.exists():
            path = ready
    source, problems = read_source(path)
    return (None, problems) if source is None else load_source(source)


def load_rubric_text(text: str) -> tuple[Rubric | None, list[Problem]]:
    """The rubric in a text."""
    return load_source(Source.of_text(text))


def load_source(source: Source) -> tuple[Rubric | None, list[Problem]]:
    """The rubric in a source, or every problem in it."""
    value, problems = read_yaml(source)
    if problems:
        return None, problems
    inclusion = Inclusion(source)
    inclusion.put_in(value)
    found: list[Problem] = []
    if not isinstance(value, Table):
        whole = Text.at("rubric", getattr(value, "place", None))  # type: ignore[arg-type]  # every value has one
        due = {"due_zh": "一张评分表（若干“名称: 内容”）", "due_en": "a rubric (a mapping)"}
        return None, [WrongContent(place=whole.place, key=whole, **due)]
    shape: RubricShape = read_shape(RubricShape, value, _title(value), found, always=True)
    rubric, more = _Build(shape, source, value, inclusion).rubric()
    problems = _in_order([*found, *more, *inclusion.problems])
    return (None, problems) if problems else (rubric, [])


def _title(whole: Table) -> Text:
    """Where the whole is spoken of: its title, or its first key where it has none."""
    key = next((key for key in whole if canonical_key(key, TITLE) in TITLE), next(iter(whole), None))
    held = whole[key] if key is not None else None
    named = key is not None and canonical_key(key, TITLE) in TITLE and isinstance(held, Text) and held
    place = place_of(held if named else None, key) if key is not None else whole.place
    return Text.at("评分表", place)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """The problems in the order of the file, those of other files behind them, each once."""
    kept: dict[tuple[Any, ...], Problem] = {}
    for problem in problems:
        place = problem.place
        where = (place.source.name, place.start, place.end) if place is not None else ()
        kept.setdefault((problem.code, problem.message("en"), *where), problem)
    first = next((p.place.source for p in problems if p.place is not None), None)

    def order(problem: Problem) -> tuple[bool, str, int]:
        if problem.place is None:
            return (True, "", 0)
        return (problem.place.source is not first, problem.place.source.name, problem.place.start)

    return sorted(kept.values(), key=order)


class _Build:
    """Joins the parts of one rubric file and collects what is wrong with them."""

    def __init__(self, shape: RubricShape, source: Source, value: Table, inclusion: Inclusion) -> None:
        self.shape, self.source, self.value = shape, source, value
        self.problems: list[Problem] = []
        self.facts = {str(n): read_fact(n, held, self.problems) for n, held in shape.facts.items()}
        written = stated(shape.cohort, _walk(shape, ""), shape.language, self.problems)
        taken = [name for name in written if name in self.facts]
        self.problems += [NameTaken(place=written.pop(name).name.place, name=name) for name in taken]
        self.facts |= {name: provisional(one) for name, one in written.items()}
        rounding = self._rounding()
        mode = next(iter(rounding.values()), None)
        self.rounding = rounding
        self.elements: dict[str, Element] = {}
        paths: dict[str, Range] = {}
        for path, item in _walk(shape, ""):
            top = item.points.value if item.points is not None else None
            low = item.least.value if item.least is not None else Fraction(0)
            paths[path] = Range(low, top if top is None or top >= low else low)
            if item.checklist is not None:
                names = checklist.names(item.checklist)
                self.elements |= {f"{path}/{n}": Element(f"{path}/{n}", str(n), path, n.place) for n in names}
        doubts = {str(name) for name, held in shape.facts.items() if held is None or _doubtful(held)}
        unread = shape.rounding is None or "rounding" in shape.broken
        self.book = Book(
            self.facts, shape.values, paths, mode, inclusion.beside, doubts, rounds_nothing=not unread
        )
        moves = any(_moved(item) for _, item in _walk(shape, ""))
        self.cohorts = Cohorts(self.book, written, moves=moves)
        self.items = Items(self.book, shape.beyond_full)

    def rubric(self) -> tuple[Rubric | None, list[Problem]]:
        shape = self.shape
        if "points" not in shape.written and not shape.strange:
            self.problems.append(missing_key("points", shape))
        points = shape.points.value if shape.points is not None else None
        cohort = self.cohorts.read()
        root = self.items.root(shape, Text.at(shape.rubric or "", shape.place), points)
        bonus = next((item for _, item in _walk(shape, "") if item.bonus), None)
        if bonus is not None and "beyond_full" not in shape.written and not shape.strange:
            self.problems.append(BeyondUnsaid(place=bonus.place_of("bonus")))
        self.book.read_values()
        checks = tuple(read_checks(shape.checks, self.book, self.problems))
        units = dict(self._units())
        columns = read_columns(shape.columns, self.facts, self.elements, root, self.problems)
        self.problems += stray_moves(root)
        if self.book.scored or cohort:
            circles = Circles(root, self.book.values, cohort, str(shape.rubric))
            self.problems += circles.problems
            cohort = self._in_levels(cohort, circles)
        self.problems += [*self.items.problems, *self.book.problems]
        if self.problems:
            return None, self.problems
        rubric = Rubric(
            title=str(shape.rubric),
            version=shape.version,
            status=shape.status,  # type: ignore[arg-type]  # one of the words that the shape admits
            language=shape.language,  # type: ignore[arg-type]  # the same
            description=shape.description,
            basis=shape.basis,
            root=root,
            rounding=self.rounding,
            facts=self.facts,
            elements=self.elements,
            sha256=digest(self.value, self.book.beside),
            source=self.source,
            values=self.book.values,
            checks=checks,
            units=units,
            beyond_full=shape.beyond_full,
            policy=policy_of(shape.policy),
            tests=shape.tests,
            cohort=cohort,
            columns=columns,
        )
        return rubric, []

    def _in_levels(self, cohort: Mapping[str, Cohort], circles: Circles) -> dict[str, Cohort]:
        """The quantities over all subjects in the order in which they can be calculated."""
        held = {name: replace(one, level=circles.level(name)) for name, one in cohort.items()}
        self.facts |= {name: replace(self.facts[name], cohort=one) for name, one in held.items()}
        return dict(sorted(held.items(), key=lambda pair: pair[1].level))

    def _rounding(self) -> dict[Any, Rounding]:
        given = self.shape.rounding
        stages = [given] if isinstance(given, RoundingShape) else given if isinstance(given, tuple) else []
        found: dict[Any, Rounding] = {}
        for stage in stages:
            for at in stage.at:
                if at in found:
                    chinese = {"item": "指标", "group": "分组", "total": "总分"}[at]
                    place = stage.value_place("at")
                    self.problems.append(StageTwice(place=place, stage=at, zh_stage=chinese))
                mode: Any = stage.mode
                found[at] = Rounding(int(stage.places.value), mode)
        return found

    def _units(self) -> Iterator[tuple[str, tuple[Fraction, str]]]:
        for name, text in self.shape.units.items():
            found = _SCALE.fullmatch(text) if text is not None else None
            factor = read_number(found["factor"]) if found is not None else None
            if found is None or factor is None or factor.value <= 0:
                if text is not None:
                    self.problems.append(ScaleUnread(place=text.place, name=name, found=text))
            else:
                yield str(name), (factor.value, found["unit"])


def policy_of(shape: PolicyShape | None) -> dict[str, Any]:
    """What a policy says of each key that it names: required or optional."""
    held = {key: getattr(shape, key) for key in shape.written} if shape is not None else {}
    return {key: word for key, word in held.items() if word is not None}


def _doubtful(fact: FactShape) -> bool:
    columns = fact.columns or {}
    return (
        fact.doubtful
        or lacking(fact) is not None
        or any(held is None or _doubtful(held) for held in columns.values())
    )


def _walk(shape: ItemShape, path: str) -> Iterator[tuple[str, ItemShape]]:
    if path:
        yield path, shape
    for name, child in (shape.items or {}).items():
        if child is not None:
            yield from _walk(child, f"{path}/{name}" if path else str(name))


def _moved(item: ItemShape) -> bool:
    """Whether an item's score may lie outside the points that it states, or lift another's."""
    empty = item.each.if_empty if item.each is not None else None
    moves = {item.otherwise, empty} & {"redistribute", "rescale"}
    return bool(moves) or item.bonus or item.weight is not None
