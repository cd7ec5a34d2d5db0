"""Ask every golden question in both languages, and score what comes back."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.ask.api import Api
from evals.ask.golden import LANGUAGES, Golden
from evals.ask.moments import World
from evals.ask.retrieval import by_leg
from evals.ask.score import Score, has_evidence, score

# Where no video gives the camera's time zone, the operator's: Seoul's.
TIMEZONE = "Asia/Seoul"


@dataclass(frozen=True, slots=True)
class Result:
    """legs: by leg of the search without a plan, whether it has the right evidence in its first five."""

    golden: Golden
    language: str
    history: Mapping[str, Any]
    score: Score
    milliseconds: float
    legs: Mapping[str, bool]


def evaluate(
    api: Api,
    questions: Sequence[Golden],
    world: World,
    videos: Mapping[str, str],
    *,
    legs: bool = True,
    tell: Callable[[str], None] = lambda _line: None,
) -> list[Result]:
    """videos: the id of each clip's video. Raises ApiError."""
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
            expected = golden.answer(world)
            alone = {}
            if legs and expected.must:
                hits = by_leg([_placed(hit, clips) for hit in api.search(text, [video] if video else [])])
                alone = {leg: bool(has_evidence(expected, events)) for leg, events in hits.items()}
            scored = score(expected, _cited(history, clips))
            results.append(Result(golden, language, history, scored, milliseconds, alone))
        tell(f"{number} of {len(questions)}")
    return results


def _placed(hit: Mapping[str, Any], clips: Mapping[str, str]) -> dict[str, Any]:
    """A hit whose event names its clip; "" for footage of another."""
    return {**hit, "event": {**hit["event"], "clip": clips.get(hit["event"]["video"]["id"], "")}}


def _cited(history: Mapping[str, Any], clips: Mapping[str, str]) -> dict[str, Any]:
    """An answer whose cited events name their clips."""
    citations = [
        {**one, "event": one["event"] and {**one["event"], "clip": clips.get(one["video"]["id"], "")}}
        for one in history["citations"]
    ]
    return {**history, "citations": citations}
