"""What a rubric says of the columns of tables that are not called as its facts are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.column_names import ColumnNames, HowJudged, plain_head
from rubric.column_problems import ColumnTargetUnclear, ColumnTargetUnknown, ColumnTwice
from rubric.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.model import Element, Fact, Item
    from rubric.place import Text
    from rubric.problems import Problem


def read_columns(
    written: Mapping[Text, str | None],
    facts: Mapping[str, Fact],
    elements: Mapping[str, Element],
    root: Item,
    problems: list[Problem],
) -> dict[str, str]:
    """What each column is called in the rubric; the empty name leaves a column out."""
    names = ColumnNames(facts, elements, root) if written else None
    found: dict[str, str] = {}
    first: dict[str, Text] = {}
    for head, target in written.items():
        plain = plain_head(head)
        if plain in first:
            problems.append(ColumnTwice(place=head.place, name=head, line=first[plain].place.line))
        first.setdefault(plain, head)
        if target and names is not None:
            problems += _wrong(target, head, names)
        found[plain] = target or ""
    return found


def _wrong(target: str, head: Text, names: ColumnNames) -> list[Problem]:
    place = getattr(target, "place", head.place)
    meanings = names.meanings(target)
    if not meanings:
        known = [*names.facts, *names.items]
        zh, en = did_you_mean(plain_head(target), known)
        return [ColumnTargetUnknown(place=place, name=target, near_zh=zh, near_en=en)]
    if len(meanings) > 1 or isinstance(meanings[0], HowJudged):
        return [ColumnTargetUnclear(place=place, name=target)]
    return []
