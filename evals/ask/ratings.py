"""Golden questions from ratings (`ratePrompt`): right answers must stay, wrong ones must change."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from evals.ask.api import EvalApi
from evals.ask.expected import ExpectedAnswer
from evals.ask.golden import GoldenQuestion
from evals.ask.moments import GroundTruth, TrueEvent

RIGHT, WRONG, CONTEXT = "judged right", "judged wrong", "context"
_SESSIONS = """query Sessions($after: String) {
  promptSessions(first: 100, after: $after) {
    edges { node { id video { id } } } pageInfo { hasNextPage endCursor }
  }
}"""
_HISTORIES = """query Histories($id: ID!, $after: String) {
  promptSession(id: $id) {
    histories(first: 100, after: $after) {
      edges { node {
        id sequenceNumber kind status prompt language rating
        citations { video { id } event { type startSeconds endSeconds } }
      } }
      pageInfo { hasNextPage endCursor }
    }
  }
}"""


def questions_from_ratings(api: EvalApi) -> list[GoldenQuestion]:
    """The rated questions, each after the earlier ones of its session, which are its context.

    A clip's name is its video's id. Raises ApiError.
    """
    questions: list[GoldenQuestion] = []
    for session in api.list_nodes(_SESSIONS):
        histories = api.list_nodes(_HISTORIES, connection_field="histories", id=session["id"])
        asked = sorted(
            (history for history in histories if history["kind"] == "PROMPT"),
            key=lambda history: history["sequenceNumber"],
        )
        rated = [place for place, history in enumerate(asked) if history["rating"]]
        clip = session["video"]["id"] if session["video"] else ""
        follows = ""
        for history in asked[: rated[-1] + 1] if rated else ():
            questions.append(_to_question(history, clip, follows))
            follows = history["id"]
    return questions


def clip_videos(questions: list[GoldenQuestion]) -> dict[str, str]:
    """The ids of all clips that are asked about or cited, each mapped to itself."""
    cited = [moment.clip for question in questions for moment in question.answer_rule(GroundTruth(())).allowed]
    return {clip: clip for clip in [*(question.clip for question in questions), *cited] if clip}


def _to_question(history: Mapping[str, Any], clip: str, follows: str) -> GoldenQuestion:
    category = {"UP": RIGHT, "DOWN": WRONG}.get(history["rating"], CONTEXT)
    cited = [
        TrueEvent(
            citation["video"]["id"],
            citation["event"]["type"],
            citation["event"]["startSeconds"],
            citation["event"]["endSeconds"],
        )
        for citation in history["citations"]
        if citation["event"] is not None
    ]
    expected = ExpectedAnswer([[event] for event in cited], judged_wrong=category == WRONG)
    texts = {history["language"].lower(): history["prompt"]}
    return GoldenQuestion(history["id"], category, texts, partial(_return_expected, expected), clip, follows)


def _return_expected(expected: ExpectedAnswer, _world: GroundTruth) -> ExpectedAnswer:
    return expected
