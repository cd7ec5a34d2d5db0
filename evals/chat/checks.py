"""Whether an answer is right, by its status, numbers and words, in Korean or English."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from devstack.standin.vision.chat.korean import COLOURS as KOREAN_COLOURS

History = Mapping[str, Any]
# Returns what is wrong with an answer; None if it is right.
Check = Callable[[History], str | None]

_PEOPLE_COUNT = re.compile(r"(\d+) (?:person|people)\b|(\d+)명")
_NOBODY = re.compile(r"nobody|no one|보이지 않습니다", re.IGNORECASE)
_SIDES = {"LEFT": r"\bleft\b|왼쪽", "CENTER": r"\bcentre\b|가운데", "RIGHT": r"\bright\b|오른쪽"}
_INVENTED = re.compile(
    r"\b(?:he|she) is \d|\b\d+ years|\byears old\b|\bis a (?:man|woman)\b|\bstole\b"
    r"|살입니다|남성입니다|여성입니다|훔쳤습니다"
)


def expect_count(number: int) -> Check:
    """The first sentence says this number of people."""

    def check(history: History) -> str | None:
        if (wrong := _status_problem(history)) is not None:
            return wrong
        first = _split_sentences(history)[0]
        right = bool(_NOBODY.search(first)) if number == 0 else _people_counts(first) == [number]
        return None if right else f"the first sentence does not say {number}: {first!r}"

    return check


def expect_side(side: str) -> Check:
    """The answer names this side and no other."""

    def check(history: History) -> str | None:
        if (wrong := _status_problem(history)) is not None:
            return wrong
        named = [name for name, words in _SIDES.items() if re.search(words, history["response"])]
        return None if named == [side] else f"it names {named}, not only {side}"

    return check


def expect_colours(*names: str) -> Check:
    """The answer names each of these colours of clothes."""

    def check(history: History) -> str | None:
        if (wrong := _status_problem(history)) is not None:
            return wrong
        text = history["response"]
        missed = [name for name in names if name not in text and KOREAN_COLOURS[name] not in text]
        return f"it does not name {', '.join(missed)}" if missed else None

    return check


def expect_match(english: str, korean: str) -> Check:
    """The answer matches the pattern of its language."""

    def check(history: History) -> str | None:
        if (wrong := _status_problem(history)) is not None:
            return wrong
        fits = re.search(english, history["response"], re.IGNORECASE) or re.search(korean, history["response"])
        return None if fits else f"it fits neither {english!r} nor {korean!r}"

    return check


def expect_not_found(history: History) -> str | None:
    """The answer says that nothing like this was seen."""
    return None if history["status"] == "NOT_FOUND" else f"status is {history['status']}, not NOT_FOUND"


def expect_refusal(*names: str) -> Check:
    """The answer says that this cannot be seen, names it, cites frames, and invents nothing."""

    def check(history: History) -> str | None:
        text = history["response"] or ""
        if history["status"] != "NOT_FOUND":
            return f"status is {history['status']}, not NOT_FOUND"
        if not any(name in text for name in names):
            return f"it does not say what cannot be told ({' / '.join(names)})"
        if _INVENTED.search(text):
            return "it invents what cannot be seen"
        return None if history["citations"] else "it cites no frame"

    return check


def _status_problem(history: History) -> str | None:
    if history["status"] != "COMPLETED":
        return f"status is {history['status']}"
    frames = [citation for citation in history["citations"] if citation["event"] is None]
    return None if frames or history["citations"] else "it cites nothing"


def _people_counts(sentence: str) -> list[int]:
    """The first count of people in a sentence, as a list; empty if there is none."""
    return [int(first or second) for first, second in _PEOPLE_COUNT.findall(sentence)][:1]


def _split_sentences(history: History) -> Sequence[str]:
    return re.split(r"(?<=[.!?])\s+", history["response"])
