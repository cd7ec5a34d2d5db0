"""The fixtures that other tests use."""

import asyncpg
import pytest

from config import Settings
from tests.conftest import Database

pytestmark = pytest.mark.slow


async def test_each_test_has_a_migrated_empty_database_in_which_the_application_sees_no_foreign_rows(
    database: Database,
) -> None:
    application = await asyncpg.connect(database.dsn)
    try:
        assert await application.fetchval("SELECT count(*) FROM video") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute("DROP TABLE video")
    finally:
        await application.close()


def test_settings_point_at_what_is_the_tests_own(settings: Settings, database: Database) -> None:
    assert settings.database_url == database.dsn
    assert settings.aws_sqs_queue_url.startswith(str(settings.aws_endpoint_url_sqs))
    assert settings.stack == "embedded"
