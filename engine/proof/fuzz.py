"""Fuzz: properties of every score, tried on facts drawn around a rubric's own cut points."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from engine.proof.fuzz_draw import Pair, Pool, made_for, pairs_for
from engine.proof.fuzz_group import group_outcomes
from engine.proof.fuzz_hypothesis import nothing_left, smallest, visit
from engine.proof.fuzz_scope import claims_of, scope_of
from engine.proof.fuzz_whole import broken_in
from engine.proof.fuzz_worth import broken, measure, ordered, outcomes, reversed_in
from engine.proof.saved import Made
from engine.score import score
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hypothesis.strategies import SearchStrategy

    from engine.proof.fuzz_scope import Direction, Scope
    from engine.proof.fuzz_worth import Outcome
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Item, Rubric

    Property = Callable[[Scorecard], str | None]

# Scores of the whole are dear: so many, times the items of the table, for each hundred that are asked for.
WHOLE: Final = 3000
MODES: Final = ("any", "best", "worst", "absent", "mixed")
EXTREMES: Final = ("best", "worst", "absent")


class Broken(Record):
    """A property that does not hold, with the simplest facts found for which it does not.

    ``property`` is defined, bounds, rises, falls, conserved, grade, or the name of a caller's own;
    ``said`` what that one said. ``facts`` are whole sets of facts, one or the two of a pair in the order
    of what rises, ``scores`` what the item comes to for each, ``changed`` the names that matter.
    """

    path: str
    property: str
    facts: tuple[Made, ...]
    cards: tuple[Scorecard, ...]
    scores: tuple[ItemScore, ...]
    changed: tuple[str, ...]
    claim: Direction | None = None
    mover: str = ""
    said: str = ""


class Fuzzed(Record):
    """What a search found, and how much it looked at; the same seed gives the same again."""

    findings: tuple[Broken, ...]
    seed: int
    count: int
    drawn: int


def fuzz(
    rubric: Rubric,
    count: int,
    seed: int,
    properties: Sequence[Property] = (),
    told: Callable[[int, int], None] | None = None,
) -> Fuzzed:
    """Search for facts that break a property; up to ``count`` sets of facts for each item.

    Each of ``properties`` is asked about every whole scorecard and says what is wrong, or None.
    ``told`` hears how many of how many parts are done.
    """
    with nothing_left():
        return _Search(rubric, count, seed, properties, told).run()


class _Search:
    """One search: the items each, then the whole with the best and the worst that was seen of each."""

    def __init__(
        self,
        rubric: Rubric,
        count: int,
        seed: int,
        properties: Sequence[Property],
        told: Callable[[int, int], None] | None,
    ) -> None:
        self.rubric, self.count, self.seed, self.told = rubric, count, seed, told
        self.properties = {getattr(one, "__name__", f"property-{n}"): one for n, one in enumerate(properties)}
        self.pool = Pool(rubric)
        self.paths = frozenset(item.path for item in rubric.root.walk())
        self.findings: dict[tuple[str, str], Broken] = {}
        self.extremes: dict[str, dict[str, tuple[Fraction, Made]]] = {}
        self.drawn = 0

    def run(self) -> Fuzzed:
        parts = list(_with_groups(self.rubric.root, ()))
        for done, (item, above) in enumerate(parts):
            self._tell(done, len(parts) + 1)
            if not item.items:
                self._leaf(scope_of(self.rubric, item, above), above)
            else:
                self._group(item)
        self._tell(len(parts), len(parts) + 1)
        self._whole()
        return Fuzzed(tuple(self.findings.values()), self.seed, self.count, self.drawn)

    def _tell(self, done: int, of: int) -> None:
        if self.told is not None:
            self.told(done, of)

    # -- one leaf --

    def _leaf(self, scope: Scope, above: tuple[Item, ...]) -> None:
        def of(made: Made) -> list[Outcome]:
            return outcomes(self.rubric, scope, above, made.bare(self.rubric))

        seen: dict[str, None] = {}

        def look(made: Made) -> None:
            self.drawn += 1
            found = of(made)
            self._remember(scope.item, made, found)
            seen.update(dict.fromkeys(what for one in found if (what := broken(one)) is not None))

        strategy = made_for(self.pool, scope)
        visit(strategy, look, self.count, self.seed)
        for what in seen:

            def shows(one: Made, what: str = what) -> bool:
                return any(broken(found) == what for found in of(one))

            made = smallest(strategy, shows, self.count, self.seed)
            if made is not None:
                path = next(one.path for one in of(made) if broken(one) == what)
                self._found(path, what, (made,))
        self._directions(scope, ordered(iter(scope.claims)), of)

    def _remember(self, item: Item, made: Made, found: Sequence[Outcome]) -> None:
        """Keep the facts of the best, the worst, and of not applying, for the scores of the whole."""
        kept = self.extremes.setdefault(item.path, {})
        if not found:
            kept.setdefault("absent", (Fraction(0), made))
            return
        values = [one.value for one in found if one.value is not None]
        total = sum(values, Fraction(0))
        if len(values) < len(found):
            return
        if "best" not in kept or total > kept["best"][0]:
            kept["best"] = total, made
        if "worst" not in kept or total < kept["worst"][0]:
            kept["worst"] = total, made

    # -- directions --

    def _group(self, item: Item) -> None:
        claims = ordered(claims_of(self.rubric, item))
        if claims:
            self._directions(
                replace(self.pool.whole, item=item),
                claims,
                lambda made: group_outcomes(self.rubric, item, made.bare(self.rubric)),
            )

    def _directions(
        self, scope: Scope, claims: tuple[Direction, ...], of: Callable[[Made], list[Outcome]]
    ) -> None:
        for claim in claims:
            strategy = pairs_for(self.pool, scope, claim)

            def against(pair: Pair) -> str | None:
                self.drawn += 1
                return reversed_in(pair, of(pair.first), of(pair.second))

            pair = smallest(strategy, lambda one: against(one) is not None, self.count, self.seed)
            path = against(pair) if pair is not None else None
            if pair is not None and path is not None:
                self._found(path, claim.way, _in_order(pair, path, of), claim, pair.mover)

    # -- the whole --

    def _whole(self) -> None:
        items = len(self.pool.near) + len(self.rubric.root.walk())
        count = min(self.count, max(self.count // 10, self.count * WHOLE // 100 // items, 1))
        seen: dict[tuple[str, str], Made] = {}

        def look(made: Made) -> None:
            self.drawn += 1
            for label in self._labels(made):
                seen.setdefault(label, made)

        visit(self._wholes(), look, count, self.seed)
        for (path, what), made in seen.items():
            if (self._holder(path), what) not in self.findings:
                less = self._simpler(made, (path, what))
                self._found(path, what, (less,))

    def _labels(self, made: Made) -> list[tuple[str, str]]:
        card = score(self.rubric, made.bare(self.rubric))
        own = (("", name) for name, one in self.properties.items() if one(card) is not None)
        return [*broken_in(card, self.rubric), *own]

    def _wholes(self) -> SearchStrategy[Made]:
        @st.composite
        def wholes(draw: Any) -> Made:
            mode = draw(st.sampled_from(MODES))
            made: Made = (
                draw(made_for(self.pool, self.pool.whole)) if mode in ("any", "mixed") else self.pool.common
            )
            if mode != "any":
                for kept in self.extremes.values():
                    which = draw(st.sampled_from((*EXTREMES, ""))) if mode == "mixed" else mode
                    if which in kept:
                        made = over(made, kept[which][1])
            values = dict(made.values)
            for check in self.pool.whole.checks:
                self.pool.mended(values, check)
            return Made(values, made.judgements, made.tables)

        return wholes()

    def _simpler(self, made: Made, label: tuple[str, str]) -> Made:
        """The same with one fact after the other at its common value, while the property stays broken."""
        common = self.pool.common
        for name in made.values:
            values = (
                {**made.values, name: common.values[name]} if name in common.values else dict(made.values)
            )
            if name not in common.values:
                del values[name]
            made = self._if(Made(values, made.judgements, made.tables), made, label)
        for path in made.judgements:
            judged = {**made.judgements, path: common.judgements.get(path, made.judgements[path])}
            made = self._if(Made(made.values, judged, made.tables), made, label)
        return made

    def _if(self, less: Made, made: Made, label: tuple[str, str]) -> Made:
        same = less.values == made.values and less.judgements == made.judgements
        passes = all(self.pool.mended(dict(less.values), check) for check in self.pool.whole.checks)
        return less if not same and passes and label in self._labels(less) else made

    # -- what was found --

    def _found(
        self, path: str, what: str, facts: Sequence[Made], claim: Direction | None = None, mover: str = ""
    ) -> None:
        whole = tuple(over(self.pool.common, made) for made in facts)
        cards = tuple(score(self.rubric, made.facts(self.rubric)) for made in whole)
        scores = tuple(next((i for i in card.root.walk() if i.path == path), card.root) for card in cards)
        own = self.properties.get(what)
        said = (own(cards[0]) or "") if own is not None else ""
        changed = tuple(
            name for name, value in facts[0].values.items() if self.pool.common.values.get(name) != value
        )
        finding = Broken(path, what, whole, cards, scores, changed, claim, mover, said)
        self.findings.setdefault((self._holder(path), what), finding)

    def _holder(self, path: str) -> str:
        """The item that a path is of: of a row its group, whose rows all go by the same rules."""
        return path if path in self.paths else path.rpartition("/")[0]


def over(first: Made, then: Made) -> Made:
    """The facts of ``then``, and where it says nothing those of ``first``."""
    return Made(
        {**first.values, **then.values},
        {**first.judgements, **then.judgements},
        {**first.tables, **then.tables},
    )


def _in_order(pair: Pair, path: str, of: Callable[[Made], list[Outcome]]) -> tuple[Made, Made]:
    """The pair with the lesser measure first."""
    ends = [next(one for one in of(made) if one.path == path) for made in (pair.first, pair.second)]
    a, b = (measure(pair.claim, one) for one in ends)
    assert a is not None  # the pair has been compared
    assert b is not None
    return (pair.first, pair.second) if a < b else (pair.second, pair.first)


def _with_groups(item: Item, above: tuple[Item, ...]) -> Iterator[tuple[Item, tuple[Item, ...]]]:
    yield item, above
    for child in item.items:
        yield from _with_groups(child, (*above, item))
