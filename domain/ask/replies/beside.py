"""What an answer says beside what was asked: what is urgent before it; what was not examined, and what was left
out, behind it."""

from collections.abc import Sequence

from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.replies.looked import list_partly_examined
from domain.language.timecode import format_timecode
from domain.language.vocabulary import format_event_names
from models.asking.answers import Coverage
from models.asking.evidence import Evidence
from models.enums import Language
from models.event_types import EVENT_TYPES
from models.messages.catalog import translate


def needs_urgent(plan: SearchPlan) -> bool:
    """Whether a question asks if somebody is there, or if all is well, and names no type of event.

    It must not be answered without what is urgent.
    """
    return plan.want is AnswerKind.EXISTS and not plan.types and not plan.without_types and plan.relative is None


def choose_urgent(rows: Sequence[Evidence]) -> Evidence | None:
    """The most serious of urgent events, the first of equals; None without any."""
    return max(rows, key=lambda row: EVENT_TYPES[row.type].seriousness, default=None)


def format_urgent(row: Evidence, number: int, language: Language) -> str:
    """The sentence about it, with its citation."""
    types, time = format_event_names([row.type], language), format_timecode(row.start_seconds)
    return translate(language, "reply-urgent", types=types, time=time, number=number)


def format_unexamined_rest(plan: SearchPlan, coverage: Coverage, language: Language) -> str:
    """Which of the types that an answer is about nothing looked for, or a model in part; "" where all were examined."""
    nowhere = [kind for kind in plan.types if kind in coverage.not_examined]
    sentences = []
    if nowhere:
        types = format_event_names(nowhere, language)
        sentences.append(translate(language, "reply-partly-examined", types=types))
    return " ".join([*sentences, *list_partly_examined(plan.types, coverage, language)])


def format_false_alarms(plan: SearchPlan, coverage: Coverage, language: Language) -> str:
    """How many events of the types that an answer is about people found to be false alarms; "" without any."""
    asked = {*plan.types, *plan.without_types}
    found = {kind: count for kind, count in coverage.false_alarms.items() if not asked or kind in asked}
    if not found:
        return ""
    types = format_event_names(list(found), language)
    return translate(language, "reply-false-alarms", types=types, count=sum(found.values()))
