"""Let a model that sees write the answer, and let through only what points at a frame or event that it was shown."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from domain.cite import CitationChecker
from domain.meter import Meter
from domain.ports import Models
from domain.prompts import AGAIN_IN, NOT_FOUND
from domain.sentences import cut_off
from domain.tongue import is_in
from models.conversation import Conversation, StreamEnd
from models.enums import Language
from models.errors import Declined, ModelFailed, Unavailable

# A stream that ends so was ended by a filter, not by the model being done.
DECLINED = frozenset({"content_filtered", "guardrail_intervened", "refusal"})
_CUT = frozenset({"max_tokens", "model_context_window_exceeded"})
# So much is held back at first: whether it is an answer at all, and in which language, is known by then.
_HELD_CHARACTERS = 80

Tell = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Seen:
    """text is checked. found: the frames answer; else the text says what they cannot show."""

    text: str
    cited: Sequence[int]
    found: bool


class WrongLanguage(Exception):
    """Nothing was told yet."""


@dataclass
class _Telling:
    """One try: what came, held back until it is known what it is."""

    language: Language
    numbers: range
    tell: Tell
    checks_language: bool
    raw: str = ""
    told: list[str] = field(default_factory=list)
    found: bool = True
    checker: CitationChecker | None = None

    async def take(self, text: str) -> None:
        self.raw += text
        if self.checker is None:
            if len(self.raw) < _HELD_CHARACTERS:
                return
            text = self.begin()
        assert self.checker is not None
        await self.pass_on(self.checker.feed(text))

    def begin(self) -> str:
        """Decide what the text is; what of it is to be checked and told."""
        text = self.raw.lstrip()
        self.found = not text.startswith(NOT_FOUND)
        if not self.found:
            text = text.removeprefix(NOT_FOUND).lstrip(" \n.:—-")
        if self.checks_language and is_in(text, self.language) is False:
            raise WrongLanguage
        self.checker = CitationChecker(self.numbers, keep_uncited=not self.found)
        return text

    async def finish(self) -> None:
        text = self.begin() if self.checker is None else ""
        assert self.checker is not None
        await self.pass_on(self.checker.feed(text) + self.checker.finish())

    async def pass_on(self, text: str) -> None:
        if text:
            self.told.append(text)
            await self.tell(text)


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

    An answer in another language is asked for once more; one without any number gets those of the frames, which it was
    written from, and `degraded` names citations. Raises Declined where the model will not answer, Unavailable where it
    fails before it said anything; where it stops in the middle, the answer says so and `degraded` names the writer.
    """
    try:
        telling = await _tried(conversation, numbers, language, models, meter, tell, frames, checks_language=True)
    except WrongLanguage:
        system = f"{conversation.system}\n{AGAIN_IN[language.value.lower()]}"
        again = replace(conversation, system=system)
        telling = await _tried(again, numbers, language, models, meter, tell, frames, checks_language=False)
        if is_in(telling.raw, language) is False:
            meter.failed("language")
    checker = telling.checker
    assert checker is not None
    if telling.found and not checker.cited and (uncited := " ".join(checker.removed).strip()):
        meter.failed("citations")
        await telling.pass_on(f"{uncited} {''.join(f'[{number}]' for number in numbers[:frames])}")
        return Seen("".join(telling.told).strip(), list(numbers[:frames]), found=True)
    return Seen("".join(telling.told).strip(), checker.cited, found=telling.found and bool(checker.cited))


async def _tried(
    conversation: Conversation,
    numbers: range,
    language: Language,
    models: Models,
    meter: Meter,
    tell: Tell,
    frames: int,
    *,
    checks_language: bool,
) -> _Telling:
    telling = _Telling(language, numbers, tell, checks_language)
    stop_reason = ""
    try:
        async for piece in models.converse_stream(conversation):
            if isinstance(piece, StreamEnd):
                meter.spend(conversation.model_id, piece.tokens, images=frames)
                stop_reason = piece.stop_reason
            else:
                await telling.take(piece.text)
    except Unavailable:
        if not telling.raw.strip():
            raise
        await telling.finish()
        if not telling.told:
            raise
        await _broken_off(telling, language, meter)
        return telling
    if stop_reason in DECLINED:
        raise Declined
    if not telling.raw.strip():
        raise ModelFailed(problem=f"it is empty, stopped by {stop_reason}")
    await telling.finish()
    if stop_reason in _CUT:
        await _broken_off(telling, language, meter)
    return telling


async def _broken_off(telling: _Telling, language: Language, meter: Meter) -> None:
    meter.failed("writer")
    space = "" if not telling.told or telling.told[-1][-1].isspace() else " "
    await telling.pass_on(space + cut_off(language))
