"""A scene's truth as the events that a perfect analysis would have stored, and a search over them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from devstack.standin.respond import respond
from domain.ports import Models, Retrieval
from evals.scenes.script import Scene
from evals.scenes.truth import build_truth
from models.asking.answers import Coverage
from models.asking.conversation import Conversation, StreamEnd, TextDelta, TokenCount
from models.asking.evidence import EventCount, Evidence, VideoContext
from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.event_types import UNDETECTED_TYPES

_VIDEO = UUID(int=1)


def video_context(scene: Scene) -> VideoContext:
    return VideoContext(_VIDEO, scene.name, scene.camera, scene.timezone, scene.recorded_at, scene.seconds)


def build_evidence(scene: Scene) -> list[Evidence]:
    """Every entry, exit and span of the script; P1 is the first who appears."""
    found: list[Evidence] = []
    for visit in build_truth(scene)["visits"]:
        who = f"P{visit['person']}"
        if visit["enter_seconds"] is not None:
            at = visit["enter_seconds"]
            found.append(_make_evidence(scene, len(found), "PERSON_ENTER", (at, at + 0.5), visit["enter_side"], who))
        for span in visit["spans"]:
            ends = span["start_seconds"], span["end_seconds"]
            found.append(_make_evidence(scene, len(found), span["type"], ends, span["to"], who))
        if visit["exit_seconds"] is not None:
            at = visit["exit_seconds"]
            found.append(_make_evidence(scene, len(found), "PERSON_EXIT", (at - 0.5, at), visit["exit_side"], who))
    return sorted(found, key=lambda row: (row.start_seconds, row.end_seconds))


def _make_evidence(scene: Scene, number: int, kind: str, seconds: tuple[float, float], side: str, who: str) -> Evidence:
    start, end = seconds
    return Evidence(
        event_id=UUID(int=1000 + number),
        video_id=_VIDEO,
        video_name=scene.name,
        camera=scene.camera,
        timezone=scene.timezone,
        type=EventType(kind),
        start_seconds=max(0.0, start),
        end_seconds=end,
        occurred_at=scene.recorded_at + timedelta(seconds=start),
        location=FrameLocation(side),
        track_id=who,
        gender=Gender.UNKNOWN,
        age_group=AgeGroup.UNKNOWN,
        action=None,
        interaction_target=None,
        objects=(),
        description="A person is seen.",
        description_ko="한 사람이 보입니다.",
        confidence=0.9,
    )


class InMemoryRetrieval:
    """A search over the given events. `Retrieval` asks more; a summary needs no more."""

    def __init__(self, held: Sequence[Evidence]) -> None:
        self._held = held

    async def count(self, *_asked: object) -> EventCount:
        return EventCount(len(self._held), len({row.track_id for row in self._held}))

    async def list_events(self, *_asked: object) -> list[Evidence]:
        return list(self._held)

    async def measure_coverage(self, *_asked: object) -> Coverage:
        return Coverage(videos_considered=1, videos_analyzed=1, not_examined=UNDETECTED_TYPES)


class LocalReader:
    """local.rules-v1 without the wire."""

    async def converse_stream(self, conversation: Conversation, /) -> Any:
        for piece in respond(conversation.system, conversation.messages, conversation.tool).pieces:
            yield TextDelta(piece)
        yield StreamEnd("end_turn", TokenCount())


def make_retrieval(held: Sequence[Evidence]) -> Retrieval:
    stored: Any = InMemoryRetrieval(held)
    found: Retrieval = stored
    return found


def make_models() -> Models:
    local: Any = LocalReader()
    found: Models = local
    return found
