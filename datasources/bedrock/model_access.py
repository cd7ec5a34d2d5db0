"""Checks at no cost whether a model is reachable, by sending a request that the service must refuse.

A refusal because of its content shows that the endpoint answers, the credentials are valid and the model is allowed.
The requests are empty, so no model runs and nothing is charged.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any

from botocore.exceptions import ClientError

from datasources.bedrock.errors import translate_bedrock_errors
from models.errors import Throttled, WatchgraphError

PROBE_TIMEOUT_SECONDS = 5.0


async def is_reachable(call: Awaitable[Any]) -> bool:
    """Whether the service refuses the call for its content, not for access or for the model's id."""
    try:
        with translate_bedrock_errors("readiness"):
            async with asyncio.timeout(PROBE_TIMEOUT_SECONDS):
                await _expect_refusal(call)
    except Throttled:
        return True  # a busy service is reachable
    except WatchgraphError:
        return False
    return True


async def _expect_refusal(call: Awaitable[Any]) -> None:
    try:
        await call
    except ClientError as error:
        details = error.response.get("Error", {})
        wrong_model = (
            "model id" in str(details.get("Message", "")).lower()
        )  # "model identifier is invalid", "model ID …"
        if details.get("Code") != "ValidationException" or wrong_model:
            raise
