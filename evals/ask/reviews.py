"""Golden questions from reviews (`reviewEvent`): an answer cites what was confirmed, and no false alarm."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from evals.ask.api import EvalApi
from evals.ask.expected import ExpectedAnswer
from evals.ask.golden import GoldenQuestion
from evals.ask.moments import GroundTruth, TrueEvent
from models.event_types import EVENT_TYPES, EventType

CATEGORY = "reviewed"
_EVENTS = """query Events($after: String, $filter: EventFilter) {
  events(first: 100, after: $after, filter: $filter) {
    edges { node { type startSeconds endSeconds video { id } review { verdict } } }
    pageInfo { hasNextPage endCursor }
  }
}"""


def questions_from_reviews(api: EvalApi) -> list[GoldenQuestion]:
    """A question for each video and type of which people reviewed events, in both languages.

    An answer must cite each CONFIRMED event of the type, may cite those that are UNSURE or not reviewed, and must not
    cite a FALSE_ALARM. Where nothing else is left, the right answer is that nothing was found. A clip's name is its
    video's id. Raises ApiError.
    """
    by_subject: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for event in api.list_nodes(_EVENTS, filter={"reviewed": True}):
        by_subject.setdefault((event["video"]["id"], event["type"]), []).append(event)
    questions = []
    for (video, kind), reviewed in sorted(by_subject.items()):
        wanted = {"videoIds": [video], "types": [kind], "reviewed": False}
        questions.append(_to_question(video, kind, reviewed, api.list_nodes(_EVENTS, filter=wanted)))
    return questions


def _to_question(
    video: str, kind: str, reviewed: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]
) -> GoldenQuestion:
    by_verdict: dict[str, list[TrueEvent]] = {}
    for event in reviewed:
        by_verdict.setdefault(event["review"]["verdict"], []).append(_to_true_event(event))
    optional = [*by_verdict.get("UNSURE", ()), *map(_to_true_event, others)]
    expected = ExpectedAnswer([[event] for event in by_verdict.get("CONFIRMED", ())], optional)
    english, korean = EVENT_TYPES[EventType(kind)].noun
    texts = {"ko": f"{korean} 장면을 모두 보여 줘.", "en": f"Show me every {english}."}
    return GoldenQuestion(f"{video} {kind}", CATEGORY, texts, partial(_return_expected, expected), video)


def _to_true_event(event: Mapping[str, Any]) -> TrueEvent:
    return TrueEvent(event["video"]["id"], event["type"], event["startSeconds"], event["endSeconds"])


def _return_expected(expected: ExpectedAnswer, _world: GroundTruth) -> ExpectedAnswer:
    return expected
