"""The golden questions and their footage fit each other."""

from collections import Counter
from datetime import UTC, datetime

from evals.ask.footage.clips import CLIPS, IMPORTED_EVENTS, SCENE
from evals.ask.footage.world import build_ground_truth
from evals.ask.golden import GoldenQuestion
from evals.ask.questions import GOLDEN_QUESTIONS
from evals.ask.questions.held_out import HELD_OUT


def test_there_are_more_than_forty_pairs_each_with_a_key_of_its_own() -> None:
    assert len(GOLDEN_QUESTIONS) > 40
    assert len({one.key for one in GOLDEN_QUESTIONS}) == len(GOLDEN_QUESTIONS)
    assert all(set(one.texts) == {"ko", "en"} and all(one.texts.values()) for one in GOLDEN_QUESTIONS)


def test_every_kind_of_question_is_asked_several_times() -> None:
    asked = Counter(one.category for one in GOLDEN_QUESTIONS)
    assert asked.keys() >= {
        "time range", "wall clock", "event type", "attribute", "location", "count", "distinct people", "superlative",
        "sequence", "semantic", "negative", "typos, spacing", "mixed language", "follow-up", "cross-camera",
        "analysed scene",
    }  # fmt: skip
    assert min(asked.values()) >= 3


def test_what_an_answer_must_cite_is_in_the_clip_that_is_asked_about() -> None:
    for golden in (*GOLDEN_QUESTIONS, *HELD_OUT):
        expected = golden.answer_rule(build_ground_truth())
        assert expected.expects_evidence or golden.category in ("negative", "wall clock", SCENE, "analysed scene"), (
            golden.key
        )
        assert all(group for group in expected.required), golden.key
        assert not golden.clip or {one.clip for one in expected.allowed} <= {golden.clip}, golden.key


def test_a_follow_up_comes_after_what_it_follows_and_is_about_the_same_footage() -> None:
    before: dict[str, GoldenQuestion] = {}
    for golden in GOLDEN_QUESTIONS:
        assert not golden.follows or before[golden.follows].clip == golden.clip
        before[golden.key] = golden


def test_what_is_held_out_is_asked_nowhere_else() -> None:
    known = {text for one in GOLDEN_QUESTIONS for text in one.texts.values()}
    assert len(HELD_OUT) >= 20
    assert len({one.key for one in (*GOLDEN_QUESTIONS, *HELD_OUT)}) == len(GOLDEN_QUESTIONS) + len(HELD_OUT)
    assert not known & {text for one in HELD_OUT for text in one.texts.values()}


def test_every_event_is_within_its_clip() -> None:
    lengths = {clip.key: clip.seconds for clip in CLIPS}
    assert all(0 <= one.start <= one.end <= lengths[one.clip] for one in IMPORTED_EVENTS)


def test_the_lobby_was_recorded_yesterday_evening_where_it_is() -> None:
    lobby = next(clip for clip in CLIPS if clip.key == "lobby")
    # 16:00 in London is already the 26th in Seoul.
    recorded = lobby.recorded_at(datetime(2025, 11, 25, 16, tzinfo=UTC))
    assert recorded.isoformat() == "2025-11-25T21:00:00+09:00"
