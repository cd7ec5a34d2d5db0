"""`python -m models.migrations`: bring the configured database to the latest migration, by the owner's login.

Then index the vectors of the configured model, unless they are: run it again after a change of the model.
"""

import asyncio
import sys

import config
from models.asking.vectors import EmbeddingSpace
from models.migrations import migrate
from models.migrations.vector_index import index_vectors
from models.settings.database import to_asyncpg_url


def main() -> None:
    try:
        settings = config.load_owner_settings()
    except config.ConfigError as error:
        sys.exit(str(error))
    if not settings.database_owner_url:
        sys.exit(
            "DATABASE_OWNER_URL is empty: set the login that owns the tables, postgresql://owner:password@host/name"
        )
    asyncio.run(_migrate(settings))


async def _migrate(settings: config.OwnerSettings) -> None:
    await migrate(to_asyncpg_url(settings.database_owner_url))
    space = EmbeddingSpace(settings.aws_bedrock_embedding_model_id, settings.aws_bedrock_embedding_dimensions)
    await index_vectors(settings.database_owner_url, space)


if __name__ == "__main__":
    main()
