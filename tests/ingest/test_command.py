"""What the command line takes."""

import pytest

from ingest.command import parse

RTSP = ["rtsp", "gate=rtsp://10.0.0.7/a", "--spool", "/srv/spool", "--url", "http://localhost/graphql"]


def test_a_camera_may_have_an_id_at_the_server() -> None:
    assert parse([*RTSP, "--camera-id", "gate=Q2Ft=="]).camera_id == [("gate", "Q2Ft==")]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--minutes", "20"], "from 1 to 15 minutes"),
        (["--stall", "0"], "from 1 to 600"),
        (["--camera-id", "gate"], "no camera's name and id"),
        (["--timezone", "Seoul"], "no IANA time zone"),
        (["--limit", "fast"], "is no limit"),
        (["--max-disk", "much"], "is no size"),
    ],
)
def test_what_cannot_be_says_how_it_is_written(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse([*RTSP, *words])
    assert says in capsys.readouterr().err


def test_help_names_every_way(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    text = capsys.readouterr().out
    assert all(f"    {way} " in text for way in ("watch", "rtsp", "frigate"))
