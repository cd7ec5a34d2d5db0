"""Judge a sentence of a model by the rows, facts and table that it cites."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.ask.checking.lexicon import Lexicon, load_lexicon
from domain.ask.checking.material import Material, Verdict, list_texts
from domain.ask.checking.parts import split_parts
from domain.ask.checking.sentence import SentenceJudge
from domain.ask.checking.support import Support
from domain.ask.plan.plan import SearchPlan, YesMeaning
from models.enums import Language

QUOTED = re.compile(r"‘([^’]*)’|“([^”]*)”|(?<!\w)'([^']*)'(?!\w)|\"([^\"]*)\"")
# The number that a sentence cites if it rests on the table of a query.
TABLE_NUMBER = 0


@dataclass(frozen=True, slots=True)
class SentenceChecker:
    """Judges the sentences of one answer."""

    plan: SearchPlan
    material: Material
    language: Language

    def judge(self, sentence: str, numbers: Sequence[int]) -> Verdict:
        """Whether what the sentence says follows from what it cites. sentence: with its marks."""
        cited = [self.material.rows[number - 1] for number in numbers if 0 < number <= len(self.material.rows)]
        table = self.material.table if TABLE_NUMBER in numbers else None
        support = Support(cited, self.material.facts, self.plan, self.material.shown, table, self.material.given)
        lexicon = load_lexicon(self.language)
        text, verdict = self._take_names(self._take_answer_word(sentence, lexicon), support)
        if verdict is Verdict.FALSE:
            return verdict
        judged = SentenceJudge(self.plan, self.material, support, lexicon).judge(
            split_parts(text, lexicon, self.language)
        )
        return verdict if judged is Verdict.HOLDS else judged

    def judge_answer_word(self, sentence: str) -> bool | None:
        """Whether a sentence that begins with yes or no is right in it; None where it does not begin so."""
        lexicon = load_lexicon(self.language)
        yes, no = lexicon.yes.match(sentence), lexicon.no.match(sentence)
        if yes is None and no is None:
            return None
        return self.plan.defines_yes and (yes is not None) == (self.plan.yes_means is YesMeaning.FOUND)

    def strip_answer_word(self, sentence: str) -> str:
        """The sentence without its yes or no."""
        rest = self._take_answer_word(sentence, load_lexicon(self.language))
        space = sentence[: len(sentence) - len(sentence.lstrip())]
        return space + rest[:1].upper() + rest[1:]

    @staticmethod
    def _take_answer_word(sentence: str, lexicon: Lexicon) -> str:
        return lexicon.no.sub("", lexicon.yes.sub("", sentence, count=1), count=1)

    def _take_names(self, sentence: str, support: Support) -> tuple[str, Verdict]:
        """The sentence without names and quotations; FALSE if it names a video or camera of other rows."""
        allowed = [*list_texts(support), *self.plan.cameras, self.plan.text, self.material.question]
        names = {name for row in self.material.rows for name in (row.video_name, row.camera) if name and len(name) > 1}
        text = sentence
        for name in sorted(names, key=len, reverse=True):
            if name in text:
                if not any(name in known for known in allowed):
                    return text, Verdict.FALSE
                text = text.replace(name, "□")
        for row in support.rows:
            for told in (row.description, row.description_ko):
                if told and len(told) > 3:
                    text = text.replace(told.rstrip(". "), "□")
        unknown = False

        def take(match: re.Match[str]) -> str:
            nonlocal unknown
            quoted = next(group for group in match.groups() if group is not None).strip(" .")
            if any(quoted.lower() in known.lower() for known in allowed) or not quoted.strip("□ "):
                return "□"
            unknown = True
            return match[0]

        return QUOTED.sub(take, text), Verdict.UNVERIFIED if unknown else Verdict.HOLDS
