"""A text from which rules take the parts that they understand, so that no word is used twice."""

import re
import unicodedata
from collections.abc import Iterator

# Replaces what was taken. It is neither a letter nor a space, so patterns do not match across it.
TAKEN_MARK = "▪"
# Marks that the rules insert; they are removed from a question, where they would be mistaken for the rules' own.
_OURS = str.maketrans(dict.fromkeys(f"{TAKEN_MARK}⟪⟫⟦⟧", " "))
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "～": "~", "〜": "~", "—": "-", "–": "-", "−": "-"})


def normalize_text(text: str) -> str:
    """Composed, lower-case, single-spaced, with plain quotation marks, dashes and digits."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    return " ".join(folded.translate(_OURS).split())


class RemainingText:
    """text: what is left to understand."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match, taken out of the text."""
        match = pattern.search(self.text)
        if match is not None:
            self.remove(*match.span())
        return match

    def take_all(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        while (match := self.take(pattern)) is not None:
            yield match

    def remove(self, start: int, end: int) -> None:
        self.text = self.text[:start] + TAKEN_MARK * (end - start) + self.text[end:]
