"""Check what a model wrote against what was retrieved, sentence by sentence, while it is still writing.

The rule: [n] may name only rows that were retrieved. A number that was not retrieved is dropped. A sentence that is
left without any number says something that no evidence bears, so it is removed; a line that ends with a colon
introduces what follows and stays if a checked sentence does follow. What is seen in the stream is already checked.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from models.text.text import unlike_marks

_CITATION = re.compile(r"\s*\[\s*(\d{1,4}(?:\s*[,;·–-]\s*\d{1,4})*)\s*\]")
_NUMBERS = re.compile(r"(\d{1,4})(?:\s*[–-]\s*(\d{1,4}))?")
# A full stop, closing marks and citations after it, then a space or a line's end. Not after "p.m." or "No.".
_END = re.compile(
    r"(?:(?<![ap]\.m)(?<!\bNo)(?<!e\.g)(?<!i\.e)[.!?。]|[!?。])[\"'”’)」』]*(?:\s*\[[^\]\n]{1,60}\])*(?=\s)|\n"
)
_LONGEST_RANGE = 200


@dataclass
class CitationChecker:
    """Takes text as it arrives, gives back checked sentences. retrieved: the numbers that exist.

    unshown: numbers among them that bear a sentence but point at no moment, as a table's; readers do not see them.
    """

    retrieved: Collection[int]
    keep_uncited: bool = False
    unshown: frozenset[int] = frozenset()
    borne_unshown: bool = False
    cited: list[int] = field(default_factory=list)
    invented: list[int] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    _pending: str = ""
    _lead_in: str = ""

    def feed(self, text: str) -> str:
        """Text that arrived; returns what is complete and checked by now, perhaps nothing."""
        self._pending += text
        passed = ""
        while (end := self._sentence_end()) is not None:
            passed += self._pass(self._pending[:end])
            self._pending = self._pending[end:]
        return passed

    def finish(self) -> str:
        """The end of the text; returns what was still held back."""
        passed = self._pass(self._pending)
        self._pending = ""
        if self._lead_in:
            self.removed.append(self._lead_in.strip())
            self._lead_in = ""
        return passed

    def _sentence_end(self) -> int | None:
        """Where the first sentence ends, once it is certain that no citation follows it."""
        for match in _END.finditer(self._pending):
            end = match.end()
            rest = self._pending[end:]
            spaces = len(rest) - len(rest.lstrip())
            if match.group() == "\n" or (rest[spaces:] and rest[spaces] != "["):
                return end + spaces
            if rest[spaces : spaces + 1] == "[" and "]" not in rest:
                return None
        return None

    def _pass(self, sentence: str) -> str:
        if not sentence.strip():
            return sentence if sentence and not self._lead_in else ""
        numbers: list[int] = []
        invented = len(self.invented)
        checked = _CITATION.sub(lambda match: self._kept(match, numbers), unlike_marks(sentence))
        if not numbers and not (self.keep_uncited and len(self.invented) == invented):
            if sentence.rstrip().endswith((":", "：")):
                self._lead_in += checked
            else:
                self.removed.append(sentence.strip())
            return ""
        self.borne_unshown = self.borne_unshown or not self.unshown.isdisjoint(numbers)
        shown = [number for number in numbers if number not in self.unshown]
        self.cited.extend(number for number in dict.fromkeys(shown) if number not in self.cited)
        lead_in, self._lead_in = self._lead_in, ""
        return lead_in + checked

    def _kept(self, match: re.Match[str], numbers: list[int]) -> str:
        kept = []
        for number in _expanded(match.group(1)):
            if number in self.retrieved:
                kept.append(number)
            else:
                self.invented.append(number)
        numbers.extend(kept)
        space = match.group()[: len(match.group()) - len(match.group().lstrip())]
        shown = [number for number in kept if number not in self.unshown]
        return space + "".join(f"[{number}]" for number in shown) if shown else ""


def _expanded(inside: str) -> list[int]:
    """ "1, 3-5" → 1, 3, 4, 5."""
    numbers: list[int] = []
    for match in _NUMBERS.finditer(inside):
        first, last = int(match.group(1)), int(match.group(2) or match.group(1))
        numbers.extend(range(first, last + 1) if first <= last <= first + _LONGEST_RANGE else (first, last))
    return numbers


def checked(text: str, retrieved: Collection[int]) -> tuple[str, CitationChecker]:
    """A whole text at once: what is left of it, and what the check found."""
    checker = CitationChecker(retrieved)
    passed = checker.feed(text)
    return (passed + checker.finish()).strip(), checker
