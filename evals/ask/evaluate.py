"""Ask every golden question in both languages, and score the answers."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.ask.api import EvalApi
from evals.ask.golden import LANGUAGES, GoldenQuestion
from evals.ask.moments import GroundTruth
from evals.ask.retrieval import rank_by_retriever
from evals.ask.score import Score, has_evidence, score_answer

# The operator's time zone, for questions over all footage.
TIMEZONE = "Asia/Seoul"


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """history: the answer, its cited events with their clips.

    retrievers: by retriever, whether it ranks the right evidence in its first five without a plan.
    """

    golden: GoldenQuestion
    language: str
    history: Mapping[str, Any]
    score: Score
    milliseconds: float
    retrievers: Mapping[str, bool]


def evaluate(
    api: EvalApi,
    questions: Sequence[GoldenQuestion],
    world: GroundTruth,
    videos: Mapping[str, str],
    *,
    retrievers: bool = True,
    on_progress: Callable[[str], None] = lambda _line: None,
) -> list[QuestionResult]:
    """Ask and score. videos: the id of each clip's video. Raises ApiError."""
    clips = {video_id: clip for clip, video_id in videos.items()}
    sessions: dict[tuple[str, str], str] = {}
    results = []
    for number, golden in enumerate(questions, start=1):
        for language in LANGUAGES:
            if language not in golden.texts:
                continue
            text, video = golden.texts[language], videos.get(golden.clip)
            began = time.perf_counter()
            session = sessions.get((golden.follows, language))
            history = api.ask(text, video_id=video, session_id=session, timezone=None if video else TIMEZONE)
            milliseconds = (time.perf_counter() - began) * 1000
            sessions[golden.key, language] = history["session"]["id"]
            expected = golden.answer_rule(world)
            alone = {}
            if retrievers and expected.required:
                hits = rank_by_retriever([_add_clip(hit, clips) for hit in api.search(text, [video] if video else [])])
                alone = {name: bool(has_evidence(expected, events)) for name, events in hits.items()}
            history = _add_citation_clips(history, clips)
            scored = score_answer(expected, history)
            results.append(QuestionResult(golden, language, history, scored, milliseconds, alone))
        on_progress(f"{number} of {len(questions)}")
    return results


def _add_clip(hit: Mapping[str, Any], clips: Mapping[str, str]) -> dict[str, Any]:
    """The hit with its event's clip; "" for footage that is not of a clip."""
    return {**hit, "event": {**hit["event"], "clip": clips.get(hit["event"]["video"]["id"], "")}}


def _add_citation_clips(history: Mapping[str, Any], clips: Mapping[str, str]) -> dict[str, Any]:
    """The answer with the clips of its cited events."""
    citations = [
        {
            **citation,
            "event": citation["event"] and {**citation["event"], "clip": clips.get(citation["video"]["id"], "")},
        }
        for citation in history["citations"]
    ]
    return {**history, "citations": citations}
