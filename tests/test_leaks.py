"""The watch over the run's log sees what it is there for."""

import logging

import pytest

from datasources.log import Lines
from tests.leaks import LEAKS, Leaks

SIGNED = "https://bucket.example/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0123abcd"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJraW0ifQ.c2lnbmF0dXJl"


def test_the_whole_run_is_watched() -> None:
    assert LEAKS in logging.getLogger().handlers


@pytest.mark.parametrize("text", [SIGNED, TOKEN, "the secret key itself", "the database password"])
def test_a_secret_is_found_where_nothing_hides_it(text: str) -> None:
    leaks = Leaks()
    leaks.setFormatter(logging.Formatter("%(message)s"))
    leaks.keep_secret(
        {"SECRET_KEY": "the secret key itself", "DATABASE_URL": "postgresql://user:the database password@host/name"}
    )
    leaks.handle(logging.makeLogRecord({"msg": f"somebody wrote {text} down"}))
    assert len(leaks.found) == 1


@pytest.mark.parametrize("text", [SIGNED, f"Authorization: Bearer {TOKEN}", TOKEN])
def test_what_the_product_writes_hides_it(text: str) -> None:
    leaks = Leaks()
    leaks.setFormatter(Lines(tracebacks=True))
    leaks.handle(logging.makeLogRecord({"msg": f"somebody wrote {text} down"}))
    assert leaks.found == []
    assert leaks.lines == 1
