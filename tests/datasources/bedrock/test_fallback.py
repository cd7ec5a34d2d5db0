"""Another model answers where a conversation's own is throttled or unreachable, and nowhere else."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from datasources.bedrock.conversations import Conversations
from datasources.bedrock.converse import ConverseOptions
from models.asking.conversation import Conversation, Message, StreamEnd, TextDelta
from models.errors import ModelFailed, Throttled, TimedOut, Unavailable, WatchgraphError

USAGE = {"inputTokens": 3, "outputTokens": 1}
OWN = Conversation("own", "", [Message("user", "Who?")])


class _Stream:
    def __init__(self, events: list[Any]) -> None:
        self._events = events

    async def __aiter__(self) -> AsyncIterator[Any]:
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            yield event

    def close(self) -> None:
        self._events = []


class FakeClient:
    """Fails with `code` for the model "own"; others answer. breaks: its streams fail after the first piece instead."""

    def __init__(self, code: str, *, breaks: bool = False) -> None:
        self.error = ClientError({"Error": {"Code": code, "Message": "."}}, "Converse")
        self.breaks = breaks
        self.asked: list[str] = []

    async def converse(self, **request: Any) -> Any:
        self.asked.append(request["modelId"])
        if request["modelId"] == "own":
            raise self.error
        return {"output": {"message": {"content": [{"text": "Two."}]}}, "stopReason": "end_turn", "usage": USAGE}

    async def converse_stream(self, **request: Any) -> Any:
        self.asked.append(request["modelId"])
        events: list[Any] = [{"contentBlockDelta": {"delta": {"text": "Two."}}}]
        if request["modelId"] == "own":
            if not self.breaks:
                raise self.error
            return {"stream": _Stream([*events, self.error])}
        return {
            "stream": _Stream([*events, {"messageStop": {"stopReason": "end_turn"}}, {"metadata": {"usage": USAGE}}])
        }


def talk(client: FakeClient, fallback: str = "cheaper") -> Conversations:
    fake: Any = client
    return Conversations(fake, 5.0, ConverseOptions(fallback_model_id=fallback))


@pytest.mark.parametrize("code", ["ThrottlingException", "ServiceUnavailableException", "InternalServerException"])
async def test_the_fallback_answers_and_its_tokens_name_it(code: str) -> None:
    client = FakeClient(code)
    reply = await talk(client).converse(OWN)
    assert (reply.text, reply.tokens.model_id) == ("Two.", "cheaper")
    *pieces, end = [piece async for piece in talk(client).stream(OWN)]
    assert pieces == [TextDelta("Two.")]
    assert isinstance(end, StreamEnd)
    assert end.tokens.model_id == "cheaper"
    assert client.asked == ["own", "cheaper"] * 2


@pytest.mark.parametrize(
    ("code", "fallback", "error"),
    [
        ("ThrottlingException", "", Throttled),
        ("ThrottlingException", "own", Throttled),
        ("ModelTimeoutException", "cheaper", TimedOut),  # the time is used up
        ("ValidationException", "cheaper", ModelFailed),  # another model would refuse it, too
    ],
)
async def test_no_other_model_is_asked_where_it_would_not_help(
    code: str, fallback: str, error: type[WatchgraphError]
) -> None:
    client = FakeClient(code)
    with pytest.raises(error):
        await talk(client, fallback).converse(OWN)
    assert client.asked == ["own"]


async def test_a_stream_that_breaks_after_text_is_not_begun_anew() -> None:
    client = FakeClient("ServiceUnavailableException", breaks=True)
    pieces = talk(client).stream(OWN)
    assert await anext(pieces) == TextDelta("Two.")
    with pytest.raises(Unavailable):
        await anext(pieces)
    assert client.asked == ["own"]
