"""Cameras, sites and people that a plan names: those that do not exist are left out of it, and told."""

import re
from collections.abc import Iterable, Sequence

from domain.ask.plan.plan import Plan, SearchPlan
from domain.ask.plan.tool import MAX_CAMERAS
from domain.ask.question.question import Question
from domain.ask.services import EventLookup
from models.filters import EventFilter

# Each costs a read.
_MAX_LOOKED_UP = 5
_DIGITS = re.compile(r"\d+")


def drop_unknown_places(plan: Plan, question: Question) -> Plan:
    """The plan without cameras and sites that the footage does not have."""
    cameras, no_cameras = _match_names(plan.cameras, question.reach.camera_names, question)
    sites, no_sites = _match_names(plan.sites, question.reach.sites, question)
    return plan.model_copy(update={"cameras": cameras, "sites": sites}).add_not_understood([*no_cameras, *no_sites])


async def drop_unknown_people(plan: SearchPlan, question: Question, lookup: EventLookup) -> SearchPlan:
    """The plan without people whom a planner made up: nobody in the footage has such an id.

    A person whom the question itself names stays: that nobody has the id is the answer then.
    """
    relative = plan.relative
    named = [*plan.track_ids, *(relative.track_ids if relative else ())]
    made_up = [track for track in dict.fromkeys(named) if not _is_named(track, question)][:_MAX_LOOKED_UP]
    videos = None if question.video is None else (question.video.id,)
    unknown = []
    for track in made_up:
        footage = EventFilter(video_ids=videos, track_ids=(track,))
        count = await lookup.meter.attempt("structured", lookup.search.count(lookup.principal, footage))
        if count is not None and not count.events:
            unknown.append(track)
    if not unknown:
        return plan
    changed: dict[str, object] = {"track_ids": tuple(track for track in plan.track_ids if track not in unknown)}
    if relative is not None:
        others = tuple(track for track in relative.track_ids if track not in unknown)
        changed["relative"] = relative.model_copy(update={"track_ids": others})
    return plan.model_copy(update=changed).add_not_understood(unknown)


def _is_named(track: str, question: Question) -> bool:
    """Whether the question has the id, or its number: "P2", "person 2"."""
    digits = set(_DIGITS.findall(track))
    return _simplify(track) in _simplify(question.text) or (
        bool(digits) and digits <= set(_DIGITS.findall(question.text))
    )


def _match_names(names: Iterable[str], known: Sequence[str], question: Question) -> tuple[tuple[str, ...], list[str]]:
    """The places as they are written, and the names that none has. Of very many places, not all are known here."""
    if question.video is not None or not known or len(known) >= MAX_CAMERAS:
        return tuple(names), []
    matched, unknown = [], []
    for name in names:
        if (camera := _find_name(name, known)) is not None:
            matched.append(camera)
        else:
            unknown.append(name)
    return tuple(dict.fromkeys(matched)), unknown


def _find_name(name: str, known: Sequence[str]) -> str | None:
    """The place of this name, whatever its letters and spaces; else the only one that has it within its name."""
    if name in known:
        return name
    plain = _simplify(name)
    exact = [camera for camera in known if _simplify(camera) == plain]
    if exact or len(plain) < 2:
        return exact[0] if exact else None
    within = [camera for camera in known if plain in _simplify(camera)]
    return within[0] if len(within) == 1 else None


def _simplify(name: str) -> str:
    return "".join(name.casefold().split())
