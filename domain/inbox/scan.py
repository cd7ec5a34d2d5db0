"""Scans the inbox for objects that nobody told of: where S3 sends no notifications, and for those that got lost."""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from domain.inbox.intake import Intake, NewObject, Refused
from domain.inbox.path import FOLDER
from domain.inbox.ports import InboxData
from models.access.principal import Principal
from models.errors import Unavailable
from models.footage.originals import ObjectRef
from models.footage.stored_objects import ListedObject

_log = logging.getLogger(__name__)
MAX_SHOWN = 20


@dataclass(slots=True)
class ScanResult:
    """found: objects in the inbox. queued: those that nobody had told of. refused: key and reason of the first
    MAX_SHOWN that cannot become videos, of refused_count."""

    found: int = 0
    queued: int = 0
    refused_count: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, key: str, reason: str) -> None:
        self.refused_count += 1
        if len(self.refused) < MAX_SHOWN:
            self.refused.append((key, reason))


class InboxScan:
    """Holds one page of the list at a time. It may be stopped anywhere, and run by several at once."""

    def __init__(self, data: InboxData, intake: Intake) -> None:
        self._data = data
        self._intake = intake

    async def run(self) -> ScanResult:
        """Queue the import of every object that has no row yet. What failed before is left to the dead letters.

        Raises Unavailable; what was queued stays queued.
        """
        result = ScanResult()
        async for page in self._data.objects.list_pages("storage", FOLDER):
            # Some stores list folders, too.
            objects = [one for one in page if not one.key.endswith("/")]
            result.found += len(objects)
            result.queued += await self._queue_new(objects, result)
        return result

    async def _queue_new(self, page: Sequence[ListedObject], result: ScanResult) -> int:
        by_organization: dict[str, list[NewObject]] = defaultdict(list)
        for one in page:
            try:
                new = self._intake.understand(ObjectRef(one.key, one.etag), one.size_bytes)
                by_organization[new.organization].append(new)
            except Refused as problem:
                result.refuse(one.key, str(problem))
        queued = 0
        for organization, objects in by_organization.items():
            keys = [one.found.source.key for one in objects]
            known = await self._data.inbox.list_known(Principal.worker(organization), keys)
            sources = [one.found.source for one in objects]
            missing = [source for source in sources if (source.key, source.etag) not in known]
            seen = [await self._look(source) for source in missing]
            queued += await self._intake.register([one for one in seen if one is not None], retry_failed=False)
        return queued

    async def _look(self, listed: ObjectRef) -> NewObject | None:
        """The object with its version, which a list does not tell; None where it is gone."""
        head = await self._data.objects.head("storage", listed.key)
        if head is None:
            return None
        return self._intake.understand(ObjectRef(listed.key, head.etag, head.version), head.size_bytes)


class InboxSweep:
    """Scans now and then. Each worker runs one, at times of its own."""

    def __init__(
        self, scan: InboxScan, every_seconds: float, choose_fraction: Callable[[], float] = random.random
    ) -> None:
        self._scan = scan
        self._every_seconds = every_seconds
        self._choose_fraction = choose_fraction

    async def run(self) -> None:
        """Scan until cancelled. An unavailable database or S3 does not end it."""
        pause = self._every_seconds * self._choose_fraction()
        while True:
            await asyncio.sleep(pause)
            pause = self._every_seconds
            try:
                result = await self._scan.run()
            except Unavailable as error:
                _log.warning("The inbox is scanned later: %s", error)
                continue
            except Exception:
                _log.exception("The scan of the inbox failed; it is repeated")
                continue
            if result.queued:
                _log.info("Objects of the inbox that nobody had told of are imported", extra={"count": result.queued})
            for _, reason in result.refused[:1]:
                _log.warning(
                    "%d objects of the inbox cannot be imported, such as one where %s; `python -m worker inbox scan` "
                    "lists them",
                    result.refused_count,
                    reason,
                )
