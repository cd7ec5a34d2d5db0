"""Asking: what a plan finds, what the writer is given, and what stands in the answer."""

import pytest

from domain.ask.question.question import ConversationTurn
from domain.llm.prompts import PROMPTS_VERSION
from models.enums import Language, PromptStage, PromptStatus, SearchMethod
from tests.domain.ask.asking import get_facts, list_cited, list_evidence, plan, run_ask
from tests.domain.doubles import SETTINGS, VISITS, InMemorySearch, event
from tests.domain.scripted_models import ScriptedModels, read_sections


async def test_an_answer_counts_cites_and_echoes_how_the_question_was_read() -> None:
    question = "처음 30초 동안 몇 명이 들어왔어?"
    read = plan(language="ko", seconds={"from": 0.0, "to": 30.0}, want="COUNT_PEOPLE", types=["PERSON_ENTER"])
    models = ScriptedModels(read, ["두 명이 ", "들어왔습니다 [1][2]."])
    answer = await run_ask(models, question)
    given = read_sections(models.said[-1])
    assert (given["question"], given["request"]["language"]) == (question, "ko")
    assert (given["facts"]["people"], given["facts"]["exact"]) == (2, True)
    assert list_evidence(models) == [("00:02", "P1"), ("00:09", "P2")]
    assert answer.status is PromptStatus.COMPLETED
    assert answer.response == "두 명이 들어왔습니다 [1][2]."
    assert [citation.event_id for citation in answer.citations] == [VISITS[0].event_id, VISITS[2].event_id]
    assert answer.interpretation == "‘Left aisle’ 영상 00:00–00:30 · 입장"
    assert answer.language is Language.KO
    assert answer.main_event_id == VISITS[0].event_id
    assert answer.prompts_version == PROMPTS_VERSION


async def test_a_time_of_day_becomes_a_stated_window_in_the_cameras_zone() -> None:
    search = InMemorySearch()
    window = {"from": "2026-11-22T20:30:00+09:00", "to": "2026-11-22T21:30:00+09:00"}
    models = ScriptedModels(plan(occurredAt=window, types=["PERSON_ENTER"]), ["Three came in [1][2][3]."])
    answer = await run_ask(models, search=search)
    assert answer.interpretation == "2026-11-22 20:30–21:30 (Asia/Seoul), 'Left aisle' · coming in"
    seconds = search.asked["structured"].seconds  # type: ignore[union-attr]
    assert seconds is not None
    assert (seconds.start, seconds.end) == (-1800.0, 1800.0)
    # The writer is to say times of day, and has them.
    given = read_sections(models.said[-1])
    assert given["request"]["timesOfDay"] is True
    assert given["evidence"][0]["clock"].endswith("21:00:02")


async def test_what_began_before_the_window_and_went_on_in_it_is_found() -> None:
    read = plan(seconds={"from": 20, "to": 24}, locations=["LEFT"], types=["STANDING"])
    answer = await run_ask(ScriptedModels(read, ["P1 stood there [1]."]))
    assert [citation.event_id for citation in answer.citations] == [VISITS[1].event_id]


async def test_stages_are_reported_in_order_and_the_text_arrives_checked() -> None:
    reported: list[tuple[PromptStage, str]] = []
    text = ["Two people ", "came in [1", "][2]. It was rai", "ning. One [9] left."]
    answer = await run_ask(ScriptedModels(plan(types=["PERSON_ENTER"]), text), reported=reported)
    stages = list(dict.fromkeys(stage for stage, _ in reported))
    assert stages == [PromptStage.PLANNING, PromptStage.SEARCHING, PromptStage.RERANKING, PromptStage.WRITING]
    assert "".join(piece for _, piece in reported).strip() == answer.response == "Two people came in [1][2]."


async def test_tokens_and_their_price_and_the_time_of_each_stage_are_kept() -> None:
    answer = await run_ask(ScriptedModels(plan(text="red hat"), ["A person [1]."]))
    assert answer.usage.input_tokens == 1000 + 10 + 2000
    assert answer.usage.output_tokens == 150
    # 3,000 and 150 tokens of Claude, ten embedded, and one query to the reranker.
    assert answer.usage.estimated_cost_usd == pytest.approx(0.009 + 0.00225 + 0.002, abs=1e-5)
    assert [timing.stage for timing in answer.timings] == ["planning", "searching", "reranking", "writing"]


async def test_only_text_searches_that_found_what_is_shown_are_named_as_methods() -> None:
    rows = [event(1, "STANDING", 1, 5, description="A person with a red hat stands.")]
    answer = await run_ask(ScriptedModels(plan(text="red hat"), ["A red hat [1]."]), rows=rows)
    assert answer.methods == [SearchMethod.VECTOR, SearchMethod.KEYWORD]
    answer = await run_ask(ScriptedModels(plan(types=["THEFT"])), rows=rows)
    assert answer.methods == []


async def test_a_count_is_of_everything_even_where_not_everything_is_shown() -> None:
    rows = [event(number, "PERSON_ENTER", number, number + 0.5, f"P{number}") for number in range(1, 58)]
    models = ScriptedModels(plan(want="COUNT_PEOPLE", types=["PERSON_ENTER"]), ["57 people came in [1-9][10-40]."])
    answer = await run_ask(models, rows=rows)
    facts = get_facts(models)
    assert (facts["people"], facts["exact"], facts["shown"]) == (57, True, SETTINGS.max_rows_shown)
    assert len(list_evidence(models)) == SETTINGS.max_rows_shown
    # What was not shown cannot be cited.
    assert len(answer.citations) == SETTINGS.max_rows_shown


