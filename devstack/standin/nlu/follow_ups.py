"""Spells out follow-ups that say almost nothing: "and then?" asks what happened after that."""

import re
from collections.abc import Mapping
from typing import Any

_AND_THEN = re.compile(
    r"^(?:and\s+|so\s+)?then(?:\s+what)?(?:\s+happened)?\s*[?.!]*$|^(?:and\s+)?what\s+(?:came|comes)\s+next\s*[?.!]*$"
)
_THEN = re.compile(r"^(?:and\s+|so\s+)?then,?\s+(?=(?:what|who|where|did|was|were)\b)(?P<asked>.*?)\s*(?P<end>[?.!]*)$")
_THEN_KO = re.compile(r"^(?:그리고\s*)?(?:나서\s*)?그?\s*(?:다음|뒤|후|이후)(?:에는|에|은|는)?(?:요|는요)?\s*[?.!]*$")
_AND_KO = re.compile(r"^그(?:리고|러고)\s*(?:나서(?:는)?\s*)?(?=그\s*(?:다음|뒤|후))")


def complete_follow_up(text: str, context: Mapping[str, Any]) -> str:
    """The question in full, if an answer came before it. text: as `normalize_text` returns it."""
    if not context.get("earlier"):
        return text
    if _AND_THEN.match(text):
        return "what happened after that?"
    if _THEN_KO.match(text):
        return "그 다음에 무슨 일이 있었어?"
    if (match := _THEN.match(text)) is not None:
        return f"{match['asked']} after that{match['end']}"
    return _AND_KO.sub("", text)
