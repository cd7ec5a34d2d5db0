"""Dead letters: jobs whose attempts are used up, and messages of the dead-letter queue, each with a reason.

A message that names a job is listed with that job; an unreadable message is listed alone. Jobs can be repeated, and
notifications of the inbox can be sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from datasources.sqs.dead_letters import DeadMessage
from datasources.sqs.notifications import is_bucket_notification, list_keys
from datasources.sqs.queue import UnreadableMessage, decode_wake_up
from models.access.principal import Principal
from models.enums import JobStatus, Language
from models.jobs import FailedJob, Job
from models.messages.errors import format_message

MAX_SHOWN = 1000
# Of one notification.
_MAX_KEYS = 3
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class DeadLetterJobs(Protocol):
    async def list_given_up(self, at_most: int, /) -> list[FailedJob]: ...

    async def get(self, principal: Principal, job_id: UUID, /) -> Job | None: ...

    async def requeue(self, principal: Principal, job_id: UUID, /) -> bool: ...


class DeadMessages(Protocol):
    async def receive(self) -> list[DeadMessage]: ...

    async def release(self, messages: Sequence[DeadMessage], /) -> None: ...

    async def send_back(self, message: DeadMessage, /) -> bool: ...

    async def delete(self, message: DeadMessage, /) -> None: ...


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """id: of the job, or of a message that names none. kind and organization: None where unknown.

    queue: where the messages lie. can_return: they can be sent back to the queue that they came from.
    """

    id: str
    failed_at: datetime | None
    reason: str
    organization: str | None = None
    kind: str | None = None
    messages: tuple[DeadMessage, ...] = ()
    job_id: UUID | None = None
    queue: DeadMessages | None = None
    can_return: bool = False

    @property
    def can_repeat(self) -> bool:
        return self.job_id is not None or self.can_return

    def format_line(self) -> str:
        at = self.failed_at.strftime("%Y-%m-%d %H:%M:%S") if self.failed_at else "-"
        return f"{self.id}  {at}  {self.kind or 'message':9}  {self.organization or '-'}  {self.reason}"


class DeadLetters:
    """queues: the dead-letter queues, each beside a queue of its own."""

    def __init__(self, jobs: DeadLetterJobs, queues: Sequence[DeadMessages]) -> None:
        self._jobs = jobs
        self._queues = queues

    async def list_all(self) -> list[DeadLetter]:
        """All dead letters, newest first. The caller has to return their messages by `put_back`."""
        letters = {str(job.id): _letter_of_job(job) for job in await self._jobs.list_given_up(MAX_SHOWN)}
        for queue in self._queues:
            for message in await queue.receive():
                letter = await self._letter_of_message(queue, message)
                known = letters.get(letter.id)
                if known is not None:
                    letter = replace(known, messages=(*known.messages, message), queue=queue)
                letters[letter.id] = letter
        return sorted(letters.values(), key=lambda letter: letter.failed_at or _LONG_AGO, reverse=True)

    async def put_back(self, letters: Sequence[DeadLetter]) -> None:
        for letter in letters:
            if letter.queue is not None:
                await letter.queue.release(letter.messages)

    async def redrive(self, letter: DeadLetter) -> bool:
        """Queue the job again with all its attempts, or send the messages back; False where neither can be done. The
        messages of a job are removed anyway."""
        if letter.can_return and letter.queue is not None:
            for message in letter.messages:
                if not await letter.queue.send_back(message):
                    return False
            await self.discard(letter)
            return True
        if letter.job_id is None or letter.organization is None:
            return False
        is_queued = await self._jobs.requeue(Principal.worker(letter.organization), letter.job_id)
        await self.discard(letter)
        return is_queued

    async def discard(self, letter: DeadLetter) -> None:
        """Remove the messages; the job stays as it is."""
        for message in letter.messages:
            if letter.queue is not None:
                await letter.queue.delete(message)

    async def _letter_of_message(self, queue: DeadMessages, message: DeadMessage) -> DeadLetter:
        try:
            wake_up = decode_wake_up(message.body)
        except UnreadableMessage as problem:
            return _letter_of_stranger(queue, message, problem)
        job = await self._jobs.get(Principal.worker(wake_up.organization), wake_up.job_id)
        if job is None:
            reason = "The job that it names does not exist (any more)."
        elif job.status is JobStatus.FAILED and job.error_code:
            reason = format_reason(job.error_code, job.error_values)
        else:
            delivered = message.reason or "It was delivered too often without being worked on."
            reason = f"{delivered} Its job is {job.status} now."
        return DeadLetter(
            str(wake_up.job_id),
            message.sent_at,
            reason,
            wake_up.organization,
            None if job is None else job.kind.value,
            (message,),
            None if job is None else job.id,
            queue,
        )


def _letter_of_job(job: FailedJob) -> DeadLetter:
    reason = format_reason(job.error_code, job.error_values)
    return DeadLetter(str(job.id), job.finished_at, reason, job.organization, job.kind, (), job.id)


def _letter_of_stranger(queue: DeadMessages, message: DeadMessage, problem: UnreadableMessage) -> DeadLetter:
    """The letter of a message that names no job: S3's notification of an object, or anything else."""
    if not is_bucket_notification(message.body):
        reason = f"Unreadable: {problem}."
        return DeadLetter(message.message_id, message.sent_at, reason, messages=(message,), queue=queue)
    reason = message.reason or "It was delivered too often without being worked on"
    keys = ", ".join(list_keys(message.body)[:_MAX_KEYS])
    return DeadLetter(
        message.message_id,
        message.sent_at,
        f"{keys or 'An unreadable notification'}: {reason}.",
        kind="inbox",
        messages=(message,),
        queue=queue,
        can_return=True,
    )


def format_reason(code: str, values: Mapping[str, Any] | None) -> str:
    """The English sentence of a stored reason, for an operator."""
    return format_message(code, Language.EN, values or {})
