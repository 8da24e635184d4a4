"""The rule ``lookup``: from choices to points, one by one or by a decision table."""

from __future__ import annotations

import ast
import csv
from fractions import Fraction
from io import StringIO
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, Any

from rubric.forms import place_of
from rubric.formula import YES_NO, Choice
from rubric.keywords import canonical_word
from rubric.number import fold
from rubric.place import Place, Row, Table, Text
from rubric.problems import did_you_mean
from rubric.rules.base import Branch, Lowered
from rubric.rules.problems.lines import (
    NoLookup,
    NoSuchChoice,
    NoTableFile,
    RowEarnsNothing,
    RowTwice,
    RowUnclear,
    TableIncomplete,
    TableUnread,
)
from rubric.rules.reader import call, compare, constant, once, undefined

if TYPE_CHECKING:
    from rubric.place import Source
    from rubric.rules.reader import Reader
    from rubric.shape import LookupShape

Key = tuple[str, ...]
MOST = 10_000
EARNS = frozenset(("earns", "得"))


def lower(shape: LookupShape, reader: Reader) -> Lowered:
    """``first(of is the first choice, earned, ...)``: complete, and without contradicting rows."""
    before = len(reader.problems)
    trees = [_tree(text, reader) for text in shape.of]
    domains = [_words(kind) for _, kind in trees]
    if len(reader.problems) > before or any(domain is None for domain in domains):
        return Lowered("lookup", constant(Fraction(0)))
    known = [domain for domain in domains if domain is not None]
    rows = _rows(shape, known, reader)
    if len(reader.problems) == before and reader.sure(*(tree for tree, _ in trees)):
        _complete(rows, known, shape, reader)
    if len(reader.problems) > before or not rows:
        return Lowered("lookup", constant(Fraction(0)))
    ofs = [once(tree) for tree, _ in trees]
    branches = tuple(_branch(ofs, key, held, reader) for key, held in rows.items())
    parts = [part for b in branches for part in (b.test, b.amount) if part is not None]
    quantity = trees[0][0] if len(ofs) == 1 else None
    text = "，".join(shape.of)
    expr = call("first", *parts, undefined("no_row"))
    return Lowered("lookup", expr, text, quantity, branches, place=shape.of[0].place)


def _tree(text: Text, reader: Reader) -> tuple[ast.expr, Any]:
    tree, kind = reader.typed(text)
    if kind is not None and _words(kind) is None and reader.sure(tree):
        reader.problems.append(NoLookup(place=text.place, word=str(text)))
    return tree, kind


def _words(kind: Any) -> Key | None:
    if isinstance(kind, Choice):
        return kind.choices
    return ("yes", "no") if kind == YES_NO else None


def _rows(shape: LookupShape, domains: list[Key], reader: Reader) -> dict[Key, Text]:
    held = shape.table
    if isinstance(held, Text) and held:
        held = _from_csv(held, reader)
    if isinstance(held, Table) and len(domains) == 1:
        pairs: list[tuple[Any, Any]] = [((key,), value) for key, value in held.items()]
    elif isinstance(held, Row) and held:
        pairs = [_row(row, shape, reader) for row in held]
    else:
        if held is not None:
            reader.problems.append(TableUnread(place=shape.value_place("table")))
        return {}
    rows: dict[Key, Text] = {}
    for key, value in pairs:
        if key is None:
            continue
        words = tuple(
            _word(text, of, domain, reader) for text, of, domain in zip(key, shape.of, domains, strict=True)
        )
        if not isinstance(value, Text) or not value:
            reader.problems.append(RowEarnsNothing(place=key[0].place, word=str(key[0])))
        elif words in rows:
            reader.problems.append(RowTwice(place=key[0].place, words="、".join(key)))
        elif None not in words:
            rows[tuple(str(word) for word in words)] = value
    return rows


