"""The commands of `python -m worker`: each runs once, prints what it did, and ends."""

import argparse
import asyncio
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

import config
from datasources.bootstrap import Datasources, open_datasources
from datasources.identity.access_list import MAX_DELAY_SECONDS
from datasources.postgres.keeping.expiry import Expiry, ExpiryRules
from datasources.postgres.keeping.orphans import KnownObjects
from datasources.postgres.keeping.uses import VideoUses
from datasources.postgres.search.embedding_spaces import CACHE_SECONDS
from datasources.postgres.tables.object_keys import MovedKeys
from domain.ask.settings import AskSettings
from domain.commands import model_check
from domain.commands.dead_letters import DeadLetterCommand
from domain.commands.inbox import InboxCommand
from domain.commands.progress_line import ProgressLine
from domain.commands.retention import RetentionCommand
from domain.commands.tiering import TieringCommand
from domain.commands.tokens import TokenCommand, TokenStores
from domain.commands.user_name import get_user_name
from domain.embeddings.reembed import COMMAND, Reembedding, ReembeddingTimes
from domain.inbox.services import InboxServices
from domain.jobs.dead_letters import DeadLetters
from domain.keeping.hotness import HotnessWeights
from domain.keeping.mending import COMMAND as ORPHANS_COMMAND
from domain.keeping.mending import OrphanCommand
from domain.keeping.retention import RetentionSchedule
from domain.keeping.tiering import TieringSchedule
from domain.videos.key_migration import KeyMigration
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace
from models.enums import Role
from models.errors import WatchgraphError


async def reembed(settings: config.Settings, *, drop_old: bool) -> bool:
    """Embed events again until all are done, or until SIGINT or SIGTERM; a second signal does not wait for the batch.

    False where work is left that needs an operator.
    """
    stopping = asyncio.Event()
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: task.cancel() if stopping.is_set() else stopping.set())
    progress = ProgressLine(sys.stdout, time.monotonic)
    async with open_datasources(settings, for_jobs=True) as data:
        work = Reembedding(
            data.vectors,
            data.models,
            EmbeddingSpace(settings.aws_bedrock_embedding_model_id, settings.aws_bedrock_embedding_dimensions),
            progress,
            # A search that read the active model just before the end may still use the old one.
            ReembeddingTimes(time.monotonic, keep_seconds=2 * CACHE_SECONDS),
        )
        try:
            return await work.run(stopping, drop_old=drop_old)
        except (WatchgraphError, asyncio.CancelledError) as error:
            progress.print_line(f"{str(error) or 'Stopped.'} What was embedded stays. To go on: {COMMAND}")
            return False


async def run_dead_letter_command(settings: config.Settings, arguments: argparse.Namespace) -> bool:
    """List, repeat or discard dead letters. False where letters are left that need an operator."""
    async with open_datasources(settings, for_jobs=True) as data:
        queues = [data.queue.dead_letters, data.inbox_queue.dead_letters]
        command = DeadLetterCommand(DeadLetters(data.jobs, queues), sys.stdout)
        try:
            succeeded = await command.run(
                redrive=arguments.redrive, redrive_all=arguments.redrive_all, discard=arguments.discard
            )
            await data.jobs.send_due(data.queue)
        except WatchgraphError as error:
            sys.stdout.write(f"{error}\n")
            return False
    return succeeded


async def move_keys(settings: config.Settings) -> bool:
    """Move objects to keys of the current form. False where objects are left that need an operator."""
    async with open_datasources(settings) as data:
        migration = KeyMigration(
            MovedKeys(data.postgres), data.videos, data.objects, lambda line: sys.stdout.write(f"{line}\n")
        )
        try:
            return (await migration.run()).skipped == 0
        except WatchgraphError as error:
            sys.stdout.write(f"{error} What was moved stays. To go on: python -m worker move-keys\n")
            return False


