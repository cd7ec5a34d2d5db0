"""A question and its answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.language.detection import detect_language
from domain.language.timecode import zone_or_utc
from models.asking.answers import Coverage, StageTiming, StoredCitation, StoredTable, Usage
from models.asking.evidence import EventValues, FootageScope, VideoContext
from models.enums import Language, PromptStatus, SearchMethod


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """An earlier question of the same session; plan and citations as they were stored with its answer."""

    text: str
    response: str | None = None
    plan: Mapping[str, Any] | None = None
    citations: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """video is None for a question over everything; earlier is oldest first.

    language: the language that the caller wants; None: that of the question. timezone: the caller's, used only if no
    video gives the camera's. reach: the footage of a question over everything. camera_ids: whose footage the caller
    limited it to; None: to none. values: those of the footage's events, as hints for the planner.
    """

    text: str
    language: Language | None = None
    timezone: str | None = None
    video: VideoContext | None = None
    earlier: Sequence[ConversationTurn] = ()
    reach: FootageScope = field(default_factory=FootageScope)
    camera_ids: Sequence[UUID] | None = None
    values: EventValues = field(default_factory=EventValues)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of "yesterday": the cameras' if all are in one, else the caller's, else that of most videos."""
        if self.video is not None:
            return zone_or_utc(self.video.timezone)
        zones = self.reach.zones
        return zone_or_utc(zones[0] if zones and (len(zones) == 1 or not self.timezone) else self.timezone)

    def list_zones(self, cameras: Sequence[str] = ()) -> tuple[ZoneInfo, ...]:
        """The time zones of these cameras, or of all."""
        if self.video is not None:
            return (self.zone,)
        camera_zones = [zone for camera, zone in self.reach.cameras if camera in cameras]
        return tuple(zone_or_utc(name) for name in dict.fromkeys(camera_zones or self.reach.zones)) or (self.zone,)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer as it is stored and shown. status is COMPLETED or NOT_FOUND; other failures are raised.

    degraded names the steps that failed although there is an answer: cameras, values, planner, embeddings, vector,
    keyword, structured, sql, neighbours, rerank, writer. not_understood: words of the question that the plan leaves
    out. generated_sql: the SQL that ran, printed from the checked tree.
    """

    status: PromptStatus
    response: str
    language: Language
    interpretation: str | None
    methods: Sequence[SearchMethod]
    plan: Mapping[str, Any]
    citations: Sequence[StoredCitation]
    coverage: Coverage
    degraded: Sequence[str]
    usage: Usage
    timings: Sequence[StageTiming]
    prompts_version: str
    main_event_id: UUID | None = None
    not_understood: Sequence[str] = ()
    generated_sql: str | None = None
    table: StoredTable | None = None


def choose_language(question: Question) -> Language:
    """The language to answer in: the one that the caller wants, else that of the question."""
    return question.language or detect_language(question.text)


def title_from_text(text: str, longest: int = 60) -> str:
    """A session's title: the question on one line, cut between words to `longest` characters."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[:longest].rsplit(" ", 1)[0] if " " in line[:longest] else line[:longest]
    return cut.rstrip(" ,.;:") + "…"


_CITATION_PATTERN = re.compile(r"\s*\[\d+\]")
_FIRST_SENTENCE_PATTERN = re.compile(r"^(.*?[.!?。])(?=\s|$)", re.DOTALL)


def title_from_answer(question: Question, answer: Answer) -> str:
    """A session's title after its first answer: the answer's first sentence; without an answer, the question."""
    if answer.status is not PromptStatus.COMPLETED:
        return title_from_text(question.text)
    text = _CITATION_PATTERN.sub("", answer.response).strip()
    first = _FIRST_SENTENCE_PATTERN.match(text)
    return title_from_text((first.group(1) if first else text).rstrip(" .:。"))
