"""``include``: the body of an item from a file of its own, in the rubric's folder and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rubric.forms import Unread
from rubric.problems import Problem
from rubric.rules.problems.lines import NoTableFile
from rubric.source import KeyTwice, Place, Table, Text, read_source, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from rubric.source import Source

INCLUDE: Final = frozenset(("include", "引入"))
ITEMS: Final = frozenset(("items", "指标"))
BROUGHT: Final = {"facts": "事实", "values": "计算", "cohort": "全体", "checks": "核对"}
MOST: Final = 200


class BadInclude(Problem):
    """An include that cannot be followed."""

    code = "R204"
    zh = "不能引入“{name}”：{why_zh}。"
    en = "{name} cannot be included: {why_en}."
    fix_zh = "核对文件名；被引入的文件放在评分表所在的文件夹（或其下级）里，如“引入: 预算编制.yaml”。"
    fix_en = "Check the name; an included file stands in the rubric's own folder, as in include: budget.yaml."
    name: str
    why_zh: str
    why_en: str


class IncludeAndMore(BadInclude):
    """An include with other keys beside it."""

    zh = "“引入: {name}”旁边还写了别的内容。"
    en = "Other content stands beside include: {name}."
    fix_zh = "只留“引入”一行，分值和规则都写在被引入的文件里；或删去“引入”。"
    fix_en = "Leave include alone and write points and rules in the included file; or remove include."
    why_zh: str = ""
    why_en: str = ""


class Inclusion:
    """One rubric's includes being put in place; ``problems`` says what could not be."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.brought: dict[str, Table] = {}
        self.problems: list[Problem] = []
        self.count = 0

    def put_in(self, whole: Any) -> None:
        """Replace every include below ``whole`` by what it names, and gather what it brings along."""
        if not isinstance(whole, Table):
            return
        self._items(whole, ())
        for word, brought in self.brought.items():
            key = _key(whole, frozenset((word, BROUGHT[word])))
            if key is None:
                brought.place = whole.place
                whole[Text.at(word, whole.place)] = brought
            elif isinstance(whole[key], Table):
                self._merge(whole[key], brought)

    def _items(self, table: Table, chain: tuple[Path, ...]) -> None:
        key = _key(table, ITEMS)
        items = table[key] if key else None
        if isinstance(items, Table):
            for name, body in items.items():
                items[name] = self._body(body, chain)

    def _body(self, body: Any, chain: tuple[Path, ...]) -> Any:
        if not isinstance(body, Table):
            return body
        key = _key(body, INCLUDE)
        if key is not None:
            read = self._included(key, body, chain)
            if read is None:
                # Nothing is known of the item, so that nothing more is said of it.
                return Unread.at("", key.place)
            body, chain = read
        self._items(body, chain)
        return body

    def _included(
        self, key: Text, body: Table, chain: tuple[Path, ...]
    ) -> tuple[Table, tuple[Path, ...]] | None:
        name = body[key]
        place = name.place if isinstance(name, Text) and name else key.place
        if len(body) > 1:
            self.problems.append(IncludeAndMore(place=place, name=str(name)[:40]))
            return None
        if not isinstance(name, Text) or not name:
            self._refuse(place, str(key), "没有写文件名", "no file is named")
            return None
        path, why = self._inside(name)
        if path is None:
            self._refuse(place, name, *why)
            return None
        if path in chain or path == self._path():
            self._refuse(place, name, "它又引入了自己", "it includes itself")
            return None
        self.count += 1
        if self.count > MOST:
            self._refuse(place, name, "引入超过 200 次", "there are more than 200 includes")
            return None
        return self._read(path, place, name, (*chain, path))

    def _read(
        self, path: Path, place: Place, name: str, chain: tuple[Path, ...]
    ) -> tuple[Table, tuple[Path, ...]] | None:
        source, problems = read_source(path)
        value = None
        if source is not None:
            value, problems = read_yaml(source)
        self.problems += problems
        if problems:
            return None
        if not isinstance(value, Table):
            self._refuse(place, name, "里面不是一个指标", "it does not hold an item")
            return None
        for word, chinese in BROUGHT.items():
            key = _key(value, frozenset((word, chinese)))
            brought = value.pop(key) if key is not None else None
            if isinstance(brought, Table):
                self._merge(self.brought.setdefault(word, Table()), brought)
        return value, chain

    def _path(self) -> Path | None:
        return self.source.path.resolve() if self.source.path else None

    def _inside(self, name: Text) -> tuple[Path | None, tuple[str, str]]:
        """The file that ``name`` means, where it lies in the folder of the rubric, or why it does not."""
        own = self._path()
        if own is None:
            return None, ("评分表不是从文件读入的", "the rubric was not read from a file")
        outside = ("它不在评分表所在的文件夹里", "it is not in the folder of the rubric")
        try:
            path = (own.parent / name).resolve()
            if "\\" in name or not path.is_relative_to(own.parent):
                return None, outside
            if path.is_file():
                return path, ("", "")
        except (OSError, RuntimeError, ValueError):
            pass
        return None, ("评分表的文件夹里没有这个文件", "the folder of the rubric holds no such file")

    def beside(self, name: Text) -> Source | None:
        """A file of the rubric's own folder that is not YAML; what keeps it from being read is a problem."""
        path, (zh, en) = self._inside(name)
        if path is None:
            self.problems.append(NoTableFile(place=name.place, name=name, why_zh=zh, why_en=en))
            return None
        source, problems = read_source(path)
        self.problems += problems
        return source

    def _refuse(self, place: Place, name: str, why_zh: str, why_en: str) -> None:
        self.problems.append(BadInclude(place=place, name=name, why_zh=why_zh, why_en=why_en))

    def _merge(self, own: Table, brought: Table) -> None:
        for name, held in brought.items():
            if name in own:
                self.problems.append(KeyTwice(place=name.place, key=name))
            own[name] = held


def _key(table: Table, words: frozenset[str]) -> Text | None:
    return next((key for key in table if key in words), None)
