"""A link to a package, as an outsider opens it: without an account, with nothing but the link and a password."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial

from datasources.bootstrap import Datasources
from domain.evidence.passwords import hash_token, is_password
from domain.evidence.upload import is_intact
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.evidence.packages import OpenableShare
from models.footage.originals import ObjectRef
from resolvers.core.context import Limits
from resolvers.core.ids import Kind

# The download has to begin within this time: a link that is revoked is dead so soon after.
DOWNLOAD_SECONDS = 60


class Refusal(Enum):
    """Why a link was not opened."""

    GONE = "GONE"
    LOCKED = "LOCKED"
    WRONG_PASSWORD = "WRONG_PASSWORD"  # noqa: S105  (no password)


@dataclass(frozen=True, slots=True)
class Opening:
    """What came of an attempt: a URL, or why there is none. locked_until: of a link that is LOCKED."""

    url: str | None = None
    refusal: Refusal | None = None
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShareOpener:
    """Finds links and opens them. It acts for the organization of a link, which no caller chooses."""

    data: Datasources
    limits: Limits

    async def find(self, token: str) -> OpenableShare | None:
        """The link of a token; None where there is none, or it was revoked or has expired: nobody learns which."""
        return await self.data.evidence.shares.find(hash_token(token))

    async def open(self, share: OpenableShare, password: str, request_id: str) -> Opening:
        """A URL of the package, where the password is right or none is needed. Each attempt is in the audit log."""
        if share.password_hash is not None:
            locked_until = await self.data.evidence.shares.begin_attempt(share)
            if locked_until is not None:
                return Opening(refusal=Refusal.LOCKED, locked_until=locked_until)
            # Slow on purpose.
            compare = partial(is_password, password, share.password_hash)
            async with self.limits.password_pool.acquire(share.organization) as slot:
                is_right = await slot.run(compare)
            if not is_right:
                await self._note(share, "shareRefused", request_id)
                return Opening(refusal=Refusal.WRONG_PASSWORD)
        stored = ObjectRef(share.object_key, share.etag, share.object_version)
        if not await is_intact(self.data.objects, stored):
            # What is in its place is nothing that anybody meant to give.
            await self._note(share, "evidenceReplaced", request_id)
            return Opening(refusal=Refusal.GONE)
        if not await self._note_opened(share, request_id):
            return Opening(refusal=Refusal.GONE)
        url = await self.data.objects.presign_get(
            "highlights",
            share.object_key,
            expires_in=DOWNLOAD_SECONDS,
            attachment=f"evidence-{share.package_id}.zip",
            version=share.object_version,
        )
        return Opening(url)

    async def _note_opened(self, share: OpenableShare, request_id: str) -> bool:
        """Count the opening and note it; False where the link was revoked meanwhile."""
        principal = _act_for(share)
        async with self.data.postgres.transaction(principal) as connection:
            if not await self.data.evidence.shares.note_opened_in(connection, share.id):
                return False
            target, details = AuditTarget(Kind.EVIDENCE_PACKAGE.name, share.package_id), {"share": str(share.id)}
            await self.data.audit.write(connection, principal, "shareOpened", target, details, request_id)
        return True

    async def _note(self, share: OpenableShare, action: str, request_id: str) -> None:
        principal = _act_for(share)
        async with self.data.postgres.transaction(principal) as connection:
            target, details = AuditTarget(Kind.EVIDENCE_PACKAGE.name, share.package_id), {"share": str(share.id)}
            await self.data.audit.write(connection, principal, action, target, details, request_id)


def _act_for(share: OpenableShare) -> Principal:
    """Whoever has the link, as the audit log names them. It has no role: only this module acts by it."""
    return Principal(f"share:{share.id}", share.organization, frozenset())
