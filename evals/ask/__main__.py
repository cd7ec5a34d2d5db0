"""Ask the golden questions and print the scores: `python -m evals.ask` on an embedded stack of its own, or with --url
and --token of an API whose organization has no other footage. The models of that stack are those of LOCAL_LLM_URL, if
it is set (docs/models.md)."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

import httpx

from devstack.problem import StackProblem
from evals.ask.api import ApiError, EvalApi
from evals.ask.evaluate import QuestionResult, evaluate
from evals.ask.footage.seeding import seed_footage
from evals.ask.footage.world import build_ground_truth
from evals.ask.golden import REWORDED, GoldenQuestion
from evals.ask.moments import GroundTruth
from evals.ask.natural.run import run_natural
from evals.ask.outcomes import format_outcomes, name_model
from evals.ask.questions import GOLDEN_QUESTIONS
from evals.ask.questions.held_out import HELD_OUT
from evals.ask.ratings import CONTEXT, clip_videos, questions_from_ratings
from evals.ask.report import format_misses, format_retrieval, format_table, median_milliseconds
from evals.ask.reviews import questions_from_reviews
from evals.ask.throwaway import run_on_temporary_stack


def main(arguments: Sequence[str] | None = None) -> int:
    """0: the questions were asked, whatever the scores; 2: the API cannot be used."""
    chosen = _build_parser().parse_args(arguments)
    judged = chosen.from_ratings or chosen.from_reviews
    if bool(chosen.url) != bool(chosen.token) or (judged and not chosen.url):
        print("--url and --token go together, and --from-ratings and --from-reviews need them.", file=sys.stderr)
        return 2

    def work(url: str, token: str) -> str:
        with httpx.Client(
            headers={"Authorization": f"Bearer {token}"}, timeout=chosen.timeout, trust_env=bool(chosen.url)
        ) as client:
            return _choose_run(chosen)(EvalApi(client, url), chosen)

    try:
        print(work(chosen.url, chosen.token) if chosen.url else run_on_temporary_stack(work))
    except (ApiError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.ask", description=__doc__)
    parser.add_argument("--url", default=os.environ.get("WATCHGRAPH_URL"), help="GraphQL endpoint (WATCHGRAPH_URL)")
    parser.add_argument("--token", default=os.environ.get("WATCHGRAPH_TOKEN"), help="its token (WATCHGRAPH_TOKEN)")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds to wait for an answer")
    parser.add_argument("--from-ratings", action="store_true", help="ask again what people judged (ratePrompt)")
    parser.add_argument("--from-reviews", action="store_true", help="ask about what people reviewed (reviewEvent)")
    parser.add_argument("--category", help="only questions of categories whose name holds this")
    parser.add_argument("--no-legs", action="store_true", help="leave out the searches without a plan")
    parser.add_argument("--no-scene", action="store_true", help="leave out the scene that has to be analysed")
    parser.add_argument("--held-out", action="store_true", help="ask what is held out, too: only once a change is done")
    parser.add_argument("--natural", action="store_true", help="ask the natural questions instead of the golden ones")
    parser.add_argument("--answers", action="store_true", help="print every answer too")
    return parser


def _choose_run(chosen: argparse.Namespace) -> Callable[[EvalApi, argparse.Namespace], str]:
    if chosen.natural:
        return lambda api, _chosen: run_natural(api, _choose_progress())
    if chosen.from_reviews:
        return run_reviewed
    return run_rated if chosen.from_ratings else run_questions


def _choose_progress() -> Callable[[str], None]:
    return _print_progress if sys.stderr.isatty() else lambda _line: None


def run_questions(api: EvalApi, chosen: argparse.Namespace) -> str:
    """Ask and report. Raises ApiError."""
    videos = seed_footage(api, scene=not chosen.no_scene)
    truth = build_ground_truth()
    asked = [
        question
        for question in _filter_by_category(GOLDEN_QUESTIONS, chosen.category)
        if not question.clip or question.clip in videos
    ]
    on_progress = _choose_progress()
    results = evaluate(api, asked, truth, videos, retrievers=not chosen.no_legs, on_progress=on_progress)
    parts = [format_outcomes(name_model(api), results), format_table(results, "category"), format_retrieval(results)]
    second = [result for result in results if result.golden.key.endswith(REWORDED)]
    if second:
        parts.append(format_table(second, "second wordings"))
    held = _filter_by_category(HELD_OUT, chosen.category) if chosen.held_out else []
    if held:
        unseen = evaluate(api, held, truth, videos, retrievers=False, on_progress=on_progress)
        parts.append(format_table(unseen, "held out"))
    parts.append(f"{median_milliseconds(results):.0f} ms an answer (median)")
    if chosen.answers:
        parts.append(_format_answers(results))
    missed = format_misses(results)
    return "\n\n".join(part for part in (*parts, missed.strip()) if part)


def _filter_by_category(questions: Sequence[GoldenQuestion], category: str | None) -> list[GoldenQuestion]:
    """The questions of categories whose name holds this; all without it."""
    return [question for question in questions if (category or "") in question.category]


def _format_answers(results: Sequence[QuestionResult]) -> str:
    return "\n\n".join(
        f"{result.language}  {result.golden.texts[result.language]}\n    {result.history['interpretation']}\n"
        f"    {result.history['response']}"
        for result in results
    )


def run_rated(api: EvalApi, _chosen: argparse.Namespace) -> str:
    """Ask the rated questions again, in their context, and report. Raises ApiError."""
    questions = questions_from_ratings(api)
    if not questions:
        return "No answer has been judged yet (ratePrompt)."
    results = evaluate(api, questions, GroundTruth(()), clip_videos(questions), retrievers=False)
    judged = [result for result in results if result.golden.category != CONTEXT]
    return "\n\n".join(part for part in (format_table(judged, "ratings"), format_misses(judged).strip()) if part)


def run_reviewed(api: EvalApi, _chosen: argparse.Namespace) -> str:
    """Ask about the events that people reviewed, and report. Raises ApiError."""
    questions = questions_from_reviews(api)
    if not questions:
        return "No event has been reviewed yet (reviewEvent)."
    results = evaluate(api, questions, GroundTruth(()), clip_videos(questions), retrievers=False)
    return "\n\n".join(part for part in (format_table(results, "reviews"), format_misses(results).strip()) if part)


def _print_progress(line: str) -> None:
    print(f"\r{line} ", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
