"""The arguments first, after, last and before of a list, as one argument of its resolver."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from models.paging import PageWindow
from resolvers.core import paging
from schema.graphql.connection import AfterArgument, BeforeArgument, FirstArgument, LastArgument
from schema.graphql.selection import Info, is_selected

_ARGUMENTS = {"first": FirstArgument, "after": AfterArgument, "last": LastArgument, "before": BeforeArgument}


@dataclass(frozen=True, slots=True)
class PageArguments:
    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def to_window(self, order: str) -> PageWindow:
        """Raises InvalidInput, see resolvers.core.paging."""
        return paging.build_window(self.first, self.after, self.last, self.before, order)


def fit_window(info: Info, window: PageWindow) -> PageWindow:
    """The window, bare where the operation selects neither a cursor nor pageInfo of the list."""
    told = is_selected(info, "pageInfo") or is_selected(info, "edges", "cursor")
    return window if told else replace(window, bare=True)


def takes_page(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """A resolver whose parameter `page` is PageArguments, as one with the four arguments in its place."""

    @wraps(resolver)
    async def resolve(*args: Any, **kwargs: Any) -> Any:
        page = PageArguments(**{name: kwargs.pop(name, None) for name in _ARGUMENTS})
        return await resolver(*args, page=page, **kwargs)

    signature = inspect.signature(resolver)
    arguments = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _ARGUMENTS.items()
    ]
    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        if parameter.name == "page":
            parameters += arguments
        elif parameter.name in ("self", "info"):
            parameters.append(parameter)
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    resolve.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    resolve.__annotations__ = {each.name: each.annotation for each in parameters} | {
        "return": signature.return_annotation
    }
    return resolve
