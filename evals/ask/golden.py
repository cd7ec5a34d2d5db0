"""A golden question: asked in Korean and in English, with the answer that the truth of the footage makes right."""

from collections.abc import Mapping
from dataclasses import dataclass

from evals.ask.expected import Answer

LANGUAGES = ("ko", "en")
# Ends the key of a question in its second wording.
REWORDED = " (reworded)"


@dataclass(frozen=True, slots=True)
class Golden:
    """key: its name, unique. clip: the video it is asked about; empty for everything.

    follows: the question whose session it is asked in, after it.
    """

    key: str
    category: str
    texts: Mapping[str, str]
    answer: Answer
    clip: str = ""
    follows: str = ""

    def reworded(self, texts: Mapping[str, str]) -> "Golden":
        """The same question in other words."""
        return Golden(f"{self.key}{REWORDED}", self.category, texts, self.answer, self.clip, self.follows)


def asked(
    key: str, category: str, korean: str, english: str, answer: Answer, *, clip: str = "", follows: str = ""
) -> Golden:
    return Golden(key, category, {"ko": korean, "en": english}, answer, clip, follows)
