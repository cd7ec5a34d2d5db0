"""A model's text while it is written: whether it is an answer, in which language, and what of it may pass.

The first characters are held back until that is known, so that nothing has to be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.ask.writing.citations import CitationChecker
from domain.language.detection import is_written_in
from domain.llm.prompts import LANGUAGE_RETRY, NOT_FOUND
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, SendText
from models.asking.conversation import Conversation, StreamEnd
from models.enums import Language
from models.errors import ModelDeclined, ModelFailed, Unavailable

# A stream that ends so was ended by a filter, not by the model being done.
DECLINED_STOP_REASONS = frozenset({"content_filtered", "guardrail_intervened", "refusal"})
_TRUNCATED_STOP_REASONS = frozenset({"max_tokens", "model_context_window_exceeded"})
_WITHHELD_CHARACTERS = 80


class _WrongLanguage(Exception):
    """Nothing was told yet."""


@dataclass
class StreamedAnswer:
    """What came, and what of it was told. found: it does not begin with NOT_FOUND.

    cut_off: it stops in the middle; broken_by is what broke it, None where it ran into a limit.
    """

    sent: list[str] = field(default_factory=list)
    has_answer: bool = True
    is_cut_off: bool = False
    broken_by: Unavailable | None = None
    cited_numbers: Sequence[int] = ()
    removed_sentences: Sequence[str] = ()

    @property
    def text(self) -> str:
        return "".join(self.sent).strip()


async def stream_answer(
    conversation: Conversation,
    *,
    numbers: range,
    language: Language,
    models: Models,
    meter: UsageMeter,
    send: SendText,
    images: int = 0,
    keep_uncited: bool = False,
    send_unanswered: bool = True,
) -> StreamedAnswer:
    """Stream an answer, telling each checked sentence. numbers may be cited; what cites others, or nothing, is removed.

    tell_unfound: what stands behind NOT_FOUND is told as well.

    An answer in another language is asked for once more; `degraded` names language where that does not help. Raises
    Declined where the model will not answer, and Unavailable where it fails before anything could be told.
    """
    stream = _AnswerStream(numbers, language, meter, send, images, keep_uncited, send_unanswered)
    try:
        return await stream.read(conversation, models, checks_language=True)
    except _WrongLanguage:
        system = f"{conversation.system}\n{LANGUAGE_RETRY[language.value.lower()]}"
        again = await stream.read(replace(conversation, system=system), models, checks_language=False)
        if is_written_in(again.text, language) is False:
            meter.mark_degraded("language")
        return again


@dataclass
class _AnswerStream:
    numbers: range
    language: Language
    meter: UsageMeter
    send: SendText
    images: int
    keep_uncited: bool
    send_unanswered: bool

    async def read(self, conversation: Conversation, models: Models, *, checks_language: bool) -> StreamedAnswer:
        found, raw, stop_reason = StreamedAnswer(), "", ""
        checker: CitationChecker | None = None
        try:
            async for piece in models.converse_stream(conversation):
                if isinstance(piece, StreamEnd):
                    self.meter.record_tokens(conversation.model_id, piece.tokens, images=self.images)
                    stop_reason = piece.stop_reason
                    continue
                raw += piece.text
                if checker is not None:
                    await self._forward(found, checker.feed(piece.text))
                elif len(raw) >= _WITHHELD_CHARACTERS:
                    text, checker = self._classify_beginning(found, raw, checks_language)
                    await self._forward(found, checker.feed(text))
        except Unavailable as error:
            if not raw.strip():
                raise
            found.is_cut_off, found.broken_by = True, error
        if stop_reason in DECLINED_STOP_REASONS:
            raise ModelDeclined
        if not raw.strip():
            raise ModelFailed(problem=f"it is empty, stopped by {stop_reason}")
        text = ""
        if checker is None:
            text, checker = self._classify_beginning(found, raw, checks_language)
        await self._forward(found, checker.feed(text) + checker.finish())
        found.is_cut_off = found.is_cut_off or stop_reason in _TRUNCATED_STOP_REASONS
        found.cited_numbers, found.removed_sentences = checker.cited_numbers, checker.removed_sentences
        return found

    def _classify_beginning(
        self, answer: StreamedAnswer, raw: str, checks_language: bool
    ) -> tuple[str, CitationChecker]:
        """Decide what the text is; what of it is to be checked, and by whom."""
        text = raw.lstrip()
        answer.has_answer = not text.startswith(NOT_FOUND)
        if not answer.has_answer:
            text = text.removeprefix(NOT_FOUND).lstrip(" \n.:—-")
        if checks_language and is_written_in(text, self.language) is False:
            raise _WrongLanguage
        return text, CitationChecker(self.numbers, keep_uncited=self.keep_uncited or not answer.has_answer)

    async def _forward(self, answer: StreamedAnswer, text: str) -> None:
        if text and (answer.has_answer or self.send_unanswered):
            answer.sent.append(text)
            await self.send(text)
