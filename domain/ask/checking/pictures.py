"""Judge sentences that rest on pictures of a video and on events around them.

No program can say whether a picture shows what a sentence tells. It can say whether the times are those of the pictures
or events, and whether there is such a person. A sentence that rests on events alone is checked like any answer's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.ask.checking.check import QUOTED, SentenceChecker
from domain.ask.checking.claims import TimeClaim, read_part
from domain.ask.checking.lexicon import load_lexicon
from domain.ask.checking.material import Material, Verdict
from domain.ask.checking.support import fits_clock, fits_position
from domain.ask.facts.facts import compute_facts
from domain.ask.plan.plan import SearchPlan
from domain.ask.writing.citations import JudgeSentence
from domain.ask.writing.verification import mark_unverified
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language

_MARK = re.compile(r"\[(\d{1,4})\]")
# A picture stands for about this much before and after it.
_AROUND_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class PicturedMaterial:
    """What a model was shown: pictures at these seconds of the video, numbered from `first`, then rows.

    spans: further parts of the video that it was told of, such as the part that is looked at.
    """

    video: VideoContext
    seconds: Sequence[float]
    rows: Sequence[Evidence]
    first: int = 1
    spans: Sequence[tuple[float, float]] = ()

    def fits_time(self, claim: TimeClaim) -> bool:
        spans = [(moment - _AROUND_SECONDS, moment + _AROUND_SECONDS) for moment in self.seconds]
        spans += [(edge, edge) for span in self.spans for edge in span]
        spans += [(row.start_seconds, row.end_seconds) for row in self.rows]
        return any(fits_position(claim, start, end) or self._fits_clock(claim, start, end) for start, end in spans)

    def _fits_clock(self, claim: TimeClaim, start: float, end: float) -> bool:
        recorded = self.video.local_start
        if recorded is None:
            return False
        return fits_clock(claim, recorded + timedelta(seconds=start), recorded + timedelta(seconds=end))


def build_pictured_judge(
    plan: SearchPlan, question: str, material: PicturedMaterial, language: Language
) -> JudgeSentence:
    """The judge of a text about pictures: it drops false sentences, and marks those that events do not bear out."""
    lexicon = load_lexicon(language)
    pictures = range(material.first, material.first + len(material.seconds))
    facts = compute_facts(material.rows, plan, exact=False)
    rows = Material(material.rows, facts, len(material.rows), None, question)
    checker = SentenceChecker(plan, rows, language)
    people = {row.track_id.lower() for row in material.rows if row.track_id}

    def judge(sentence: str, numbers: Sequence[int] | None) -> str | None:
        if numbers and not any(number in pictures for number in numbers):
            offset = pictures.stop - 1
            renumbered = _MARK.sub(lambda mark: f"[{int(mark[1]) - offset}]", sentence)
            verdict = checker.judge(renumbered, [number - offset for number in numbers])
            if verdict is Verdict.FALSE:
                return None
            return sentence if verdict is Verdict.HOLDS else mark_unverified(sentence, language)
        # What is written in a picture may be read out, whatever it says.
        claims = read_part(_MARK.sub("", QUOTED.sub("", sentence)), lexicon, sorted(people))
        named = {name.lower() for name in (*claims.people, *claims.objects)}
        holds = named <= people and all(material.fits_time(time) for time in claims.times)
        return sentence if holds else None

    return judge
