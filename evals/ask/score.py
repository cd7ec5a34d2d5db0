"""Score an answer by what it cites, counts and finds, never by its wording."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.ask.expected import ExpectedAnswer
from evals.ask.moments import TrueEvent

EVIDENCE_DEPTH = 5
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = re.compile(r"(?<![\d:.\[P])(\d+)(?![\d:.\]])")
_CITED = re.compile(r"\[\d+\]")
CitedEvent = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """evidence: whether the first five citations have the right evidence; None if there is none to cite.

    misses: a line for each reason why the answer is not exactly right. states_false: one of them is something false,
    such as its status, a number or a name, or nothing that it cites is right.
    """

    evidence: bool | None
    misses: Sequence[str]
    states_false: bool = False

    @property
    def exact(self) -> bool:
        return not self.misses


def score_answer(expected: ExpectedAnswer, history: Mapping[str, Any]) -> Score:
    """Compare an answer (a PromptHistory whose events name their clips) with the expected one."""
    cited = [citation["event"] for citation in history["citations"] if citation["event"] is not None]
    status, statements = _check_status(expected, history), _check_statements(expected, history)
    citations = _check_citations(expected, cited, claims=history["status"] == "COMPLETED")
    misses = [*status, *citations, *statements]
    is_beside = bool(cited) and not any(_matches_any(event, expected.allowed) for event in cited)
    if expected.judged_wrong:
        return Score(None, [] if misses else ["answered as it was when it was judged wrong"])
    return Score(has_evidence(expected, cited), misses, bool(status or statements) or is_beside)


def _check_status(expected: ExpectedAnswer, history: Mapping[str, Any]) -> list[str]:
    status = history["status"]
    # Of what nothing looked for, absence cannot be said: that is as right as not to find it.
    wanted = ("COMPLETED",) if expected.expects_evidence else ("NOT_FOUND", "NOT_EXAMINED")
    return [] if status in wanted else [f"status is {status}, not {' or '.join(wanted)}"]


def _check_citations(expected: ExpectedAnswer, cited: Sequence[CitedEvent], *, claims: bool) -> list[str]:
    """What is not cited and should be, and what is cited and should not be.

    claims: whether the answer claims something of what it cites. One that found nothing lists what came closest.
    """
    missing = [
        f"not cited: {' or '.join(map(str, group[:2]))}"
        for group in expected.required
        if not any(_matches_any(event, group) for event in cited)
    ]
    wrong = [
        f"cited, but wrong: {_format_event(event)}"
        for event in cited
        if claims and not _matches_any(event, expected.allowed)
    ]
    return [*missing, *wrong]


def _check_statements(expected: ExpectedAnswer, history: Mapping[str, Any]) -> list[str]:
    misses = []
    if expected.count is not None and not _states_count(history, expected.count):
        misses.append(f"the answer does not say {expected.count}")
    if expected.word and not _states_name(history, expected.word):
        misses.append(f"the answer does not say {expected.word[0]}")
    return misses


def has_evidence(expected: ExpectedAnswer, events: Sequence[CitedEvent]) -> bool | None:
    """Whether all groups of evidence, or as many as fit, are among the first five events.

    Optional events take places and are no faults. None: no evidence is required.
    """
    if not expected.required:
        return None
    first = events[:EVIDENCE_DEPTH]
    met = sum(any(moment.matches(event) for moment in group for event in first) for group in expected.required)
    besides = sum(_matches_any(event, expected.optional) for event in first)
    return met >= max(1, min(len(expected.required), EVIDENCE_DEPTH - besides))


def _matches_any(event: CitedEvent, moments: Sequence[TrueEvent]) -> bool:
    return any(moment.matches(event) for moment in moments)


def _format_event(event: CitedEvent) -> str:
    return f"{event['clip']}: {event['type']} {event['startSeconds']:.1f}–{event['endSeconds']:.1f} s"


def _states_count(history: Mapping[str, Any], count: int) -> bool:
    """Whether the answer states a count, or its table does: as a value, or as its number of rows."""
    table = history.get("table") or {"rows": []}
    in_table = any(value == count for row in table["rows"] for value in row) or len(table["rows"]) == count > 0
    return in_table or states_number(history["response"] or "", count)


def _states_name(history: Mapping[str, Any], forms: Sequence[str]) -> bool:
    """Whether the answer or the first row of its table has the name."""
    table = history.get("table") or {"rows": []}
    text = " ".join([history["response"] or "", *(str(value) for row in table["rows"][:1] for value in row)])
    return any(form.lower() in text.lower() for form in forms)


def states_number(text: str, count: int) -> bool:
    """Whether the text states a number as a count: not as a citation, nor in a time or a person's name."""
    plain = _CITED.sub("", text)
    written = {int(match.group(1)) for match in _NUMBER.finditer(plain)}
    word = _WORDS[count] if count < len(_WORDS) else ""
    return count in written or bool(word and re.search(rf"\b{word}\b", plain, re.IGNORECASE))
