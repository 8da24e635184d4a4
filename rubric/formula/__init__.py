"""Formulas: from text to a checked tree, and what reads the tree."""

from __future__ import annotations

from rubric.formula.check import (
    NUMBER,
    TABLE,
    TEXT,
    YES_NO,
    Choice,
    Kind,
    Scope,
    check_formula,
    items_of,
    names_of,
)
from rubric.formula.enclose import MaybeUndefined, TableBound, enclose
from rubric.formula.functions import FUNCTIONS, MODES, RESERVED
from rubric.formula.layers import Layered
from rubric.formula.narrow import Bound
from rubric.formula.parse import Formula, parse_formula, place_of, written_of
from rubric.formula.show import canonical, substitute, unparse
from rubric.formula.words import Word, words

__all__ = (
    "FUNCTIONS",
    "MODES",
    "NUMBER",
    "RESERVED",
    "TABLE",
    "TEXT",
    "YES_NO",
    "Bound",
    "Choice",
    "Formula",
    "Kind",
    "Layered",
    "MaybeUndefined",
    "Scope",
    "TableBound",
    "Word",
    "canonical",
    "check_formula",
    "enclose",
    "items_of",
    "names_of",
    "parse_formula",
    "place_of",
    "substitute",
    "unparse",
    "words",
    "written_of",
)
