"""A model of an OpenAI-compatible server behind the Converse API."""

import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.errors import ServiceError
from devstack.bedrock.models import AnswerEnd
from devstack.openai.chunks import Chunk
from devstack.openai.context import (
    check_fits,
    check_not_cut,
    context_error,
    estimate_prompt_tokens,
)
from devstack.openai.errors import is_too_long, refuses_format
from devstack.openai.requests import FORMATS, build_body
from devstack.openai.server import Server
from devstack.openai.server_facts import require_model
from devstack.openai.thinking import ThoughtFilter
from devstack.openai.tool_reply import NoToolInput, read_tool_input
from models.asking.conversation import Message
from models.asking.tokens import estimate_text_tokens

_log = logging.getLogger(__name__)
_ONLY_THOUGHTS = (
    "%s used all of its %d tokens for thoughts. Turn them off: LOCAL_LLM_EXTRA={"
    '"reasoning_effort":"none"} for Ollama, {"chat_template_kwargs":{"enable_thinking":false}} for vLLM and llama.cpp'
)
_STOP_REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "content_filter": "content_filtered",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
}


@dataclass
class _Reading:
    """One answer while it is read. written: with thoughts, as the model wrote it."""

    thoughts: ThoughtFilter
    written: str = ""
    passed: str = ""
    calls: dict[int, tuple[str, str]] = field(default_factory=dict)
    finish_reason: str | None = None
    tokens: tuple[int, int] = (0, 0)
    is_complete: bool = False
    is_thought: bool = False

    def take(self, chunk: Chunk) -> str:
        """Take a chunk in; return what of the answer's text is certain by now."""
        for index, (name, arguments) in chunk.calls.items():
            before = self.calls.get(index, ("", ""))
            self.calls[index] = (before[0] or name, before[1] + arguments)
        self.finish_reason = chunk.finish_reason or self.finish_reason
        self.tokens = chunk.tokens or self.tokens
        self.is_complete = self.is_complete or chunk.is_end or chunk.finish_reason is not None
        self.is_thought = self.is_thought or chunk.is_thought
        self.written += chunk.text
        return self._pass(self.thoughts.feed(chunk.text))

    def finish(self) -> str:
        return self._pass(self.thoughts.finish())

    def _pass(self, text: str) -> str:
        text = text if self.passed else text.lstrip()
        self.passed += text
        return text


class BridgedModel:
    """name: the server's name of the model. extra: more fields of each request."""

    def __init__(self, server: Server, name: str, extra: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self._server = server
        self._extra = extra or {}
        # What this model turned out to need: the form of answers that its server takes, a thought without a beginning.
        self._format = 0
        self._begins_inside = False

    async def check(self) -> None:
        """Ask the server whether it has the model. Raises ServiceError."""
        await require_model(self._server.upstream, self.name)

    async def stream(self, request: ConverseRequest) -> AsyncGenerator[str | AnswerEnd, None]:
        """The answer's text piece by piece, then its end; for a forced tool, the end alone. Raises ServiceError."""
        async with self._server.hold_slot(self.name):
            estimate = estimate_prompt_tokens(request)
            check_fits(estimate, request.max_tokens, self._server.context)
            if request.tool is not None:
                yield await self._call_tool(request)
                return
            reading = _Reading(ThoughtFilter(begins_inside=self._begins_inside))
            async with aclosing(self._read(request, reading)) as pieces:
                async for piece in pieces:
                    if piece:
                        yield piece
            if rest := reading.finish():
                yield rest
            yield self._end(request, reading)

    async def _call_tool(self, request: ConverseRequest) -> AnswerEnd:
        """The tool's input. A reply without one is sent back once, with what is wrong with it."""
        end, problem, written = await self._try_tool(request)
        if problem is None:
            return end
        _log.info("%s is asked again for the input of its tool: %s", self.name, problem)
        correction = f"That is no valid input: {problem}. Answer with the JSON object alone."
        messages = [*request.messages, Message("assistant", written or "{}"), Message("user", correction)]
        parts = [*request.parts, [written or "{}"], [correction]]
        second, problem, _ = await self._try_tool(replace(request, messages=messages, parts=parts))
        best = second if second.tool_input is not None else end
        if best.tool_input is None:
            raise ServiceError(
                "ModelErrorException",
                f"{self.name} gave no input of the tool in two tries: {problem}. It may be too small for this.",
                originalStatusCode=424,
            )
        return replace(
            best,
            input_tokens=end.input_tokens + second.input_tokens,
            output_tokens=end.output_tokens + second.output_tokens,
        )

    async def _try_tool(self, request: ConverseRequest) -> tuple[AnswerEnd, str | None, str]:
        """The end of the answer, what is wrong with the tool's input, and the text of the reply."""
        assert request.tool is not None
        reading = _Reading(ThoughtFilter())
        async for _ in self._read(request, reading):
            pass
        end = self._end(request, reading)
        calls = [{"name": name, "arguments": arguments} for name, arguments in reading.calls.values()]
        try:
            found, problem = read_tool_input(request.tool, reading.written, calls)
        except NoToolInput as nothing:
            if end.stop_reason == "max_tokens":
                return replace(end, tool_input={}), None, reading.written
            return end, str(nothing), reading.written
        return replace(end, tool_input=found, stop_reason="tool_use"), problem, reading.written

    async def _read(self, request: ConverseRequest, reading: _Reading) -> AsyncGenerator[str, None]:
        """Read one answer, in the strictest form that the server takes."""
        while True:
            body = build_body(request, self.name, FORMATS[self._format], self._extra)
            try:
                async with aclosing(self._server.upstream.stream_chat(body)) as chunks:
                    async for chunk in chunks:
                        yield reading.take(chunk)
            except ServiceError as error:
                if is_too_long(error):
                    raise context_error(estimate_prompt_tokens(request), self._server.context) from error
                if not self._take_looser_format(request, error, reading):
                    raise
            else:
                if not self._server.context:
                    await self._server.learn(self.name, again=True)
                return

    def _take_looser_format(self, request: ConverseRequest, error: ServiceError, reading: _Reading) -> bool:
        """Whether to ask again in a looser form, because the server refused this one before it wrote anything."""
        refused = request.tool is not None and not reading.written and refuses_format(error)
        if not refused or self._format + 1 == len(FORMATS):
            return False
        _log.warning("The server takes no %s: %s", FORMATS[self._format], error)
        self._format += 1
        return True

    def _end(self, request: ConverseRequest, reading: _Reading) -> AnswerEnd:
        """The end of an answer that was read whole. Raises ServiceError if it broke off, or the prompt was cut."""
        if not reading.is_complete:
            raise ServiceError("ModelStreamErrorException", "The server ended its answer in the middle.")
        if reading.thoughts.has_orphan_end and request.tool is None:
            self._begins_inside = True
            raise ServiceError(
                "ModelStreamErrorException",
                f"{self.name} thinks without a beginning that could be seen; from now on its thoughts are held back.",
            )
        read, wrote = reading.tokens
        estimate = estimate_prompt_tokens(request)
        has_images = any(message.images for message in request.messages)
        check_not_cut(estimate, read, self._server.context, has_images=has_images)
        if reading.finish_reason == "length" and not reading.passed and (reading.is_thought or reading.written):
            _log.warning(_ONLY_THOUGHTS, self.name, request.max_tokens)
        stop_reason = _STOP_REASONS.get(reading.finish_reason or "stop", "end_turn")
        return AnswerEnd(
            "end_turn" if stop_reason == "tool_use" else stop_reason,
            read or estimate,
            wrote or estimate_text_tokens(reading.written),
        )
