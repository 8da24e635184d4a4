"""A key or a word of the language as it is written in either of its languages, where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rubric.formula.functions import ARGUMENTS, BY_NAME, FUNCTIONS, GIVEN, MODES, OPERATORS
from rubric.keywords import KEYS, WORDS, canonical_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.forms import Shape
    from rubric.formula import Word
    from rubric.problems import Language

# Where the tables of words hold several that mean the same.
_KEYS: Final = {"from": "起点", "include": "引入"}
_WORDS: Final = {("exact", "on"): "舍入前", ("exact", "tolerance"): "精确", ("error", "severity"): "错误"}
_OTHERS: Final = {"error": "报错"}
_TRUTHS: Final = frozenset(("true", "false", "True", "False"))
_FORMULA: Final[Mapping[str, Mapping[str, str]]] = {
    "operator": {en: zh for zh, en in OPERATORS.items()},
    "boolean": {"yes": "是", "no": "否"},
    "function": {function.name: function.chinese for function in FUNCTIONS},
    "argument": {en: zh for zh, en in ARGUMENTS.items()},
    "name": {en: zh for zh, en in GIVEN.items()},
    "mode": {en: zh for zh, en in MODES.items()},
}


def key_in(language: Language, word: str, shape: type[Shape]) -> str:
    """How a key of a shape is written."""
    return word if language == "en" else key_spellings(word, shape)[0]


def key_spellings(word: str, shape: type[Shape]) -> list[str]:
    """Every spelling of a key of a shape: the best Chinese one, the English one, others that mean it too."""
    fields = frozenset((*shape.fields, word))
    chinese = [zh for zh in KEYS if canonical_key(zh, fields) == word]
    best = shape.chinese.get(word) or _KEYS.get(word)
    ordered = [best, *chinese] if best in chinese else chinese
    first, *others = dict.fromkeys(ordered) or [word]
    return list(dict.fromkeys((first, word, *others)))


def word_in(language: Language, word: str, under: str) -> str:
    """How a word that is the value of a key is written."""
    if language == "en":
        return word
    found = _WORDS.get((word, under)) or _OTHERS.get(word)
    return found or next((zh for zh, en in WORDS.items() if en == word and zh not in _TRUTHS), word)


def word_spellings(word: str) -> list[str]:
    """Every spelling of a word, wherever it stands."""
    return list(dict.fromkeys((*(zh for zh, en in WORDS.items() if en == word), word)))


def formula_word_in(language: Language, word: Word) -> str:
    """How a word of a formula is written."""
    return word.word if language == "en" else _FORMULA[word.kind].get(word.word, word.word)


def formula_spellings(word: Word) -> list[str]:
    """Every spelling of a word of a formula."""
    if word.kind == "function":
        return [BY_NAME[word.word].chinese, word.word]
    chinese = _FORMULA[word.kind].get(word.word, word.word)
    truths = {"yes": ["true", "True"], "no": ["false", "False"]}
    return [chinese, word.word, *(truths[word.word] if word.kind == "boolean" else ())]
