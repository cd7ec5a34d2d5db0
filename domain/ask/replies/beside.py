"""What an answer says beside what was asked: what is urgent before it, and what was not examined behind it."""

from collections.abc import Sequence

from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.replies.looked import list_partly_examined
from domain.language.timecode import format_timecode
from domain.language.vocabulary import format_event_names
from models.asking.answers import Coverage
from models.asking.evidence import Evidence
from models.enums import Language
from models.event_types import EVENT_TYPES, URGENT_TYPES
from models.messages.catalog import translate


def find_urgent(plan: SearchPlan, rows: Sequence[Evidence]) -> int | None:
    """The number of the most serious urgent event in the evidence, counted from 1, for a question that names no type.

    Whether somebody is there, or whether all is well, must not be answered without it. None where nothing is urgent.
    """
    if plan.want is not AnswerKind.EXISTS or plan.types or plan.without_types or plan.relative is not None:
        return None
    urgent = [number for number, row in enumerate(rows, start=1) if row.type in URGENT_TYPES]
    return max(urgent, key=lambda number: EVENT_TYPES[rows[number - 1].type].seriousness, default=None)


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
