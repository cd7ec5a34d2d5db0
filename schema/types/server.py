"""The caller, and this server."""

from typing import Self

import strawberry

from domain.uploads.announcement import ACCEPTED_CONTENT_TYPES, LARGEST_BYTES
from models.access.principal import Principal
from models.enums import EventType, Role
from models.event_types import DETECTED_TYPES
from models.version import VERSION
from resolvers import server
from schema.graphql.error_codes import ErrorCode
from schema.graphql.scalars import BigInt
from schema.graphql.selection import Info, computed_field


@strawberry.type(description="Who the request's token speaks for.")
class Viewer:
    id: strawberry.ID = strawberry.field(description="The user, as the token names it.")
    organization: str = strawberry.field(description="The organization whose footage can be seen.")
    roles: list[Role] = strawberry.field(description="What the token allows.")
    sites: list[str] | None = strawberry.field(
        description="The sites whose footage can be seen; null: every site, and footage of none."
    )

    @classmethod
    def from_principal(cls, principal: Principal) -> Self:
        return cls(
            id=strawberry.ID(principal.user_id),
            organization=principal.organization,
            roles=sorted(principal.roles),
            sites=None if principal.sites is None else sorted(principal.sites),
        )


@strawberry.type(description="A model that this server uses.")
class ModelInfo:
    purpose: str = strawberry.field(description="language, vision, embeddings or rerank.")
    model_id: str = strawberry.field(description="Its id, inference profile or ARN.")
    region: str = strawberry.field(description="The AWS region that it is called in.")
    available: bool = strawberry.field(description="Whether it answered just now.")


@strawberry.type(description="What this server is and takes.")
class ServerInfo:
    version: str = strawberry.field(description="Version of Watchgraph.")
    stack: str = strawberry.field(description="What it runs on: aws, embedded, or a name of the operator's choice.")
    event_types: list[EventType] = strawberry.field(description="Every type of event that there is.")
    detected_event_types: list[EventType] = strawberry.field(
        description="Those that the analysis finds itself. Others come from other systems, by importEvents."
    )
    accepted_content_types: list[str] = strawberry.field(description="MIME types that may be uploaded.")
    max_upload_bytes: BigInt = strawberry.field(description="Largest upload in bytes.")

    error_codes: list[ErrorCode] = strawberry.field(
        description="Every code of an error that there is; docs/errors.md has their sentences."
    )

    @computed_field(description="The models, each tried just now.")
    async def models(self, info: Info) -> list[ModelInfo]:
        return [
            ModelInfo(
                purpose=state.use.purpose,
                model_id=state.use.model_id,
                region=state.use.region,
                available=state.available,
            )
            for state in await server.check_models(info.context)
        ]

    @classmethod
    def from_stack(cls, stack: str) -> Self:
        return cls(
            version=VERSION,
            stack=stack,
            event_types=list(EventType),
            detected_event_types=[kind for kind in EventType if kind in DETECTED_TYPES],
            accepted_content_types=list(ACCEPTED_CONTENT_TYPES),
            max_upload_bytes=BigInt(LARGEST_BYTES),
            error_codes=list(ErrorCode),
        )
