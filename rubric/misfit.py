"""What does not fit where it stands: a key that is unknown or missing, a value of another kind."""

from __future__ import annotations

from rubric.problems import Problem
from rubric.yaml_problems import KeyTwice


class UnknownKey(Problem):
    """A key that the language does not know in this place."""

    code = "R201"
    zh = "“{name}”里不能写“{key}”。"
    en = "{key} cannot stand in {name}."
    fix_zh = "{near_zh}改正或删去{allowed_zh}。"
    fix_en = "{near_en}Correct it or remove it{allowed_en}."
    name: str
    key: str
    near_zh: str = ""
    near_en: str = ""
    allowed_zh: str = ""
    allowed_en: str = ""


class MissingKey(Problem):
    """A key that must be there is not."""

    code = "R202"
    zh = "“{name}”里缺“{zh_key}”。"
    en = "{name} lacks {key}."
    fix_zh = "补上“{zh_key}: …”，内容是{due_zh}。"
    fix_en = "Add {key}: ..., with {due_en}."
    name: str
    key: str
    zh_key: str
    due_zh: str = "一个数"
    due_en: str = "a number"


class WrongContent(Problem):
    """A value is not of the kind that its key needs."""

    code = "R203"
    zh = "“{key}”应当是{due_zh}，这里写的是{found_zh}。"
    en = "{key} must be {due_en}; here stands {found_en}."
    fix_zh = "改成{due_zh}{like_zh}。"
    fix_en = "Make it {due_en}{like_en}."
    key: str
    due_zh: str
    due_en: str
    found_zh: str = "别的内容"
    found_en: str = "something else"
    like_zh: str = ""
    like_en: str = ""


class NoContent(WrongContent):
    """A key with nothing behind it."""

    zh = "“{key}”后面没有内容。"
    en = "Nothing stands behind {key}."
    fix_zh = "补上{due_zh}{like_zh}；用不到就删去“{key}”。"
    fix_en = "Write {due_en} there{like_en}; remove {key} if it is not needed."


class WrongWord(WrongContent):
    """A word that is none of the few that may stand here."""

    zh = "“{key}”不能写{found_zh}。"
    en = "{key} cannot be {found_en}."
    fix_zh = "{near_zh}可以写：{words_zh}。"
    fix_en = "{near_en}It may be: {words_en}."
    words_zh: str
    words_en: str
    near_zh: str = ""
    near_en: str = ""


class KeyAgain(KeyTwice):
    """A key that stands twice, under two of its names."""

    zh = "“{key}”和前面的“{first}”是同一项，写了两次。"
    en = "{key} is the same as {first} before it: it stands here twice."
    first: str
