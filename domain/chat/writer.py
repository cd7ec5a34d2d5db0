"""Let a model that sees write the answer, and let through only what points at a frame or event that it was shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ask.replies.sentences import cut_off
from domain.llm.streaming import Tell, streamed
from domain.llm.usage_meter import Meter
from domain.ports import Models
from models.asking.conversation import Conversation
from models.enums import Language


@dataclass(frozen=True, slots=True)
class Seen:
    """text is checked. found: the frames answer; else the text says what they cannot show."""

    text: str
    cited: Sequence[int]
    found: bool


async def write_look(
    conversation: Conversation,
    *,
    numbers: range,
    frames: int,
    language: Language,
    models: Models,
    meter: Meter,
    tell: Tell,
) -> Seen:
    """Stream the answer, telling each checked sentence. numbers: those that were shown; the first `frames` are frames.

    An answer without any number gets those of the frames, which it was written from, and `degraded` names citations;
    one that stops in the middle says so, and `degraded` names the writer. Raises what `streamed` raises.
    """
    found = await streamed(
        conversation, numbers=numbers, language=language, models=models, meter=meter, tell=tell, images=frames
    )

    async def add(text: str) -> None:
        found.told.append(text)
        await tell(text)

    cited = list(found.cited)
    uncited = " ".join(found.removed).strip()
    if found.found and not cited and uncited:
        meter.failed("citations")
        cited = list(numbers[:frames])
        await add(f"{uncited} {''.join(f'[{number}]' for number in cited)}")
    if found.cut_off:
        meter.failed("writer")
        await add(f"{' ' if found.told and not found.told[-1][-1].isspace() else ''}{cut_off(language)}")
    return Seen(found.text, cited, found=found.found and bool(cited))
