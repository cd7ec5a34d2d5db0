"""Finds out whether a model could be asked, at no cost: each service gets a request that it must refuse.

A refusal for its content shows that the endpoint answers, the credentials hold and the model may be asked. The requests
are empty, so that no model runs and nothing is charged.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any

from botocore.exceptions import ClientError

from datasources.bedrock.errors import translate_bedrock_errors
from models.errors import Throttled, WatchgraphError

PROBE_TIMEOUT_SECONDS = 5.0


async def is_reachable(call: Awaitable[Any]) -> bool:
    """Whether the call gets an answer that is neither about access nor about the model's identifier."""
    try:
        with translate_bedrock_errors("readiness"):
            async with asyncio.timeout(PROBE_TIMEOUT_SECONDS):
                await _expect_refusal(call)
    except Throttled:
        return True  # busy is alive
    except WatchgraphError:
        return False
    return True


async def _expect_refusal(call: Awaitable[Any]) -> None:
    try:
        await call
    except ClientError as error:
        told = error.response.get("Error", {})
        wrong_model = "model id" in str(told.get("Message", "")).lower()  # "model identifier is invalid", "model ID …"
        if told.get("Code") != "ValidationException" or wrong_model:
            raise