def _row(row: Any, shape: LookupShape, reader: Reader) -> tuple[tuple[Text, ...] | None, Any]:
    if not isinstance(row, Table):
        columns = "、".join(f"“{of}”" for of in shape.of)
        reader.problems.append(RowUnclear(place=place_of(row, shape.under), columns=columns))
        return None, None
    earns = next((value for key, value in row.items() if key in EARNS), None)
    rest = {str(key): value for key, value in row.items() if key not in EARNS}
    cells = [rest.get(str(of)) for of in shape.of]
    if (
        earns is None
        or set(rest) != {str(of) for of in shape.of}
        or not all(isinstance(c, Text) for c in cells)
    ):
        columns = "、".join(f"“{of}”" for of in shape.of)
        reader.problems.append(RowUnclear(place=row.place, columns=columns))
        return None, None
    return tuple(cell for cell in cells if isinstance(cell, Text)), earns


def _word(text: Text, of: Text, domain: Key, reader: Reader) -> str | None:
    if not domain:  # a choice that is declared without any, as is told there
        return None
    word = canonical_word(fold(text).strip()) if domain == ("yes", "no") else str(text)
    if word in domain:
        return word
    zh, en = did_you_mean(text, domain)
    known = "是、否 / yes, no" if domain == ("yes", "no") else "、".join(domain)
    reader.problems.append(
        NoSuchChoice(place=text.place, name=of, word=str(text), known=known, near_zh=zh, near_en=en)
    )
    return None


def _complete(rows: dict[Key, Text], domains: list[Key], shape: LookupShape, reader: Reader) -> None:
    # Every row is one of the combinations, of which there may be more than could ever be listed.
    missing = prod(len(domain) for domain in domains) - len(rows)
    if rows and missing:
        absent = list(islice((key for key in product(*domains) if key not in rows), 3))
        zh, en = ("；".join("、".join(told(word) for word in key) for key in absent) for told in (_zh, str))
        more = missing - len(absent)
        zh += f" 等，另有 {more} 种" if more > 0 else ""
        en += f" and {more} more" if more > 0 else ""
        place = shape.place_of("table")
        reader.problems.append(TableIncomplete(place=place, words_zh=zh, words_en=en))


def _zh(word: str) -> str:
    return {"yes": "是", "no": "否"}.get(word, word)


def _branch(ofs: list[ast.expr], key: Key, earns: Text, reader: Reader) -> Branch:
    tests = [_is(of, word) for of, word in zip(ofs, key, strict=True)]
    test = tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests)
    return Branch("row", "、".join(key), test, reader.earning(earns), place=earns.place)


def _is(of: ast.expr, word: str) -> ast.expr:
    if word in ("yes", "no") and not isinstance(of, ast.Constant):
        return of if word == "yes" else ast.UnaryOp(ast.Not(), of)
    return compare(of, ast.Eq(), constant(word))


# -- a table in a file of its own ----------------------------------------------------------------------


def _from_csv(name: Text, reader: Reader) -> Row | None:
    source = reader.beside(name) if reader.beside is not None else None
    if source is None:
        if reader.beside is None:
            reader.problems.append(TableUnread(place=name.place))
        return None
    try:
        lines = list(islice(csv.reader(StringIO(source.text)), MOST))
    except csv.Error:
        why = {"why_zh": "它不是 CSV", "why_en": "it is not CSV"}
        reader.problems.append(NoTableFile(place=name.place, name=name, **why))
        return None
    heads, row = lines[0] if lines else [], Row()
    for number, cells in enumerate(lines[1:], 2):
        place = _line(source, number)
        table = Table(
            (Text.at(head.strip(), place), Text.at(cell.strip(), place))
            for head, cell in zip(heads, cells, strict=False)
        )
        table.place = place
        beyond = [cell for cell in cells[len(heads) :] if cell.strip()]
        if beyond:
            row.append(Text.at(beyond[0], place))  # no row of this table, and told to be none
        elif any(cell.strip() for cell in cells):
            row.append(table)
    row.place = Place(source, 0, len(source.text))
    return row


def _line(source: Source, number: int) -> Place:
    start = source.line_start(number)
    return Place(source, start, start + len(source.line_text(number)))
