"""Looks: parts of footage at which a vision model looks, because something happens there, and what it told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.asking.conversation import Embeddings
from models.enums import EventType

# The payload of ANALYZE jobs that only look at what an analysis left out.
FILL_IN_PAYLOAD: Mapping[str, Any] = {"fillIn": True}


class LookReason(StrEnum):
    """Why a part of the footage is worth a look, the most serious first.

    DOWN: somebody falls or lies. ZONE: somebody is in an INTRUSION zone. BODIES: bodies that overlap move fast.
    AFTER_HOURS: somebody is there outside the camera's hours. CROWD: many people. RUNNING: somebody runs. LOST: sight
    of somebody is lost inside the frame. DWELL: somebody stays at a shelf or a till.
    """

    DOWN = "DOWN"
    ZONE = "ZONE"
    BODIES = "BODIES"
    AFTER_HOURS = "AFTER_HOURS"
    CROWD = "CROWD"
    RUNNING = "RUNNING"
    LOST = "LOST"
    DWELL = "DWELL"


class Unlooked(StrEnum):
    """Why nothing has looked at a part.

    WAITING: its turn has not come. BUDGET: the day's budget is spent. THROTTLED: the model asked to wait for too long.
    MODEL_GONE: it does not answer. NO_ANSWER: what it answers is no report. UNREADABLE: no frame can be decoded.
    """

    WAITING = "WAITING"
    BUDGET = "BUDGET"
    THROTTLED = "THROTTLED"
    MODEL_GONE = "MODEL_GONE"
    NO_ANSWER = "NO_ANSWER"
    UNREADABLE = "UNREADABLE"


@dataclass(frozen=True, slots=True)
class LookSegment:
    """A part of the footage, in seconds, with the people in it. triggers: the types of events that made it one."""

    start: float
    end: float
    reasons: tuple[LookReason, ...]
    people: tuple[str, ...] = ()
    triggers: tuple[EventType, ...] = ()

    @property
    def rank(self) -> int:
        """The place of its most serious reason; a budget goes to low ranks first."""
        return min(list(LookReason).index(reason) for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class LookReport:
    """What came of a look.

    rows: columns of the event table, without those that the database or the video gives. description: what the frames
    show, in English and Korean. people: how many are in view at most. dropped: events that did not fit the tracks.
    examined: the types of events that the look could have told. model, prompts: what looked, by which instructions.
    usage: tokens, images and their price. pictures: keys of stored pictures → etags.
    """

    rows: Sequence[Mapping[str, Any]] = ()
    description: tuple[str, str] = ("", "")
    people: int = 0
    dropped: int = 0
    examined: Sequence[EventType] = ()
    model: str = ""
    prompts: str = ""
    usage: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """A segment as it is stored. facts: what the tracks know about it. report: None while nothing has looked at it, for
    the reason `unlooked`."""

    segment: LookSegment
    facts: Mapping[str, Any]
    report: LookReport | None = None
    unlooked: Unlooked | None = Unlooked.WAITING


@dataclass(frozen=True, slots=True)
class FilledIn:
    """rows: events that looks told, also those that are stored already. embeddings: one vector for each of them.

    attributes: (types, start, end, attributes): what looks tell about events of the detector. pictures: key → etag.
    """

    rows: Sequence[Mapping[str, Any]]
    embeddings: Embeddings | None
    attributes: Sequence[tuple[Sequence[EventType], float, float, Mapping[str, Any]]]
    pictures: Mapping[str, str]
