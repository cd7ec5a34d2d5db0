"""Types that all others use: nodes, connections and user errors."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, Generic, Self, TypeVar

import strawberry

from models.enums import Language
from models.errors import UserMistake
from models.messages.errors import format_message
from models.paging import RowT, Slice
from models.rows.row import Row
from resolvers.core import ids, paging
from resolvers.core.access import AccessRule
from schema.graphql.selection import column, computed_field

T = TypeVar("T")


@strawberry.interface(description="A thing with an id of its own, which `node` finds again.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque and stable. Do not look inside.")


@strawberry.type(description="What the caller can mend: bad input, a missing thing, a wrong state.")
class UserError:
    code: str = strawberry.field(description="For programs: upper-case words such as NOT_FOUND.")
    message: str = strawberry.field(description="For people: what is wrong and what to do, in the request's language.")
    field: list[str] | None = strawberry.field(description="Path of the input field it is about; null if about none.")

    @classmethod
    def from_mistake(cls, error: UserMistake, language: Language) -> Self:
        return cls(code=error.code, message=error.message(language), field=list(error.field) or None)

    @classmethod
    def list_from(cls, error: UserMistake, language: Language) -> list[Self]:
        """An entry for each mistake that the error carries."""
        return [cls.from_mistake(mistake, language) for mistake in error.mistakes]

    @classmethod
    def from_stored(cls, code: str | None, values: dict[str, object] | None, language: Language) -> Self | None:
        """A failure that a row stores as code and values, in the reader's language."""
        if code is None:
            return None
        return cls(code=code, message=format_message(code, language, values or {}), field=None)


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="There are more after endCursor.")
    has_previous_page: bool = strawberry.field(description="There are more before startCursor.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first edge; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last edge; null on an empty page.")


@strawberry.type(description="A place in a list and what stands there.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="What stands there.")
    row: strawberry.Private[Row]
    order: strawberry.Private[str]

    @computed_field(description="Opaque; pass it as `after` or `before` in the same order.")
    def cursor(self) -> str:
        return paging.encode_cursor(self.row, self.order)


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    part: strawberry.Private[Slice[Any]]
    order: strawberry.Private[str]
    make: strawberry.Private[Callable[[Any], Any]]
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @computed_field(description="In the order asked for.")
    def edges(self) -> list[Edge[T]]:
        return [Edge(node=self.make(row), row=row, order=self.order) for row in self.part.rows]

    @computed_field(description="Where this page stands.")
    def page_info(self) -> PageInfo:
        rows = self.part.rows
        return PageInfo(
            has_next_page=self.part.has_next,
            has_previous_page=self.part.has_previous,
            start_cursor=paging.encode_cursor(rows[0], self.order) if rows else None,
            end_cursor=paging.encode_cursor(rows[-1], self.order) if rows else None,
        )

    @computed_field(description="How many there are in the whole list under the filter. Counted only when selected.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    def from_slice(
        cls, part: Slice[RowT], order: str, make: Callable[[RowT], T], count: Callable[[], Awaitable[int]]
    ) -> Self:
        """The page of a slice. make: the class method from_row of the nodes' type."""
        return cls(part=part, order=order, make=make, count=count)


def id_column(kind: ids.Kind, *, access: AccessRule | None = None) -> Any:
    """The field `id` of a type whose rows are of this kind. access: what the caller needs."""
    description = "Opaque and stable. Do not look inside."
    return column("id", convert=partial(ids.encode, kind), access=access, description=description)


_FIRST_DESCRIPTION = "At most this many from the start: 1 to 100; 20 if absent."
_LAST_DESCRIPTION = "At most this many from the end: 1 to 100; not together with first."
FirstArgument = Annotated[int | None, strawberry.argument(description=_FIRST_DESCRIPTION)]
AfterArgument = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
LastArgument = Annotated[int | None, strawberry.argument(description=_LAST_DESCRIPTION)]
BeforeArgument = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]
