"""What a voice says, before any width or markup: blocks of lines."""

from __future__ import annotations

from typing import Literal

from rubric.record import Record

Kind = Literal["title", "text", "list", "rows", "item", "foot"]


class Line(Record):
    """A sentence, behind its label in rows; ``mark`` says of a branch whether it decided."""

    text: str
    label: str = ""
    mark: bool | None = None


class Block(Record):
    """Lines that stand together: a title, sentences, a numbered list, or rows under the head of an item.

    ``head`` is what they are of, ``score`` what it came to, ``lost`` whether points were lost there.
    """

    kind: Kind
    lines: tuple[Line, ...]
    head: str = ""
    score: str = ""
    lost: bool = False
