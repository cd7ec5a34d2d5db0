"""Dead letters: jobs whose attempts are used up, and messages of the dead-letter queue, each with a reason.

A message that names a job is listed with that job; an unreadable message is listed alone. Jobs can be repeated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from datasources.sqs.dead_letters import DeadMessage
from datasources.sqs.queue import UnreadableMessage, decode_wake_up
from models.access.principal import Principal
from models.enums import JobStatus, Language
from models.jobs import FailedJob, Job
from models.messages.errors import format_message

MAX_SHOWN = 1000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class DeadLetterJobs(Protocol):
    async def list_given_up(self, at_most: int, /) -> list[FailedJob]: ...

    async def get(self, principal: Principal, job_id: UUID, /) -> Job | None: ...

    async def requeue(self, principal: Principal, job_id: UUID, /) -> bool: ...


class DeadMessages(Protocol):
    async def receive(self) -> list[DeadMessage]: ...

    async def release(self, messages: Sequence[DeadMessage], /) -> None: ...

    async def delete(self, message: DeadMessage, /) -> None: ...


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """id: of the job, or of a message that names none. kind and organization: None where unknown."""

    id: str
    failed_at: datetime | None
    reason: str
    organization: str | None = None
    kind: str | None = None
    messages: tuple[DeadMessage, ...] = ()
    job_id: UUID | None = None

    def format_line(self) -> str:
        at = self.failed_at.strftime("%Y-%m-%d %H:%M:%S") if self.failed_at else "-"
        return f"{self.id}  {at}  {self.kind or 'message':9}  {self.organization or '-'}  {self.reason}"


class DeadLetters:
    def __init__(self, jobs: DeadLetterJobs, queue: DeadMessages) -> None:
        self._jobs = jobs
        self._queue = queue

    async def list_all(self) -> list[DeadLetter]:
        """All dead letters, newest first. The caller has to return their messages by `put_back`."""
        letters = {str(job.id): _letter_of_job(job) for job in await self._jobs.list_given_up(MAX_SHOWN)}
        for message in await self._queue.receive():
            letter = await self._letter_of_message(message)
            known = letters.get(letter.id)
            if known is not None:
                letter = replace(known, messages=(*known.messages, message))
            letters[letter.id] = letter
        return sorted(letters.values(), key=lambda letter: letter.failed_at or _LONG_AGO, reverse=True)

    async def put_back(self, letters: Sequence[DeadLetter]) -> None:
        await self._queue.release([message for letter in letters for message in letter.messages])

    async def redrive(self, letter: DeadLetter) -> bool:
        """Queue the job again with all its attempts; False where there is none. Its messages are removed anyway."""
        if letter.job_id is None or letter.organization is None:
            return False
        is_queued = await self._jobs.requeue(Principal.worker(letter.organization), letter.job_id)
        await self.discard(letter)
        return is_queued

    async def discard(self, letter: DeadLetter) -> None:
        """Remove the messages; the job stays as it is."""
        for message in letter.messages:
            await self._queue.delete(message)

    async def _letter_of_message(self, message: DeadMessage) -> DeadLetter:
        try:
            wake_up = decode_wake_up(message.body)
        except UnreadableMessage as problem:
            return DeadLetter(message.message_id, message.sent_at, f"Unreadable: {problem}.", messages=(message,))
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
        )


def _letter_of_job(job: FailedJob) -> DeadLetter:
    reason = format_reason(job.error_code, job.error_values)
    return DeadLetter(str(job.id), job.finished_at, reason, job.organization, job.kind, (), job.id)


def format_reason(code: str, values: Mapping[str, Any] | None) -> str:
    """The English sentence of a stored reason, for an operator."""
    return format_message(code, Language.EN, values or {})
