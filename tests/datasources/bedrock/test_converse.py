"""Conversations with a language model."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from datasources.bedrock import Bedrock
from models.asking.conversation import Conversation, Image, Message, StreamEnd, TextDelta, Tool
from models.errors import InvalidInput, ModelFailed, Throttled, TimedOut, Unavailable
from tests.datasources.bedrock.conftest import Opened

PLAN = Tool("plan", "Plans a search.", {"type": "object", "properties": {"text": {"type": "string"}}})


def conversation(
    text: str = "one two 셋", model_id: str = "local.echo-v1", tool: Tool | None = None, max_tokens: int = 2048
) -> Conversation:
    return Conversation(model_id, "Be brief.", [Message("user", text)], tool, max_tokens)


async def test_an_answer_comes_with_its_stop_reason_and_tokens(bedrock: Bedrock) -> None:
    reply = await bedrock.converse(conversation())
    assert (reply.text, reply.tool_input, reply.stop_reason) == ("one two 셋 ", None, "end_turn")
    assert reply.tokens.input_tokens > 0
    assert reply.tokens.output_tokens > 0


async def test_a_forced_tool_is_answered_with_its_input(bedrock: Bedrock) -> None:
    said = [Message("user", "first"), Message("assistant", "yes"), Message("user", "look", [Image(b"\x01\x02", "png")])]
    reply = await bedrock.converse(Conversation("local.echo-v1", "Be brief.", said, PLAN, max_tokens=700))
    assert reply.stop_reason == "tool_use"
    assert reply.tool_input == {
        "tool": "plan",
        "schema": dict(PLAN.schema),
        "system": "Be brief.",
        "roles": ["user", "assistant", "user"],
        "said": "look",
        "images": ["0102"],
        "max_tokens": 700,
    }


async def test_a_call_of_the_tool_can_be_answered_with_what_was_wrong(bedrock: Bedrock) -> None:
    said = [
        Message("user", "look"),
        Message("assistant", "", tool_input={"text": ""}),
        Message("user", "The text is empty.", is_tool_result=True),
    ]
    reply = await bedrock.converse(Conversation("local.echo-v1", "Be brief.", said, PLAN))
    assert reply.tool_input is not None
    assert reply.tool_input["roles"] == ["user", "assistant", "user"]
    assert reply.tool_input["said"] == "The text is empty."


async def test_a_stream_gives_pieces_and_then_its_end(bedrock: Bedrock) -> None:
    items = [item async for item in bedrock.converse_stream(conversation())]
    assert items[:-1] == [TextDelta("one "), TextDelta("two "), TextDelta("셋 ")]
    end = items[-1]
    assert isinstance(end, StreamEnd)
    assert end.stop_reason == "end_turn"
    assert end.tokens.output_tokens > 0


@pytest.mark.parametrize(
    "model_id",
    [
        "apac.local.echo-v1",
        "arn:aws:bedrock:ap-northeast-2::foundation-model/local.echo-v1",
        "arn:aws:bedrock:ap-northeast-2:123456789012:inference-profile/apac.local.echo-v1",
    ],
)
async def test_profiles_and_arns_work_as_plain_ids_do(bedrock: Bedrock, model_id: str) -> None:
    assert (await bedrock.converse(conversation(model_id=model_id))).text == "one two 셋 "
    assert len([item async for item in bedrock.converse_stream(conversation(model_id=model_id))]) == 4


async def test_an_answer_that_is_cut_at_the_limit_says_so(bedrock: Bedrock) -> None:
    assert (await bedrock.converse(conversation(max_tokens=1))).stop_reason == "max_tokens"


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (conversation(model_id="local.fault-prose", tool=PLAN), "the tool plan was not called"),
        (conversation(tool=PLAN, max_tokens=3), "cut off at the token limit"),
        (conversation(model_id="local.fault-midstream"), "the model failed"),
        (conversation(model_id="local.overlap-v1"), "the request was refused"),
    ],
)
async def test_an_answer_that_cannot_be_used_raises(bedrock: Bedrock, asked: Conversation, problem: str) -> None:
    with pytest.raises(ModelFailed, match=problem):
        await bedrock.converse(asked)


async def test_one_throttled_try_is_tried_again(bedrock: Bedrock) -> None:
    assert (await bedrock.converse(conversation(model_id="local.shy-v1"))).text == "here"


@pytest.mark.parametrize(
    ("model_id", "error"),
    [
        ("local.fault-throttle", Throttled),
        ("local.fault-timeout", TimedOut),
        ("local.fault-midstream", ModelFailed),
        ("local.fault-cut", Unavailable),
        ("local.none-v1", Unavailable),
    ],
)
async def test_a_failing_model_raises_from_both_ways_of_asking(
    bedrock: Bedrock, model_id: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await bedrock.converse(conversation(model_id=model_id))
    with pytest.raises(error):
        _ = [item async for item in bedrock.converse_stream(conversation(model_id=model_id))]


async def test_a_stream_that_breaks_has_given_its_first_pieces(bedrock: Bedrock) -> None:
    for model_id, error in (("local.fault-midstream", ModelFailed), ("local.fault-cut", Unavailable)):
        items = bedrock.converse_stream(conversation(model_id=model_id))
        assert [await anext(items), await anext(items)] == [
            TextDelta("This answer "),
            TextDelta("is about to break "),
        ]
        with pytest.raises(error):
            await anext(items)


async def test_silence_is_a_time_out_and_frees_the_connection(opened: Opened) -> None:
    async with opened(patience=0.3) as impatient:
        for _ in range(2):
            with pytest.raises(TimedOut):
                await impatient.converse(conversation(model_id="local.fault-silent"))


@asynccontextmanager
async def falls_silent(endpoint: str, after: bytes) -> AsyncIterator[str]:
    """The address of one that passes an answer of the endpoint on until these bytes come the second time."""
    host, port = endpoint.removeprefix("http://").split(":")

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, upstream = await asyncio.open_connection(host, int(port))
        upstream.write(await reader.read(2**16))
        told = b""
        while told.count(after) < 2:
            told += await there.read(2**16)
        writer.write(told[: told.index(after, told.index(after) + 1)])
        await reader.read()
        upstream.close()
        writer.close()

    async with await asyncio.start_server(pass_on, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_silence_in_the_middle_of_a_stream_is_a_time_out(endpoint: str, opened: Opened) -> None:
    async with falls_silent(endpoint, b"contentBlockDelta") as url, opened(url=url, patience=0.5) as impatient:
        items = impatient.converse_stream(conversation("one two three"))
        assert await anext(items) == TextDelta("one ")
        with pytest.raises(TimedOut):
            await anext(items)


async def test_who_stops_early_closes_the_response(bedrock: Bedrock) -> None:
    closed = asyncio.Event()
    real = bedrock._talking._client.converse_stream

    async def watched(**request: object) -> object:
        response = await real(**request)  # type: ignore[arg-type]
        close = response["stream"].close

        def closing() -> None:
            close()
            closed.set()

        response["stream"].close = closing  # type: ignore[method-assign]
        return response

    bedrock._talking._client.converse_stream = watched  # type: ignore[method-assign,assignment]
    async with aclosing(bedrock.converse_stream(conversation("word " * 2000))) as items:  # type: ignore[type-var]
        async for item in items:
            assert item == TextDelta("word ")
            break
    assert closed.is_set()


async def test_nobody_at_the_address_is_unavailable_without_telling_the_address(opened: Opened) -> None:
    async with opened(url="http://127.0.0.1:9") as nowhere:
        with pytest.raises(Unavailable) as caught:
            await nowhere.converse(conversation())
    assert type(caught.value) is Unavailable
    assert "127.0.0.1" not in str(caught.value)


async def test_a_wrong_secret_is_unavailable_without_telling_why(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another secret")
    async with opened() as wrong:
        with pytest.raises(Unavailable) as caught:
            await wrong.converse(conversation())
    assert str(caught.value) == (
        "A service that this needs (Bedrock language model) does not answer. Try again in a moment."
    )


async def test_a_message_of_nothing_is_refused_before_the_call(bedrock: Bedrock) -> None:
    with pytest.raises(InvalidInput, match=r"messages\[0\]"):
        await bedrock.converse(conversation(" \n"))


async def test_a_stream_takes_no_tool(bedrock: Bedrock) -> None:
    with pytest.raises(ValueError, match="converse"):
        await anext(bedrock.converse_stream(conversation(tool=PLAN)))
