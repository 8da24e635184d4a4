"""Diff: why one score is another, as causes whose amounts add up exactly to the change.

The total is a sum of parts (diff_parts). What changed (a fact, an element, a judgement, a row; and the rubric
as a whole, where that changed) plays a game for each part that it may move: the worth of a coalition is
the part with those changes made and no others. The Shapley share of a change in a part is what it
contributes there; as shares are linear, its sum over all parts is its share of the total. 尾差 is not
shared out: its change is a cause of its own. Open scores are compared at their low ends and at their
high ends, and both columns add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.questions.diff.facts import RULE, Change, changes_of
from engine.questions.diff.match import Pair, by_path
from engine.questions.diff.meaning import Meaning, meaning
from engine.questions.diff.parts import NOTHING, parts_of
from engine.questions.diff.shapley import added, less, method_for, shares
from engine.questions.diff.worlds import Worlds
from engine.score import score
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.facts_given import Facts
    from engine.questions.diff.shapley import Ends, Method
    from engine.questions.diff.worlds import Key
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric

CauseKind = Literal[
    "fact", "element", "judgement", "row", "table", "rule", "added", "removed", "rounding", "facts", "untold"
]


class Part(Record):
    """A part of the total before and after, by the paths of its item, and how its shares were found.

    ``lines`` are the kinds of a group's own lines that took part on either side.
    """

    key: Key
    name: str
    before: Ends
    after: Ends
    lines: tuple[str, ...] = ()
    method: Method = "exact"

    @property
    def change(self) -> Ends:
        """By how much it moved, low end and high end."""
        return less(self.after, self.before)


class Share(Record):
    """What a cause contributes in one part."""

    part: Part
    amount: Ends


class Cause(Record):
    """Why the total moved, with what it contributes in each part. ``changes`` are the facts behind it."""

    kind: CauseKind
    shares: tuple[Share, ...]
    changes: tuple[Change, ...] = ()

    @property
    def amount(self) -> Ends:
        """What it contributes to the total, low end and high end."""
        return _sum(share.amount for share in self.shares)


class Difference(Record):
    """Two scorecards with the causes of their difference, the greatest first.

    ``idle`` are changes of facts that contribute nothing anywhere; ``meaning`` what the rubrics say
    otherwise, None where there is one rubric or none at hand.
    """

    cards: tuple[Scorecard, Scorecard]
    causes: tuple[Cause, ...]
    parts: tuple[Part, ...]
    idle: tuple[Change, ...] = ()
    meaning: Meaning | None = None
    told: bool = True

    @property
    def before(self) -> Ends:
        """The total before, low end and high end."""
        return _ends(self.cards[0])

    @property
    def after(self) -> Ends:
        """The total after."""
        return _ends(self.cards[1])

    @property
    def change(self) -> Ends:
        """By how much the total moved."""
        return less(self.after, self.before)


def diff(
    rubrics: tuple[Rubric, Rubric], facts: tuple[Facts, Facts], meant: Meaning | None = None
) -> Difference:
    """Why the facts score otherwise: each of the two by its own version of the rubric, or both by one.

    ``meant`` is what the versions say otherwise, where it is known already.

    ``facts`` hold whatever their own rubric declares; where the versions differ, what both declare alike is
    compared by name, and items are matched by path, ``was`` and content.
    """
    same = rubrics[0].sha256 == rubrics[1].sha256
    rubrics = (rubrics[0], rubrics[0]) if same else rubrics
    meant = None if same else meant or meaning(*rubrics)
    pairs = meant.pairs if meant is not None else _same_items(rubrics[0])
    changes = changes_of(rubrics, facts, pairs)
    worlds = Worlds(rubrics, facts, changes if same else [*changes, RULE])
    cards = score(rubrics[0], facts[0]), score(rubrics[1], facts[1])
    parts = list(_parts(cards, pairs))
    return made(cards, parts, _shared(worlds, parts), changes, meant)


def made(
    cards: tuple[Scorecard, Scorecard],
    parts: Sequence[Part],
    causes: Iterable[Cause],
    changes: Sequence[Change] = (),
    meant: Meaning | None = None,
    *,
    told: bool = True,
) -> Difference:
    """The difference with its causes in order."""
    found = sorted(causes, key=_rank)
    moving = {change.order for cause in found for change in cause.changes}
    idle = tuple(change for change in changes if change.order not in moving)
    return Difference(cards, tuple(found), tuple(parts), idle, meant, told)


def _rank(cause: Cause) -> tuple[object, ...]:
    """The greatest amount first, whichever way it goes."""
    low, high = cause.amount
    first = cause.shares[0].part.key
    names = [change.order for change in cause.changes]
    return (-max(abs(low), abs(high)), cause.kind, names, sorted(path or "" for path in first[:2]), first[2])


def _same_items(rubric: Rubric) -> list[Pair]:
    return [Pair(item, item) for item in rubric.root.walk()]


def _ends(card: Scorecard) -> Ends:
    return card.root.low, card.root.high


def _sum(amounts: Iterable[Ends]) -> Ends:
    found = NOTHING
    for amount in amounts:
        found = added(found, amount)
    return found


# -- parts -------------------------------------------------------------------------------------------


def _parts(cards: tuple[Scorecard, Scorecard], pairs: Sequence[Pair]) -> Iterator[Part]:
    """Every part of either total, under the paths of both."""
    held = [parts_of(card.root) for card in cards]
    items = [{item.path: item for item in card.root.walk()} for card in cards]
    keys: dict[Key, None] = {}
    for side in (1, 0):
        paired = by_path(pairs, side)
        for path, kind in held[side]:
            keys[*both_paths(path, paired), kind] = None
    for key in keys:
        before, after = (
            ends.get((path, key[2]), NOTHING) if path is not None else NOTHING
            for ends, path in zip(held, key[:2], strict=True)
        )
        yield part_between(key, items, before, after)


def part_between(key: Key, items: Sequence[Mapping[str, ItemScore]], before: Ends, after: Ends) -> Part:
    """A part with the name of its item, and with the lines of its group, on either side by path."""
    there = [
        held[path] for held, path in zip(items, key[:2], strict=True) if path is not None and path in held
    ]
    kinds = {step.kind: None for item in there for step in item.steps if key[2] == "lines"}
    return Part(key, there[-1].name if there else "", before, after, tuple(kinds))


def both_paths(path: str, paired: Mapping[str, Pair]) -> tuple[str | None, str | None]:
    """The paths of an item, or of a row, before and after."""
    if path in paired:
        return paired[path].key
    group, _, row = path.rpartition("/")
    sides = (paired[group].before, paired[group].after)
    found = [f"{one.path}/{row}" if one is not None and one.each is not None else None for one in sides]
    return found[0], found[1]


# -- causes ------------------------------------------------------------------------------------------


def _shared(worlds: Worlds, parts: list[Part]) -> Iterator[Cause]:
    """The causes of all parts; each part is told how its shares were found."""
    by_change: dict[int, list[Share]] = {}
    ruled: dict[tuple[str | None, str | None], list[Share]] = {}
    for at, part in enumerate(parts):
        if part.key[2] == "rounding":
            if part.change != NOTHING:
                yield Cause("rounding", (Share(part, part.change),))
            continue
        players = _players(part, worlds)
        parts[at] = part = replace(part, method=method_for(len(players)))  # noqa: PLW2901 - the same part, told more
        for player, amount in zip(players, _amounts(part, players, worlds), strict=True):
            if amount == NOTHING:
                continue
            if player == worlds.rule:
                ruled.setdefault(part.key[:2], []).append(Share(part, amount))
            else:
                by_change.setdefault(player, []).append(Share(part, amount))
    for player, found in by_change.items():
        change = worlds.changes[player]
        yield Cause(change.kind, tuple(found), (change,))
    for (before, after), found in ruled.items():
        yield Cause("added" if before is None else "removed" if after is None else "rule", tuple(found))


def _players(part: Part, worlds: Worlds) -> list[int]:
    """The changes that may move a part; none for the lines of a group that has none and is not open."""
    players = worlds.players(part.key)
    if part.key[2] == "lines" and part.before == part.after == NOTHING and not worlds.has_lines(part.key):
        return []
    return players


def _amounts(part: Part, players: list[int], worlds: Worlds) -> list[Ends]:
    """The shares of the players in a part: they add up to its change."""
    if len(players) == 1:
        return [part.change]
    found = shares(players, lambda coalition: worlds.worth(part.key, coalition))
    assert _sum(found) == part.change, part.key
    return found
