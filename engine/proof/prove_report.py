"""Verdicts as a page of text and as data."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.proof.claim import KIND_WORDS, KINDS, SEVERITY
from engine.proof.prove_words import sentence, subject, told
from engine.proof.verdict import STATE_WORDS
from rubric.audit.annotation import Annotation
from rubric.number import fraction_string
from rubric.report import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.proof.verdict import Example, State, Verdict
    from rubric.audit.finding import Weight
    from rubric.model import Rubric
    from rubric.place import Place
    from rubric.problems import Language

PAGE: Final = "docs/proving.md"
WEIGHTS: Final[Mapping[Language, Mapping[Weight, str]]] = {
    "zh": {"error": "错误", "warning": "警告", "hint": "提示"},
    "en": {"error": "error", "warning": "warning", "hint": "hint"},
}
STATES: Final[tuple[State, ...]] = ("proved", "refuted", "undecided")


def report_text(
    verdicts: Sequence[Verdict], rubric: Rubric, language: Language, saved: Mapping[int, Sequence[str]]
) -> str:
    """A line of counts, then everything refuted, then everything that is not decided."""
    lines = [_counts(verdicts, rubric, language), *_by_kind(verdicts, language)]
    for state in ("refuted", "undecided"):
        for number, verdict in enumerate(verdicts):
            if verdict.state == state:
                lines += ["", *_one(verdict, rubric, language, saved.get(number, ()))]
    return "\n".join(lines) + "\n"


def _counts(verdicts: Sequence[Verdict], rubric: Rubric, language: Language) -> str:
    counts = {state: sum(v.state == state for v in verdicts) for state in STATES}
    parts = [f"{STATE_WORDS[language][state]} {counts[state]}" for state in STATES]
    title = visible(rubric.title)
    if language == "zh":
        return f"证明“{title}”：共 {len(verdicts)} 项，{'，'.join(parts)}。"
    return f"Proof of {title}: {len(verdicts)} claims, {', '.join(parts)}."


def _by_kind(verdicts: Sequence[Verdict], language: Language) -> Iterator[str]:
    for kind in KINDS:
        own = [verdict for verdict in verdicts if verdict.claim.kind == kind]
        counts = {state: sum(v.state == state for v in own) for state in STATES}
        parts = [f"{STATE_WORDS[language][s]} {counts[s]}" for s in STATES if counts[s]]
        if own:
            colon, comma = ("：", "，") if language == "zh" else (": ", ", ")
            yield f"  {KIND_WORDS[language][kind]}{colon}{comma.join(parts)}"


def _one(verdict: Verdict, rubric: Rubric, language: Language, files: Sequence[str]) -> Iterator[str]:
    claim = verdict.claim
    place = claim.place
    where = f"{visible(place.file)}:{place.line}: " if place is not None else ""
    colon = "：" if language == "zh" else ": "
    state = STATE_WORDS[language][verdict.state]
    if verdict.state == "refuted":
        weight = WEIGHTS[language][SEVERITY[claim.kind]]
        state += f"（{weight}）" if language == "zh" else f" ({weight})"
    said = f"{subject(claim, language)}{colon}{sentence(claim, language)}"
    yield f"{where}{state}{colon}{visible(said)}"
    yield from (f"  {visible(line)}" for line in told(verdict, rubric, language))
    for file in files:
        yield f"  {'已存' if language == 'zh' else 'saved'} {visible(file)}"


def report_notes(verdicts: Sequence[Verdict], rubric: Rubric, language: Language) -> Iterator[Annotation]:
    """What is refuted, for tools that mark the line of a file."""
    for verdict in verdicts:
        if verdict.state == "refuted":
            claim = verdict.claim
            said = f"{subject(claim, language)}: {sentence(claim, language)}"
            facts = " ".join(told(verdict, rubric, language))
            yield Annotation(
                f"proof-{claim.kind}", claim.kind, SEVERITY[claim.kind], claim.place, said, facts, PAGE
            )


# -- data --------------------------------------------------------------------------------------------


def report_data(
    verdicts: Sequence[Verdict], rubric: Rubric, language: Language, saved: Mapping[int, Sequence[str]]
) -> dict[str, Any]:
    """The counts and every verdict; numbers are exact fractions as text, as in a scorecard."""
    return {
        "rubric_sha256": rubric.sha256,
        "counts": {state: sum(v.state == state for v in verdicts) for state in STATES},
        "verdicts": [
            _plain(verdict, rubric, language, saved.get(number, ()))
            for number, verdict in enumerate(verdicts)
        ],
    }


def _plain(verdict: Verdict, rubric: Rubric, language: Language, files: Sequence[str]) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "claim": claim.kind,
        "item": claim.item.path,
        "rule": None if claim.row is None else claim.row + 1,
        "what": claim.arm or (claim.fact or None),
        "label": claim.label or None,
        "says": visible(sentence(claim, language)),
        "state": verdict.state,
        "severity": SEVERITY[claim.kind],
        "how": verdict.how or None,
        "why": verdict.why.of(language) if verdict.why is not None else None,
        "told": [visible(line) for line in told(verdict, rubric, language)]
        if verdict.state == "refuted"
        else [],
        **_where(claim.place),
        "examples": [_example(example) for example in verdict.examples],
        "saved": list(files),
    }


def _where(place: Place | None) -> dict[str, Any]:
    return {"file": visible(place.file) if place else None, "line": place.line if place else None}


def _example(example: Example) -> dict[str, Any]:
    made, item = example.made, example.score
    return {
        "facts": {name: _value(value) for name, value in made.values.items()},
        "judgements": {path: fraction_string(share) for path, share in made.judgements.items()},
        "tables": {
            name: [{column: _value(value) for column, value in row.items()} for row in rows]
            for name, rows in made.tables.items()
        },
        "item": item.path,
        "state": item.state,
        "exact": None if item.exact is None else fraction_string(item.exact),
        "score": None if item.score is None else fraction_string(item.score),
        "points": fraction_string(item.points),
        "undefined": item.undefined.kind if item.undefined is not None else None,
    }


def _value(value: Any) -> Any:
    return fraction_string(value) if isinstance(value, Fraction) else value
