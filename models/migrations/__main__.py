"""`python -m models.migrations`: bring the configured database to the latest migration, by the owner's login."""

import asyncio
import sys

import config
from models.migrations import migrate


def main() -> None:
    try:
        settings = config.load()
    except config.ConfigError as error:
        sys.exit(str(error))
    if not settings.database_owner_url:
        sys.exit(
            "DATABASE_OWNER_URL is empty: set the login that owns the tables, postgresql://owner:password@host/name"
        )
    asyncio.run(migrate(config.as_asyncpg(settings.database_owner_url)))


if __name__ == "__main__":
    main()
