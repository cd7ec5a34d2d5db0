"""Check a model's text while it is written: whether it is an answer, in which language, and with which citations.

The first characters are withheld until that is known, so that nothing has to be taken back.
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

# A filter ended the stream before the model was done.
DECLINED_STOP_REASONS = frozenset({"content_filtered", "guardrail_intervened", "refusal"})
_TRUNCATED_STOP_REASONS = frozenset({"max_tokens", "model_context_window_exceeded"})
_WITHHELD_CHARACTERS = 80


class _WrongLanguage(Exception):
    """The text is in another language; none of it was sent."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Which model writes, in which language, on whose account, and who receives the checked text."""

    models: Models
    model_id: str
    language: Language
    meter: UsageMeter
    send: SendText


@dataclass
class StreamedAnswer:
    """The text that was sent. has_answer: it did not begin with NOT_FOUND.

    is_cut_off: it stops in the middle; broken_by is the failure, None if the model reached its limit of tokens.
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
    writing: Writing,
    *,
    numbers: range,
    images: int = 0,
    keep_uncited: bool = False,
    send_unanswered: bool = True,
) -> StreamedAnswer:
    """Stream an answer and send each checked sentence.

    Citations of other than `numbers` are dropped, and so are sentences without any citation left; keep_uncited: only
    the former. send_unanswered: send the text after NOT_FOUND, too.

    An answer in another language is requested once more; if that does not help, `degraded` names "language". Raises
    ModelDeclined if the model refuses, and Unavailable if it fails before anything was sent.
    """
    stream = _AnswerStream(numbers, writing, images, keep_uncited, send_unanswered)
    try:
        return await stream.read(conversation, checks_language=True)
    except _WrongLanguage:
        language = writing.language
        system = f"{conversation.system}\n{LANGUAGE_RETRY[language.value.lower()]}"
        retried = await stream.read(replace(conversation, system=system), checks_language=False)
        if is_written_in(retried.text, language) is False:
            writing.meter.mark_degraded("language")
        return retried


@dataclass
class _AnswerStream:
    numbers: range
    writing: Writing
    images: int
    keep_uncited: bool
    send_unanswered: bool

    async def read(self, conversation: Conversation, *, checks_language: bool) -> StreamedAnswer:
        answer, raw, stop_reason = StreamedAnswer(), "", ""
        checker: CitationChecker | None = None
        try:
            async for piece in self.writing.models.converse_stream(conversation):
                if isinstance(piece, StreamEnd):
                    self.writing.meter.record_tokens(conversation.model_id, piece.tokens, images=self.images)
                    stop_reason = piece.stop_reason
                    continue
                raw += piece.text
                if checker is not None:
                    await self._forward(answer, checker.feed(piece.text))
                elif len(raw) >= _WITHHELD_CHARACTERS:
                    text, checker = self._classify_beginning(answer, raw, checks_language)
                    await self._forward(answer, checker.feed(text))
        except Unavailable as error:
            if not raw.strip():
                raise
            answer.is_cut_off, answer.broken_by = True, error
        _require_text(raw, stop_reason)
        text = ""
        if checker is None:
            text, checker = self._classify_beginning(answer, raw, checks_language)
        await self._forward(answer, checker.feed(text) + checker.finish())
        answer.is_cut_off = answer.is_cut_off or stop_reason in _TRUNCATED_STOP_REASONS
        answer.cited_numbers, answer.removed_sentences = checker.cited_numbers, checker.removed_sentences
        return answer

    def _classify_beginning(
        self, answer: StreamedAnswer, raw: str, checks_language: bool
    ) -> tuple[str, CitationChecker]:
        """Decide whether the text is an answer; return the text to check, and its checker. Raises _WrongLanguage."""
        text = raw.lstrip()
        answer.has_answer = not text.startswith(NOT_FOUND)
        if not answer.has_answer:
            text = text.removeprefix(NOT_FOUND).lstrip(" \n.:—-")
        if checks_language and is_written_in(text, self.writing.language) is False:
            raise _WrongLanguage
        return text, CitationChecker(self.numbers, keep_uncited=self.keep_uncited or not answer.has_answer)

    async def _forward(self, answer: StreamedAnswer, text: str) -> None:
        if text and (answer.has_answer or self.send_unanswered):
            answer.sent.append(text)
            await self.writing.send(text)


def _require_text(raw: str, stop_reason: str) -> None:
    if stop_reason in DECLINED_STOP_REASONS:
        raise ModelDeclined
    if not raw.strip():
        raise ModelFailed(problem=f"it is empty, stopped by {stop_reason}")
