"""Conversations with language models over one client of bedrock-runtime, with a fallback."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from datasources.bedrock.converse import ConverseOptions, build_converse_request, parse_reply, parse_token_count
from datasources.bedrock.errors import translate_bedrock_errors
from datasources.telemetry.metrics import measure_model_call
from models.asking.conversation import Conversation, Reply, StreamEnd, TextDelta, TokenCount
from models.errors import Throttled, Unavailable

if TYPE_CHECKING:
    from types_aiobotocore_bedrock_runtime import BedrockRuntimeClient
    from types_aiobotocore_bedrock_runtime.type_defs import ConverseStreamOutputTypeDef, ConverseStreamRequestTypeDef

_log = logging.getLogger(__name__)
_LANGUAGE_MODEL = "language model"


class Conversations:
    """timeout_seconds: of a call, and of each piece of a stream. Raises only errors of `models.errors`."""

    def __init__(self, client: "BedrockRuntimeClient", timeout_seconds: float, options: ConverseOptions) -> None:
        self._client = client
        self._timeout_seconds = timeout_seconds
        self._options = options

    async def probe(self, model_id: str) -> None:
        """Send a request that the service must refuse for its content (see `model_access.py`)."""
        await self._client.converse(modelId=model_id, messages=[])

    async def converse(self, conversation: Conversation) -> Reply:
        """The complete reply. With a tool: its input; raises ModelFailed when the model did not call it."""
        try:
            return await self._converse(conversation)
        except Unavailable as error:
            fallback = self._choose_fallback(conversation, error)
            if fallback is None:
                raise
        reply = await self._converse(fallback)
        return replace(reply, tokens=replace(reply.tokens, model_id=fallback.model_id))

    async def _converse(self, conversation: Conversation) -> Reply:
        request = build_converse_request(conversation, self._options)
        with measure_model_call(conversation.model_id), translate_bedrock_errors(_LANGUAGE_MODEL):
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._client.converse(**request)
        return parse_reply(conversation, response)

    async def stream(self, conversation: Conversation) -> AsyncGenerator[TextDelta | StreamEnd, None]:
        """Stream the reply's text, then one StreamEnd. A broken stream raises instead.

        The timeout applies to each piece. To stop early, close the generator (`contextlib.aclosing`): that closes the
        response and so stops the model. Tools work with `converse` only.
        """
        if conversation.tool is not None:
            raise ValueError("a stream carries text only: ask a forced tool through converse")
        asked, has_begun = conversation, False
        while True:
            try:
                async with aclosing(self._stream(asked)) as pieces:
                    async for piece in pieces:
                        has_begun = True
                        yield piece if asked is conversation else _name_model(piece, asked.model_id)
            except Unavailable as error:
                fallback = None if has_begun else self._choose_fallback(asked, error)
                if fallback is None:
                    raise
                asked = fallback
            else:
                return

    def _choose_fallback(self, conversation: Conversation, error: Unavailable) -> Conversation | None:
        """The conversation with the fallback model, if another model helps: not where time is up or it was refused."""
        fallback = self._options.fallback_model_id
        is_busy = type(error) in (Throttled, Unavailable)
        if not is_busy or fallback in ("", conversation.model_id):
            return None
        _log.warning("%s answers instead of %s: %s", fallback, conversation.model_id, error)
        return replace(conversation, model_id=fallback)

    async def _stream(self, conversation: Conversation) -> AsyncGenerator[TextDelta | StreamEnd, None]:
        with measure_model_call(conversation.model_id):
            async with aclosing(self._read_stream(conversation)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _read_stream(self, conversation: Conversation) -> AsyncGenerator[TextDelta | StreamEnd, None]:
        request = build_converse_request(conversation, self._options)
        with translate_bedrock_errors(_LANGUAGE_MODEL):
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._client.converse_stream(**cast("ConverseStreamRequestTypeDef", request))
        stream = response["stream"]
        try:
            stop_reason, tokens = None, TokenCount()
            events = aiter(stream)
            while (event := await self._next_event(events, _LANGUAGE_MODEL)) is not None:
                if "contentBlockDelta" in event and (text := event["contentBlockDelta"]["delta"].get("text")):
                    yield TextDelta(text)
                elif "messageStop" in event:
                    stop_reason = str(event["messageStop"]["stopReason"])
                elif "metadata" in event:
                    tokens = parse_token_count(event["metadata"]["usage"])
            if stop_reason is None:
                raise Unavailable(service=f"Bedrock {_LANGUAGE_MODEL}")
            yield StreamEnd(stop_reason, tokens)
        finally:
            stream.close()

    async def _next_event(
        self, events: AsyncIterator["ConverseStreamOutputTypeDef"], purpose: str
    ) -> "ConverseStreamOutputTypeDef | None":
        # The client's read_timeout applies here: our own timer per piece cost as much as reading the piece.
        with translate_bedrock_errors(purpose):
            return await anext(events, None)


def _name_model(piece: TextDelta | StreamEnd, model_id: str) -> TextDelta | StreamEnd:
    """The piece of an answer by another model than was asked: its end says so."""
    return replace(piece, tokens=replace(piece.tokens, model_id=model_id)) if isinstance(piece, StreamEnd) else piece
