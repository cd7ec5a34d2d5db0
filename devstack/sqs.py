"""SQS: moto's server. It forgets at every stop, so the queues are made at every start. Jobs are rows: none is lost."""

import json
import os
import sys
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from devstack.aws import client
from devstack.orphans import Register
from devstack.process import Child
from devstack.state import State

if TYPE_CHECKING:
    from types_aiobotocore_sqs import SQSClient

QUEUE = "watchgraph"
# After so many receives without a delete, a message goes to the dead-letter queue.
RECEIVES = 5


class Sqs:
    """One server with one queue and its dead-letter queue."""

    def __init__(self, state: State, register: Register, port: int) -> None:
        self._state = state
        self._register = register
        self._port = port
        self._secrets = state.secrets()
        self.child: Child | None = None
        self.queue_url = ""

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Start the server and make the queues."""
        self.child = await Child.start(
            "sqs",
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self._port)],
            state=self._state,
            register=self._register,
            environment={"PATH": os.defpath, "HOME": str(self._state.folder), "AWS_EC2_METADATA_DISABLED": "true"},
            folder=self._state.folder,
        )
        async with client("sqs", self.endpoint, self._secrets) as sqs:
            await self.child.ready(lambda: _answers(sqs))
            self.queue_url = await make_queue(sqs, QUEUE)

    async def stop(self) -> None:
        if self.child is not None:
            await self.child.stop()


async def make_queue(sqs: "SQSClient", name: str) -> str:
    """Make a queue and its dead-letter queue (`<name>-dead`). Answers the queue's URL."""
    dead = (await sqs.create_queue(QueueName=f"{name}-dead"))["QueueUrl"]
    attributes = await sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    policy = {"deadLetterTargetArn": attributes["Attributes"]["QueueArn"], "maxReceiveCount": RECEIVES}
    made = await sqs.create_queue(
        QueueName=name, Attributes={"RedrivePolicy": json.dumps(policy), "VisibilityTimeout": "60"}
    )
    return made["QueueUrl"]


async def _answers(sqs: "SQSClient") -> bool:
    try:
        await sqs.list_queues()
    except (BotoCoreError, ClientError):
        return False
    return True