async def test_the_longest_is_measured_over_all_of_a_persons_events() -> None:
    rows = [
        event(1, "STANDING", 0, 10, "P1"),
        event(2, "STANDING", 20, 35, "P2"),
        event(3, "STANDING", 40, 50, "P1"),
    ]
    models = ScriptedModels(plan(want="LONGEST", types=["STANDING"]), ["P1, for 20 s [1][2]."])
    answer = await run_ask(models, rows=rows)
    longest, *others = get_facts(models)["persons"]
    assert (longest["person"], longest["seconds"], longest["time"]) == ("P1", 20.0, "00:00–00:50")
    assert [(person["person"], person["seconds"]) for person in others] == [("P2", 15.0)]
    assert longest["evidence"] == [1, 2]
    assert list_cited(answer) == [1, 3]


async def test_a_person_who_did_not_do_something_is_found_by_what_is_missing() -> None:
    models = ScriptedModels(plan(want="EXISTS", withoutTypes=["PERSON_EXIT"]), ["P3 did not leave [1]."])
    answer = await run_ask(models)
    assert get_facts(models)["people"] == 1
    assert {person for _, person in list_evidence(models)} == {"P3"}
    assert [citation.event_id for citation in answer.citations] == [VISITS[6].event_id]


async def test_a_visitor_is_known_by_order_of_appearance() -> None:
    models = ScriptedModels(plan(visitor=2, types=["PERSON_EXIT"]), ["P2 left [1]."])
    answer = await run_ask(models)
    assert list_evidence(models) == [("00:21–00:22", "P2")]
    assert list_cited(answer) == [5]


# ── Follow-ups ───────────────────────────────────────────────────────────────────────────────────────────────


async def ask_who_stood(location: str) -> ConversationTurn:
    """The turn of a first question: who stood on this side."""
    read = plan(types=["STANDING"], locations=[location])
    answer = await run_ask(ScriptedModels(read, ["A person stood there [1]."]))
    stored = [citation.model_dump(mode="json") for citation in answer.citations]
    return ConversationTurn("Who stood there?", answer.response, answer.plan, stored)


async def test_that_person_is_the_one_of_the_answer_before() -> None:
    turn = await ask_who_stood("CENTER")
    models = ScriptedModels(
        plan(language="ko", types=["PERSON_EXIT"], aboutEarlier=True), ["P2는 00:21에 나갔습니다 [1]."]
    )
    answer = await run_ask(models, "그 사람은 언제 나갔어?", earlier=(turn,))
    assert list_evidence(models) == [("00:21–00:22", "P2")]
    assert answer.interpretation == "‘Left aisle’ 영상 전체 · 퇴장 · 앞에서 말한 사람"


async def test_the_planner_of_a_follow_up_knows_how_the_question_before_was_read() -> None:
    turn = await ask_who_stood("LEFT")
    models = ScriptedModels(plan(types=["STANDING"], locations=["RIGHT"]), ["P3 stood on the right [1]."])
    answer = await run_ask(models, "And on the right?", earlier=(turn,))
    [earlier] = read_sections(models.said[0])["context"]["earlier"]
    assert earlier["question"] == "Who stood there?"
    assert (earlier["plan"]["types"], earlier["plan"]["locations"]) == (["STANDING"], ["LEFT"])
    assert earlier["people"] == ["P1"]
    assert earlier["cited"] == [{"startSeconds": 4, "endSeconds": 25}]
    assert list_cited(answer) == [8]


async def test_that_person_without_an_earlier_answer_asks_back() -> None:
    answer = await run_ask(ScriptedModels(plan(types=["PERSON_EXIT"], aboutEarlier=True)), "When did she leave?")
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.response == "It is not clear who is meant. Name the person, such as “P2” or “the second visitor”."


# ── Search ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_words_found_is_widened_by_neighbours_and_put_in_the_rerankers_order() -> None:
    rows = [event(number, "WALKING", number, number + 0.9, description=f"step {number}") for number in range(1, 10)]
    rows[4] = event(5, "WALKING", 5, 5.9, description="a red hat")

    def rank_hat_first(documents: object) -> list[int]:
        assert isinstance(documents, list)
        return sorted(range(len(documents)), key=lambda index: documents[index] != "walking. a red hat")

    search = InMemorySearch(rows, down=frozenset({"nearest"}))
    models = ScriptedModels(plan(text="red hat"), ["A red hat was seen [1]."], reranking=rank_hat_first)
    answer = await run_ask(models, search=search)
    assert sorted(models.reranked[0]) == [
        f"walking. {description}" for description in ("a red hat", "step 3", "step 4", "step 6", "step 7")
    ]
    assert answer.citations[0].event_id == rows[4].event_id
    assert answer.citations[0].score == 1.0


async def test_a_question_over_everything_keeps_its_window_as_times_of_day() -> None:
    search = InMemorySearch()
    window = {"from": "2026-11-22T00:00:00", "to": "2026-11-22T23:59:59"}
    models = ScriptedModels(plan(occurredAt=window, types=["PERSON_ENTER"]), ["Three came in [1][2][3]."])
    answer = await run_ask(models, search=search, video=None, timezone="Asia/Seoul")
    wanted = search.asked["structured"]
    assert wanted is not None
    assert wanted.video_ids is None
    assert wanted.occurred_at is not None
    assert answer.interpretation == "all footage, 2026-11-22 00:00–23:59 (Asia/Seoul) · coming in"
    # The writer is to name the videos.
    given = read_sections(models.said[-1])
    assert given["request"]["severalVideos"] is True
    assert {row["video"] for row in given["evidence"]} == {"Left aisle"}
    assert given["facts"]["people"] == 3
