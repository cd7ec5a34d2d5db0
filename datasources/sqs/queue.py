"""The queue that wakes workers. Its messages only name jobs: the job's row is the truth."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from datasources.aws import build_client_config, create_aws_session, translate_aws_errors
from datasources.sqs.dead_letters import DeadLetterQueue
from models.errors import Unavailable
from models.jobs import WakeUp

if TYPE_CHECKING:
    from types_aiobotocore_sqs import SQSClient

SERVICE = "SQS"
VERSION = 1
_MAX_BODY_LENGTH = 4096
_MAX_BATCH_SIZE = 10
_MAX_WAIT_SECONDS = 20


class UnreadableMessage(Exception):
    """The body of a message is not one of ours; str() says in what way, without quoting it."""


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message that is ours until its visibility time-out. times counts its deliveries so far, this one included."""

    message_id: str
    receipt: str
    body: str
    receive_count: int

    def parse_wake_up(self) -> WakeUp:
        """What the message says. Raises UnreadableMessage."""
        return decode_wake_up(self.body)


def encode_wake_up(message: WakeUp) -> str:
    return json.dumps({"version": VERSION, "job": str(message.job_id), "organization": message.organization})


def decode_wake_up(body: str) -> WakeUp:
    """The message in a body. Raises UnreadableMessage for one that is malformed, foreign, oversized or outdated."""
    if len(body) > _MAX_BODY_LENGTH:
        raise UnreadableMessage(
            f"{len(body)} characters are more than the {_MAX_BODY_LENGTH} that a message of ours may have"
        )
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableMessage("the body is not JSON") from None
    if not isinstance(fields, dict) or "version" not in fields:
        raise UnreadableMessage("the body is not a message of ours: it has no version")
    if fields["version"] != VERSION:
        raise UnreadableMessage(f"the message is of another version than {VERSION}")
    organization = fields.get("organization")
    # Not printable are NUL and lone surrogates, which PostgreSQL takes in no text.
    if not isinstance(organization, str) or not organization or not organization.isprintable():
        raise UnreadableMessage("organization is missing or not a text")
    try:
        return WakeUp(job_id=UUID(fields.get("job")), organization=organization)
    except (ValueError, TypeError, AttributeError):
        raise UnreadableMessage("job is missing or not a UUID") from None


class WakeQueue:
    """One SQS client for the process's life. Without a queue's URL it sends nothing and receives nothing."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._url = queue_url
        self.dead_letters = DeadLetterQueue(client, queue_url)

    @classmethod
    @asynccontextmanager
    async def open(cls, *, region: str, endpoint: str | None, queue_url: str) -> AsyncIterator["WakeQueue"]:
        # A long poll is silent for up to 20 s: the time-out of the answer has to be longer.
        session = create_aws_session()
        async with session.client(
            "sqs", region_name=region, endpoint_url=endpoint, config=build_client_config()
        ) as client:
            yield cls(client, queue_url)

    def beside(self, queue_url: str) -> "WakeQueue":
        """Another queue of the same region, over the same client."""
        return WakeQueue(self._client, queue_url)

    @property
    def is_configured(self) -> bool:
        return bool(self._url)

    async def send(self, messages: Sequence[WakeUp]) -> None:
        """Send all; raises Unavailable when one could not be sent (some others may have been)."""
        if not self.is_configured:
            return
        refused = 0
        for start in range(0, len(messages), _MAX_BATCH_SIZE):
            batch = messages[start : start + _MAX_BATCH_SIZE]
            with translate_aws_errors(SERVICE):
                answer = await self._client.send_message_batch(
                    QueueUrl=self._url,
                    Entries=[
                        {"Id": str(number), "MessageBody": encode_wake_up(one)} for number, one in enumerate(batch)
                    ],
                )
            refused += len(answer.get("Failed", ()))
        if refused:
            raise Unavailable(service=SERVICE)

    async def receive(self, at_most: int, wait_seconds: float) -> list[ReceivedMessage]:
        """Up to at_most (10) messages, waiting for the first up to wait_seconds (20)."""
        if not self.is_configured:
            await asyncio.sleep(wait_seconds)
            return []
        with translate_aws_errors(SERVICE):
            answer = await self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=min(at_most, _MAX_BATCH_SIZE),
                WaitTimeSeconds=min(round(wait_seconds), _MAX_WAIT_SECONDS),
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
        return [
            ReceivedMessage(
                message_id=one["MessageId"],
                receipt=one["ReceiptHandle"],
                body=one["Body"],
                receive_count=int(one.get("Attributes", {}).get("ApproximateReceiveCount", 1)),
            )
            for one in answer.get("Messages", ())
        ]

    async def delete(self, receipt: str) -> None:
        with translate_aws_errors(SERVICE):
            await self._client.delete_message(QueueUrl=self._url, ReceiptHandle=receipt)

    async def extend_visibility(self, receipt: str, seconds: float) -> None:
        """Keep the message hidden from others for so long from now; 0 hands it back."""
        with translate_aws_errors(SERVICE):
            await self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=round(seconds)
            )

    async def is_reachable(self) -> bool:
        """The queue answers; also true without one, since workers then poll the table."""
        if not self.is_configured:
            return True
        try:
            with translate_aws_errors(SERVICE):
                await self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        except Unavailable:
            return False
        return True
