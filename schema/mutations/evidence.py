"""Evidence packages, their disclosures, and links to them."""

from typing import Annotated

import strawberry

from models.enums import Role
from resolvers.evidence import disclosure as disclosures
from resolvers.evidence import package as packages
from resolvers.evidence import share as shares
from schema.graphql.selection import Info
from schema.inputs.evidence import CreateShareInput, DiscloseEvidenceInput, ExportEvidenceInput
from schema.mutations.mutation import MutationPayload, mutation
from schema.types.evidence.disclosure import Disclosure
from schema.types.evidence.package import EvidencePackage
from schema.types.evidence.share import Share, to_share


@strawberry.type(description="A package that was ordered.")
class ExportEvidencePayload(MutationPayload):
    package: EvidencePackage | None = strawberry.field(default=None, description="The package; null on an error.")


@strawberry.type(description="A disclosure that was noted.")
class DisclosurePayload(MutationPayload):
    disclosure: Disclosure | None = strawberry.field(default=None, description="Its entry; null on an error.")


@strawberry.type(description="A link that was made or revoked.")
class SharePayload(MutationPayload):
    share: Share | None = strawberry.field(default=None, description="The link; null on an error.")


@strawberry.type
class EvidenceMutations:
    @mutation(
        role=Role.OPERATOR,
        footage=True,
        description="Order a package of evidence: clips of the originals, stills, events, the question and its answer, "
        "with a signed manifest. A job makes it; node(id) says how far it is.",
    )
    async def export_evidence(
        self,
        info: Info,
        input: Annotated[ExportEvidenceInput, strawberry.argument(description="What it shows.")],  # noqa: A002
    ) -> ExportEvidencePayload:
        row = await packages.export_evidence(info.context, input.to_request(info.context.language))
        return ExportEvidencePayload(package=EvidencePackage.from_row(row))

    @mutation(
        role=Role.OPERATOR,
        footage=True,
        description="Note that a package was given to somebody: to whom, for what, on what basis; see disclosures.",
    )
    async def disclose_evidence(
        self,
        info: Info,
        input: Annotated[DiscloseEvidenceInput, strawberry.argument(description="Who got what.")],  # noqa: A002
    ) -> DisclosurePayload:
        row = await disclosures.disclose(info.context, input.to_request())
        return DisclosurePayload(disclosure=Disclosure.from_row(row))

    @mutation(
        role=Role.OPERATOR,
        footage=True,
        description="Make a link to a complete package for somebody without an account. Only this answer has the link.",
    )
    async def create_share(
        self,
        info: Info,
        input: Annotated[CreateShareInput, strawberry.argument(description="Which package, and until when.")],  # noqa: A002
    ) -> SharePayload:
        made = await shares.create_share(info.context, input.package_id, input.expires_at, input.password)
        return SharePayload(share=to_share(made.row, EvidencePackage.from_row(made.package), made.url))

    @mutation(role=Role.OPERATOR, footage=True, description="Revoke a link at once; once more does nothing.")
    async def revoke_share(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The link.")],  # noqa: A002
    ) -> SharePayload:
        made = await shares.revoke_share(info.context, id)
        return SharePayload(share=to_share(made.row, EvidencePackage.from_row(made.package)))
