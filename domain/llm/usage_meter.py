"""Measures one question or summary: time for each stage, tokens, and steps that failed."""

import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from datasources.telemetry.metrics import count_model_usage
from domain.llm.prices import estimate_cost_usd, estimate_query_cost_usd
from models.asking.answers import StageTiming, Usage
from models.asking.conversation import TokenCount
from models.errors import ModelMisconfigured, Unavailable

Result = TypeVar("Result")


class UsageMeter:
    """For one request; steps that run at once share it. earlier: usage of an earlier attempt."""

    def __init__(self, earlier: Usage | None = None) -> None:
        before = earlier or Usage()
        self.timings: list[StageTiming] = []
        self.degraded: list[str] = []
        self._input, self._output, self._images = before.input_tokens, before.output_tokens, before.images
        self._usd = before.estimated_cost_usd

    @contextmanager
    def time_stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.timings.append(StageTiming(stage=name, milliseconds=round((time.perf_counter() - started) * 1000, 3)))

    async def attempt(self, step: str, work: Awaitable[Result], *, needs_model: bool = False) -> Result | None:
        """The result of a step, or None and an entry in `degraded` if a service did not answer.

        needs_model: without the step's model nothing is understood, so a model that cannot be used at all raises
        ModelMisconfigured.
        """
        try:
            return await work
        except Unavailable as error:
            if needs_model and isinstance(error, ModelMisconfigured):
                raise
            self.mark_degraded(step)
            return None

    def mark_degraded(self, step: str) -> None:
        if step not in self.degraded:
            self.degraded.append(step)

    def record_tokens(self, model_id: str, tokens: TokenCount, *, images: int = 0) -> None:
        """model_id: the model that was asked. images: only counted; their price is in the tokens."""
        self._input += tokens.input_tokens
        self._output += tokens.output_tokens
        self._images += images
        answered = tokens.model_id or model_id
        usd = estimate_cost_usd(answered, tokens)
        self._usd += usd
        count_model_usage(
            answered, input_tokens=tokens.input_tokens, output_tokens=tokens.output_tokens, images=images, usd=usd
        )

    def record_rerank(self, model_id: str) -> None:
        usd = estimate_query_cost_usd(model_id)
        self._usd += usd
        count_model_usage(model_id, input_tokens=0, output_tokens=0, images=0, usd=usd)

    @property
    def usage(self) -> Usage:
        return Usage(
            input_tokens=self._input,
            output_tokens=self._output,
            images=self._images,
            estimated_cost_usd=round(self._usd, 6),
        )
