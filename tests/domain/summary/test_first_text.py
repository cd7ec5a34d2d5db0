"""How soon the first text of a summary comes: within two calls of a model, however much there is to summarize."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from domain.summary.summarize import SummaryOutput, summarize
from models.asking.conversation import Conversation, StreamEnd, TextDelta, TokenCount
from models.enums import Language, SummaryStage
from tests.domain.doubles import OPERATOR, VIDEO, InMemorySearch, make_services
from tests.domain.summary.summaries import KOREAN, MANY, ScriptedWriters, extract_frames


@dataclass
class Counting(ScriptedWriters):
    """Counts the calls that began before the first text was reported. says: what the first calls say, in order."""

    says: list[str] = field(default_factory=list)
    first_text_at: int | None = None

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        if self.says:
            self.calls.append(conversation)
            yield TextDelta(self.says.pop(0))
            yield StreamEnd("end_turn", TokenCount())
            return
        async for piece in super().converse_stream(conversation):
            yield piece


async def first_text(models: Counting, rows: Sequence[Any], *, full: bool, length: float = 600.0) -> None:
    """Summarize, up to the first text."""

    class Enough(Exception):
        pass

    async def report(_stage: SummaryStage, _percent: int, text: str) -> None:
        if text:
            models.first_text_at = len(models.calls)
            raise Enough

    with pytest.raises(Enough):
        await summarize(
            replace(VIDEO, duration_seconds=length),
            Language.EN,
            OPERATOR,
            make_services(InMemorySearch(rows), models),
            SummaryOutput(report),
            extract_frames if full else None,
        )


@pytest.mark.parametrize(("full", "length"), [(False, 2000.0), (True, 24 * 3600.0)])
async def test_the_first_text_of_2000_events_comes_with_the_first_model_call(full: bool, length: float) -> None:
    models = Counting()
    await first_text(models, MANY, full=full, length=length)
    assert models.first_text_at == 1


async def test_where_the_first_call_answers_in_the_wrong_language_the_first_text_comes_with_the_second() -> None:
    models = Counting(says=[KOREAN])
    await first_text(models, MANY, full=False)
    assert models.first_text_at == 2


async def test_a_long_video_without_events_says_so_before_any_frame_is_looked_at() -> None:
    models = Counting(seeing="NOT_FOUND")
    await first_text(models, (), full=True, length=24 * 3600.0)
    assert models.first_text_at == 0
