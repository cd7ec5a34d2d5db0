"""Check a model's text while it is written: whether it is an answer, in which language, and with which citations.

The first characters are withheld until that is known, so that nothing has to be taken back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.ask.writing.citations import CitationChecker, JudgeSentence
from domain.language.detection import is_written_in
from domain.llm.prompts import LANGUAGE_RETRY
from domain.llm.text_stream import TextStream
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, SendText
from models.asking.conversation import Conversation
from models.enums import Language
from models.errors import Unavailable

_WITHHELD_CHARACTERS = 80
# Models also write it with marks around it, or with a space.
_NOT_FOUND_PATTERN = re.compile(r"\s*[*_`\"'#>\[(]*\s*NOT[_ ]FOUND\b[*_`\"'\])]*")
# Names of videos and quotations may be in any language.
_QUOTED_PATTERN = re.compile(r"‘[^’]*’|“[^”]*”|'[^']*'|\"[^\"]*\"")


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


@dataclass(frozen=True, slots=True)
class CitationRules:
    """Citations of other than `numbers` are dropped, and so are sentences without any citation left.

    hidden: numbers that point at no moment; they are not shown. keep_uncited: keep sentences without citations.
    send_unanswered: send the text after NOT_FOUND, too. judge: what else a sentence must pass.
    """

    numbers: range
    hidden: frozenset[int] = frozenset()
    keep_uncited: bool = False
    send_unanswered: bool = True
    judge: JudgeSentence | None = None


@dataclass
class StreamedAnswer:
    """The text that was sent. has_answer: it did not begin with NOT_FOUND. cites_hidden: a sentence rests on those.

    is_cut_off: it stops in the middle; broken_by is the failure, None if the model reached its limit of tokens.
    """

    sent: list[str] = field(default_factory=list)
    has_answer: bool = True
    is_cut_off: bool = False
    broken_by: Unavailable | None = None
    cited_numbers: Sequence[int] = ()
    cites_hidden: bool = False
    removed_sentences: Sequence[str] = ()

    @property
    def text(self) -> str:
        return "".join(self.sent).strip()


async def stream_answer(
    conversation: Conversation, writing: Writing, rules: CitationRules, *, images: int = 0
) -> StreamedAnswer:
    """Stream an answer and send each checked sentence.

    An answer in another language is requested once more; if that does not help, `degraded` names "language". Raises
    ModelDeclined if the model refuses, and Unavailable if it fails before there is any text.
    """
    stream = _AnswerStream(rules, writing, images)
    try:
        return await stream.read(conversation, checks_language=True)
    except _WrongLanguage:
        language = writing.language
        system = f"{conversation.system}\n{LANGUAGE_RETRY[language.value.lower()]}"
        retried = await stream.read(replace(conversation, system=system), checks_language=False)
        if _is_in_language(retried.text, language) is False:
            writing.meter.mark_degraded("language")
        return retried


@dataclass
class _AnswerStream:
    rules: CitationRules
    writing: Writing
    images: int

    async def read(self, conversation: Conversation, *, checks_language: bool) -> StreamedAnswer:
        answer, raw = StreamedAnswer(), ""
        checker: CitationChecker | None = None
        stream = TextStream(self.writing.models, self.writing.meter, conversation, self.images)
        async for piece in stream.read():
            raw += piece
            if checker is not None:
                await self._forward(answer, checker.feed(piece))
            elif len(raw) >= _WITHHELD_CHARACTERS:
                text, checker = self._classify_beginning(answer, raw, checks_language)
                await self._forward(answer, checker.feed(text))
        text = ""
        if checker is None:
            text, checker = self._classify_beginning(answer, raw, checks_language)
        await self._forward(answer, checker.feed(text) + checker.finish())
        answer.is_cut_off, answer.broken_by = stream.is_cut_off, stream.broken_by
        answer.cited_numbers, answer.removed_sentences = checker.cited_numbers, checker.removed_sentences
        answer.cites_hidden = checker.cites_hidden
        return answer

    def _classify_beginning(
        self, answer: StreamedAnswer, raw: str, checks_language: bool
    ) -> tuple[str, CitationChecker]:
        """Decide whether the text is an answer; return the text to check, and its checker. Raises _WrongLanguage."""
        text = raw.lstrip()
        if (said := _NOT_FOUND_PATTERN.match(text)) is not None:
            answer.has_answer = False
            text = text[said.end() :].lstrip(" \n.:—-")
        if checks_language and _is_in_language(text, self.writing.language) is False:
            raise _WrongLanguage
        rules = self.rules
        keep_uncited = rules.keep_uncited or not answer.has_answer
        return text, CitationChecker(rules.numbers, keep_uncited=keep_uncited, hidden=rules.hidden, judge=rules.judge)

    async def _forward(self, answer: StreamedAnswer, text: str) -> None:
        if text and (answer.has_answer or self.rules.send_unanswered):
            answer.sent.append(text)
            await self.writing.send(text)


def _is_in_language(text: str, language: Language) -> bool | None:
    return is_written_in(_QUOTED_PATTERN.sub("", text), language)
