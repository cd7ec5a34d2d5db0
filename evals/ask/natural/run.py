"""Ask the natural questions, and report how many answers are exact, wrong, confidently wrong, not examined, refused."""

from collections.abc import Callable, Sequence

from evals.ask.api import EvalApi
from evals.ask.evaluate import QuestionResult, evaluate
from evals.ask.footage.clips import IMPORTED_EVENTS
from evals.ask.footage.seeding import seed_footage
from evals.ask.golden import GoldenQuestion
from evals.ask.moments import GroundTruth
from evals.ask.natural.english import ENGLISH
from evals.ask.natural.held_out import HELD_OUT
from evals.ask.natural.korean import KOREAN
from evals.ask.natural.verdicts import Verdict, format_verdicts, judge
from evals.ask.report import median_milliseconds

NATURAL = (*KOREAN, *ENGLISH)


def run_natural(api: EvalApi, on_progress: Callable[[str], None]) -> str:
    """The report; misses are listed but for those that are held out. Raises ApiError."""
    videos = seed_footage(api, scene=False)
    world = GroundTruth(sorted(IMPORTED_EVENTS, key=lambda event: (event.clip, event.start, event.end)))

    def ask(questions: Sequence[GoldenQuestion]) -> list[tuple[QuestionResult, Verdict]]:
        results = evaluate(api, questions, world, videos, retrievers=False, on_progress=on_progress)
        return [(result, judge(result, world)) for result in results]

    seen, unseen = ask(NATURAL), ask(HELD_OUT)
    lines = [
        format_verdicts("natural", [verdict for _, verdict in [*seen, *unseen]]),
        format_verdicts("of these, held out", [verdict for _, verdict in unseen]),
        *(
            format_verdicts(
                f"of these, {name}", [verdict for result, verdict in [*seen, *unseen] if result.language == key]
            )
            for key, name in (("ko", "Korean"), ("en", "English"))
        ),
        f"{median_milliseconds([result for result, _ in [*seen, *unseen]]):.0f} ms an answer (median)",
    ]
    return "\n".join([*lines, *(_format_miss(*entry) for entry in seen if entry[1] is not Verdict.EXACT)])


def _format_miss(result: QuestionResult, verdict: Verdict) -> str:
    history = result.history
    return "\n".join(
        [
            "",
            f"{verdict.value}: {result.golden.key}: {result.golden.texts[result.language]}",
            f"  read as: {history['interpretation']}",
            f"  answer:  {history['response']}",
            *(f"  miss:    {miss}" for miss in result.score.misses),
        ]
    )
