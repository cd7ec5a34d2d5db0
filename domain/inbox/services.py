"""Everything about the inbox that a worker runs, made from settings and datasources."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, Self

from datasources.postgres.tables.spending import OverBudget, SpendingTable
from domain.fairness.quotas import Quotas
from domain.inbox.commit import ImportCommit, ImportLimits
from domain.inbox.footage import CameraFinder, CameraPolicy
from domain.inbox.import_job import ImportJobHandler, ImportSettings
from domain.inbox.intake import Intake
from domain.inbox.path import InboxRules
from domain.inbox.ports import InboxData
from domain.inbox.receiver import DeadLetterSender, InboxReceiver, NotificationQueue, StrayNotifications
from domain.inbox.scan import InboxScan, InboxSweep
from domain.uploads.inspection import FileInspector
from domain.uploads.ports import Connection, QuotaMeter
from models.access.principal import Principal
from models.access.spending import Price
from models.errors import QuotaExceeded

Spend = Callable[[Connection, Principal, SpendingTable, Price], Awaitable[None]]


class InboxConfiguration(Protocol):
    """The settings that importing needs; `config.Settings` satisfies this protocol."""

    @property
    def aws_storage_bucket_name(self) -> str: ...
    @property
    def aws_ingest_organization(self) -> str: ...
    @property
    def ingest_create_cameras(self) -> bool: ...
    @property
    def ingest_timezone(self) -> str: ...
    @property
    def ingest_delete_imported(self) -> bool: ...
    @property
    def ingest_scan_seconds(self) -> float: ...
    @property
    def organization_stored_bytes(self) -> int: ...
    @property
    def organization_analyses_per_day(self) -> int: ...
    @property
    def job_attempts(self) -> int: ...
    @property
    def job_lease_seconds(self) -> float: ...
    @property
    def upload_url_seconds(self) -> int: ...


@dataclass(frozen=True, slots=True)
class InboxSettings:
    """bucket: the name of the footage bucket. scan_seconds: 0 for no scans. stray_seconds: see ImportLimits."""

    bucket: str
    rules: InboxRules
    cameras: CameraPolicy
    quotas: Quotas
    imports: ImportSettings
    scan_seconds: float
    stray_seconds: float

    @classmethod
    def from_configuration(cls, settings: InboxConfiguration) -> Self:
        return cls(
            bucket=settings.aws_storage_bucket_name,
            rules=InboxRules(settings.aws_ingest_organization),
            cameras=CameraPolicy(settings.ingest_create_cameras, settings.ingest_timezone),
            quotas=Quotas(
                stored_bytes=settings.organization_stored_bytes,
                analyses_per_day=settings.organization_analyses_per_day,
            ),
            imports=ImportSettings(settings.ingest_delete_imported, settings.job_attempts),
            scan_seconds=settings.ingest_scan_seconds,
            # A single call of S3's, with its repetitions, takes minutes at most.
            stray_seconds=settings.upload_url_seconds + settings.job_lease_seconds,
        )


class InboxServices:
    def __init__(
        self, data: InboxData, settings: InboxSettings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._data = data
        self._settings = settings
        self._clock = clock
        self.intake = Intake(data, settings.bucket, settings.rules)
        self.scan = InboxScan(data, self.intake)

    @classmethod
    def from_configuration(cls, data: InboxData, settings: InboxConfiguration) -> Self:
        return cls(data, InboxSettings.from_configuration(settings))

    def build_handler(self, inspector: FileInspector, quota_meter: QuotaMeter, spend: Spend) -> ImportJobHandler:
        """The handler of IMPORT jobs. spend: see datasources.postgres.tables.spending."""
        settings = self._settings
        cameras = CameraFinder(self._data.cameras, settings.cameras, self._clock)
        limit = settings.quotas.analyses_per_day

        async def charge_analysis(connection: Connection, principal: Principal) -> None:
            if not limit:
                return
            try:
                price = Price(self._clock().astimezone(UTC).date(), 1, limit)
                await spend(connection, principal, "analysis_spending", price)
            except OverBudget:
                raise QuotaExceeded(quota="analyses", limit=limit, used=limit + 1) from None

        limits = ImportLimits(settings.quotas, quota_meter, charge_analysis, settings.stray_seconds)
        commit = ImportCommit(self._data, cameras, limits)
        return ImportJobHandler(self._data, self.intake, cameras, inspector, commit, settings.imports)

    def build_sweeps(
        self, queue: NotificationQueue, *, is_configured: bool
    ) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """What runs beside the jobs of a worker."""
        sweeps: list[Callable[[], Coroutine[Any, Any, None]]] = []
        if is_configured:
            sweeps.append(InboxReceiver(queue, self.intake).run)
        if self._settings.scan_seconds:
            sweeps.append(InboxSweep(self.scan, self._settings.scan_seconds).run)
        return sweeps

    def build_stray_notifications(self, dead_letters: DeadLetterSender) -> StrayNotifications:
        """Takes notifications out of the queue of the workers, whose dead letters these are."""
        return StrayNotifications(self.intake, dead_letters)
