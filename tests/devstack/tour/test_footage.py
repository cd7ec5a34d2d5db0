"""The footage of the tour."""

import hashlib
from pathlib import Path

import pytest

from devstack.tour.footage import describe_video


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.mp4", "video/mp4"),
        ("A.MKV", "video/x-matroska"),
        ("b.mov", "video/quicktime"),
        ("c", "application/octet-stream"),
    ],
)
def test_the_content_type_follows_the_name(tmp_path: Path, name: str, content_type: str) -> None:
    (tmp_path / name).write_bytes(b"film")
    assert describe_video(tmp_path / name).content_type == content_type


def test_a_given_film_is_named_and_summed(tmp_path: Path) -> None:
    film = tmp_path / "entrance.mp4"
    film.write_bytes(b"film")
    footage = describe_video(film)
    assert (footage.name, footage.size_bytes) == ("entrance", 4)
    assert footage.compute_checksum() == hashlib.sha256(b"film").hexdigest()
    assert [question.language for question in footage.questions] == ["Korean", "English"]
