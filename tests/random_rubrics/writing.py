"""A tree as the text of a rubric: in either language or both, in blocks, in one line, and in between."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any, Final

from rubric.formula.functions import ARGUMENTS, FUNCTIONS, GIVEN, MODES, OPERATORS
from rubric.keywords import KEYS, WORDS
from tests.random_rubrics.nodes import Formula, Interval, Key, Number, Points, Share, Tree, Word, number_text

LANGUAGES: Final = ("zh", "en", "mixed")
MIXED: Final = "mixed"
CHINESE_KEYS: Final = {
    word: [zh for zh, words in KEYS.items() if word in words and zh not in ("扣", "加", "得分")]
    for words in KEYS.values()
    for word in words
}
CHINESE_WORDS: Final = {word: [zh for zh, en in WORDS.items() if en == word] for word in WORDS.values()}
FUNCTION_WORDS: Final = {f.name: f.chinese for f in FUNCTIONS}
OTHER_WORDS: Final = {en: zh for words in (OPERATORS, ARGUMENTS, GIVEN) for zh, en in words.items()}
CHINESE_FORMULA: Final = FUNCTION_WORDS | OTHER_WORDS | {"yes": "是", "no": "否"}
CHINESE_MODES: Final = {f'"{en}"': f'"{zh}"' for zh, en in MODES.items()}
WIDE: Final = {
    ">=": "≥",
    "<=": "≤",
    "!=": "≠",
    "(": "（",
    ")": "）",
    ",": "，",
    "+": "＋",
    "%": "％",
    "<": "＜",
}
_TOKEN: Final = re.compile(r'"[^"]*"|\w+|\*\*|[<>=!]=|.', re.DOTALL)
# A text that YAML and the reader of the language both take as it stands.
_PLAIN: Final = re.compile(r"[^\W_][\w.%]*")
_DEEPEST_BLOCK: Final = 3


class _Writer:
    def __init__(self, language: str, seed: int) -> None:
        self.language, self.random = language, Random(seed)  # noqa: S311 - a test is no lottery

    def chinese(self) -> bool:
        return self.language == "zh" or (self.language == MIXED and self.random.random() < 0.5)

    # -- texts

    def text(self, value: Any) -> str:
        if isinstance(value, Points | Number | Share):
            return self.number(value)
        if isinstance(value, Interval):
            return _interval(value)
        if isinstance(value, Formula):
            return self.formula(value)
        if isinstance(value, Key):
            return self.random.choice(value.chinese or CHINESE_KEYS[value]) if self.chinese() else str(value)
        if isinstance(value, Word):
            return self.random.choice(CHINESE_WORDS[value]) if self.chinese() else str(value)
        return str(value)

    def number(self, value: Points | Number | Share) -> str:
        percent = isinstance(value, Share) or (isinstance(value, Number) and value.percent)
        text = number_text(value.value, percent=percent)
        longer = self.language == MIXED and "." in text and self.random.random() < 0.2
        return text.replace("%", "0%") if longer and percent else text + "0" * longer

    def formula(self, text: str) -> str:
        pieces = [self.token(piece) for piece in _TOKEN.findall(text)]
        return "".join(pieces)

    def token(self, piece: str) -> str:
        chinese = CHINESE_MODES.get(piece) or CHINESE_FORMULA.get(piece)
        if chinese is not None and self.chinese():
            return chinese
        wide = self.language == MIXED and self.random.random() < 0.3
        return WIDE.get(piece, piece) if wide else piece

    def quoted(self, value: Any) -> str:
        text = self.text(value)
        if _PLAIN.fullmatch(text) and self.random.random() < 0.7:
            return text
        if "'" not in text and self.random.random() < 0.5:
            return f"'{text}'"
        return json.dumps(text, ensure_ascii=False)

    # -- mappings and lists

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            pairs = (f"{self.quoted(key)}: {self.flow(held)}" for key, held in value.items())
            return "{" + ", ".join(pairs) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(one) for one in value) + "]"
        return self.quoted(value)

    def block(self, value: Any, depth: int) -> str:
        """A value behind its key: on the same line or, indented, below it."""
        flow = depth > _DEEPEST_BLOCK or not value or self.random.random() < 0.2
        indent = "  " * depth
        if isinstance(value, dict) and not flow:
            pairs = (
                f"{indent}{self.quoted(key)}:{self.block(held, depth + 1)}" for key, held in value.items()
            )
            return "\n" + "\n".join(pairs)
        if isinstance(value, list) and not flow:
            return "\n" + "\n".join(f"{indent}- {self.flow(one)}" for one in value)
        comment = "  # note 备注" if self.random.random() < 0.05 else ""
        return f" {self.flow(value)}{comment}"


def _interval(held: Interval) -> str:
    low = "-inf" if held.lo is None else number_text(held.lo, percent=held.percent)
    high = "inf" if held.hi is None else number_text(held.hi, percent=held.percent)
    return f"{'(' if held.lo_open else '['}{low}, {high}{')' if held.hi_open else ']'}"


def written(tree: Tree, language: str = "en", seed: int = 0) -> str:
    """The text of a rubric; ``seed`` decides among the ways in which a language can say the same."""
    writer = _Writer(language, seed)
    lines = (f"{writer.quoted(key)}:{writer.block(value, 1)}" for key, value in tree.items())
    return "\n".join(lines) + "\n"
