"""Receives S3's notifications of new objects, and turns each into a row and a job."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from datasources.sqs.notifications import (
    CreatedObject,
    IgnoredRecord,
    Record,
    is_bucket_notification,
    parse_notification,
)
from datasources.sqs.queue import ReceivedMessage, UnreadableMessage
from domain.inbox.intake import Intake, Refused
from models.errors import Unavailable

_log = logging.getLogger(__name__)
_MESSAGES_AT_ONCE = 10
_LISTEN_SECONDS = 20.0
_RETRY_SECONDS = 1.0
# A message of many records stays hidden from other workers for so long after each sign of life.
_HIDDEN_SECONDS = 60.0


class DeadLetterSender(Protocol):
    async def send(self, body: str, reason: str, /) -> bool: ...


class NotificationQueue(Protocol):
    @property
    def dead_letters(self) -> DeadLetterSender: ...

    async def receive(self, at_most: int, wait_seconds: float, /) -> list[ReceivedMessage]: ...

    async def delete(self, receipt: str, /) -> None: ...

    async def extend_visibility(self, receipt: str, seconds: float, /) -> None: ...


class InboxReceiver:
    def __init__(self, queue: NotificationQueue, intake: Intake) -> None:
        self._queue = queue
        self._intake = intake

    async def run(self) -> None:
        """Receive until cancelled. Neither the database nor SQS being away ends it: a message is delivered again."""
        while True:
            try:
                messages = await self._queue.receive(_MESSAGES_AT_ONCE, _LISTEN_SECONDS)
                for message in messages:
                    await self._handle(message)
            except Unavailable as error:
                _log.warning("Notifications of the inbox wait: %s", error)
                await asyncio.sleep(_RETRY_SECONDS)
            except Exception:
                # It is delivered again, in the end to the dead letters; it must not hold up the next ones.
                _log.exception("A notification cannot be handled")
                await asyncio.sleep(_RETRY_SECONDS)

    async def _handle(self, message: ReceivedMessage) -> None:
        async with self._keep_hidden(message.receipt):
            await take_notification(message.body, self._intake, self._queue.dead_letters)
        await self._queue.delete(message.receipt)

    @asynccontextmanager
    async def _keep_hidden(self, receipt: str) -> AsyncIterator[None]:
        async def extend() -> None:
            while True:
                await asyncio.sleep(_HIDDEN_SECONDS / 3)
                with suppress(Unavailable):
                    await self._queue.extend_visibility(receipt, _HIDDEN_SECONDS)

        task = asyncio.create_task(extend())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def take_notification(body: str, intake: Intake, dead_letters: DeadLetterSender) -> None:
    """Note the objects of a notification. What cannot be understood goes to the dead letters, with its reason.

    Raises Unavailable: the whole may be repeated.
    """
    try:
        records = parse_notification(body)
    except UnreadableMessage as problem:
        await _bury(body, str(problem), dead_letters)
        return
    if not records:
        _log.info("S3 sent its test notification")
    for record in records:
        await _take_record(record, body if len(records) == 1 else None, intake, dead_letters)


async def _take_record(record: Record, body: str | None, intake: Intake, dead_letters: DeadLetterSender) -> None:
    """body: of the message, where it has no other record."""
    if isinstance(record, IgnoredRecord):
        _log.info("A notification is ignored: only new objects are imported", extra={"event": record.event[:100]})
        return
    if not isinstance(record, CreatedObject):
        await _bury(record.body, record.reason, dead_letters)
        return
    try:
        if not await intake.take(record):
            _log.info("A notification is of no object in the inbox: limit S3's notifications to the prefix inbox/")
    except Refused as problem:
        await _bury(body or record.to_message(), str(problem), dead_letters)


async def _bury(body: str, reason: str, dead_letters: DeadLetterSender) -> None:
    _log.warning("A notification cannot be followed, and goes to the dead letters: %s", reason)
    if not await dead_letters.send(body, reason):
        _log.error("There is no dead-letter queue: the notification is dropped, its object stays in the inbox")


class StrayNotifications:
    """Takes notifications that S3 was told to send to the queue of the workers. dead_letters: of that queue."""

    def __init__(self, intake: Intake, dead_letters: DeadLetterSender) -> None:
        self._intake = intake
        self._dead_letters = dead_letters

    async def take(self, body: str) -> bool:
        """Handle a message that wakes no worker; False where it is no notification of S3 either."""
        if not is_bucket_notification(body):
            return False
        _log.warning(
            "S3 sends notifications to AWS_SQS_QUEUE_URL: give them a queue of their own, AWS_INGEST_QUEUE_URL"
        )
        await take_notification(body, self._intake, self._dead_letters)
        return True
