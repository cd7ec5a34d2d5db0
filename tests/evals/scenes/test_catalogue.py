"""The scenes by name, and those made up from a seed."""

from itertools import combinations

import pytest

from evals.scenes.__main__ import main
from evals.scenes.catalogue import SCENES, make_random_scene
from evals.scenes.colours import CLOTHES, HAIR, SKIN
from evals.scenes.motion import plan_course
from evals.scenes.script import Scene
from evals.scenes.truth import build_truth

MADE_UP = [make_random_scene(seed, 12) for seed in range(1, 6)]


@pytest.mark.parametrize("scene", [*SCENES.values(), *MADE_UP], ids=lambda scene: scene.name)
def test_every_scene_can_be_worked_out_and_drawn(scene: Scene) -> None:
    assert len(build_truth(scene)["visits"]) == len(scene.visits)
    for visit in scene.visits:
        assert {visit.appearance.shirt, visit.appearance.trousers, visit.appearance.bag or "red"} <= CLOTHES.keys()
        assert visit.appearance.hair in HAIR
        assert visit.appearance.skin in SKIN
        assert all(0 < stop.x < 1 for stop in visit.stops)
    assert (scene.width % 2, scene.height % 2) == (0, 0)
    assert scene.recorded_at.utcoffset() is not None


def test_the_sample_has_three_visits_one_of_them_long_at_the_left_shelf() -> None:
    visits = build_truth(SCENES["sample"])["visits"]
    assert len({visit["shirt"] for visit in visits}) == 3
    stays = {
        visit["person"]: max(s["end_seconds"] - s["start_seconds"] for s in visit["spans"] if s["type"] == "STANDING")
        for visit in visits
    }
    assert stays[1] == 21
    assert max(stays[2], stays[3]) < 10
    assert [s["from"] for s in visits[0]["spans"] if s["type"] == "STANDING"] == ["LEFT"]


@pytest.mark.parametrize("visits", [1, 5, 12])
def test_a_seed_gives_the_same_scene_each_time_with_as_many_visits_as_asked_for(visits: int) -> None:
    assert make_random_scene(7, visits) == make_random_scene(7, visits)
    assert make_random_scene(7, visits) != make_random_scene(8, visits)
    assert len(make_random_scene(7, visits).visits) == visits


@pytest.mark.parametrize("scene", MADE_UP, ids=lambda scene: scene.name)
def test_made_up_visits_can_be_told_apart(scene: Scene) -> None:
    assert len({visit.appearance.shirt for visit in scene.visits}) == len(scene.visits)
    for one, other in combinations([plan_course(scene, visit) for visit in scene.visits], 2):
        if one.enter_seconds < other.exit_seconds and other.enter_seconds < one.exit_seconds:
            assert one.visit.lane != other.visit.lane
    assert max(plan_course(scene, visit).exit_seconds for visit in scene.visits) < scene.seconds


@pytest.mark.parametrize("visits", [0, 13, -1])
def test_a_number_of_visits_that_is_not_allowed_is_refused(visits: int) -> None:
    with pytest.raises(ValueError, match="1 to 12"):
        make_random_scene(1, visits)


def test_the_command_lists_all_scenes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in SCENES)


def test_the_command_says_what_there_is_when_a_name_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "nothing"]) == 2
    assert "sample" in capsys.readouterr().err
