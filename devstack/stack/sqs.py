"""SQS: moto's server. It loses its queues at every stop, so every start makes them. Jobs are rows, so none is lost."""

import asyncio
import json
import os
import sys
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from devstack.processes.orphans import ProcessRegister
from devstack.processes.process import ChildProcess
from devstack.processes.waits import PendingStarts
from devstack.stack.aws import create_client, describe_unready
from devstack.state import State

QUEUE = "watchgraph"
# A message that was received this often without being deleted goes to the dead-letter queue.
MAX_RECEIVES = 5


class SqsServer:
    """One server with one queue and its dead-letter queue."""

    def __init__(self, state: State, register: ProcessRegister, waits: PendingStarts, port: int) -> None:
        self._state = state
        self._waits = waits
        self._register = register
        self._port = port
        self._secrets = state.load_secrets()
        self.child: ChildProcess | None = None
        self.queue_url = ""

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Start the server and make the queues."""
        self.child = await ChildProcess.start(
            "sqs",
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self._port)],
            state=self._state,
            register=self._register,
            environment={"PATH": os.defpath, "HOME": str(self._state.folder), "AWS_EC2_METADATA_DISABLED": "true"},
            folder=self._state.folder,
        )
        sqs = await asyncio.to_thread(create_client, "sqs", self.endpoint, self._secrets)
        try:
            await self.child.wait_until_ready(
                lambda: asyncio.to_thread(self._try_make_queue, sqs), self._waits, port=self._port
            )
        finally:
            sqs.close()

    def _try_make_queue(self, sqs: Any) -> bool | str:
        """Make the queue. Safe to repeat: a queue that exists is kept."""
        try:
            self.queue_url = make_queue(sqs, QUEUE)
        except (BotoCoreError, ClientError) as error:
            return describe_unready(error)
        return True

    async def stop(self) -> None:
        if self.child is not None:
            # It stores nothing, so it may be killed soon.
            await self.child.stop(timeout_seconds=2)


def make_queue(sqs: Any, name: str) -> str:
    """Make a queue and its dead-letter queue (`<name>-dead`). Returns the queue's URL."""
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    policy = {"deadLetterTargetArn": attributes["Attributes"]["QueueArn"], "maxReceiveCount": MAX_RECEIVES}
    queue = sqs.create_queue(
        QueueName=name, Attributes={"RedrivePolicy": json.dumps(policy), "VisibilityTimeout": "60"}
    )
    return str(queue["QueueUrl"])
