"""What is wrong with a summary, beside the script of its scene."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from devstack.standin.nlg.en import grammar as english
from devstack.standin.nlg.ko import grammar as korean
from evals.scenes.script import Scene
from evals.scenes.truth import build_truth
from models.asking.answers import StoredSummary, StoredVisitor
from models.asking.evidence import Evidence
from models.enums import Language

# A visit's times may be off by so much.
MOST_SECONDS = 1.0
_PERSON = re.compile(r"\bP\d+\b")
_TIMECODE = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)")


def list_misses(summary: StoredSummary, scene: Scene) -> list[str]:
    """Every visit once, with its times; no other visitor, and no moment of another visit in a paragraph."""
    visits = {f"P{visit['person']}": visit for visit in build_truth(scene)["visits"]}
    named = Counter(visitor.track_id for visitor in summary.visitors)
    found = [f"{who} is told {named[who]} times" for who in visits if named[who] != 1]
    found += [f"{who} is invented" for who in named if who not in visits]
    for visitor in summary.visitors:
        visit = visits.get(visitor.track_id)
        if visit is not None:
            found += _check_visitor(visitor, visit)
    found += [f"the text names {other}" for other in _other_people(summary.text, visits)]
    count = len(visits)
    if visits and str(count) not in f"{summary.headline} {summary.text}":
        found.append(f"it does not say {count}")
    return found


def _check_visitor(visitor: StoredVisitor, visit: Mapping[str, Any]) -> list[str]:
    """What is wrong with the times and the text of one visitor."""
    found = []
    first, last = _visit_ends(visit)
    if abs(visitor.first_seen_seconds - first) > MOST_SECONDS or abs(visitor.last_seen_seconds - last) > MOST_SECONDS:
        found.append(f"{visitor.track_id} is told {visitor.first_seen_seconds}–{visitor.last_seen_seconds}")
    for minutes, seconds in _TIMECODE.findall(visitor.text):
        at = 60 * int(minutes) + int(seconds)
        if not first - MOST_SECONDS - 1 <= at <= last + MOST_SECONDS:
            found.append(f"{visitor.track_id}: {minutes}:{seconds} lies outside of the visit")
    others = _other_people(visitor.text, {visitor.track_id})
    return [*found, *(f"{visitor.track_id}'s text names {other}" for other in others)]


def _visit_ends(visit: Mapping[str, Any]) -> tuple[float, float]:
    starts = [visit["enter_seconds"], *(span["start_seconds"] for span in visit["spans"])]
    ends = [visit["exit_seconds"], *(span["end_seconds"] for span in visit["spans"])]
    return min(seconds for seconds in starts if seconds is not None), max(
        seconds for seconds in ends if seconds is not None
    )


def _other_people(text: str, known: Any) -> list[str]:
    return [who for who in dict.fromkeys(_PERSON.findall(text)) if who not in known]


def list_miscounted(summary: StoredSummary, rows: Sequence[Evidence]) -> list[str]:
    """The types of event whose number the text does not tell right."""
    wrong = []
    for kind, count in Counter(row.type.value for row in rows).items():
        if summary.language is Language.KO:
            said = f"{korean.VERBS[kind].noun} {count}건"
        else:
            said = english.format_count(count, english.VERBS[kind].one, english.VERBS[kind].many)
        if said not in summary.text:
            wrong.append(f"{kind}: {said!r} is not told")
    return wrong
