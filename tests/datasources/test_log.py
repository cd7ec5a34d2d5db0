"""The log is one JSON object a line, and tells no secret."""

import io
import json
import logging
from typing import Any

import pytest

from datasources import log


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def logger(stream: io.StringIO) -> logging.Logger:
    made = logging.Logger("test")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.JsonFormatter(tracebacks=False))
    made.addHandler(handler)
    return made


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_says_when_how_bad_and_about_what(logger: logging.Logger, stream: io.StringIO) -> None:
    with log.bind_log_fields(job_id="7", video_id=None), log.bind_log_fields(attempt=2):
        logger.warning("Tried %s", "again", extra={"stage": "PROBING"})
    logger.info("안녕")
    first, second = lines(stream)
    assert {"level": "WARNING", "message": "Tried again", "job_id": "7", "attempt": 2, "stage": "PROBING"}.items() <= (
        first.items()
    )
    assert first["at"].endswith("+00:00")
    assert "video_id" not in first
    assert second["message"] == "안녕"
    assert "job_id" not in second


def test_an_error_is_named_on_the_same_line(logger: logging.Logger, stream: io.StringIO) -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logger.exception("Failed")
    [line] = lines(stream)
    assert line["error"] == "ValueError: two\nlines"
    assert "traceback" not in line


@pytest.mark.parametrize(
    ("told", "hidden"),
    [
        ("PUT http://s3/bucket/key?X-Amz-Signature=abcdef&X-Amz-Date=1", "abcdef"),
        ("https://s3/b/k?response=1&Signature=abcdef", "abcdef"),
        ("Authorization: Bearer abc.def-ghi", "abc.def"),
        ("token eyJhbGciOi.eyJzdWIi.c2lnbmF0", "eyJhbGciOi"),
        ("postgresql://watchgraph:hunter2@db:5432/wg", "hunter2"),
    ],
)
def test_keeps_secrets_out(logger: logging.Logger, stream: io.StringIO, told: str, hidden: str) -> None:
    logger.info("It was %s", told)
    logger.info("It was", extra={"detail": told})
    try:
        raise RuntimeError(told)
    except RuntimeError:
        logger.exception("It was")
    assert len(lines(stream)) == 3
    assert hidden not in stream.getvalue()
