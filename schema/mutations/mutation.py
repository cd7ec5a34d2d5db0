"""How a mutation is declared: its role and description at the field, its payload as the resolver's return type.

    @mutation(role=Role.OPERATOR, description="…")
    async def rename_camera(self, info: Info, name: str) -> CameraPayload:
        return CameraPayload(camera=await cameras.rename(info.context, name))

The declaration checks the role before the resolver runs, and answers what the caller can correct in the payload's
`userErrors`, an entry for each mistake. docs/access.md is generated from the declarations.
"""

import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Self, TypeVar

import strawberry

from models.enums import Language, Role
from models.errors import UserMistake
from resolvers.core.access import AccessRule
from schema.graphql.connection import UserError
from schema.graphql.selection import Info, access_metadata


@strawberry.type
class MutationPayload:
    """The base of all payloads. Fields that a mistake leaves without a value have a default."""

    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")

    @classmethod
    def from_mistake(cls, mistake: UserMistake, language: Language) -> Self:
        """The payload of a call that the caller has to correct."""
        return cls(user_errors=UserError.list_from(mistake, language))


P = TypeVar("P", bound=MutationPayload)


def mutation(
    *, role: Role, description: str, footage: bool = False
) -> Callable[[Callable[..., Awaitable[MutationPayload]]], Any]:
    """A field of Mutation, for callers with this role. footage: it takes footage out, see AccessRule.

    Raises TypeError for a resolver without a payload type.
    """

    def decorate(resolver: Callable[..., Awaitable[P]]) -> Any:
        payload: type[P] = inspect.signature(resolver).return_annotation
        if not (inspect.isclass(payload) and issubclass(payload, MutationPayload)):
            raise TypeError(f"{resolver.__name__} must return a MutationPayload")

        @wraps(resolver)
        async def resolve(self: Any, info: Info, **arguments: Any) -> P:
            try:
                return await resolver(self, info=info, **arguments)
            except UserMistake as mistake:
                return payload.from_mistake(mistake, info.context.language)

        metadata = access_metadata(AccessRule(role, footage))
        return strawberry.field(resolve, description=description, metadata=metadata)

    return decorate
