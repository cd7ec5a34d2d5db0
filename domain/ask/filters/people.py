"""The people that a question means: visitors by their order, and people of earlier answers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from domain.ask.question.question import Question
from models.asking.evidence import KNOWN, Evidence, PersonKey
from models.filters import EventFilter


def restrict_to_people(people: Sequence[PersonKey], events: EventFilter) -> EventFilter:
    """The filter narrowed to people and to their videos; to people alone where it is known who they are everywhere.

    Of several people in several videos, it also lets pass who has the track id of one in the video of another.
    """
    if people and all(video == KNOWN for video, _ in people):
        return replace(events, person_ids=tuple(dict.fromkeys(name for _, name in people)))
    videos = tuple(dict.fromkeys(video for video, _ in people))
    tracks = tuple(dict.fromkeys(track for _, track in people))
    return replace(events, video_ids=videos, track_ids=tracks)


def are_counted_apart(people: Iterable[PersonKey]) -> bool:
    """Whether people are of several visits, and nobody told who they are: some may be the same person."""
    return len({visit for visit, _ in people if visit != KNOWN}) > 1


def find_nth_visitor(rows: Sequence[Evidence], number: int) -> list[PersonKey]:
    """The person who appeared as the number-th (-1: the last), or nobody; with each video of the visit.

    Rows may be in any order.
    """
    in_time = sorted(rows, key=to_time_key)
    people = list(dict.fromkeys(row.person for row in in_time if row.person))
    index = number - 1 if number > 0 else number
    if not -len(people) <= index < len(people):
        return []
    of_person = [row for row in in_time if row.person == people[index]]
    return list(dict.fromkeys((row.video_id, row.track_id) for row in of_person if row.track_id))


def to_time_key(row: Evidence) -> tuple[bool, float, float]:
    """Sort key: by time of day where it is known (those first), else by position in the video."""
    if row.occurred_at is None:
        return (True, row.start_seconds, row.end_seconds)
    return (False, row.occurred_at.timestamp(), row.end_seconds)


def people_from_history(question: Question) -> list[PersonKey]:
    """The people of the latest answer that had any, each by the id that holds over all videos only where all have one.

    Answer.plan stores them under "people".
    """
    for turn in reversed(question.earlier):
        people = (turn.plan or {}).get("people") or []
        if people and all(person.get("personId") for person in people):
            return list(dict.fromkeys((KNOWN, str(person["personId"])) for person in people))
        if people:
            return [(UUID(str(person["videoId"])), str(person["trackId"])) for person in people]
    return []
