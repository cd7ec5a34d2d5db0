"""A model's text while it is written: whether it is an answer, in which language, and what of it may pass.

The first characters are held back until that is known, so that nothing has to be taken back.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from domain.ask.writing.citations import CitationChecker
from domain.language.detection import is_in
from domain.llm.prompts import AGAIN_IN, NOT_FOUND
from domain.llm.usage_meter import Meter
from domain.ports import Models
from models.asking.conversation import Conversation, StreamEnd
from models.enums import Language
from models.errors import Declined, ModelFailed, Unavailable

# A stream that ends so was ended by a filter, not by the model being done.
DECLINED = frozenset({"content_filtered", "guardrail_intervened", "refusal"})
_CUT = frozenset({"max_tokens", "model_context_window_exceeded"})
_HELD_CHARACTERS = 80

Tell = Callable[[str], Awaitable[None]]


class _WrongLanguage(Exception):
    """Nothing was told yet."""


@dataclass
class Streamed:
    """What came, and what of it was told. found: it does not begin with NOT_FOUND.

    cut_off: it stops in the middle; broken_by is what broke it, None where it ran into a limit.
    """

    told: list[str] = field(default_factory=list)
    found: bool = True
    cut_off: bool = False
    broken_by: Unavailable | None = None
    cited: Sequence[int] = ()
    removed: Sequence[str] = ()

    @property
    def text(self) -> str:
        return "".join(self.told).strip()


async def streamed(
    conversation: Conversation,
    *,
    numbers: range,
    language: Language,
    models: Models,
    meter: Meter,
    tell: Tell,
    images: int = 0,
    keep_uncited: bool = False,
    tell_unfound: bool = True,
) -> Streamed:
    """Stream an answer, telling each checked sentence. numbers may be cited; what cites others, or nothing, is removed.

    tell_unfound: what stands behind NOT_FOUND is told as well.

    An answer in another language is asked for once more; `degraded` names language where that does not help. Raises
    Declined where the model will not answer, and Unavailable where it fails before anything could be told.
    """
    stream = _Stream(numbers, language, meter, tell, images, keep_uncited, tell_unfound)
    try:
        return await stream.read(conversation, models, checks_language=True)
    except _WrongLanguage:
        system = f"{conversation.system}\n{AGAIN_IN[language.value.lower()]}"
        again = await stream.read(replace(conversation, system=system), models, checks_language=False)
        if is_in(again.text, language) is False:
            meter.failed("language")
        return again


@dataclass
class _Stream:
    numbers: range
    language: Language
    meter: Meter
    tell: Tell
    images: int
    keep_uncited: bool
    tell_unfound: bool

    async def read(self, conversation: Conversation, models: Models, *, checks_language: bool) -> Streamed:
        found, raw, stop_reason = Streamed(), "", ""
        checker: CitationChecker | None = None
        try:
            async for piece in models.converse_stream(conversation):
                if isinstance(piece, StreamEnd):
                    self.meter.spend(conversation.model_id, piece.tokens, images=self.images)
                    stop_reason = piece.stop_reason
                    continue
                raw += piece.text
                if checker is not None:
                    await self._pass(found, checker.feed(piece.text))
                elif len(raw) >= _HELD_CHARACTERS:
                    text, checker = self._begun(found, raw, checks_language)
                    await self._pass(found, checker.feed(text))
        except Unavailable as error:
            if not raw.strip():
                raise
            found.cut_off, found.broken_by = True, error
        if stop_reason in DECLINED:
            raise Declined
        if not raw.strip():
            raise ModelFailed(problem=f"it is empty, stopped by {stop_reason}")
        text = ""
        if checker is None:
            text, checker = self._begun(found, raw, checks_language)
        await self._pass(found, checker.feed(text) + checker.finish())
        found.cut_off = found.cut_off or stop_reason in _CUT
        found.cited, found.removed = checker.cited, checker.removed
        return found

    def _begun(self, found: Streamed, raw: str, checks_language: bool) -> tuple[str, CitationChecker]:
        """Decide what the text is; what of it is to be checked, and by whom."""
        text = raw.lstrip()
        found.found = not text.startswith(NOT_FOUND)
        if not found.found:
            text = text.removeprefix(NOT_FOUND).lstrip(" \n.:—-")
        if checks_language and is_in(text, self.language) is False:
            raise _WrongLanguage
        return text, CitationChecker(self.numbers, keep_uncited=self.keep_uncited or not found.found)

    async def _pass(self, found: Streamed, text: str) -> None:
        if text and (found.found or self.tell_unfound):
            found.told.append(text)
            await self.tell(text)
