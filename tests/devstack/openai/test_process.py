"""The endpoint's own process takes the server from its environment, as `make run` starts it."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from devstack.openai.settings import LocalModelSettings
from tests.devstack.bedrock.serving import KEY, SECRET, open_client
from tests.devstack.openai.scripted import ScriptedServer, says

pytestmark = pytest.mark.slow
_ROOT = Path(__file__).resolve().parents[3]


async def test_a_model_of_the_server_answers_through_the_process(scripted: ScriptedServer) -> None:
    settings = LocalModelSettings(local_llm_url=scripted.url, local_llm_model="tiny:1b")
    signed = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "devstack.bedrock",
        cwd=_ROOT, env={"PATH": os.defpath, **signed, **settings.environment}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            line = (await process.stdout.readline()).decode()
        (url,) = re.findall(r"http://\S+", line)
        scripted.answers.append(says("Two people."))
        async with open_client("bedrock-runtime", url) as client:
            answer = await client.converse(
                modelId=settings.product_models["AWS_BEDROCK_MODEL_ID"],
                messages=[{"role": "user", "content": [{"text": "Who came in?"}]}],
            )
        assert answer["output"]["message"]["content"] == [{"text": "Two people."}]
    finally:
        process.terminate()
        await process.wait()


async def test_a_wrong_setting_ends_the_process_with_one_line() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "devstack.bedrock",
        cwd=_ROOT, env={"PATH": os.defpath, "LOCAL_LLM_URL": "http://localhost:1"}, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, told = await process.communicate()
    assert process.returncode == 1
    assert told.decode().startswith("devstack.bedrock: LOCAL_LLM_URL is set without LOCAL_LLM_MODEL")
    assert len(told.decode().splitlines()) == 1
