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


def format_unanswered(plan: SearchPlan, question: Question, text: str, language: Language) -> str:
    """That parts of a question of several parts are not answered; else empty. text: what is told, without notes."""
    parts = list_asked_parts(question)
    if len(parts) < 2:
        return ""
    lexicon = load_lexicon(language)
    plain = _MARKS.sub("", text)
    claims = read_part(plain, lexicon, [])
    names = [*question.reach.camera_names, *question.reach.sites]
    has_place = bool(claims.sides) or any(name in plain for name in names)
    told = [entry.casefold() for entry in plan.not_understood]
    missing = [
        words
        for part, words in parts.items()
        if not (has_place if part is AskedPart.PLACE else _tells(part, claims)) and words.casefold() not in told
    ]
    return translate(language, "reply-part-unanswered", words=format_quoted(missing, language)) if missing else ""


def _tells(part: AskedPart, claims: PartClaims) -> bool:
    """Whether there is anything of the kind. A reason is told before, because nothing records it."""
    found = {
        AskedPart.NUMBER: claims.counts or claims.denies,
        AskedPart.TIME: claims.times or claims.days,
        AskedPart.LENGTH: claims.lengths,
    }
    return bool(found.get(part, True))
