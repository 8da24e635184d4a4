"""Meaning: what two versions of a rubric say otherwise, apart from wording and order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from engine.questions.diff.match import match
from engine.questions.diff.meaning_form import SECTIONS, Form, Said, form_of
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.questions.diff.match import Pair
    from rubric.model import Item, Rubric

Section = Literal["top", "item", "facts", "values", "checks"]
MISSING: Any = None


class Facet(Record):
    """One place that says otherwise: the keys that lead to it and what stands there in either version,
    None where nothing does. ``moved`` says that it is the key itself that changed: a band, a row."""

    keys: tuple[str, ...]
    was: Any
    now: Any
    moved: bool = False


class Meant(Record):
    """An item, a fact, a value, a check or the top with everything that it says otherwise.

    ``keys`` are its names before and after, None where it is not there; ``facets`` are empty for what was
    added, removed or only renamed.
    """

    section: Section
    keys: tuple[str | None, str | None]
    facets: tuple[Facet, ...] = ()


class Meaning(Record):
    """Two versions compared: their items matched and all that they say otherwise."""

    rubrics: tuple[Rubric, Rubric]
    pairs: tuple[Pair, ...]
    meant: tuple[Meant, ...]

    @property
    def same(self) -> bool:
        """Whether the forms that decide every score are the same."""
        return not self.meant

    def of(self, keys: tuple[str | None, str | None]) -> Meant | None:
        """What an item, or the top where the paths are empty, says otherwise; None where nothing."""
        section = "top" if keys == ("", "") else "item"
        return next((one for one in self.meant if one.section == section and one.keys == keys), None)


def meaning(before: Rubric, after: Rubric) -> Meaning:
    """Two versions of a rubric compared in their canonical forms."""
    forms = form_of(before), form_of(after)

    def content(side: int, item: Item) -> Any:
        body = forms[side].items.get(item.path)
        # Points typed in by hand are the same rule everywhere, and a group is told by what is in it.
        if body is None or item.is_group or "given" in body:
            return None
        return {key: held for key, held in body.items() if key not in ("points", "weight")}

    pairs = match(before, after, content)
    return Meaning((before, after), tuple(pairs), tuple(_meant(forms, pairs)))


def _meant(forms: tuple[Form, Form], pairs: Sequence[Pair]) -> Iterator[Meant]:
    facets = tuple(facets_of(forms[0].top, forms[1].top))
    if facets:
        yield Meant("top", ("", ""), facets)
    for pair in pairs:
        if pair.key == ("", ""):
            continue
        one, other = (
            form.items.get(path) if path is not None else None
            for form, path in zip(forms, pair.key, strict=True)
        )
        found = tuple(facets_of(one, other)) if one is not None and other is not None else ()
        if found or None in pair.key or pair.renamed:
            yield Meant("item", pair.key, found)
    for section in SECTIONS:
        yield from _named(section, *(getattr(form, section) for form in forms))


def _named(section: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Meant]:
    for name in [*after, *(name for name in before if name not in after)]:
        keys = (str(name) if name in before else None, str(name) if name in after else None)
        if None in keys:
            yield Meant(section, keys)
        elif facets := tuple(facets_of(_opened(before[name]), _opened(after[name]))):
            yield Meant(section, keys, facets)


def _opened(value: Any) -> Any:
    return {} if value in ("", None) else value


# -- where two forms differ --------------------------------------------------------------------------


def facets_of(was: Any, now: Any, keys: tuple[str, ...] = ()) -> Iterator[Facet]:
    """Every place at which two forms differ, outermost keys first."""
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        yield from _in_mapping(was, now, keys)
    elif isinstance(was, tuple) and isinstance(now, tuple):
        yield from _in_any_order(was, now, keys)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for number, (one, other) in enumerate(zip(was, now, strict=True), 1):
            yield from facets_of(one, other, (*keys, str(number)))
    else:
        yield Facet(keys, was, now)


def _in_any_order(was: Sequence[Any], now: Sequence[Any], keys: tuple[str, ...]) -> Iterator[Facet]:
    """Lines that are only in one of two lists whose order says nothing."""
    gone, come = list(was), list(now)
    for one in was:
        if one in come:
            gone.remove(one)
            come.remove(one)
    if len(was) == len(now) == 1:
        yield from facets_of(was[0], now[0], keys)
    elif len(gone) == len(come) == 1:
        yield Facet(keys, gone[0], come[0])
    else:
        yield from (Facet(keys, one, MISSING) for one in gone)
        yield from (Facet(keys, MISSING, one) for one in come)


def _in_mapping(was: Mapping[str, Any], now: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[Facet]:
    if "" in was and "" in now:
        yield from _in_pairs(was[""], now[""], keys)
        return
    for key in was:
        if key in now:
            yield from facets_of(was[key], now[key], (*keys, key))
    gone = [key for key in was if key not in now]
    come = [key for key in now if key not in was]
    for old in list(gone):
        new = _moved(old, gone, come, was, now)
        if new is not None:
            yield Facet(keys, old, new, moved=True)
            gone.remove(old)
            come.remove(new)
    yield from (Facet((*keys, key), was[key], MISSING) for key in gone)
    yield from (Facet((*keys, key), MISSING, now[key]) for key in come)


def _in_pairs(was: Sequence[Any], now: Sequence[Any], keys: tuple[str, ...]) -> Iterator[Facet]:
    """Where two mappings differ whose order counts; they stand as lists of pairs."""
    one, other = dict(was), dict(now)
    named = len(one) == len(was) and len(other) == len(now)
    if named and [key for key in one if key in other] == [key for key in other if key in one]:
        yield from _in_mapping(one, other, keys)
    elif was != now:
        yield Facet(keys, {"": was}, {"": now})


def _moved(
    old: str, gone: Sequence[str], come: Sequence[str], was: Mapping[str, Any], now: Mapping[str, Any]
) -> str | None:
    """The new key under which stands what alone stood under an old one: a band whose ends moved."""
    if not isinstance(old, Said) or old.kind != "interval":
        return None
    alike = [key for key in come if isinstance(key, Said) and key.kind == "interval" and now[key] == was[old]]
    alone = sum(was[key] == was[old] for key in gone) == 1
    return alike[0] if alone and len(alike) == 1 else None
