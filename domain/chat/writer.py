"""Let a model that sees frames write the answer, and send only what cites a frame or event that it was shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ask.replies.sentences import format_cut_off
from domain.ask.writing.citations import JudgeSentence
from domain.llm.streaming import CitationRules, Writing, stream_answer
from models.asking.conversation import Conversation


@dataclass(frozen=True, slots=True)
class WrittenFrameAnswer:
    """text is checked. has_answer: the frames answer; otherwise the text says what they cannot show."""

    text: str
    cited_numbers: Sequence[int]
    has_answer: bool


async def write_frame_answer(
    conversation: Conversation, writing: Writing, *, numbers: range, frames: int, judge: JudgeSentence | None = None
) -> WrittenFrameAnswer:
    """Stream the answer and send each checked sentence. numbers: what was shown; the first `frames` of them are frames.
    judge: what else a sentence must pass.

    An answer without citations cites all frames, and `degraded` names "citations"; one that stops in the middle says
    so, and `degraded` names "writer". Raises what `stream_answer` raises.
    """
    answer = await stream_answer(conversation, writing, CitationRules(numbers, judge=judge), images=frames)

    async def append(text: str) -> None:
        answer.sent.append(text)
        await writing.send(text)

    cited = list(answer.cited_numbers)
    judged = [sentence if judge is None else judge(sentence, None) for sentence in answer.removed_sentences]
    uncited = " ".join(sentence for sentence in judged if sentence).strip()
    if answer.has_answer and not cited and uncited:
        writing.meter.mark_degraded("citations")
        cited = list(numbers[:frames])
        await append(f"{uncited} {''.join(f'[{number}]' for number in cited)}")
    if answer.is_cut_off:
        writing.meter.mark_degraded("writer")
        space = " " if answer.sent and not answer.sent[-1][-1].isspace() else ""
        await append(f"{space}{format_cut_off(writing.language)}")
    return WrittenFrameAnswer(answer.text, cited, has_answer=answer.has_answer and bool(cited))
