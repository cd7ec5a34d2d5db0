"""Score an answer by what it cites and counts, never by its wording."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.ask.expected import Expected

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = re.compile(r"(?<![\d:.\[P])(\d+)(?![\d:.\]])")
_CITED = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Score:
    """misses say what is wrong, one a line; none means right."""

    misses: Sequence[str]

    @property
    def right(self) -> bool:
        return not self.misses


def score(expected: Expected, history: Mapping[str, Any]) -> Score:
    """Compare an answer, as PromptHistory has it, with what is expected."""
    misses: list[str] = []
    status = history["status"]
    wanted = "COMPLETED" if expected.found else "NOT_FOUND"
    if status != wanted:
        misses.append(f"status is {status}, not {wanted}")
    cited = [citation["event"] for citation in history["citations"] if citation["event"] is not None]
    misses += [f"not cited: {one}" for one in expected.must if not any(one.matches(event) for event in cited)]
    allowed = [*expected.must, *expected.may]
    misses += [
        f"cited, but wrong: {_shown(event)}" for event in cited if not any(one.matches(event) for one in allowed)
    ]
    if expected.count is not None and not says(history["response"] or "", expected.count):
        misses.append(f"the answer does not say {expected.count}")
    return Score(misses)


def says(text: str, count: int) -> bool:
    """Whether a number stands in the text as a count: no citation, no part of a time or of a person's name."""
    plain = _CITED.sub("", text)
    written = {int(match.group(1)) for match in _NUMBER.finditer(plain)}
    word = _WORDS[count] if count < len(_WORDS) else ""
    return count in written or bool(word and re.search(rf"\b{word}\b", plain, re.IGNORECASE))


def _shown(event: Mapping[str, Any]) -> str:
    start, end = float(event["startSeconds"]), float(event["endSeconds"])
    return f"{event['type']} {start:.1f}–{end:.1f} s {event['location']}"
