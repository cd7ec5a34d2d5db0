"""The Bedrock-compatible endpoint (devstack.bedrock) as a child process."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from devstack.processes.http_probe import answers_ok
from devstack.processes.orphans import ProcessRegister
from devstack.processes.process import ChildProcess
from devstack.processes.waits import PendingStarts
from devstack.state import State

_REPOSITORY = Path(__file__).resolve().parents[2]
MODEL_SETTINGS = {
    "AWS_BEDROCK_MODEL_ID": "local.rules-v1",
    "AWS_BEDROCK_VLM_MODEL_ID": "local.detector-v1",
    "AWS_BEDROCK_LOOK_MODEL_ID": "local.detector-v1",
    "AWS_BEDROCK_EMBEDDING_MODEL_ID": "local.use-multilingual-v1",
    "AWS_BEDROCK_RERANK_MODEL_ID": "local.overlap-v1",
}


class BedrockEndpoint:
    """One process that serves bedrock-runtime and bedrock-agent-runtime.

    environment: variables that name an OpenAI-compatible server, if one answers (devstack.openai).
    """

    def __init__(
        self,
        state: State,
        register: ProcessRegister,
        waits: PendingStarts,
        port: int,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._environment = environment or {}
        self._state = state
        self._waits = waits
        self._register = register
        self._port = port
        self._secrets = state.load_secrets()
        self.child: ChildProcess | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        self.child = await ChildProcess.start(
            "bedrock",
            [sys.executable, "-m", "devstack.bedrock", "--host", "127.0.0.1", "--port", str(self._port)],
            state=self._state,
            register=self._register,
            environment={
                "PATH": os.defpath,
                "HOME": os.environ.get("HOME", str(self._state.folder)),
                # Makes the endpoint verify signatures, as Bedrock does.
                "AWS_ACCESS_KEY_ID": self._secrets["s3_access_key"],
                "AWS_SECRET_ACCESS_KEY": self._secrets["s3_secret_key"],
                **self._environment,
            },
            folder=_REPOSITORY,
        )
        await self.child.wait_until_ready(lambda: answers_ok(self._port, "/healthz"), self._waits, port=self._port)

    async def stop(self) -> None:
        if self.child is not None:
            # It stores nothing, so it may be killed soon.
            await self.child.stop(timeout_seconds=2)
