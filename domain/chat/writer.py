"""Let a model that sees write the answer, and let through only what points at a frame or event that it was shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ask.replies.sentences import format_cut_off
from domain.llm.streaming import stream_answer
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, SendText
from models.asking.conversation import Conversation
from models.enums import Language


@dataclass(frozen=True, slots=True)
class WrittenFrameAnswer:
    """text is checked. found: the frames answer; else the text says what they cannot show."""

    text: str
    cited_numbers: Sequence[int]
    has_answer: bool


async def write_frame_answer(
    conversation: Conversation,
    *,
    numbers: range,
    frames: int,
    language: Language,
    models: Models,
    meter: UsageMeter,
    send: SendText,
) -> WrittenFrameAnswer:
    """Stream the answer, telling each checked sentence. numbers: those that were shown; the first `frames` are frames.

    An answer without any number gets those of the frames, which it was written from, and `degraded` names citations;
    one that stops in the middle says so, and `degraded` names the writer. Raises what `streamed` raises.
    """
    found = await stream_answer(
        conversation, numbers=numbers, language=language, models=models, meter=meter, send=send, images=frames
    )

    async def add(text: str) -> None:
        found.sent.append(text)
        await send(text)

    cited = list(found.cited_numbers)
    uncited = " ".join(found.removed_sentences).strip()
    if found.has_answer and not cited and uncited:
        meter.mark_degraded("citations")
        cited = list(numbers[:frames])
        await add(f"{uncited} {''.join(f'[{number}]' for number in cited)}")
    if found.is_cut_off:
        meter.mark_degraded("writer")
        await add(f"{' ' if found.sent and not found.sent[-1][-1].isspace() else ''}{format_cut_off(language)}")
    return WrittenFrameAnswer(found.text, cited, has_answer=found.has_answer and bool(cited))
