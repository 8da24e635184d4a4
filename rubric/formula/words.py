"""The words of a formula that belong to the language, for those who translate them."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rubric.formula.functions import ARGUMENTS, BOOLEANS, BY_NAME, GIVEN, MODES
from rubric.formula.parse import parse_formula, place_of
from rubric.formula.tokens import Refused, scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.formula.tokens import Token
    from rubric.source import Place, Text

WordKind = Literal["operator", "boolean", "function", "argument", "name", "mode"]

_GIVEN: Final = {**GIVEN, **{word: word for word in GIVEN.values()}}


class Word(NamedTuple):
    """A word of the language in a formula: where it stands, and its English form."""

    place: Place
    word: str
    kind: WordKind


def words(text: Text) -> list[Word]:
    """Every word of the language in the formula, in order; none where it cannot be read."""
    formula, _ = parse_formula(text)
    if formula is None:
        return []
    try:
        tokens = scan(text)
    except Refused:
        return []
    found = [
        Word(text.part(token.start, token.end), word, kind)
        for token, behind in pairwise(tokens)
        for word, kind in _word(token, behind)
    ]
    return sorted([*found, *_modes(formula.tree)], key=lambda word: word.place.start)


def _word(token: Token, behind: Token) -> Iterator[tuple[str, WordKind]]:
    if token.kind == "word":
        yield token.text, "operator"
    elif token.kind == "bool":
        yield ("yes" if BOOLEANS[token.text] else "no"), "boolean"
    elif token.kind == "name" and behind[:2] == ("sign", "("):
        yield BY_NAME[token.text].name, "function"
    elif token.kind == "name" and behind[:2] == ("sign", "="):
        yield ARGUMENTS.get(token.text, token.text), "argument"
    elif token.kind == "name" and token.text in _GIVEN:
        yield _GIVEN[token.text], "name"


def _modes(tree: ast.expr) -> Iterator[Word]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and "round" in node.func.id:
            mode = node.args[-1]
            place = place_of(mode)
            if isinstance(mode, ast.Constant) and mode.value in MODES.values() and place is not None:
                yield Word(place, str(mode.value), "mode")
