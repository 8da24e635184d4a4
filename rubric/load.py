"""From a rubric file to a Rubric, or to every problem in it."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from rubric.include import Inclusion
from rubric.keywords import canonical_word
from rubric.misfit import problems_of
from rubric.model import Condition, Fact, Grade, Grades, Item, Rounding, Rubric
from rubric.number import show
from rubric.range import Range
from rubric.rules import bands, checklist, deduct, formula, judgement
from rubric.rules.problems import NameTaken, OneRule, OtherwiseMissing, SumDiffers
from rubric.rules.reader import Reader
from rubric.shape import ItemShape, RubricShape
from rubric.source import Source, Table, Text, read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubric.formula.check import Kind
    from rubric.model import Element
    from rubric.problems import Problem
    from rubric.rules.base import Lowered

RESERVED: Final = frozenset(("points", "分值", "且", "或", "非", "若", "否则", "属于", "是", "否"))
CATALOG: Final = Path(__file__).parent / "catalog"


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
    if inclusion.problems:
        return None, inclusion.problems
    try:
        shape = RubricShape.model_validate(value)
    except ValidationError as error:
        return None, problems_of(error, value, RubricShape)
    return _Build(shape, source, value).rubric()


class _Build:
    """Joins the parts of one rubric file and collects what is wrong with them."""

    def __init__(self, shape: RubricShape, source: Source, value: Any) -> None:
        self.shape, self.source, self.value = shape, source, value
        self.problems: list[Problem] = []
        self.elements: dict[str, Element] = {}
        self.facts = {str(name): self._fact(name, held) for name, held in shape.facts.items()}
        self.scope: dict[str, Kind] = {
            name: "yes_no" if fact.type == "yes_no" else "number" for name, fact in self.facts.items()
        }

    def rubric(self) -> tuple[Rubric | None, list[Problem]]:
        shape = self.shape
        children = tuple(self._item(name, held, "") for name, held in shape.items.items())
        points = shape.points.value
        self._adds_up(shape.rubric, shape.rubric, children, points)
        grades = self._grades()
        root = Item("", str(shape.rubric), points, Fraction(0), None, children, grades=grades)
        if self.problems:
            return None, self.problems
        rubric = Rubric(
            title=str(shape.rubric),
            version=shape.version,
            status=shape.status,
            language=shape.language,
            description=shape.description,
            basis=shape.basis,
            root=root,
            rounding=self._rounding(),
            facts=self.facts,
            elements=self.elements,
            sha256=_digest(self.value),
            source=self.source,
        )
        return rubric, []

    def _rounding(self) -> dict[Any, Rounding]:
        given = self.shape.rounding
        if isinstance(given, str):
            return {}
        return {stage: Rounding(int(given.places.value), given.mode) for stage in given.at}

    def _fact(self, name: Text, held: Any) -> Fact:
        if not name.isidentifier() or name in RESERVED:
            self.problems.append(NameTaken(place=name.place, name=name))
        return Fact(
            str(name), held.type, held.unit, held.range, source=held.source, note=held.note, place=name.place
        )

    def _item(self, name: Text, shape: ItemShape, above: str) -> Item:
        if "/" in name or not name:
            self.problems.append(NameTaken(place=name.place, name=name))
        path = f"{above}/{name}" if above else str(name)
        points = shape.points.value
        children = tuple(self._item(n, held, path) for n, held in (shape.items or {}).items())
        self._one_of(name, shape)
        if children:
            self._adds_up(name, name, children, points)
        reader = Reader(path, points, self.scope)
        rule = self._rule(shape, reader)
        applies = self._applies(name, shape, reader)
        self.problems += reader.problems
        return Item(
            path,
            str(name),
            points,
            Fraction(0),
            rule,
            children,
            applies=applies,
            otherwise=shape.otherwise,
            text=shape.text,
            basis=shape.basis,
            note=shape.note,
            place=name.place,
        )

    def _one_of(self, name: Text, shape: ItemShape) -> None:
        given = (shape.items, shape.formula, shape.bands, shape.deduct, shape.checklist, shape.judgement)
        count = sum(held is not None for held in given)
        if count != 1:
            self.problems.append(OneRule(place=name.place, name=name, count=count))

    def _adds_up(self, place: Text, name: str, children: Iterable[Item], due: Fraction) -> None:
        found = sum((c.points for c in children), Fraction(0))
        if found != due:
            problem = SumDiffers(place=place.place, name=name, found=show(found), due=show(due))
            self.problems.append(problem)

    def _rule(self, shape: ItemShape, reader: Reader) -> Lowered | None:
        if shape.bands is not None:
            return bands.lower(shape.bands, reader)
        if shape.deduct is not None:
            return deduct.lower(shape.deduct, reader)
        if shape.checklist is not None:
            return self._checklist(shape.checklist, reader)
        if shape.judgement is not None:
            return judgement.lower(shape.judgement, reader)
        if shape.formula is not None:
            return formula.lower(shape.formula, reader, clamps=shape.clamp)
        return None

    def _checklist(self, elements: dict[Text, Any], reader: Reader) -> Lowered:
        found = checklist.elements(elements, reader.path)
        self.elements |= {element.key: element for element in found}
        return checklist.lower(elements, reader)

    def _applies(self, name: Text, shape: ItemShape, reader: Reader) -> Condition | None:
        if (shape.applies is None) != (shape.otherwise is None):
            self.problems.append(OtherwiseMissing(place=name.place, name=name))
        if shape.applies is None:
            return None
        when = reader.formula(shape.applies, "yes_no")
        return Condition(when, str(shape.applies), place=shape.applies.place)

    def _grades(self) -> Grades | None:
        given = dict(self.shape.grades or {})
        if not given:
            return None
        key = next((k for k in given if k in ("on", "按")), None)
        on = canonical_word(given.pop(key)) if key else ""
        intervals, problems = bands.read_intervals(given.values())
        domain = Range(Fraction(0), self.shape.points.value)
        first = next(iter(given.values()), None)
        if not problems and first is not None:
            problems = bands.partition_problems(intervals, domain, first)
        if on not in ("exact", "rounded"):
            problems.append(bands.grades_unread(next(iter(self.shape.grades or {}))))
        self.problems += problems
        pairs = zip(given, intervals, strict=False)
        grades = tuple(Grade(str(name), held) for name, (_, held) in pairs)
        return Grades("exact" if on == "exact" else "rounded", grades)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(_canonical(value), ensure_ascii=False).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Table):
        return {str(key): _canonical(held) for key, held in sorted(value.items())}
    return [_canonical(v) for v in value] if isinstance(value, list) else str(value)
