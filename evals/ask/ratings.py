"""Golden questions from people's judgements of answers (`ratePrompt`): what was right must stay, what was wrong not."""

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
    """The rated questions, each after those of its session that came before it, which are its context.

    A clip is named by its video's id. Raises ApiError.
    """
    found: list[GoldenQuestion] = []
    for session in api.list_nodes(_SESSIONS):
        histories = api.list_nodes(_HISTORIES, connection_field="histories", id=session["id"])
        asked = sorted((one for one in histories if one["kind"] == "PROMPT"), key=lambda one: one["sequenceNumber"])
        rated = [place for place, one in enumerate(asked) if one["rating"]]
        clip = session["video"]["id"] if session["video"] else ""
        follows = ""
        for one in asked[: rated[-1] + 1] if rated else ():
            found.append(_to_question(one, clip, follows))
            follows = one["id"]
    return found


def clip_videos(questions: list[GoldenQuestion]) -> dict[str, str]:
    """Every clip under its own id: those asked about and those cited."""
    cited = [moment.clip for one in questions for moment in one.answer_rule(GroundTruth(())).allowed]
    return {clip: clip for clip in [*(one.clip for one in questions), *cited] if clip}


def _to_question(history: Mapping[str, Any], clip: str, follows: str) -> GoldenQuestion:
    category = {"UP": RIGHT, "DOWN": WRONG}.get(history["rating"], CONTEXT)
    cited = [
        TrueEvent(one["video"]["id"], one["event"]["type"], one["event"]["startSeconds"], one["event"]["endSeconds"])
        for one in history["citations"]
        if one["event"] is not None
    ]
    expected = ExpectedAnswer([[one] for one in cited], judged_wrong=category == WRONG)
    texts = {history["language"].lower(): history["prompt"]}
    return GoldenQuestion(history["id"], category, texts, partial(_return_expected, expected), clip, follows)


def _return_expected(expected: ExpectedAnswer, _world: GroundTruth) -> ExpectedAnswer:
    return expected
