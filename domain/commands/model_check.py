"""One real call to each model, for each purpose, as the product makes it; says what is wrong and what it cost."""

import re
import struct
import time
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.ask.plan.planner import build_planning_message
from domain.ask.plan.tool import PLAN_TOOL
from domain.ask.question.question import Question
from domain.ask.settings import AskSettings
from domain.llm.prices import estimate_cost_usd, estimate_query_cost_usd
from domain.llm.prompts import FRAME_ANALYST, PLANNER, WRITER, format_sections
from domain.ports import Models
from models.asking.conversation import Conversation, Image, Message, StreamEnd, TokenCount
from models.errors import WatchgraphError

_QUESTION = "Who came in?"
_ROW = {"n": 1, "type": "PERSON_ENTER", "time": "00:05", "startSeconds": 5.0, "endSeconds": 6.0, "person": "P1"}
# What a service's refusal says → what the operator must change. The first that fits.
_HINTS: Sequence[tuple[str, str]] = (
    (r"on-demand throughput", "Name it by an inference profile: put global., apac. or us. before its id."),
    (r"temperature|top_p", "The model takes no temperature: leave AWS_BEDROCK_TEMPERATURE empty."),
    (r"end of its life|legacy|deprecat", "The model is no longer offered: set a newer one."),
    (r"cachePoint|prompt caching|cache", "The model keeps no prompts: set AWS_BEDROCK_PROMPT_CACHE=off."),
    (r"guardrail", "Check AWS_BEDROCK_GUARDRAIL_ID and _VERSION, and bedrock:ApplyGuardrail."),
    (r"AccessDenied|not authorized|no access|403", "Allow the role this model (docs/permissions.md)."),
    (r"token included in the request|credential|signature|Unable to locate", "Check the AWS credentials."),
    (r"identifier is invalid|Could not resolve|ResourceNotFound|no model", "Check the model's id and the region."),
    (r"does ?n.t support the image", "The model reads no pictures: name one that does for looking at frames."),
    (r"OLLAMA_CONTEXT_LENGTH|context", "Give the server a larger context (docs/models.md)."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckedModel:
    """The outcome for one purpose. problem: None if the model answered; else what the service said, and a hint."""

    purpose: str
    model_id: str
    seconds: float
    tokens: TokenCount
    cost_usd: float
    problem: str | None = None

    def __str__(self) -> str:
        if self.problem is not None:
            return f"{self.purpose}: {self.model_id} FAILED after {self.seconds:.1f} s. {self.problem}"
        tokens = (
            f"{self.tokens.input_tokens} + {self.tokens.output_tokens} tokens, " if self.tokens.input_tokens else ""
        )
        return f"{self.purpose}: {self.model_id} answered in {self.seconds:.1f} s, {tokens}${self.cost_usd:.4f}"


async def check_models(models: Models, settings: AskSettings, embedding_model_id: str) -> list[CheckedModel]:
    """Ask one after the other; a model that failed does not keep the rest from being asked."""
    checks: list[tuple[str, str, Callable[[], Awaitable[TokenCount]]]] = [
        ("planning", settings.model_id, lambda: _plan(models, settings.model_id)),
        ("writing", settings.model_id, lambda: _write(models, settings.model_id)),
        ("looking at frames", settings.frame_model_id, lambda: _look(models, settings.frame_model_id)),
        ("embedding", embedding_model_id, lambda: _embed(models)),
        ("reranking", settings.rerank_model_id, lambda: _rerank(models)),
    ]
    return [await _check(purpose, model_id, call) for purpose, model_id, call in checks]


async def _check(purpose: str, model_id: str, call: Callable[[], Awaitable[TokenCount]]) -> CheckedModel:
    started = time.perf_counter()
    tokens, problem = TokenCount(), None
    try:
        tokens = await call()
    except WatchgraphError as error:
        problem = explain_failure(error)
    cost = estimate_cost_usd(tokens.model_id or model_id, tokens)
    if purpose == "reranking" and problem is None:
        cost = estimate_query_cost_usd(model_id)
    if tokens.model_id and problem is None:
        problem = f"Only the fallback {tokens.model_id} answered."
    return CheckedModel(purpose, model_id, time.perf_counter() - started, tokens, cost, problem)


def explain_failure(error: WatchgraphError) -> str:
    """What the service said, which errors keep as their cause, and what to change; in one line."""
    said = " ".join(str(error.__cause__ or error).split())
    hint = next((text for pattern, text in _HINTS if re.search(pattern, said, re.IGNORECASE)), "")
    return f"{said if said.endswith('.') else f'{said}.'} {hint}".strip()


async def _plan(models: Models, model_id: str) -> TokenCount:
    message = build_planning_message(Question(_QUESTION), datetime.now(UTC))
    reply = await models.converse(
        Conversation(model_id, PLANNER, [Message("user", message)], tool=PLAN_TOOL, max_tokens=1200)
    )
    return reply.tokens


async def _write(models: Models, model_id: str) -> TokenCount:
    request = {"language": "en", "scope": "", "timesOfDay": False, "severalVideos": False, "plan": {"want": "LIST"}}
    facts = {"events": 1, "people": 1, "exact": True, "shown": 1, "types": {"PERSON_ENTER": 1}, "sides": []}
    sections = {"request": request, "facts": facts, "evidence": [_ROW], "question": _QUESTION}
    return await _read_stream(models, Conversation(model_id, WRITER, [Message("user", format_sections(sections))]))


async def _look(models: Models, model_id: str) -> TokenCount:
    sections = {
        "request": {"language": "en", "intent": "SCENE", "video": "check", "want": "LIST"},
        "frames": [{"n": 1, "time": "00:00", "seconds": 0.0}],
        "events": [],
        "question": "What is to be seen?",
    }
    image = Image(_draw_gray_png(), "png", "Picture [1], 00:00:")
    message = Message("user", format_sections(sections), (image,))
    return await _read_stream(models, Conversation(model_id, FRAME_ANALYST, [message], max_tokens=200))


async def _read_stream(models: Models, conversation: Conversation) -> TokenCount:
    tokens = TokenCount()
    async for piece in models.converse_stream(conversation):
        if isinstance(piece, StreamEnd):
            tokens = piece.tokens
    return tokens


async def _embed(models: Models) -> TokenCount:
    return (await models.embed([_QUESTION])).tokens


async def _rerank(models: Models) -> TokenCount:
    await models.rerank(_QUESTION, ["A person enters.", "Somebody stands."], 1)
    return TokenCount()


def _draw_gray_png(size: int = 64) -> bytes:
    """A gray square: the smallest picture that every model takes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = struct.pack("!IIBBBBB", size, size, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + b"\x80" * size for _ in range(size)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
