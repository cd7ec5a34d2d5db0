"""Links to evidence packages: made and revoked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from domain.evidence.limits import LEAST_PASSWORD, LONGEST_PASSWORD, MAX_SHARES
from domain.evidence.passwords import generate_token, hash_password, hash_token
from models.errors import InvalidInput, NotFound, WrongState
from models.mistakes import MistakeCollector
from models.rows.evidence import EvidencePackageRow, ShareRow
from resolvers import audit
from resolvers.core import ids
from resolvers.core.context import Context
from resolvers.evidence.package import load_by_key, require_complete

_PACKAGE = ids.Kind.EVIDENCE_PACKAGE


@dataclass(frozen=True, slots=True)
class MadeShare:
    """A link with its package. url: None where the link was not just made."""

    row: ShareRow
    package: EvidencePackageRow
    url: str | None = None


async def create_share(context: Context, package_id: str, expires_at: datetime, password: str | None) -> MadeShare:
    """Make a link. Raises UserMistake: NotFound, WrongState, InvalidInput for every mistake of the input at once."""
    limits = context.limits.evidence
    with MistakeCollector() as mistakes:
        if not limits.share_url:
            mistakes.add(WrongState("SHARE_URL_MISSING"))
        mistakes.check(_check_end, context, expires_at)
        mistakes.check(_check_password, context, password)
        package = await require_complete(context, package_id, "input", "packageId")
    token = generate_token()
    # Slow on purpose.
    hashed = await _hash(context, password) if password else None
    data = context.data
    async with data.postgres.transaction(context.caller) as connection:
        count = await data.evidence.shares.count_open_in(connection, package["id"])
        if count >= MAX_SHARES:
            raise WrongState("SHARE_TOO_MANY", field=("input", "packageId"), count=count)
        row = await data.evidence.shares.insert_in(
            connection,
            context.caller,
            package["id"],
            token_hash=hash_token(token),
            password_hash=hashed,
            expires_at=expires_at,
        )
        details = {"share": str(row["id"]), "expiresAt": expires_at.isoformat(), "password": hashed is not None}
        await audit.record_action(context, connection, "createShare", _PACKAGE, package["id"], details)
    return MadeShare(row, package, f"{limits.share_url}/shares/{token}")


async def revoke_share(context: Context, id_: str) -> MadeShare:
    """Revoke a link; once more does nothing. Raises NotFound."""
    key, data = ids.require(ids.Kind.SHARE, id_, "id"), context.data
    async with data.postgres.transaction(context.caller) as connection:
        row = await data.evidence.shares.revoke_in(connection, context.caller, key)
        if row is None:
            raise NotFound(field=("id",))
        details = {"share": str(key), "opened": row["opened_count"]}
        await audit.record_action(context, connection, "revokeShare", _PACKAGE, row["package_id"], details)
    package = await load_by_key(context, row["package_id"], frozenset())
    if package is None:
        raise NotFound(field=("id",))
    return MadeShare(row, package)


async def _hash(context: Context, password: str) -> str:
    async with context.limits.password_pool.acquire(context.caller.organization) as slot:
        return await slot.run(partial(hash_password, password))


def _check_end(context: Context, expires_at: datetime) -> None:
    field, now = ("input", "expiresAt"), context.clock()
    end = expires_at if expires_at.tzinfo else expires_at.replace(tzinfo=UTC)
    if end <= now:
        raise InvalidInput("SHARE_EXPIRED", field=field)
    if end > now + timedelta(days=context.limits.evidence.share_days):
        raise InvalidInput("SHARE_TOO_LONG", field=field, days=context.limits.evidence.share_days)


def _check_password(context: Context, password: str | None) -> None:
    field = ("input", "password")
    if not password:
        if context.limits.evidence.share_password_needed or password is not None:
            raise InvalidInput("SHARE_PASSWORD_NEEDED" if password is None else "VALUE_REQUIRED", field=field)
        return
    if not LEAST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInput("SHARE_PASSWORD_SHORT", field=field, least=LEAST_PASSWORD, most=LONGEST_PASSWORD)
