"""The words and signs of a formula, each with where the author wrote it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, NoReturn

from rubric.formula.functions import BOOLEANS, OPERATORS
from rubric.formula.problems import (
    FormulaTooLarge,
    Invisible,
    MissingSpace,
    NotAFormula,
    NumberTooLong,
    UnclosedText,
    WriteInstead,
)
from rubric.number import fold, read_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.problems import Problem
    from rubric.source import Text

TokenKind = Literal["number", "name", "word", "bool", "text", "sign", "end"]

LONGEST: Final = 2000
DIGITS: Final = 30
SHOWN: Final = 20

_BLANK: Final = re.compile(r"\s*")
_NUMBER: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[%‰]?")
_RUN: Final = re.compile(r"[\w.]*")
_NAME: Final = re.compile(r"[^\W\d]\w*")
_SIGN: Final = re.compile(r"\*\*|<=|>=|==|!=|[-+*/(),<>=≠≥≤≧≦⩾⩽×÷]")
_PLAIN: Final = {"≠": "!=", "≥": ">=", "≧": ">=", "⩾": ">=", "≤": "<=", "≦": "<=", "⩽": "<="}
_PLAIN_ONE: Final = {"×": "*", "÷": "/"}
_OTHER: Final = re.compile(r"===|//|&&|\|\||<>|=>|=<|<<|>>|:=|.", re.DOTALL)
_INSTEAD: Final = {
    "===": "==",
    "//": "floor(… / …)",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "!": "not",
    "^": "**",
    "·": "*",
    "•": "*",
    "∙": "*",
    "–": "-",
    "—": "-",
    "、": ",",
    "【": "(",
    "】": ")",
    "「": '"',
    "」": '"',
    "√": "sqrt(…)",
    "≈": "==",
}
_WRONG: Final = frozenset(sign for sign in _INSTEAD if len(sign) > 1) | {"<<", ">>", ":="}
_DOUBLE: Final = '"“”„‟'
_SINGLE: Final = "'‘’"
_PARTNER: Final = {"“": "”", "‘": "’"}
_RAISED: Final = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))


class Token(NamedTuple):
    """A word or sign in its plain form; ``start`` and ``end`` count the author's characters."""

    kind: TokenKind
    text: str
    start: int
    end: int


class Refused(Exception):  # noqa: N818 - it carries a problem up to the one door of the parser
    """A formula that cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def scan(text: Text) -> list[Token]:
    """The tokens, with one that marks the end. Raises Refused at a character that fits nowhere."""
    if len(text) > LONGEST:
        raise Refused(FormulaTooLarge(place=text.place))
    return [*_Scanner(text).tokens(), Token("end", "", len(text), len(text))]


def clip(text: str) -> str:
    """As much of a text as a sentence can hold."""
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def leading_word(run: str) -> str | None:
    """The operator that a run of letters begins with, where it runs on behind it."""
    return next((word for word in OPERATORS if run.startswith(word) and run != word), None)


class _Scanner:
    """Every character has exactly one plain form, so that indices stay those of the author."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.plain = "".join(_plain_one(char) for char in text)

    def tokens(self) -> Iterator[Token]:
        at = 0
        while (at := self._skip(at)) < len(self.plain):
            token = self._token(at)
            yield token
            at = token.end

    def _skip(self, at: int) -> int:
        match = _BLANK.match(self.plain, at)
        return match.end() if match else at

    def _token(self, at: int) -> Token:
        char = self.plain[at]
        if char in _DOUBLE or char in _SINGLE:
            return self._text(at)
        if number := _NUMBER.match(self.plain, at):
            return self._number(at, number.end())
        if name := _NAME.match(self.plain, at):
            return self._word(at, name.end())
        other = _OTHER.match(self.plain, at)
        sign = _SIGN.match(self.plain, at)
        if sign is None or (other is not None and other[0] in _WRONG):
            self._refuse_sign(at, other.end() if other else at + 1)
        return Token("sign", _PLAIN.get(sign[0], sign[0]), at, sign.end())

    def _text(self, at: int) -> Token:
        opening = self.plain[at]
        family = _DOUBLE if opening in _DOUBLE else _SINGLE
        line_end = self.plain.find("\n", at)
        inside = self.plain[at + 1 : line_end if line_end >= 0 else len(self.plain)]
        close = inside.find(_PARTNER.get(opening, opening))
        if close < 0:
            close = next((i for i, char in enumerate(inside) if char in family), -1)
        if close < 0:
            raise Refused(UnclosedText(place=self.text.part(at, at + 1)))
        end = at + 1 + close
        return Token("text", unicodedata.normalize("NFKC", self.text[at + 1 : end]), at, end + 1)

    def _number(self, at: int, end: int) -> Token:
        run = _RUN.match(self.plain, end)
        if run is not None and run[0]:
            self._refuse_run(at, end, run[0])
        written = self.plain[at:end]
        if read_number(written) is None:
            whole, _, part = written.rstrip("%‰").partition(".")
            if max(len(whole), len(part)) > DIGITS:
                raise Refused(NumberTooLong(place=self.text.part(at, end)))
            self.refuse(at, end)
        return Token("number", written, at, end)

    def _refuse_run(self, at: int, end: int, run: str) -> NoReturn:
        word = leading_word(run + " ")
        if word is None:
            self.refuse(at, end + len(run))
        found, rest = self.plain[at:end], run.removeprefix(word)
        instead = f"{found} {word} {rest}".strip()
        place = self.text.part(at, end + len(run))
        raise Refused(MissingSpace(place=place, found=clip(found + run), word=word, instead=clip(instead)))

    def _word(self, at: int, end: int) -> Token:
        for index in range(at, end):
            if digit := _RAISED.get(self.text[index]):
                place = self.text.part(index, index + 1)
                raise Refused(WriteInstead(place=place, found=self.text[index], instead=f"** {digit}"))
        word = unicodedata.normalize("NFKC", self.text[at:end])
        if not word.isidentifier():
            self.refuse(at, end)
        canonical = OPERATORS.get(word, word)
        if canonical in OPERATORS.values():
            return Token("word", canonical, at, end)
        return Token("bool" if word in BOOLEANS else "name", word, at, end)

    def _refuse_sign(self, at: int, end: int) -> NoReturn:
        found, place = self.plain[at:end], self.text.part(at, end)
        if unicodedata.category(found[0]) in ("Cf", "Cc", "Co", "Cn", "Cs"):
            name = f"U+{ord(found[0]):04X}"
            raise Refused(Invisible(place=place, name=name))
        if found in _INSTEAD:
            raise Refused(WriteInstead(place=place, found=found, instead=_INSTEAD[found]))
        self.refuse(at, end)

    def refuse(self, start: int, end: int) -> NoReturn:
        raise Refused(NotAFormula(place=self.text.part(start, end), found=clip(self.text[start:end])))


def _plain_one(char: str) -> str:
    plain = _PLAIN_ONE.get(char, fold(char))
    return plain if len(plain) == 1 else char
