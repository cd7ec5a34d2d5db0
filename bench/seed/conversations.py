"""Makes the questions about the footage: a session for every fifth video, some of them over all footage."""

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bench.seed import visits, words
from bench.seed.footage import Recording
from bench.seed.plan import SeedPlan, make_uuid7
from bench.seed.visits import Record
from domain.language.timecode import format_timecode
from models.asking.answers import Coverage, StageTiming, StoredCitation, Usage

SESSION_COLUMNS = (
    "id", "organization", "user_id", "video_id", "number", "title", "status", "main_event_id", "created_at",
    "updated_at", "last_prompt_at",
)  # fmt: skip
HISTORY_COLUMNS = (
    "id", "organization", "session_id", "sequence_number", "kind", "status", "prompt", "response", "language",
    "interpretation", "methods", "citations", "coverage", "usage", "timings", "created_at", "completed_at",
)  # fmt: skip
_VIDEOS_PER_SESSION = 5
_COVERAGE = Coverage(videos_considered=1, videos_analyzed=1, seconds_analyzed=3600.0).model_dump_json()
_USAGE = Usage(input_tokens=900, output_tokens=80).model_dump_json()
_TIMINGS = json.dumps([StageTiming(stage="PLANNING", milliseconds=12.5).model_dump()])


class Conversations:
    """Collects sessions and questions about recordings."""

    def __init__(self, plan: SeedPlan) -> None:
        self._plan = plan
        self._global_sessions: dict[str, int] = {}
        self.sessions: list[Record] = []
        self.histories: list[Record] = []

    def add_session(self, recording: Recording, events: Sequence[Record]) -> None:
        """Add a session about this recording if it is a fifth one. Every fourth session is over all footage instead."""
        if recording.number % _VIDEOS_PER_SESSION or not events:
            return
        chance = self._plan.make_random("session", recording.number)
        event = dict(zip(visits.COLUMNS, chance.choice(events), strict=True))
        started = last = recording.stored_at + timedelta(hours=chance.uniform(1, 48))
        session = make_uuid7(started, chance)
        titles = []
        for sequence in range(1, chance.randint(3, 8) + 1):
            last += timedelta(minutes=chance.uniform(0.5, 5))
            language, question = chance.choice(words.QUESTIONS)
            titles.append(question)
            self.histories.append(_build_history(chance, session, sequence, language, question, event, last))
        video, number = self._choose_subject(recording)
        status = "CLOSED" if chance.random() < 0.2 else "ACTIVE"
        self.sessions.append(
            (
                session,
                recording.organization,
                "seed",
                video,
                number,
                titles[0],
                status,
                event["id"],
                started,
                last,
                last,
            )
        )

    def _choose_subject(self, recording: Recording) -> tuple[UUID | None, int]:
        """The video that the session is about, and the session's number."""
        if recording.number % (4 * _VIDEOS_PER_SESSION):
            return recording.id, 1
        number = self._global_sessions.get(recording.organization, 0) + 1
        self._global_sessions[recording.organization] = number
        return None, number


def _build_history(
    chance: random.Random,
    session: UUID,
    sequence: int,
    language: str,
    question: str,
    event: dict[str, Any],
    at: datetime,
) -> Record:
    cited = StoredCitation(
        number=1,
        video_id=event["video_id"],
        event_id=event["id"],
        start_seconds=event["start_seconds"],
        end_seconds=event["end_seconds"],
        score=0.8,
    )
    description = event["description" if language == "EN" else "description_ko"]
    return (
        make_uuid7(at, chance), event["organization"], session, sequence, "PROMPT", "COMPLETED", question,
        f"{format_timecode(event['start_seconds'])} {description} [1]", language, question, ["KEYWORD"],
        f"[{cited.model_dump_json()}]", _COVERAGE, _USAGE, _TIMINGS, at, at + timedelta(seconds=2),
    )  # fmt: skip
