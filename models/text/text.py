"""Cleans text that others wrote before it is stored, sent to a model or shown: one spelling, no invisible characters,
no marks that look like citations.

`normalize_text` is for every text that comes in. `strip_citation_marks` is for text that appears beside citations:
names, descriptions, and what a model reads.

Joiners stay where they change what is seen: U+200D between two emoji and U+FE0F after a symbol. All others are removed,
as U+200C is: Korean and English need none, and two names that look the same would differ.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

# Unicode's Default_Ignorable_Code_Point without the characters of category Cf: fillers, joiners and selectors that have
# no width; and the blank of Braille.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_ZERO_WIDTH_JOINER, _VARIATION_SELECTOR, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
# The first characters of keycap emoji: 1️⃣ is 1, U+FE0F, U+20E3.
_KEYCAP_BASES = frozenset("0123456789#*")
_OPENING = r"\[［【〔〖〚⟦❲⁅﹝"
_CLOSING = r"\]］】〕〗〛⟧❳⁆﹞"
_SEPARATORS = r"\s,;:.·、，~^#+_/–—‐‑‒−-"
# Numbers alone in brackets of any script and width; the closing bracket may be missing at the end of the text.
_CITATION_MARK = re.compile(rf"[{_OPENING}]([{_SEPARATORS}]*\d[\d{_SEPARATORS}]*)(?:[{_CLOSING}]|\Z)")
# Numbers and a closing bracket at the start: text before could complete them to a mark.
_CLOSING_MARK = re.compile(rf"\A([{_SEPARATORS}]*\d[\d{_SEPARATORS}]*)[{_CLOSING}]")


def is_invisible(character: str) -> bool:
    """Whether a character has no width or changes the direction of others: Unicode's Cf, fillers and selectors."""
    return unicodedata.category(character) == "Cf" or _INVISIBLE.match(character) is not None


def normalize_text(text: str) -> str:
    """The text in Unicode NFC without invisible characters: zero-width, bidi and tag characters, fillers, selectors.

    Control characters stay; callers decide whether to refuse them.
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    if not any(is_invisible(character) for character in composed):
        return composed
    visible = "".join(
        character
        for index, character in enumerate(composed)
        if not is_invisible(character) or _is_part_of_emoji(composed, index)
    )
    # Characters that only an invisible one separated may compose now.
    return unicodedata.normalize("NFC", visible)


def strip_citation_marks(text: str) -> str:
    """The normalized text, in which no number in brackets can pass as a citation: [1] and 【1】 become (1)."""
    without_marks = _CITATION_MARK.sub(lambda match: f"({match[1]})", normalize_text(text))
    return _CLOSING_MARK.sub(lambda match: f"({match[1]})", without_marks)


def to_printable(text: str) -> str:
    """The text without citation marks and without control characters except tabs and line ends.

    For rows that were stored before texts were checked.
    """
    return "".join(
        character
        for character in strip_citation_marks(text)
        if character in "\t\n\r" or unicodedata.category(character) not in ("Cc", "Cs")
    )


def strip_lookalike_marks(text: str) -> str:
    """A model's text, in which only [1] in ASCII brackets looks like a citation; ［1］ becomes (1).

    Citations in ASCII brackets are checked against the evidence elsewhere.
    """
    return _CITATION_MARK.sub(
        lambda match: match[0] if match[0][0] == "[" and match[0][-1] == "]" else f"({match[1]})", normalize_text(text)
    )


def normalize_json(value: Any) -> Any:
    """A JSON value whose texts and keys are normalized (`normalize_text`)."""
    return _map_texts(value, normalize_text)


def to_printable_json(value: Any) -> Any:
    """A JSON value whose texts and keys are printable (`to_printable`)."""
    return _map_texts(value, to_printable)


def _map_texts(value: Any, clean: Callable[[str], str]) -> Any:
    """A copy of a JSON value with `clean` applied to its texts and keys. Of two keys that become equal, the last stays.

    Works without recursion, because the value may be nested to any depth.
    """
    root: list[Any] = [value]
    waiting: list[Any] = [root]
    while waiting:
        container = waiting.pop()
        items: list[tuple[Any, Any]] = list(container.items() if isinstance(container, dict) else enumerate(container))
        if isinstance(container, dict):
            cleaned = [(clean(key), item) for key, item in items]
            if cleaned != items:
                items = cleaned
                container.clear()
        for key, item in items:
            copy = clean(item) if isinstance(item, str) else item
            if isinstance(item, dict):
                copy = dict(item)
            elif isinstance(item, list):
                copy = list(item)
            container[key] = copy
            if isinstance(copy, dict | list):
                waiting.append(copy)
    return root[0]


def _is_part_of_emoji(text: str, index: int) -> bool:
    """Whether the joiner or selector at the index makes an emoji of the characters around it."""
    before = text[index - 1] if index else ""
    after = text[index + 1 : index + 2]
    if text[index] == _VARIATION_SELECTOR:
        return bool(before) and (_is_symbol(before) or (before in _KEYCAP_BASES and after == _KEYCAP))
    if text[index] == _ZERO_WIDTH_JOINER:
        return bool(before and after) and (before == _VARIATION_SELECTOR or _is_symbol(before)) and _is_symbol(after)
    return False


def _is_symbol(character: str) -> bool:
    """Whether it is an emoji or a sign that may be shown as one. Skin tones, U+1F3FB to U+1F3FF, are of category Sk."""
    return unicodedata.category(character) in ("So", "Sm", "Sk") or character in "‼⁉"
