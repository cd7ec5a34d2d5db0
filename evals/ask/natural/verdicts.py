"""Judge an answer to a natural question: exact, wrong, confidently wrong, not examined, or refused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from evals.ask.evaluate import QuestionResult
from evals.ask.expected import ExpectedAnswer
from evals.ask.moments import GroundTruth
from models.enums import Language
from models.messages.catalog import translate


class Verdict(StrEnum):
    """EXACT: right in all. NOT_EXAMINED: says that nothing looked for it.

    REFUSED: found nothing, and asks back or names a limit: words left out, descriptions alone, near types, what fits
    without one of the conditions, people who cannot be told apart. WRONG: found something, not exact, but names such a
    limit, or most of what it cites is right. CONFIDENTLY_WRONG: not exact, and none of these.
    """

    EXACT = "exact"
    WRONG = "wrong"
    CONFIDENTLY_WRONG = "confidently wrong"
    NOT_EXAMINED = "not examined"
    REFUSED = "refused"


def judge(result: QuestionResult, world: GroundTruth) -> Verdict:
    history = result.history
    if history["status"] == "FAILED":
        return Verdict.REFUSED
    if history["status"] == "NOT_EXAMINED":
        return Verdict.NOT_EXAMINED
    admits = bool(history["notUnderstood"] or history["degraded"] or _is_hedged(history["response"] or ""))
    if history["status"] == "NOT_FOUND" and (admits or history["interpretation"] is None or _asks_back(history)):
        return Verdict.REFUSED
    if result.score.exact:
        return Verdict.EXACT
    is_near = not admits and _is_mostly_right(result.golden.answer_rule(world), history)
    return Verdict.WRONG if admits or is_near else Verdict.CONFIDENTLY_WRONG


def _is_hedged(response: str) -> bool:
    """Whether it says that it searched descriptions, that near events are there, or whom it cannot tell apart.

    So is what fits without one of the conditions: a misread one is named then.
    """
    hedges = [
        (translate(language, name), translate(language, "reply-by-words", text="…").partition("…")[2],
         translate(language, "reply-near-types", types="…").partition("…")[2].partition(" ")[2],
         translate(language, "reply-however", told="…").partition("…")[0])
        for language in Language
        for name in ("reply-people-per-camera", "reply-people-compared-per-camera")
    ]  # fmt: skip
    return any(words in response for group in hedges for words in group)


def _asks_back(history: Mapping[str, Any]) -> bool:
    """Whether nothing was searched: an answer that looked through footage says how much of it."""
    return not history["coverage"]["videosConsidered"]


def _is_mostly_right(expected: ExpectedAnswer, history: Mapping[str, Any]) -> bool:
    """Whether it found something where there is something, most of it right, and the number or name is stated."""
    events = [citation["event"] for citation in history["citations"] if citation["event"]]
    right = [event for event in events if any(moment.matches(event) for moment in expected.allowed)]
    required = [group for group in expected.required if any(m.matches(event) for m in group for event in events)]
    if not events or 2 * len(right) < len(events) or (expected.required and not required):
        return False
    return expected.count is None and not expected.word


def format_verdicts(title: str, verdicts: Sequence[Verdict]) -> str:
    """ "held out: 40 asked, 40 % exact, …"."""
    counts = Counter(verdicts)
    shares = (f"{100 * counts[verdict] / len(verdicts):.0f} % {verdict.value}" for verdict in Verdict)
    return f"{title}: {len(verdicts)} asked: {', '.join(shares)}"
