"""The contract of ``--format json``, as models: what every key holds, and nothing else may stand there."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

# Exactly one of the two is null, here and in every item.
_EITHER: Final[dict[str, Any]] = {
    "oneOf": [
        {"properties": {"score": {"type": "string"}, "range": {"type": "null"}}},
        {"properties": {"score": {"type": "null"}, "range": {"type": "array"}}},
    ]
}

Decimal = Annotated[
    str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="exact, or to ten places where no decimal is")
]
Fraction = Annotated[str, Field(pattern=r"^-?[0-9]+(/[1-9][0-9]*)?$", description="exact")]
Range = Annotated[list[Decimal], Field(min_length=2, max_length=2)]
Known = Annotated[str | bool | None, Field(description="a number is a fraction")]
Line = Annotated[int, Field(ge=1)]


class Part(BaseModel):
    """A mapping with exactly these keys."""

    model_config = ConfigDict(extra="forbid", strict=True)


class RubricPart(Part):
    """Which rubric was scored by."""

    title: str
    version: str | None
    status: str | None
    sha256: str


class FactsPart(Part):
    """Which facts were scored."""

    sha256: str


class Branch(Part):
    """An arm of a rule, with what it came to."""

    kind: str
    label: str
    because: str | None
    count: Literal["complete", "started", "continuous"] | None
    per: Fraction | None = Field(description="the size of a step")
    each: str | None = Field(description="what a step or an element is worth, as written")
    required: bool
    decided: bool
    amount: Known
    of: Known
    steps: Known


class Fact(Part):
    """A fact as it entered the score."""

    name: str
    value: Known
    text: str = Field(description="as written in the facts file, empty where it is missing")
    unit: str | None
    file: str | None
    line: Line | None
    cell: str | None = Field(description="the cell of a workbook")
    source: str | None
    note: str | None


class Step(Part):
    """What a step after the rule, or after the sum of a group, changed."""

    kind: Literal["held", "then_deduct", "ceiling", "veto", "scale", "redistribute", "rescale"]
    amount: Fraction = Field(description="what it added, below 0 what it took")
    label: str | None = Field(description="the condition, or the quantity that was measured")
    because: str | None
    quantity: Known
    branches: list[Branch]


class Value(Part):
    """A named value that the score rests on."""

    name: str
    value: Known
    formula: str | None
    substituted: str | None
    percent: bool


class Undefined(Part):
    """Why there is no score, and what leaves it none."""

    kind: str
    detail: str


class Trace(Part):
    """How an item came to its points."""

    text: str | None
    basis: list[str]
    evidence: list[str] = Field(description="the documents that must back it")
    note: str | None
    code: str | None = Field(description="its number in the printed table")
    bonus: bool = Field(description="outside the sum of points")
    applies: str | None
    otherwise: Literal["full", "zero", "redistribute", "rescale"] | None
    combine: Literal["sum", "weighted", "best", "worst", "mean", "geometric", "formula"] | None
    table: str | None = Field(description="the table whose rows are its items")
    grades: list[str] = Field(description="every grade that is still possible, of a group that has some")
    formula: str | None
    substituted: str | None
    quantity: Known
    percent: bool
    target: Known = Field(description="what a proportion is held against")
    options: dict[str, str]
    level: str | None
    reason: str | None
    raw: Fraction | None = Field(description="what the rule gives before every step")
    held: Fraction = Field(description="what holding within the bounds added to the rule")
    steps: list[Step] = Field(description="raw, or the sum of the items, plus these is exact")
    difference: Fraction = Field(description="what rounding a group added to its children")
    undefined: Undefined | None
    branches: list[Branch]
    values: list[Value]
    facts: list[Fact]


class Item(Part):
    """An item of the rubric, with those below it."""

    model_config = ConfigDict(json_schema_extra=_EITHER)

    path: str
    name: str
    points: Decimal
    score: Decimal | None
    exact: Fraction | None
    range: Range | None
    lost: Decimal | None
    state: Literal["scored", "not_applicable", "unscored"]
    rule: str | None
    reasons: list[str]
    trace: Trace
    items: list[Item]


class Open(Part):
    """Something not known, with the points that hang on it."""

    fact: str | None = Field(description="null where the item waits for no fact: see reason")
    items: list[str]
    at_stake: Decimal
    jointly: bool = Field(description="whether other open facts hang on the same points")
    reason: str | None


class Required(Part):
    """Something that must be attached and is not."""

    path: str
    what: Literal["reason", "evidence"]
    condition: str
    because: str | None
    blocking: bool = Field(description="whether the scorecard is incomplete without it")
    attached: bool


class Check(Part):
    """A check of facts against facts, with its result."""

    name: str
    text: str
    substituted: str
    holds: bool | None = Field(description="null where a fact it needs is open")
    within: bool = Field(description="whether it holds only within its tolerance")
    severity: Literal["error", "warning", "red_flag"]
    because: str | None
    slack: Fraction | None = Field(description="left side less right")
    file: str | None
    line: Line | None


class Notice(Part):
    """A fact that was given for another scope or period than the rubric declares."""

    fact: str
    kind: Literal["scope", "period"]
    given: str
    declared: str


class AssumedFact(Part):
    """Something open, or disputed, with the value that it was assumed to have."""

    name: str
    value: Known = Field(description="in the unit; of a judgement its share")
    unit: str | None
    level: str | None = Field(description="of a judgement")
    disputed: bool = Field(description="whether the file has a value, which was not used")


class Assumed(Part):
    """What everything open was assumed to be: then this is not the score of the facts."""

    which: Literal["worst", "best"]
    facts: list[AssumedFact]
    end: Decimal = Field(description="the end of the range that the score has")
    short: Decimal = Field(description="how far this total is from that end")
    open: list[str] = Field(description="tables of whose rows nothing can be assumed")


class Scorecard(Part):
    """A rubric joined with facts. Exactly one of score and range is null, here and in every item."""

    model_config = ConfigDict(json_schema_extra=_EITHER)

    rubric: RubricPart
    subject: str | None
    period: str | None
    points: Decimal
    score: Decimal | None
    exact: Fraction | None
    range: Range | None
    share: Decimal | None
    grade: str | None
    complete: bool
    items: list[Item]
    open: list[Open]
    requires: list[Required]
    checks: list[Check]
    facts: FactsPart
    engine: str
    trace: Trace = Field(description="what came after the sum of the items, of the whole")
    override: str | None = Field(description="why the grade is another than the score alone would give")
    notices: list[Notice]
    quota: list[str] = Field(description="grades among those possible that only so many of all subjects get")
    assumed: Assumed | None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what ``to_json`` gives."""
    schema = Scorecard.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
