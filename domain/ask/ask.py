"""A question becomes a checked query and a search; the answer says only what the evidence says, and points at it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.ask.filters.build_filters import SearchScope, build_filters
from domain.ask.plan.plan import QuestionLanguage, SearchPlan
from domain.ask.plan.planner import load_footage_context, plan_question
from domain.ask.question.query_embedding import embed_query
from domain.ask.question.question import Answer, Question, choose_language
from domain.ask.replies.no_results import reply_guidance, reply_no_results, reply_obstacle
from domain.ask.replies.sentences import format_interpretation, format_third_language_note
from domain.ask.retrieval.ranking import EvidenceSet, rank_evidence
from domain.ask.retrieval.retrievers import HybridRetriever
from domain.ask.settings import AskSettings
from domain.ask.time.relative import add_pivot_time, list_cited_moments
from domain.ask.time.resolve_times import resolve_times
from domain.ask.writing.writer import WrittenAnswer, number_evidence, write_answer
from domain.llm.prompts import PROMPTS_VERSION
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, QueryRunner, ReportStage, Retrieval
from models.access.principal import Principal
from models.asking.answers import Coverage, StoredCitation
from models.asking.evidence import Evidence
from models.enums import AgeGroup, Gender, Language, PromptStage, PromptStatus
from models.errors import InvalidInput


async def ask(
    question: Question,
    *,
    principal: Principal,
    search: Retrieval,
    models: Models,
    settings: AskSettings,
    now: datetime,
    report: ReportStage,
    query: QueryRunner | None = None,
) -> Answer:
    """Answer a question from what was recorded. tell gets each stage, and with WRITING the checked text, in pieces.

    query runs the SQL of a plan; without it, filters and text alone are searched. A model or a search leg that fails is
    named in `degraded` and worked around; raises Unavailable only where nothing is left to answer from, InvalidInput
    for a question that is too long.
    """
    _check_length(question, settings)
    meter = UsageMeter()
    language = choose_language(question)
    if not any(letter.isalnum() for letter in question.text):
        return _build_empty_answer(question, language, meter, reply_guidance(language, third_language=False))

    # Begun before the plan is there: it needs only the words.
    embedding = asyncio.create_task(
        embed_query(question.text, principal=principal, search=search, models=models, meter=meter)
    )
    try:
        await report(PromptStage.PLANNING, "")
        with meter.time_stage("planning"):
            question = await load_footage_context(question, principal, search, meter)
            plan = await plan_question(question, models, settings, now, meter, query)
            plan = await resolve_times(plan, question, principal, search, meter)
        third = plan.language is QuestionLanguage.OTHER
        if not plan.about_footage:
            return _build_empty_answer(question, language, meter, reply_guidance(language, third_language=third), plan)

        await report(PromptStage.SEARCHING, "")
        searcher = HybridRetriever(principal, search, models, settings, meter, query)
        with meter.time_stage("searching"):
            scope = await build_filters(plan, question, principal, search, settings.rows_measured)
            if scope.pivot is not None:
                plan = add_pivot_time(plan, scope.pivot)
            if scope.obstacle is not None:
                return _build_empty_answer(
                    question, language, meter, reply_obstacle(scope.obstacle, plan, question, language), plan
                )
            legs = await searcher.retrieve(question, plan, scope, embedding)
        await report(PromptStage.RERANKING, "")
        found = await rank_evidence(searcher, question.text, plan, scope, legs, language)
    finally:
        embedding.cancel()
    if not found.rows and not found.has_table_answer:
        return await _build_no_results_answer(question, language, plan, scope, found, searcher)

    note = f"{format_third_language_note()} " if third else ""
    untold = [note]

    async def tell_text(text: str) -> None:
        await report(PromptStage.WRITING, "".join(untold) + text)
        untold.clear()

    await report(PromptStage.WRITING, "")
    with meter.time_stage("writing"):
        writing = write_answer(
            plan,
            question,
            found,
            language=language,
            models=models,
            model_id=settings.model_id,
            meter=meter,
            send=tell_text,
        )
        # Where it was looked is told with the answer, so there is time for it now.
        written, coverage = await asyncio.gather(writing, _get_coverage(found, scope, searcher))
        found = replace(found, coverage=coverage)
    if not written.cited_numbers and not written.cites_table:
        return await _build_no_results_answer(question, language, plan, scope, found, searcher)
    return _build_answer(question, language, plan, found, replace(written, text=note + written.text), meter)


def _check_length(question: Question, settings: AskSettings) -> None:
    if len(question.text) > settings.max_characters:
        problem = f"{len(question.text):,} characters, at most {settings.max_characters:,} are read"
        raise InvalidInput(field=("text",), name="text", problem=problem)


def _build_answer(
    question: Question,
    language: Language,
    plan: SearchPlan,
    found: EvidenceSet,
    written: WrittenAnswer,
    meter: UsageMeter,
) -> Answer:
    evidence = number_evidence(found)
    cited = [(number, evidence[number - 1]) for number in sorted(set(written.cited_numbers))]
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
    answer = _add_search_details(
        _build_empty_answer(question, language, meter, written.text, plan, found.coverage), found
    )
    return replace(
        answer,
        status=PromptStatus.COMPLETED,
        citations=citations,
        plan={**answer.plan, "people": _list_people(rows), "moments": list_cited_moments(rows)},
        main_event_id=evidence[written.cited_numbers[0] - 1].event_id if written.cited_numbers else None,
    )


def _add_search_details(answer: Answer, found: EvidenceSet) -> Answer:
    """The answer with how it was searched for; the table where its rows, not single events, were asked for."""
    queried = found.query_result
    return replace(
        answer,
        methods=found.methods,
        generated_sql=None if queried is None else queried.sql,
        table=queried.table if queried is not None and found.has_table_answer else None,
    )


def _list_people(rows: Sequence[Evidence]) -> list[dict[str, str]]:
    """Who the answer was about, for a follow-up that says "that person"."""
    who = dict.fromkeys((str(row.video_id), row.track_id) for row in rows if row.track_id)
    return [{"videoId": video_id, "trackId": track_id} for video_id, track_id in who]


async def _build_no_results_answer(
    question: Question,
    language: Language,
    plan: SearchPlan,
    scope: SearchScope,
    found: EvidenceSet,
    searcher: HybridRetriever,
) -> Answer:
    coverage = await _get_coverage(found, scope, searcher)
    unknown = await _count_unknown_people(plan, scope, searcher)
    text = reply_no_results(plan, question, coverage, searcher.settings, unknown, language)
    return _add_search_details(_build_empty_answer(question, language, searcher.meter, text, plan, coverage), found)


async def _get_coverage(found: EvidenceSet, scope: SearchScope, searcher: HybridRetriever) -> Coverage:
    return found.coverage or await searcher.measure_coverage(scope)


async def _count_unknown_people(plan: SearchPlan, scope: SearchScope, searcher: HybridRetriever) -> int:
    """People who fit but for a gender or age that is not known; 0 where the question names neither."""
    if not plan.genders and not plan.age_groups:
        return 0
    wanted = replace(
        scope.event_filter,
        genders=(Gender.UNKNOWN,) if plan.genders else None,
        age_groups=(AgeGroup.UNKNOWN,) if plan.age_groups else None,
    )
    counted = await searcher.meter.attempt("structured", searcher.search.count(searcher.principal, wanted))
    return counted.people if counted else 0


def _build_empty_answer(
    question: Question,
    language: Language,
    meter: UsageMeter,
    text: str,
    plan: SearchPlan | None = None,
    coverage: Coverage | None = None,
) -> Answer:
    """An answer that found nothing; _found makes the other kind of it."""
    about = plan is not None and plan.about_footage
    return Answer(
        status=PromptStatus.NOT_FOUND,
        response=text,
        language=language,
        interpretation=format_interpretation(plan, question, language) if plan and about else None,
        methods=(),
        plan=plan.to_stored() if plan else {},
        citations=(),
        coverage=coverage or Coverage(),
        degraded=tuple(meter.degraded),
        usage=meter.usage,
        timings=tuple(meter.timings),
        prompts_version=PROMPTS_VERSION,
    )
