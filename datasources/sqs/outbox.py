"""The outbox: what was queued in a transaction is sent to SQS after it, by whichever process comes first."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text, update

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.rows import job
from datasources.sqs.queue import WakeQueue
from models.access.principal import Principal
from models.enums import JobKind
from models.errors import Unavailable
from models.jobs import WakeUp

_log = logging.getLogger(__name__)
_DUE_JOBS = text("SELECT id, organization FROM jobs_due(:kinds, :at_most, :full)")
_UNSENT_JOBS = text("SELECT id, organization FROM jobs_to_send(:kinds, :lost_after, :at_most)")
_BATCH_SIZE = 100
_ALL_KINDS = [kind.value for kind in JobKind]


class Outbox:
    """Every API and worker process runs one; `nudge()` after a commit saves waiting for the next round.

    A message older than lost_after_seconds whose job still waits counts as lost, and is sent again.
    """

    def __init__(self, postgres: Postgres, queue: WakeQueue, *, lost_after_seconds: float = 60.0) -> None:
        self._postgres = postgres
        self._queue = queue
        self._lost_after = timedelta(seconds=lost_after_seconds)
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Send soon. Call it after the commit that queued a job."""
        self._nudged.set()

    async def run(self, every_seconds: float = 2.0) -> None:
        """Send what is due, again and again, until cancelled. Neither the database nor SQS being away ends it."""
        while True:
            try:
                await self.send_due()
            except Unavailable as error:
                _log.warning("The outbox waits: %s", error)
            try:
                async with asyncio.timeout(every_seconds):
                    await self._nudged.wait()
            except TimeoutError:
                pass
            self._nudged.clear()

    async def send_due(self) -> int:
        """Send a message for due jobs that none was sent for; how many. Raises Unavailable.

        Of each organization's jobs of a kind, the first twenty are announced: a worker that was woken looks at the
        table, and again whenever it has a place.
        """
        if not self._queue.is_configured:
            return 0
        sent = 0
        while True:
            unsent = await self._take_unsent()
            if not unsent:
                return sent
            try:
                await self._queue.send(unsent)
            except BaseException:
                await asyncio.shield(self._mark_unsent(unsent))
                raise
            sent += len(unsent)
            if len(unsent) < _BATCH_SIZE:
                return sent

    async def list_due(self, kinds: Sequence[JobKind], at_most: int, full: Sequence[str] = ()) -> list[WakeUp]:
        """Jobs that could be claimed now, sent or not, in the order of whose turn it is: first that of the organization
        of which fewest run, and of those that was served longest ago. full: organizations that may have no more."""
        values = {"kinds": [kind.value for kind in kinds], "at_most": at_most, "full": list(full)}
        async with self._postgres.system_transaction() as connection:
            return [WakeUp(*row) for row in await connection.execute(_DUE_JOBS, values)]

    async def _take_unsent(self) -> list[WakeUp]:
        values = {"kinds": _ALL_KINDS, "lost_after": self._lost_after, "at_most": _BATCH_SIZE}
        async with self._postgres.system_transaction() as connection:
            return [WakeUp(*row) for row in await connection.execute(_UNSENT_JOBS, values)]

    async def _mark_unsent(self, messages: Sequence[WakeUp]) -> None:
        of: dict[str, list[UUID]] = {}
        for message in messages:
            of.setdefault(message.organization, []).append(message.job_id)
        for organization, ids in of.items():
            async with self._postgres.transaction(Principal.worker(organization)) as connection:
                await connection.execute(update(job).where(job.c.id.in_(ids)).values(sent_at=None))
