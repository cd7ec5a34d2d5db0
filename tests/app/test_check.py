"""`python -m app check` prints a table of the whole setup."""

import asyncio
import os
import sys
from pathlib import Path

import app_commands
from config import Settings
from datasources.checks.result import failed, passed

NAMES = (
    *("database_url", "secret_key", "aws_endpoint_url_s3", "aws_endpoint_url_sqs", "aws_sqs_queue_url"),
    *("aws_storage_bucket_name", "aws_thumbnails_bucket_name", "aws_highlights_bucket_name"),
    *("aws_endpoint_url_bedrock_runtime", "aws_endpoint_url_bedrock_agent_runtime", "aws_bedrock_model_id"),
    *("aws_bedrock_vlm_model_id", "aws_bedrock_embedding_model_id", "aws_bedrock_rerank_model_id"),
)
ROOT = Path(__file__).resolve().parents[2]


def test_the_table_has_a_line_for_each_check_and_what_to_do_below_it() -> None:
    table = app_commands.format_table([passed("database", "PostgreSQL 18.6"), failed("queue", "none", "Make one.")])
    assert table.splitlines() == [
        "ok      database  PostgreSQL 18.6",
        "FAILED  queue     none",
        "                  Make one.",
        "1 of 2 checks failed.",
    ]


async def test_the_embedded_stack_passes(settings: Settings) -> None:
    given = {name.upper(): str(getattr(settings, name) or "") for name in NAMES}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "check"), cwd=ROOT, env={**os.environ, **given}, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    table = told.decode()
    assert process.returncode == 0, table
    assert "0 of " in table
    assert "vector index" in table
    assert str(settings.secret_key) not in table


async def test_another_argument_is_a_usage_error() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "chek"), cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, told = await process.communicate()
    assert process.returncode == 2
    assert b"usage: python -m app [check]" in told
