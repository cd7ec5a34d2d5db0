"""Text as it is stored, told to a model and shown to people: one spelling, nothing unseen, no marks of ours.

Three things can be wrong with a text that others wrote, and all are mended here and nowhere else. `normalized` is for
every text that comes in; `unmarked` besides for what stands beside citations: names, descriptions, what a model reads.

Joiners stay where they are seen: U+200D between two emoji and U+FE0F behind a symbol. Elsewhere they, and U+200C, go:
no Korean or English is spelt with them, and two names that look the same would differ.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

# Unicode's Default_Ignorable_Code_Point, as far as it is not of a category below: fillers, joiners and selectors that
# take no place; and the blank of Braille.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_ZERO_WIDTH_JOINER, _VARIATION_SELECTOR, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
# Number signs that a keycap is made of: 1️⃣ is 1, U+FE0F, U+20E3.
_KEYCAP_BASES = frozenset("0123456789#*")
_OPENING = r"\[［【〔〖〚⟦❲⁅﹝"
_CLOSING = r"\]］】〕〗〛⟧❳⁆﹞"
_SEPARATORS = r"\s,;:.·、，~^#+_/–—‐‑‒−-"
# Nothing but numbers in brackets, of whatever script and width; or brackets that open so and end with the text.
_CITATION_MARK = re.compile(rf"[{_OPENING}]([{_SEPARATORS}]*\d[\d{_SEPARATORS}]*)(?:[{_CLOSING}]|\Z)")
# A bracket that what is written before or behind could complete.
_CLOSING_MARK = re.compile(rf"\A([{_SEPARATORS}]*\d[\d{_SEPARATORS}]*)[{_CLOSING}]")


def is_invisible(character: str) -> bool:
    """Whether a character of text takes no place or turns what is around it: Unicode's Cf, fillers and selectors."""
    return unicodedata.category(character) == "Cf" or _INVISIBLE.match(character) is not None


def normalize_text(text: str) -> str:
    """The text in Unicode NFC, without what cannot be seen: zero-width, bidi and tag characters, fillers, selectors.

    Control characters stay: who takes the text in says whether they are refused.
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    if not any(is_invisible(one) for one in composed):
        return composed
    kept = [one for place, one in enumerate(composed) if not is_invisible(one) or _is_part_of_emoji(composed, place)]
    # What stood apart only by something unseen may be one character now.
    return unicodedata.normalize("NFC", "".join(kept))


def strip_citation_marks(text: str) -> str:
    """The normalized text, in which no number in brackets passes as a citation: [1] and 【1】 become (1)."""
    found = normalize_text(text)
    found = _CITATION_MARK.sub(lambda match: f"({match[1]})", found)
    return _CLOSING_MARK.sub(lambda match: f"({match[1]})", found)


def to_printable(text: str) -> str:
    """The unmarked text without control characters but tabs and line ends: for rows that no check was made of."""
    return "".join(
        one for one in strip_citation_marks(text) if one in "\t\n\r" or unicodedata.category(one) not in ("Cc", "Cs")
    )


def strip_lookalike_marks(text: str) -> str:
    """A model's text, in which only [1] of ASCII, which is checked, looks like a citation; ［1］ becomes (1)."""
    found = normalize_text(text)
    return _CITATION_MARK.sub(
        lambda match: match[0] if match[0][0] == "[" and match[0][-1] == "]" else f"({match[1]})", found
    )


def normalize_json(value: Any) -> Any:
    """A JSON value with all of its texts, keys too, normalized."""
    return _map_texts(value, normalize_text)


def to_printable_json(value: Any) -> Any:
    """A JSON value with all of its texts, keys too, printable."""
    return _map_texts(value, to_printable)


def _map_texts(value: Any, mend: Callable[[str], str]) -> Any:
    """Without recursion: it may be nested however deep. Of two keys that become one, the last holds."""
    root: list[Any] = [value]
    waiting: list[Any] = [root]
    while waiting:
        holder = waiting.pop()
        places: list[tuple[Any, Any]] = list(holder.items() if isinstance(holder, dict) else enumerate(holder))
        if isinstance(holder, dict):
            mended = [(mend(key), one) for key, one in places]
            if mended != places:
                places = mended
                holder.clear()
        for key, one in places:
            copied = mend(one) if isinstance(one, str) else one
            if isinstance(one, dict):
                copied = dict(one)
            elif isinstance(one, list):
                copied = list(one)
            holder[key] = copied
            if isinstance(copied, dict | list):
                waiting.append(copied)
    return root[0]


def _is_part_of_emoji(text: str, place: int) -> bool:
    """Whether a joiner or selector makes a picture of what is around it."""
    before = text[place - 1] if place else ""
    behind = text[place + 1 : place + 2]
    if text[place] == _VARIATION_SELECTOR:
        return bool(before) and (_is_symbol(before) or (before in _KEYCAP_BASES and behind == _KEYCAP))
    if text[place] == _ZERO_WIDTH_JOINER:
        return bool(before and behind) and (before == _VARIATION_SELECTOR or _is_symbol(before)) and _is_symbol(behind)
    return False


def _is_symbol(character: str) -> bool:
    """An emoji or a sign that may be shown as one; U+1F3FB to U+1F3FF, which colour a skin, are modifiers (Sk)."""
    return unicodedata.category(character) in ("So", "Sm", "Sk") or character in "‼⁉"
