"""Check the citations of a model's text, sentence by sentence, while it is still being written.

[n] may name only evidence that was retrieved; other numbers are dropped. A sentence without any number left has no
evidence, so it is removed. A line that ends with a colon stays if a checked sentence follows it. Readers receive only
checked text.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from models.text.text import strip_lookalike_marks

_CITATION_PATTERN = re.compile(r"\s*\[\s*(\d{1,4}(?:\s*[,;·–-]\s*\d{1,4})*)\s*\]")
_RANGE_PATTERN = re.compile(r"(\d{1,4})(?:\s*[–-]\s*(\d{1,4}))?")
# A full stop, closing marks and citations after it, then a space or a line's end. Not after "p.m." or "No.".
_SENTENCE_END_PATTERN = re.compile(
    r"(?:(?<![ap]\.m)(?<!\bNo)(?<!e\.g)(?<!i\.e)[.!?。]|[!?。])[\"'”’)」』]*(?:\s*\[[^\]\n]{1,60}\])*(?=\s)|\n"
)
_MAX_RANGE = 200
# Judges a sentence by the numbers that it cites (None: by all of them): the sentence as it may be told, or None.
JudgeSentence = Callable[[str, Sequence[int] | None], str | None]


@dataclass
class CitationChecker:
    """Takes text as it arrives, and returns checked sentences. retrieved: the numbers that may be cited.

    hidden: those of them that point at no moment, such as a table's; they are removed from the text. judge: what else
    a sentence must pass. removed_sentences have no evidence; refuted_sentences differ from theirs.
    """

    retrieved: Collection[int]
    keep_uncited: bool = False
    hidden: frozenset[int] = frozenset()
    judge: JudgeSentence | None = None
    cites_hidden: bool = False
    cited_numbers: list[int] = field(default_factory=list)
    invented_numbers: list[int] = field(default_factory=list)
    removed_sentences: list[str] = field(default_factory=list)
    refuted_sentences: list[str] = field(default_factory=list)
    _pending: str = ""
    _lead_in: str = ""

    def feed(self, text: str) -> str:
        """Add text that arrived; return the sentences that are complete and checked, perhaps none."""
        self._pending += text
        passed = ""
        while (end := self._find_sentence_end()) is not None:
            passed += self._check_sentence(self._pending[:end])
            self._pending = self._pending[end:]
        return passed

    def finish(self) -> str:
        """End the text; return what was still pending."""
        passed = self._check_sentence(self._pending)
        self._pending = ""
        if self._lead_in:
            self.removed_sentences.append(self._lead_in.strip())
            self._lead_in = ""
        return passed

    def _find_sentence_end(self) -> int | None:
        """The end of the first sentence, once it is certain that no citation follows it."""
        for match in _SENTENCE_END_PATTERN.finditer(self._pending):
            end = match.end()
            rest = self._pending[end:]
            spaces = len(rest) - len(rest.lstrip())
            if match.group() == "\n" or (rest[spaces:] and rest[spaces] != "["):
                return end + spaces
            if rest[spaces : spaces + 1] == "[" and "]" not in rest:
                return None
        return None

    def _check_sentence(self, sentence: str) -> str:
        if not sentence.strip():
            return sentence if sentence and not self._lead_in else ""
        numbers: list[int] = []
        invented = len(self.invented_numbers)
        checked = _CITATION_PATTERN.sub(
            lambda match: self._filter_citation(match, numbers), strip_lookalike_marks(sentence)
        )
        if not numbers and not (self.keep_uncited and len(self.invented_numbers) == invented):
            if sentence.rstrip().endswith((":", "：")):
                self._lead_in += checked
            else:
                self.removed_sentences.append(sentence.strip())
            return ""
        if self.judge is not None:
            judged = self.judge(checked, numbers or None)
            if judged is None:
                self.refuted_sentences.append(sentence.strip())
                return ""
            checked = judged
            if self._lead_in:
                self._lead_in = self.judge(self._lead_in, None) or ""
        return self._pass_on(checked, numbers)

    def _pass_on(self, checked: str, numbers: Sequence[int]) -> str:
        """Note what a sentence that passed cites; return it with the line that leads to it."""
        self.cites_hidden = self.cites_hidden or not self.hidden.isdisjoint(numbers)
        shown = [number for number in numbers if number not in self.hidden]
        self.cited_numbers.extend(number for number in dict.fromkeys(shown) if number not in self.cited_numbers)
        lead_in, self._lead_in = self._lead_in, ""
        return lead_in + checked

    def _filter_citation(self, match: re.Match[str], numbers: list[int]) -> str:
        valid = []
        for number in _expand_ranges(match.group(1)):
            if number in self.retrieved:
                valid.append(number)
            else:
                self.invented_numbers.append(number)
        numbers.extend(valid)
        space = match.group()[: len(match.group()) - len(match.group().lstrip())]
        shown = [number for number in valid if number not in self.hidden]
        return space + "".join(f"[{number}]" for number in shown) if shown else ""


def _expand_ranges(inside: str) -> list[int]:
    """ "1, 3-5" → 1, 3, 4, 5."""
    numbers: list[int] = []
    for match in _RANGE_PATTERN.finditer(inside):
        first, last = int(match.group(1)), int(match.group(2) or match.group(1))
        numbers.extend(range(first, last + 1) if first <= last <= first + _MAX_RANGE else (first, last))
    return numbers


def check_text(text: str, retrieved: Collection[int]) -> tuple[str, CitationChecker]:
    """Check a whole text; return what is left of it, and the checker with its findings."""
    checker = CitationChecker(retrieved)
    passed = checker.feed(text)
    return (passed + checker.finish()).strip(), checker


def list_citations(text: str) -> list[int]:
    """The numbers that a checked text cites, each once, in its order."""
    marks = [_expand_ranges(match.group(1)) for match in _CITATION_PATTERN.finditer(text)]
    return list(dict.fromkeys(number for numbers in marks for number in numbers))