async def check_models(settings: config.Settings) -> bool:
    """Ask each model once, and print what came of it. False where one did not answer."""
    async with open_datasources(settings, for_jobs=True) as data:
        checked = await model_check.check_models(
            data.models, AskSettings.from_configuration(settings), settings.aws_bedrock_embedding_model_id
        )
    sys.stdout.writelines(f"{model}\n" for model in checked)
    sys.stdout.write(f"Together ${sum(model.cost_usd for model in checked):.4f}, by list prices.\n")
    return all(model.problem is None for model in checked)


async def scan_inbox(settings: config.Settings) -> bool:
    """Queue the import of objects that nobody told of. False where objects are left that need an operator."""
    async with open_datasources(settings, for_jobs=True) as data:
        return await InboxCommand(InboxServices.from_configuration(data, settings).scan, data.outbox, sys.stdout).run()


async def run_retention_command(settings: config.Settings, arguments: argparse.Namespace) -> bool:
    """Show or set for how long an organization keeps footage. False where the command failed."""
    principal = Principal(f"command:{get_user_name()}", arguments.organization, frozenset(Role))
    async with open_datasources(settings) as data:
        command = RetentionCommand(data.keeping.retention, sys.stdout, settings.retention_days)
        try:
            return await command.run(principal, days=arguments.days, use_default=arguments.default)
        except WatchgraphError as error:
            sys.stdout.write(f"{error}\n")
            return False


async def find_orphans(settings: config.Settings, arguments: argparse.Namespace) -> bool:
    """Tell what database and buckets do not both know, and mend it. False where something is left to mend."""
    async with open_datasources(settings, for_jobs=True) as data:
        command = OrphanCommand(
            KnownObjects(data.postgres),
            MovedKeys(data.postgres),
            data.objects,
            (data.videos, data.clips, data.pictures),
            sys.stdout,
            datetime.now(UTC) - timedelta(hours=arguments.older_than_hours),
        )
        try:
            return await command.run(mend=arguments.mend)
        except WatchgraphError as error:
            sys.stdout.write(f"{error} What was mended stays. To go on: {ORPHANS_COMMAND}\n")
            return False


async def propose_tiers(settings: config.Settings, arguments: argparse.Namespace) -> bool:
    """Print what would pay to keep elsewhere. False where it could not be looked for."""
    async with open_datasources(settings, for_jobs=True) as data:
        try:
            return await TieringCommand(build_tiering(settings, data), sys.stdout).run(arguments.organization)
        except WatchgraphError as error:
            sys.stdout.write(f"{error}\n")
            return False


def build_tiering(settings: config.Settings, data: Datasources) -> TieringSchedule:
    """What proposes tiers."""
    return TieringSchedule(
        MovedKeys(data.postgres),
        VideoUses(data.postgres),
        data.keeping.tiers,
        data.objects,
        HotnessWeights.from_configuration(settings),
        lambda: datetime.now(UTC),
    )


def build_retention_schedule(settings: config.Settings, data: Datasources) -> RetentionSchedule:
    """What lets footage expire."""
    rules = ExpiryRules(
        settings.retention_warning_days,
        settings.retention_event_days,
        # An hour: longer than any export or answer takes.
        busy_seconds=3600,
        look_again_seconds=settings.upload_url_seconds + settings.job_lease_seconds,
    )
    expiry = Expiry(data.postgres, data.removals, data.audit, rules)
    return RetentionSchedule(
        data.keeping.retention,
        expiry,
        data.objects,
        data.keeping.receipts,
        settings.retention_days,
        settings.retention_warning_days,
    )


async def run_token_command(settings: config.Settings, arguments: argparse.Namespace) -> bool:
    """Revoke tokens, make service tokens, grant sites, list or undo that. False where the command failed."""
    async with open_datasources(settings) as data:
        stores = TokenStores(data.revocations, data.service_tokens, data.site_grants)
        command = TokenCommand(stores, sys.stdout, f"command:{get_user_name()}", MAX_DELAY_SECONDS)
        try:
            return await command.run(arguments)
        except WatchgraphError as error:
            sys.stdout.write(f"{error}\n")
            return False
