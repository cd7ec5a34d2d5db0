"""A question becomes a checked query and a search; the answer says only what the evidence says, and points at it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.ask.filters.build_filters import Scope, scope_of
from domain.ask.plan.plan import Asked, Plan
from domain.ask.plan.planner import planned, with_reach
from domain.ask.question.query_embedding import embedded
from domain.ask.question.question import Answer, AskSettings, Question, language_of
from domain.ask.replies.no_results import guidance, nothing_found, obstacle
from domain.ask.replies.sentences import interpretation, third_language_note
from domain.ask.retrieval.ranking import Found, find
from domain.ask.retrieval.retrievers import Searcher
from domain.ask.time.relative import moments, stated
from domain.ask.time.resolve_times import settled
from domain.ask.writing.writer import Written, numbered, write
from domain.llm.prompts import PROMPTS_VERSION
from domain.llm.usage_meter import Meter
from domain.ports import Models, Retrieval, RunQuery
from models.access.principal import Principal
from models.asking.answers import Coverage, StoredCitation
from models.asking.evidence import Evidence
from models.enums import AgeGroup, Gender, Language, PromptStage, PromptStatus
from models.errors import InvalidInput

Tell = Callable[[PromptStage, str], Awaitable[None]]


async def ask(
    question: Question,
    *,
    principal: Principal,
    search: Retrieval,
    models: Models,
    settings: AskSettings,
    now: datetime,
    tell: Tell,
    query: RunQuery | None = None,
) -> Answer:
    """Answer a question from what was recorded. tell gets each stage, and with WRITING the checked text, in pieces.

    query runs the SQL of a plan; without it, filters and text alone are searched. A model or a search leg that fails is
    named in `degraded` and worked around; raises Unavailable only where nothing is left to answer from, InvalidInput
    for a question that is too long.
    """
    _check_length(question, settings)
    meter = Meter()
    language = language_of(question)
    if not any(letter.isalnum() for letter in question.text):
        return _answer(question, language, meter, guidance(language, third_language=False))

    # Begun before the plan is there: it needs only the words.
    embedding = asyncio.create_task(
        embedded(question.text, principal=principal, search=search, models=models, meter=meter)
    )
    try:
        await tell(PromptStage.PLANNING, "")
        with meter.stage("planning"):
            question = await with_reach(question, principal, search, meter)
            plan = await planned(question, models, settings, now, meter, query)
            plan = await settled(plan, question, principal, search, meter)
        third = plan.language is Asked.OTHER
        if not plan.about_footage:
            return _answer(question, language, meter, guidance(language, third_language=third), plan)

        await tell(PromptStage.SEARCHING, "")
        searcher = Searcher(principal, search, models, settings, meter, query)
        with meter.stage("searching"):
            scope = await scope_of(plan, question, principal, search, settings.rows_measured)
            if scope.pivot is not None:
                plan = stated(plan, scope.pivot)
            if scope.obstacle is not None:
                return _answer(question, language, meter, obstacle(scope.obstacle, plan, question, language), plan)
            legs = await searcher.legs(question, plan, scope, embedding)
        await tell(PromptStage.RERANKING, "")
        found = await find(searcher, question.text, plan, scope, legs, language)
    finally:
        embedding.cancel()
    if not found.rows and not found.tabled:
        return await _not_found(question, language, plan, scope, found, searcher)

    note = f"{third_language_note()} " if third else ""
    untold = [note]

    async def tell_text(text: str) -> None:
        await tell(PromptStage.WRITING, "".join(untold) + text)
        untold.clear()

    await tell(PromptStage.WRITING, "")
    with meter.stage("writing"):
        writing = write(
            plan,
            question,
            found,
            language=language,
            models=models,
            model_id=settings.model_id,
            meter=meter,
            tell=tell_text,
        )
        # Where it was looked is told with the answer, so there is time for it now.
        written, coverage = await asyncio.gather(writing, _covered(found, scope, searcher))
        found = replace(found, coverage=coverage)
    if not written.cited and not written.tabled:
        return await _not_found(question, language, plan, scope, found, searcher)
    return _found(question, language, plan, found, replace(written, text=note + written.text), meter)


def _check_length(question: Question, settings: AskSettings) -> None:
    if len(question.text) > settings.max_characters:
        problem = f"{len(question.text):,} characters, at most {settings.max_characters:,} are read"
        raise InvalidInput(field=("text",), name="text", problem=problem)


def _found(question: Question, language: Language, plan: Plan, found: Found, written: Written, meter: Meter) -> Answer:
    evidence = numbered(found)
    cited = [(number, evidence[number - 1]) for number in sorted(set(written.cited))]
    rows = [row for _, row in cited]
    citations = [
        StoredCitation(
            number=number,
            video_id=row.video_id,
            event_id=row.event_id,
            start_seconds=row.start_seconds,
            end_seconds=row.end_seconds,
            score=found.scores.get(row.event_id),
        )
        for number, row in cited
    ]
    answer = _of_search(_answer(question, language, meter, written.text, plan, found.coverage), found)
    return replace(
        answer,
        status=PromptStatus.COMPLETED,
        citations=citations,
        plan={**answer.plan, "people": _people(rows), "moments": moments(rows)},
        main_event_id=evidence[written.cited[0] - 1].event_id if written.cited else None,
    )


def _of_search(answer: Answer, found: Found) -> Answer:
    """The answer with how it was searched for; the table where its rows, not single events, were asked for."""
    queried = found.queried
    return replace(
        answer,
        methods=found.methods,
        generated_sql=None if queried is None else queried.sql,
        table=queried.table if queried is not None and found.tabled else None,
    )


def _people(rows: Sequence[Evidence]) -> list[dict[str, str]]:
    """Who the answer was about, for a follow-up that says "that person"."""
    who = dict.fromkeys((str(row.video_id), row.track_id) for row in rows if row.track_id)
    return [{"videoId": video_id, "trackId": track_id} for video_id, track_id in who]


async def _not_found(
    question: Question, language: Language, plan: Plan, scope: Scope, found: Found, searcher: Searcher
) -> Answer:
    coverage = await _covered(found, scope, searcher)
    unknown = await _unknown_people(plan, scope, searcher)
    text = nothing_found(plan, question, coverage, searcher.settings, unknown, language)
    return _of_search(_answer(question, language, searcher.meter, text, plan, coverage), found)


async def _covered(found: Found, scope: Scope, searcher: Searcher) -> Coverage:
    return found.coverage or await searcher.coverage(scope)


async def _unknown_people(plan: Plan, scope: Scope, searcher: Searcher) -> int:
    """People who fit but for a gender or age that is not known; 0 where the question names neither."""
    if not plan.genders and not plan.age_groups:
        return 0
    wanted = replace(
        scope.wanted,
        genders=(Gender.UNKNOWN,) if plan.genders else None,
        age_groups=(AgeGroup.UNKNOWN,) if plan.age_groups else None,
    )
    counted = await searcher.meter.attempt("structured", searcher.search.count(searcher.principal, wanted))
    return counted.people if counted else 0


def _answer(
    question: Question,
    language: Language,
    meter: Meter,
    text: str,
    plan: Plan | None = None,
    coverage: Coverage | None = None,
) -> Answer:
    """An answer that found nothing; _found makes the other kind of it."""
    about = plan is not None and plan.about_footage
    return Answer(
        status=PromptStatus.NOT_FOUND,
        response=text,
        language=language,
        interpretation=interpretation(plan, question, language) if plan and about else None,
        methods=(),
        plan=plan.stored() if plan else {},
        citations=(),
        coverage=coverage or Coverage(),
        degraded=tuple(meter.degraded),
        usage=meter.usage,
        timings=tuple(meter.timings),
        prompts_version=PROMPTS_VERSION,
    )
