"""Which parts of a question an answer does not tell, found in its text: a time, a number, a place, a length."""

import re

from domain.ask.checking.claims import PartClaims, read_part
from domain.ask.checking.lexicon import load_lexicon
from domain.ask.plan.asked import AskedPart, list_asked_parts
from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from domain.ask.replies.sentences import format_quoted
from models.enums import Language
from models.messages.catalog import translate

_MARKS = re.compile(r"\s*\[\d{1,4}\]")


def find_unanswered(plan: SearchPlan, question: Question, text: str, language: Language) -> list[str]:
    """The words that ask for what the text does not tell. text: what is told, without notes."""
    parts = list_asked_parts(question)
    if not parts:
        return []
    if len(parts) == 1:
        # Of one part, a place may be told in words that no pattern knows.
        parts.pop(AskedPart.PLACE, None)
    lexicon = load_lexicon(language)
    plain = _MARKS.sub("", text)
    claims = read_part(plain, lexicon, [])
    names = [*question.reach.camera_names, *question.reach.sites]
    has_place = bool(claims.sides) or any(name in plain for name in names)
    told = [entry.casefold() for entry in plan.not_understood]
    return [
        words
        for part, words in parts.items()
        if not (has_place if part is AskedPart.PLACE else _tells(part, claims)) and words.casefold() not in told
    ]


def format_unanswered(words: list[str], language: Language) -> str:
    """That these parts of the question are not answered; empty without any."""
    return translate(language, "reply-part-unanswered", words=format_quoted(words, language)) if words else ""


def _tells(part: AskedPart, claims: PartClaims) -> bool:
    """Whether there is anything of the kind. A reason is told before, because nothing records it."""
    found = {
        AskedPart.NUMBER: claims.counts or claims.denies,
        AskedPart.TIME: claims.times or claims.days,
        AskedPart.LENGTH: claims.lengths,
    }
    return bool(found.get(part, True))
