"""What came of each question, for a table with a row for each model: how often it is right, and how it is wrong."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from evals.ask.api import ApiError, EvalApi
from evals.ask.evaluate import QuestionResult
from evals.ask.report import median_milliseconds

_MODELS = "query { serverInfo { models { purpose modelId } } }"


class Outcome(StrEnum):
    """CONFIDENTLY_WRONG: it states what is false, and says of no step that it failed. REFUSED: it answered nothing."""

    EXACT = "exact"
    WRONG = "wrong"
    CONFIDENTLY_WRONG = "confidently wrong"
    NOT_EXAMINED = "not examined"
    REFUSED = "refused"


def classify(result: QuestionResult) -> Outcome:
    """What came of a question. An answer that lacks evidence or has too much, and states nothing false, is wrong."""
    history = result.history
    if result.score.exact:
        return Outcome.EXACT
    if history["status"] == "NOT_EXAMINED":
        return Outcome.NOT_EXAMINED
    if history["status"] == "FAILED" or (not history["interpretation"] and not history["citations"]):
        return Outcome.REFUSED
    if history["degraded"] or not result.score.states_false:
        return Outcome.WRONG
    return Outcome.CONFIDENTLY_WRONG


def format_outcomes(model: str, results: Sequence[QuestionResult]) -> str:
    """The row of a model, under its heading: shares of the questions, means of tokens and cost, the median time."""
    outcomes = [classify(result) for result in results]
    usages: list[Mapping[str, Any]] = [result.history.get("usage") or {} for result in results]

    def average(field: str) -> float:
        return sum(usage.get(field) or 0 for usage in usages) / len(results)

    shares = " | ".join(f"{100 * outcomes.count(outcome) / len(outcomes):.0f} %" for outcome in Outcome)
    tokens = f"{average('inputTokens'):,.0f} + {average('outputTokens'):,.0f}"
    cost, seconds = f"${average('estimatedCostUsd'):.4f}", f"{median_milliseconds(results) / 1000:.1f} s"
    heading = " | ".join(["model", "asked", *Outcome, "tokens a question", "cost a question", "time (median)"])
    return f"{heading}\n{model} | {len(results)} | {shares} | {tokens} | {cost} | {seconds}"


def name_model(api: EvalApi) -> str:
    """The model that plans and writes, as the server names it; with a name that says so for the stand-in."""
    try:
        models = api.execute(_MODELS)["models"]
    except ApiError:
        return "unknown model"
    model_id = next((model["modelId"] for model in models if model["purpose"] == "language"), "unknown model")
    return f"{model_id} (the rule-based stand-in)" if model_id.startswith("local.") else str(model_id)
