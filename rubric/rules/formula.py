"""The rule ``formula``: the item earns what an expression comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.rules.base import Lowered

if TYPE_CHECKING:
    from rubric.place import Text
    from rubric.rules.reader import Reader


def lower(text: Text, reader: Reader, *, clamps: bool) -> Lowered:
    """The expression itself; outside its bounds it is unscored unless ``clamps``."""
    tree = reader.formula(text)
    return Lowered("formula", tree, str(text), quantity=tree, clamps=clamps, place=text.place)
