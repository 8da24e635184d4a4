"""The voice for a reader: a short page of whole sentences that can be read aloud."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain import fingerprint, loses, losses, lost_of, lost_total, notices, opens, override, unequal
from engine.explain.checks import checks
from engine.explain.duties import with_numbers
from engine.explain.heads import STATUS, subject
from engine.explain.voices.after import aside_of, step_told
from engine.explain.voices.parts import difference_of, how, is_full, name_of, others_full, stop, topmost_away
from engine.explain.voices.spoken import about, in_words, joined, points_of
from engine.explain.voices.told import Block, Line
from engine.explain.voices.words import TEXT
from engine.explain.words import aside, clauses, colon, commas, formula, listed, points

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.explain import LossView
    from engine.scorecard import CheckResult, ItemScore, Required, Scorecard
    from rubric.problems import Language


def reader(
    card: Scorecard,
    language: Language,
    *,
    root: ItemScore | None = None,
    restore: Mapping[str, str] | None = None,
    lost: bool = False,
) -> list[Block]:
    """The whole page: the score, where it was lost, what is open, due and in doubt.

    ``restore`` says by path what would bring points back; ``lost`` leaves out what was not lost.
    """
    page = _Page(card, root or card.root, language, restore or {})
    views = losses(card, language, root=page.root)
    blocks = [page.title(), page.total(), *page.lost(views)]
    if not lost:
        blocks += [*page.full(views), *page.open()]
    return [block for block in [*blocks, *page.due(lost=lost), page.foot()] if block.lines]


def opening(card: Scorecard, root: ItemScore, language: Language) -> list[Block]:
    """What was scored, and what it came to."""
    page = _Page(card, root, language, {})
    return [page.title(), page.total()]


def reader_of(
    card: Scorecard, item: ItemScore, language: Language, restore: Mapping[str, str]
) -> list[Block]:
    """One item, whatever it came to; of a group where below it points were lost."""
    page = _Page(card, item, language, restore)
    said = [page.sentence(item, page.scored(item))]
    back = restore.get(item.path)
    said += [stop(back, language)] if back else []
    said += [page.owed(one) for one in card.requires if one.path == item.path]
    lost = page.lost(losses(card, language, root=item)) if item.items else ()
    return [Block("text", tuple(map(Line, said))), *(block for block in lost if block.lines)]


_LOST: Final = re.compile(r"(?:lost|失分) *> *0")
# Anything but one figure on either side.
_CALCULATES: Final = re.compile(r"[+×÷*/(]| [-−] ")


class _Page:
    def __init__(
        self, card: Scorecard, root: ItemScore, language: Language, restore: Mapping[str, str]
    ) -> None:
        self.card, self.root, self.language, self.restore = card, root, language, restore
        self.words = TEXT[language]
        self.items = {item.path: item for item in root.walk()}

    def say(self, key: str, **parts: str) -> str:
        """One of the stored sentences."""
        return stop(self.words[key].format(**parts), self.language)

    def points(self, value: Fraction) -> str:
        return points_of(value, self.language)

    def number(self, value: Fraction) -> str:
        """Points without their word."""
        return about(points(value, None), self.language)

    def name(self, item: ItemScore) -> str:
        return name_of(item, self.card) if item.path else self.words["whole"]

    # -- who, when, how much ---------------------------------------------------------------------------

    def title(self) -> Block:
        card = self.card
        standing = commas(
            [card.version or "", STATUS[self.language].get(card.status or "", "")], self.language
        )
        return Block("title", (Line(card.title + aside(standing, self.language)),))

    def total(self) -> Block:
        root, card = self.root, self.card
        who = subject(card.subject, card.period, self.language) if not root.path else ""
        said = commas([self.came_to(), self.grade()], self.language)
        texts = [commas([who, said], "zh") if self.language == "zh" else colon(who, said, "en")]
        if not root.path:
            texts += [override(card, self.language), *notices(card, self.language)]
        if not root.items and not loses(root):
            texts.append(how(root, self.language))
        return Block("text", tuple(Line(stop(text, self.language)) for text in texts if text))

    def came_to(self) -> str:
        """What the whole, or the item that is looked at, came to."""
        root = self.root
        if root.path:
            return self.scored(root)
        return self.words["range" if root.exact is None else "score"].format(**self.parts(root))

    def parts(self, item: ItemScore) -> dict[str, str]:
        """What a sentence about an item may say of its points."""
        zh = self.language == "zh"
        return {
            "name": joined(self.name(item), "失").removesuffix("失") if zh else self.name(item),
            "full": self.points(item.points),
            "got": self.points(item.low),
            "number": self.number(item.low),
            "low": self.number(item.low),
            "high": self.points(item.high),
            "top": self.number(item.high),
        }

    def grade(self) -> str:
        """The grade, or every one that is still possible."""
        grades = self.root.grades if self.root.path else self.card.grades
        if not grades:
            return ""
        between = "或" if self.language == "zh" else " or "
        return self.words["grade" if len(grades) == 1 else "grades"].format(grade=between.join(grades))

    # -- losses ----------------------------------------------------------------------------------------

    def lost(self, views: Sequence[LossView]) -> Iterator[Block]:
        """Where points were lost, most first; or that none were."""
        root = self.root
        if not views:
            said = [Line(self.say("nothing"))] if root.exact is not None else []
            yield Block("text", tuple(said))
            return
        total, extra = lost_total(root, views)
        key = "lost by" if root.exact is not None else "lost at least"
        amount = self.words[key].format(points=self.points(total))
        if len(views) == 1 and not extra and views[0].lost == total:
            yield Block("text", tuple(map(Line, self._only(views[0], amount))))
            return
        names = unequal(root)
        more = [self.say("bonus", points=self.points(extra))] if extra else []
        more += [self.say("unequal", names=listed(names, self.language))] if names else []
        texts = [self.say("lost", points=amount)]
        if more:
            texts = [stop(amount, self.language), *more, self.say("in order")]
        yield Block("text", tuple(map(Line, texts)))
        blank = "" if self.language == "zh" else " "
        yield Block("list", tuple(Line(blank.join(self._one(view))) for view in views))

    def _only(self, view: LossView, amount: str) -> list[str]:
        item = self.items[view.path]
        head = self.words["all of it"].format(points=amount, name=self.name(item))
        return [self.sentence(item, head, view), *self._back(view)]

    def _one(self, view: LossView) -> list[str]:
        item = self.items[view.path]
        amount = self.words["loses" if view.certain else "loses at least"].format(
            points=self.points(view.lost)
        )
        key = "one of" if view.step is None and item.exact is not None else "one"
        head = self.words[key].format(**self.parts(item), points=amount)
        return [self.sentence(item, head, view), *self._back(view)]

    def _back(self, view: LossView) -> list[str]:
        back = self.restore.get(view.path) if view.step is None else None
        return [stop(back, self.language)] if back else []

    def sentence(self, item: ItemScore, head: str, view: LossView | None = None) -> str:
        """How an item, or the step of a group, came to its points, behind what it is."""
        if view is not None and view.step is not None:
            said = step_told(view.step, item, self.language)
        else:
            said = how(item, self.language)
        if not said:
            return stop(head, self.language) if head else ""
        return stop(colon(head, said, self.language), self.language)

    def scored(self, item: ItemScore) -> str:
        """``社会效益得 6 分（满分 6 分）``."""
        return self.words["item range" if item.exact is None else "item"].format(**self.parts(item))

    # -- what is in order --------------------------------------------------------------------------------

    def full(self, views: Sequence[LossView]) -> Iterator[Block]:
        """Which parts of the table have all their points, in one sentence."""
        said = [] if is_full(self.root) else self._full({view.path for view in views})
        between = "，" if self.language == "zh" else ", and "
        sentence = [Line(self.say("full", parts=between.join(said)))] if said else []
        yield Block("text", (*sentence, *self._away()))

    def _full(self, told: set[str]) -> list[str]:
        whole = [item for item in self.root.items if is_full(item)]
        part = [item for item in self.root.items if item not in whole and others_full(item, told)]
        texts = [
            ("one full" if len(whole) == 1 else "all full", whole),
            ("rest full", [item for item in part if item.exact is not None]),
            (
                "rest full but open" if told else "rest full but waiting",
                [item for item in part if item.exact is None],
            ),
        ]
        return [
            self.words[key].format(names=listed(map(self.name, items), self.language))
            for key, items in texts
            if items
        ]

    def _away(self) -> Iterator[Line]:
        """What does not apply, each topmost, and what became of its points."""
        for item in topmost_away(self.root):
            if lost_of(item) <= 0:
                blank = "" if self.language == "zh" else " "
                yield Line(stop(f"{self.name(item)}{blank}{aside_of(item, self.language)}", self.language))

    # -- open, due, in doubt -----------------------------------------------------------------------------

    def open(self) -> Iterator[Block]:
        views, root = opens(self.card, self.language, root=self.root), self.root
        if not views:
            return
        low = self.number(root.low)
        yield Block("text", (Line(self.say("open", low=low, high=self.points(root.high))),))
        lines = []
        for view in views:
            names = listed((self.name(self.items[path]) for path in view.items), self.language)
            stake = self.words["stake at most" if view.jointly else "stake"].format(
                points=self.points(view.at_stake)
            )
            key = "waits" if view.name is None else "unknown of all" if view.reason else "unknown"
            lines.append(
                Line(
                    self.say(
                        key,
                        fact=view.name or "",
                        items=names,
                        why=in_words(view.reason, self.language),
                        stake=stake,
                    )
                )
            )
        yield Block("list", tuple(lines))

    def due(self, *, lost: bool) -> Iterator[Block]:
        owed = [one for one in self.card.requires if one.path in self.items]
        yield Block("text", tuple(Line(self.owed(one)) for one in owed))
        if self.root.path or lost:
            return
        failed = [check for check in self.card.checks if check.holds is False]
        views = {view.name: view.said for view in checks(self.card, self.language)}
        yield Block("text", tuple(Line(self._failed(check, views[check.name])) for check in failed))

    def _failed(self, check: CheckResult, said: str) -> str:
        """A check that does not hold; of a longer calculation only by how much the sides differ."""
        because = check.because or ""
        said = in_words(said.removesuffix(because), self.language).rstrip("；; ")
        if _CALCULATES.search(check.substituted):
            gap = self.words["differ"].format(by=difference_of(check, self.language)) if check.slack else ""
            said = commas([self.words["fails"], gap], self.language)
        return self.say("check", name=check.name, said=clauses([said, because], self.language))

    def owed(self, one: Required) -> str:
        """``绩效目标完成率须附理由：…``; a condition that calculates is not read aloud."""
        item = self.items[one.path]
        said = colon(self.words[one.what], one.because or "", self.language)
        said += aside(self._condition(one, item), self.language)
        missing = self.words["incomplete"] if one.blocking else ""
        return self.say("owed", name=self.name(item), said=clauses([said, missing], self.language))

    def _condition(self, one: Required, item: ItemScore) -> str:
        condition = formula(one.condition, self.language)
        if _LOST.fullmatch(condition) and item.lost is not None:
            return self.words["lost by"].format(points=self.points(item.lost)).lower()
        if _CALCULATES.search(condition):
            return "" if one.because else self.words["by the rubric"]
        return in_words(with_numbers(condition, item), self.language)

    def foot(self) -> Block:
        return Block("foot", (Line(fingerprint(self.card, self.language)),))
