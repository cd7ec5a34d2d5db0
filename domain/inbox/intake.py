"""Takes note of objects in the inbox: each becomes a row and a job, once, whoever tells of it how often."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from datasources.sqs.notifications import CreatedObject
from domain.inbox.path import FOLDER, ForeignKey, InboxKey, InboxRules
from domain.inbox.ports import InboxData
from domain.inbox.times import UnreadableTime, parse_time
from models.access.principal import Principal
from models.enums import JobKind
from models.footage.inbox import FoundObject, InboxObject, InboxState
from models.footage.originals import ObjectRef
from models.jobs import NewJob

_log = logging.getLogger(__name__)


class Refused(Exception):
    """An object that cannot become a video. str() says why and what to do, for an operator."""


@dataclass(frozen=True, slots=True)
class NewObject:
    """An object whose key was understood. organization: whose it is."""

    organization: str
    found: FoundObject


class Intake:
    """bucket: the name of the footage bucket."""

    def __init__(self, data: InboxData, bucket: str, rules: InboxRules) -> None:
        self._data = data
        self._bucket = bucket
        self.rules = rules

    async def take(self, created: CreatedObject) -> bool:
        """Note an object that S3 tells of; False where it is none of the inbox. Raises Refused, Unavailable."""
        if created.bucket != self._bucket:
            raise Refused(
                f"the object is in the bucket {created.bucket!r}: only objects in AWS_STORAGE_BUCKET_NAME "
                f"({self._bucket!r}) are imported"
            )
        if not created.key.startswith(FOLDER) or created.key.endswith("/"):
            # Whoever sends all notifications of the bucket tells of our own objects, too.
            return False
        source = ObjectRef(created.key, created.etag, created.version)
        await self.register([self.understand(source, created.size_bytes)])
        return True

    def understand(self, source: ObjectRef, size_bytes: int) -> NewObject:
        """Whose the object is, by its key. Raises Refused for a key that does not say all that is needed."""
        try:
            key = self.rules.read_key(source.key)
        except ForeignKey as problem:
            raise Refused(str(problem)) from None
        path = key.parse()
        if path is None:
            raise Refused(f"the key says no site and camera: {self.rules.describe()}")
        try:
            parse_time(path.time)
        except UnreadableTime as problem:
            raise Refused(str(problem)) from None
        return to_new_object(key, source, size_bytes)

    async def register(self, objects: Sequence[NewObject], *, retry_failed: bool = True) -> int:
        """Note objects and queue their import; how many wait for it now. What was imported is not imported again.

        retry_failed: import again what failed before.
        """
        by_organization: dict[str, list[FoundObject]] = defaultdict(list)
        for one in objects:
            by_organization[one.organization].append(one.found)
        waiting = 0
        for organization, found in by_organization.items():
            principal = Principal.worker(organization)
            async with self._data.postgres.transaction(principal) as connection:
                rows = await self._data.inbox.register_in(connection, principal, found)
                for row in rows:
                    if row.state is InboxState.WAITING:
                        await self._data.jobs.enqueue(connection, principal, build_import(row, retry=retry_failed))
                        waiting += 1
                    else:
                        _log.info("An object of the inbox was imported before", extra={"inbox_object": str(row.id)})
        self._data.outbox.nudge()
        return waiting


def to_new_object(key: InboxKey, source: ObjectRef, size_bytes: int) -> NewObject:
    return NewObject(key.organization, FoundObject(source, size_bytes, key.site))


def build_import(row: InboxObject, *, retry: bool = True, again: bool = False) -> NewJob:
    """The job that imports an object. retry: also where it failed before; again: also where it was done."""
    payload = {"object": str(row.id)}
    return NewJob(JobKind.IMPORT, f"inbox/{row.id}", payload=payload, restart=again, restart_failed=retry)


def parse_import(payload: object) -> UUID:
    """The id of a job's object. Raises KeyError, TypeError, ValueError."""
    if not isinstance(payload, dict):
        raise TypeError
    return UUID(payload["object"])
