"""Fields that are read from columns of their object's row."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strawberry.types.field import StrawberryField

from models.enums import Language

# In the place of a part whose column no selection needs. No type can tell it, so an answer never holds it.
UNREAD = object()
# The argument of translated columns.
LANGUAGE = "language"


class Column(StrawberryField):
    """A field that is read from its object's row, without a resolver call."""

    @property
    def column(self) -> str:
        name: str | None = self.metadata["column"]
        return name or self.python_name

    @property
    def convert(self) -> Callable[[Any], Any] | None:
        convert: Callable[[Any], Any] | None = self.metadata["convert"]
        return convert

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (self.column,)

    def read(self, row: Any, language: Language) -> Any:
        """Its value, of a row that has its columns. language: of the request."""
        value, convert = row[self.column], self.convert
        return value if convert is None or value is None else convert(value)

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        return self.read(source.row, Language.EN)


class TranslatedColumn(Column):
    """A text that another column may have in Korean. It is read in its argument's language, else the request's."""

    @property
    def is_basic_field(self) -> bool:
        """False: basic fields get no info, which has the language."""
        return False

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        return self.read(source.row, kwargs.get(LANGUAGE) or info.context.language)

    @property
    def korean(self) -> str:
        name: str = self.metadata["korean"]
        return name

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, self.korean)

    def read(self, row: Any, language: Language) -> Any:
        return (language is Language.KO and row[self.korean]) or row[self.column]


@dataclass(frozen=True, slots=True)
class Part:
    """A field of an object that is made of columns: its column, converted unless it is null."""

    column: str
    convert: Callable[[Any], Any] | None = None

    def read(self, row: Any) -> Any:
        value = row.get(self.column, UNREAD)
        return value if self.convert is None or value is None or value is UNREAD else self.convert(value)


class PartColumns(Column):
    """An object that is made of several columns of the row; null where one of the columns that it needs is null."""

    @property
    def made(self) -> type:
        """The object's class."""
        made: type = self.metadata["convert"]
        return made

    @property
    def parts(self) -> Mapping[str, Part]:
        """The attributes of the object."""
        parts: Mapping[str, Part] = self.metadata["parts"]
        return parts

    @property
    def required(self) -> Sequence[str]:
        names: Sequence[str] = self.metadata["required"]
        return names

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(part.column for part in self.parts.values())

    def columns_of(self, names: Collection[str]) -> tuple[str, ...]:
        """The columns that these attributes of the object need."""
        return (*self.required, *(part.column for name, part in self.parts.items() if name in names))

    def read(self, row: Any, language: Language) -> Any:
        if any(row[name] is None for name in self.required):
            return None
        return self.made(**{name: part.read(row) for name, part in self.parts.items()})
