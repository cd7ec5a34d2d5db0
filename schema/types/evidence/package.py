"""EvidencePackage: footage and what was found in it, as one signed file."""

from datetime import datetime
from typing import Self

import strawberry

from models.enums import EvidenceStatus
from models.rows.evidence import EvidencePackageRow
from resolvers.core.access import FOOTAGE_ACCESS
from resolvers.core.ids import Kind
from resolvers.evidence import package as packages
from schema.graphql.connection import Node, UserError, id_column
from schema.graphql.scalars import URL, BigInt
from schema.graphql.selection import Info, column, computed_field


@strawberry.type(
    description="A ZIP of clips, stills, events and answers with a signed manifest. A job makes it: ask for it by "
    "node(id) until it is DONE or FAILED."
)
class EvidencePackage(Node):
    row: strawberry.Private[EvidencePackageRow]

    id: strawberry.ID = id_column(Kind.EVIDENCE_PACKAGE)
    status: EvidenceStatus = column(convert=EvidenceStatus, description="Whether it is complete.")
    percent: int = column(description="How much of its footage is in it, 0 to 100.")
    size_bytes: BigInt | None = column(convert=BigInt, description="Its size in bytes; null until it is DONE.")
    checksum_sha256: str | None = column(description="Its SHA-256 in hex; null until it is DONE.")
    key_id: str | None = column(
        description="The key that signed it, one of those at /evidence/keys; null until it is DONE."
    )
    created_at: datetime = column(description="When it was ordered.")

    @classmethod
    def from_row(cls, row: EvidencePackageRow) -> Self:
        return cls(row=row)

    @computed_field(
        "status",
        "object_key",
        "object_version",
        access=FOOTAGE_ACCESS,
        description="The package, presigned for 15 minutes; null until it is DONE. Each one is in the audit log.",
    )
    async def url(self, info: Info) -> URL | None:
        url = await packages.presign(info.context, self.row)
        return None if url is None else URL(url)

    @computed_field("error", repeatable=True, description="Why it FAILED; null while it did not.")
    def error(self, info: Info) -> UserError | None:
        error = self.row["error"] or {"code": None, "values": None}
        return UserError.from_stored(error["code"], error["values"], info.context.language)
