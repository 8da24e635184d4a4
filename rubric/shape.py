"""The shape of a rubric file: which keys stand where and what each may hold (pydantic)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from rubric.keywords import canonical_key, canonical_stage, canonical_word
from rubric.number import Written, read_number
from rubric.range import Range, read_range
from rubric.source import Table, Text

MOST_PLACES = 10


def _text(value: Any) -> Text:
    if isinstance(value, Text) and value:
        return value
    raise PydanticCustomError("text", "text")


def _number(value: Any) -> Written:
    written = read_number(value) if isinstance(value, Text) else None
    if written is None:
        raise PydanticCustomError("number", "number")
    return written


def _places(value: Any) -> Written:
    written = read_number(value) if isinstance(value, Text) else None
    if written is None or written.sign or written.value not in range(MOST_PLACES + 1):
        raise PydanticCustomError("places", "places")
    return written


def _interval(value: Any) -> Range:
    found = read_range(value) if isinstance(value, Text) else None
    if found is None:
        raise PydanticCustomError("interval", "interval")
    return found


def _yes_no(value: Any) -> bool:
    word = canonical_word(value) if isinstance(value, Text) else None
    if word not in ("yes", "no"):
        raise PydanticCustomError("yes_no", "yes_no")
    return word == "yes"


def _word(value: Any) -> Any:
    return canonical_word(value) if isinstance(value, Text) else value


def _texts(value: Any) -> tuple[Text, ...]:
    return tuple(_text(one) for one in (value if isinstance(value, list) else [value]))


def _stages(value: Any) -> Any:
    return tuple(canonical_stage(one) for one in (value if isinstance(value, list) else [value]))


Line = Annotated[Text, PlainValidator(_text)]
Number = Annotated[Written, PlainValidator(_number)]
Places = Annotated[Written, PlainValidator(_places)]
Interval = Annotated[Range, PlainValidator(_interval)]
YesNo = Annotated[bool, PlainValidator(_yes_no)]
Lines = Annotated[tuple[Text, ...], PlainValidator(_texts)]
Mode = Annotated[Literal["half_up", "half_even", "up", "down", "ceiling", "floor"], BeforeValidator(_word)]


class Shape(BaseModel):
    """A mapping of the language: its keys may be in either language, and no others are allowed."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _translate(cls, value: Any) -> Any:
        if not isinstance(value, Table):
            return value
        fields = frozenset(cls.model_fields)
        out: dict[str, Any] = {}
        for key, held in value.items():
            word = canonical_key(key, fields)
            if word in out:
                raise PydanticCustomError("key_twice", "twice", {"place": key.place, "key": str(key)})
            out[word] = held
        return out


class RoundingShape(Shape):
    """How leaves are rounded."""

    places: Places
    mode: Mode
    at: Annotated[tuple[Literal["item", "group", "total"], ...], BeforeValidator(_stages)]


class FactShape(Shape):
    """A declared fact."""

    type: Annotated[Literal["number", "integer", "yes_no"], BeforeValidator(_word)] = "number"
    unit: Line | None = None
    range: Interval | None = None
    source: Line | None = None
    note: Line | None = None


class BandsShape(Shape):
    """``{of, bands}``: intervals and what each earns."""

    of: Line
    bands: dict[Any, Line]


class DeductShape(Shape):
    """A line of ``deduct``: a condition, or an amount counted in steps."""

    when: Line | None = None
    of: Line | None = None
    per: Number | None = None
    points: Line
    count: Annotated[Literal["complete", "started", "continuous"], BeforeValidator(_word)] | None = None
    max: Line | None = None
    because: Line | None = None


class JudgementShape(Shape):
    """A person's judgement: levels and the shares of the points that belong to each."""

    levels: dict[Any, Line]


class ItemShape(Shape):
    """An item: a group with ``items`` or a leaf with one rule."""

    points: Number
    items: dict[Any, ItemShape] | None = None
    text: Line | None = None
    basis: Lines = ()
    note: Line | None = None
    applies: Line | None = None
    otherwise: Annotated[Literal["full", "zero"], BeforeValidator(_word)] | None = None
    formula: Line | None = None
    clamp: YesNo = False
    bands: BandsShape | None = None
    deduct: list[DeductShape] | None = None
    checklist: dict[Any, Number] | None = None
    judgement: JudgementShape | None = None


class RubricShape(Shape):
    """A whole rubric file."""

    rubric: Line
    version: Line | None = None
    status: (
        Annotated[Literal["official", "example", "reconstruction", "draft"], BeforeValidator(_word)] | None
    ) = None
    language: Literal["zh", "en"] = "zh"
    description: Line | None = None
    basis: Lines = ()
    points: Number
    rounding: RoundingShape | Annotated[Literal["none"], BeforeValidator(_word)]
    grades: dict[Any, Line] | None = None
    facts: dict[Any, FactShape] = Field(default_factory=dict)
    items: dict[Any, ItemShape]
