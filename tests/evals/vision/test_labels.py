"""Labels of clips, as a data set writes them."""

from pathlib import Path

from evals.vision.labels import Clip, State, parse_states, read_labels


def test_states_have_names_and_spans() -> None:
    assert parse_states("standing 0-0.3; falling and lying 0.4-4") == [
        State(frozenset({"standing"}), 0, 0.3),
        State(frozenset({"falling", "lying"}), 0.4, 4),
    ]
    assert [(state.start, state.end) for state in parse_states("standing 0-0.3 and 1.5-2.2")] == [(0, 0.3), (1.5, 2.2)]


def test_a_folder_s_labels_are_read_with_the_paths_of_its_clips(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text('file,what,states (seconds)\na.mp4,"sits, eats","sitting 0-3"\n')
    [clip] = read_labels(tmp_path)
    assert clip == Clip(tmp_path / "a.mp4", "sits, eats", [State(frozenset({"sitting"}), 0, 3)])
    assert not clip.lies
