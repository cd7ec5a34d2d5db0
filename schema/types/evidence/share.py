"""Share: a link to an evidence package for outsiders."""

from datetime import datetime

import strawberry

from models.rows.evidence import ShareRow
from resolvers.core.access import FOOTAGE_ACCESS
from resolvers.core.ids import Kind, encode
from schema.graphql.scalars import URL
from schema.graphql.selection import access_metadata
from schema.types.evidence.package import EvidencePackage


@strawberry.type(description="A link by which somebody without an account gets one evidence package.")
class Share:
    id: strawberry.ID = strawberry.field(description="Opaque and stable: revokeShare takes it.")
    package: EvidencePackage = strawberry.field(description="What it shows.")
    url: URL | None = strawberry.field(
        description="The link. Only createShare tells it: it is not kept. Null in all other answers.",
        metadata=access_metadata(FOOTAGE_ACCESS),
    )
    expires_at: datetime = strawberry.field(description="Until when it can be opened.")
    revoked_at: datetime | None = strawberry.field(description="When it was revoked; null while it was not.")
    opened_count: int = strawberry.field(description="How often the package was opened by it.")


def to_share(row: ShareRow, package: EvidencePackage, url: str | None = None) -> Share:
    """url: of a link that was just made."""
    return Share(
        id=strawberry.ID(encode(Kind.SHARE, row["id"])),
        package=package,
        url=None if url is None else URL(url),
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        opened_count=row["opened_count"],
    )
