"""A golden question in Korean and English, with the answer that the ground truth makes right."""

from collections.abc import Mapping
from dataclasses import dataclass

from evals.ask.expected import AnswerRule

LANGUAGES = ("ko", "en")
# Ends the key of a question in its second wording.
REWORDED = " (reworded)"


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """key: its unique name. clip: the video that it is about; empty for all footage.

    follows: the key of the question before it in the same session.
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
