# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Admits what of a question the rules did not understand: words that no field holds."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from devstack.standin.nlu.leftover import find_unknown_words
from devstack.standin.nlu.things import is_thing

# What no field of the plan can say, unless the rules took it for something else before.
_BEYOND = re.compile(
    r"(?<![가-힣])(?:혼자|단둘이|둘이|셋이|같이|함께|일행|끼리|서로(?!\s*다른)|동시에|한꺼번에|번갈아|왜|이유|때문에|비교|차이|반반|절반|나머지|대부분|더\s*(?:많|적|오래|길|짧)|괜찮|무사|안전|멀쩡|다쳤|다친|하나도|각자|누구랑|누구하고|누구와|몇\s*살|이름|얼굴|색깔|무슨\s*색|어떤\s*색|속도|방향|지금|현재|실시간)[가-힣]*"
    r"|[가-힣]+(?:는|던|을|를|이|가)?\s*(?:동안|사이에|와중에|틈에|도중)[가-힣]*|[가-힣]+보다\s*(?:더|덜|많|적|길|짧|오래|크|작)[가-힣]*|(?:이상|이하|미만|초과)(?![가-힣]*(?:한|행동))"
    r"|\b(?:alone|together|with (?:whom|who|someone|somebody|anyone|anybody|others?|him|her|them|another)|with(?=\s+when|\s*[?.!]*$)|each other|at the same time|at once|simultaneously|why|because|compar\w+|versus|vs|difference|instead|rest of|most of|half of|how old|how fast|how far|name of|what colou?r|which colou?r|which direction|right now|currently|while|during|whereas|unless|than)\b"
    r"|\b(?:ok|okay|alright|all right|fine|safe|well|hurt|injured|unharmed)\b(?=\s*[?.!]*$)"
)
_EVERYBODY = re.compile(
    r"(?<![가-힣])(?:모두|전부|다들|전원|싹)(?![가-힣])|(?<![가-힣])다\s+(?=[가-힣])|\b(?:everyone|everybody|all of (?:them|the)|nobody else|each of)\b"
)
_NEGATION = re.compile(
    r"(?<![가-힣])(?:안|못)\s*[가-힣]+|[가-힣]+지\s*(?:않|못)[가-힣]*|\b(?:not|never|without|neither|nor|no longer)\b|\w+n't\b"
)
_WHO_OR_WHAT = re.compile(r"어디(?:서|에서)\s*어디|(?:부터|에서)\s*[가-힣]+까지|\bfrom\b[^?.!]+\bto\b")
_EMPTY = re.compile(r"room|empty|방(?:이|은|에)?|비(?:었|어|는|운)[가-힣]*|빈")
# They add nothing to a question that is understood without them.
_FILLER = re.compile(
    r"(?:시작|발생|누군|아직|분에|오랫동안|다른)[가-힣]*|per|behaviou?r|take|start(?:ed)?|check|merchandise|property|picture|what's|no"
)


def find_not_understood(question: str, rest: str, plan: Mapping[str, Any]) -> list[str]:
    """The words of a normalized question that its plan does not hold. rest: what no rule has taken."""
    searched = str(plan.get("text") or "").split()
    said = [word for pattern, text in _choose_patterns(question, rest, plan) for word in _find_all(pattern, text)]
    said += [word for word in find_unknown_words(rest) if word not in searched and not is_thing(word)]
    known = [_FILLER, _EMPTY] if plan["want"] == "EMPTY" else [_FILLER]
    return list(dict.fromkeys(words for words in said if words and not any(each.fullmatch(words) for each in known)))


def _choose_patterns(question: str, rest: str, plan: Mapping[str, Any]) -> Iterator[tuple[re.Pattern[str], str]]:
    """What to look for, and in which text, given what the plan has."""
    if plan.get("groupBy") != "MOMENT":
        yield _BEYOND, rest
    if plan["want"] == "EXISTS":
        yield _EVERYBODY, question
    if plan["want"] != "EMPTY" and not _has_any(plan, "withoutTypes", "negated"):
        yield _NEGATION, rest
    if not _has_any(plan, "seconds", "occurredAt", "cameras", "relative"):
        yield _WHO_OR_WHAT, rest


def _has_any(plan: Mapping[str, Any], *fields: str) -> bool:
    return any(plan.get(field) for field in fields)


def _find_all(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group().strip() for match in pattern.finditer(text)]
