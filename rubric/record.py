"""Record: frozen data with named fields, whose classes cost next to nothing to make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Made = TypeVar("Made", bound="Record")


class _Fields:
    """The fields as ``dataclasses.replace``, ``fields`` and ``asdict`` look for them; made when asked for."""

    def __get__(self, record: object, kind: type[Record]) -> dict[str, Any]:
        import dataclasses  # noqa: PLC0415 - it is what a record does without

        made = dataclasses.make_dataclass(kind.__name__, kind._fields)
        return {field.name: field for field in dataclasses.fields(made)}


# A standard frozen dataclass generates and compiles its methods when its module is imported, half a
# millisecond each: for the sixty of this program more than it takes to read and score a rubric.
@dataclass_transform(frozen_default=True)
class Record:
    """A subclass states its fields as ``name: type`` or ``name: type = default``, in order.

    Made by position or by name; equal to another of its class with equal fields; cannot be changed.
    A default is shared by all, so it must not be changeable itself. ``often`` is for classes of which one
    score makes hundreds: theirs is a constructor of their own, twice as quick and not for subclasses.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _named: ClassVar[frozenset[str]] = frozenset()
    _defaults: ClassVar[dict[str, Any]] = {}
    _settled: ClassVar[bool] = False
    __dataclass_fields__: ClassVar[Any] = _Fields()

    def __init_subclass__(cls, *, often: bool = False) -> None:
        own = [name for name, kind in vars(cls).get("__annotations__", {}).items() if "ClassVar" not in kind]
        cls._fields = (*cls._fields, *(name for name in own if name not in cls._fields))
        cls._named = frozenset(cls._fields)
        cls._defaults = {**cls._defaults, **{name: vars(cls)[name] for name in own if name in vars(cls)}}
        cls._settled = cls._made is not Record._made
        if often:
            cls.__init__ = _written(cls._fields, cls._defaults)  # type: ignore[method-assign]

    def __init__(self, *values: Any, **given: Any) -> None:
        fields = self._fields
        if not given and len(values) == len(fields):
            self.__dict__.update(zip(fields, values))  # noqa: B905 - they are equally many
        else:
            held = self._defaults | given
            if values:
                held.update(zip(fields, values))  # noqa: B905 - the rest is named, and counted here
            if held.keys() != self._named or len(values) > len(fields):
                raise TypeError(f"{type(self).__name__} takes {fields}, not {values} and {list(given)}")
            self.__dict__.update(held)
        if self._settled:
            self._made()

    def _made(self) -> None:
        """What a subclass checks or settles once it is made."""

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed: {name}")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return False
        mine, theirs = self.__dict__, other.__dict__
        return all(mine[name] == theirs[name] for name in self._fields)

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__[name] for name in self._fields))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={held!r}' for name, held in self._parts())})"

    def _parts(self) -> Iterator[tuple[str, Any]]:
        return ((name, self.__dict__[name]) for name in self._fields)


def _written(fields: tuple[str, ...], defaults: Mapping[str, Any]) -> Callable[..., None]:
    """The constructor as one would write it by hand, from nothing but the names of the fields."""
    given = ", ".join(f"{name}=_defaults[{name!r}]" if name in defaults else name for name in fields)
    body = "".join(f"    held[{name!r}] = {name}\n" for name in fields)
    names: dict[str, Any] = {"_defaults": defaults}
    exec(f"def __init__(self, {given}):\n    held = self.__dict__\n{body}", names)  # noqa: S102 - as dataclasses do
    made: Callable[..., None] = names["__init__"]
    return made


def replace(record: Made, **changes: Any) -> Made:
    """The same record with other values in some fields. Raises TypeError for a field that it has not."""
    held = vars(record)
    return type(record)(**{**{name: held[name] for name in record._fields}, **changes})
