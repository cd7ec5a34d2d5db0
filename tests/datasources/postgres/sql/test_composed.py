"""What a reviewer reads in composed/*.sql is what the code composes."""

from datasources.postgres.sql.composed import COMPOSED, compose_files


async def test_the_files_hold_what_the_code_composes_now() -> None:
    """`python -m datasources.postgres.sql.composed` writes them anew."""
    composed = await compose_files()
    assert sorted(composed) == sorted(path.name for path in COMPOSED.iterdir())
    for name, text in composed.items():
        assert (COMPOSED / name).read_text() == text, name
