"""The dead-letter queue beside the queue of wake-ups: what could not be read, or was tried often enough.

SQS moves a message here by itself after too many deliveries; a worker puts one here with the reason as an attribute.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from datasources.aws import translate_aws_errors

if TYPE_CHECKING:
    from types_aiobotocore_sqs import SQSClient

SERVICE = "SQS"
_REASON_ATTRIBUTE = "reason"
_BATCH_SIZE = 10
_VISIBILITY_TIMEOUT_SECONDS = 120
_MAX_REASON_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class DeadMessage:
    """A message as it lies there. reason is null where SQS moved it; body is not ours to trust."""

    message_id: str
    receipt: str
    body: str
    reason: str | None
    sent_at: datetime
    receive_count: int


class DeadLetterQueue:
    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url
        self._url: str | None = None

    async def send(self, body: str, reason: str) -> bool:
        """Put a message here; False where there is no such queue. Raises Unavailable."""
        url = await self._get_url()
        if not url:
            return False
        attribute = {"DataType": "String", "StringValue": reason[:_MAX_REASON_LENGTH]}
        with translate_aws_errors(SERVICE):
            await self._client.send_message(
                QueueUrl=url,
                MessageBody=body,
                MessageAttributes={_REASON_ATTRIBUTE: attribute},  # type: ignore[dict-item]
            )
        return True

    async def receive(self) -> list[DeadMessage]:
        """Every message of the queue; they stay hidden from others until `release`. Raises Unavailable."""
        url = await self._get_url()
        found: dict[str, DeadMessage] = {}
        while url:
            with translate_aws_errors(SERVICE):
                answer = await self._client.receive_message(
                    QueueUrl=url,
                    MaxNumberOfMessages=_BATCH_SIZE,
                    VisibilityTimeout=_VISIBILITY_TIMEOUT_SECONDS,
                    WaitTimeSeconds=0,
                    MessageAttributeNames=[_REASON_ATTRIBUTE],
                    MessageSystemAttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
                )
            messages = answer.get("Messages", ())
            for message in messages:
                attributes = message.get("Attributes", {})
                reason = message.get("MessageAttributes", {}).get(_REASON_ATTRIBUTE)
                found[message["MessageId"]] = DeadMessage(
                    message_id=message["MessageId"],
                    receipt=message["ReceiptHandle"],
                    body=message["Body"],
                    reason=reason.get("StringValue") if reason else None,
                    sent_at=datetime.fromtimestamp(int(attributes.get("SentTimestamp", 0)) / 1000, UTC),
                    receive_count=int(attributes.get("ApproximateReceiveCount", 1)),
                )
            if not messages:
                break
        return list(found.values())

    async def release(self, messages: Sequence[DeadMessage]) -> None:
        """Make these messages visible to others again."""
        url = await self._get_url()
        for message in messages if url else ():
            with translate_aws_errors(SERVICE):
                await self._client.change_message_visibility(
                    QueueUrl=url or "", ReceiptHandle=message.receipt, VisibilityTimeout=0
                )

    async def send_back(self, message: DeadMessage) -> bool:
        """Put a message into the queue that it came from, once more; it stays here, too. False where there is none."""
        if not self._queue_url:
            return False
        with translate_aws_errors(SERVICE):
            await self._client.send_message(QueueUrl=self._queue_url, MessageBody=message.body)
        return True

    async def delete(self, message: DeadMessage) -> None:
        url = await self._get_url()
        if url:
            with translate_aws_errors(SERVICE):
                await self._client.delete_message(QueueUrl=url, ReceiptHandle=message.receipt)

    async def _get_url(self) -> str:
        """The address that the queue's own redrive policy names; empty where it names none."""
        if self._url is None:
            self._url = await self._find_url() if self._queue_url else ""
        return self._url

    async def _find_url(self) -> str:
        with translate_aws_errors(SERVICE):
            answer = await self._client.get_queue_attributes(QueueUrl=self._queue_url, AttributeNames=["RedrivePolicy"])
            policy = json.loads(answer.get("Attributes", {}).get("RedrivePolicy", "{}"))
            name = str(policy.get("deadLetterTargetArn", "")).rpartition(":")[2]
            return (await self._client.get_queue_url(QueueName=name))["QueueUrl"] if name else ""
