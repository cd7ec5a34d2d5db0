"""A golden question: asked in Korean and in English, with the answer that the truth of the footage makes right."""

from collections.abc import Mapping
from dataclasses import dataclass

from evals.ask.expected import AnswerRule

LANGUAGES = ("ko", "en")
# Ends the key of a question in its second wording.
REWORDED = " (reworded)"


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """key: its name, unique. clip: the video it is asked about; empty for everything.

    follows: the question whose session it is asked in, after it.
    """

    key: str
    category: str
    texts: Mapping[str, str]
    answer_rule: AnswerRule
    clip: str = ""
    follows: str = ""

    def reword(self, texts: Mapping[str, str]) -> "GoldenQuestion":
        """The same question in other words."""
        return GoldenQuestion(f"{self.key}{REWORDED}", self.category, texts, self.answer_rule, self.clip, self.follows)


def make_question(
    key: str, category: str, korean: str, english: str, answer_rule: AnswerRule, *, clip: str = "", follows: str = ""
) -> GoldenQuestion:
    return GoldenQuestion(key, category, {"ko": korean, "en": english}, answer_rule, clip, follows)
