"""The context of an operation: caller, language, datasources, limits, and loaders that live as long as it."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from strawberry.dataloader import DataLoader

from datasources.bootstrap import Datasources
from domain.ask.question.scheduling import QuestionScheduler
from domain.ask.retrieval.text_to_sql import SqlPools
from domain.ask.settings import AskSettings
from domain.chat.frame_slots import FrameSlots
from domain.evidence.limits import EvidenceLimits
from domain.fairness.fair_slots import FairSlots
from domain.fairness.pools import ConcurrencyLimit, DisconnectWaiter, Pool
from domain.fairness.quotas import Quotas
from domain.inbox.footage import CameraPolicy
from domain.inbox.path import InboxRules
from domain.llm.deadlines import TimeLimitedModels, TimeoutTracker
from domain.llm.fair_models import FairShareModels
from domain.uploads.inspection import FileInspector
from models.access.principal import Principal
from models.enums import Language, Role
from resolvers.core import access

# The purpose of the model that looks during analyses.
LOOKING = "looking"


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A model in this server's settings. converses: it is called by Bedrock's Converse API."""

    purpose: str
    model_id: str
    region: str
    converses: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings and pools for resolvers, made by app.py and closed at the end."""

    stack: str
    upload_url_seconds: int
    upload_token_seconds: int
    upload_single_bytes: int
    upload_part_bytes: int
    upload_verify_bytes: int
    inspector: FileInspector
    job_lease_seconds: float
    # Per organization; 0 for no limit.
    ai_units_per_day: int
    clip_seconds_per_day: int
    clip_sound: bool
    ask: AskSettings
    model_uses: Sequence[ModelUse]
    quotas: Quotas = field(default_factory=Quotas)
    # Of the inbox: whose keys are, and which cameras keys may make.
    inbox_rules: InboxRules = field(default_factory=InboxRules)
    camera_policy: CameraPolicy = field(default_factory=CameraPolicy)
    # For everything that takes footage out: the least role, and the longest life of a URL.
    footage_role: Role = Role.OPERATOR
    footage_url_seconds: int = 3600
    # The least role for watching footage; what a day may cost of what is made for it, 0 for no limit.
    playback_role: Role = Role.VIEWER
    playback_seconds_per_day: int = 0
    frames_per_day: int = 0
    evidence: EvidenceLimits = field(default_factory=EvidenceLimits)
    # Timeouts of a model call while a question is answered, and while a search is run.
    prompt_call_seconds: float = 20.0
    search_call_seconds: float = 5.0
    timeout_tracker: TimeoutTracker = field(default_factory=TimeoutTracker)
    # Pools of this process that organizations share.
    frame_slots: FrameSlots = field(default_factory=lambda: FrameSlots(keeps_ready=True))
    # Of pictures of moments: who scrubs through footage keeps nobody from asking about it.
    moment_slots: FrameSlots = field(default_factory=lambda: FrameSlots(2, keeps_ready=True))
    question_scheduler: QuestionScheduler = field(default_factory=QuestionScheduler)
    thumbnail_pool: Pool = field(default_factory=lambda: Pool("thumbnails", 2))
    sql_pools: SqlPools = field(default_factory=SqlPools)
    model_calls: FairSlots = field(default_factory=lambda: FairSlots(64))
    # Passwords of links are hashed slowly.
    password_pool: Pool = field(default_factory=lambda: Pool("passwords", 2))
    # Callers who wait for a clip poll its job.
    clip_exports: ConcurrencyLimit = field(
        default_factory=lambda: ConcurrencyLimit("exports", 20, expected_seconds=5.0)
    )

    @property
    def has_looking(self) -> bool:
        """Whether analyses have a model look where something happens."""
        return any(use.purpose == LOOKING for use in self.model_uses)

    def close(self) -> None:
        """Close the pools. Nothing may be waiting in them."""
        self.frame_slots.close()
        self.moment_slots.close()
        self.inspector.close()
        self.thumbnail_pool.close()
        self.password_pool.close()
        self.sql_pools.close()


class SharingLoader(DataLoader[Any, Any]):
    """Fields that load the same key wait for one value, and one that is cancelled leaves it to the others.

    graphql-core cancels a field whose neighbour failed where null may not be. If that cancelled the shared value, the
    other fields would be cancelled with it, and the request would end without an answer.
    """

    def load(self, key: Any) -> Awaitable[Any]:
        return asyncio.shield(super().load(key))


@dataclass(slots=True)
class Context:
    """One per operation, also on a WebSocket that carries many."""

    principal: Principal | None
    language: Language
    request_id: str
    data: Datasources
    limits: Limits
    # The network address of the client.
    client_address: str = ""
    # Size of the request's body; 0 for an operation on a socket.
    body_bytes: int = 0
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    # Returns when the client has disconnected; None where that cannot be detected.
    wait_for_disconnect: DisconnectWaiter | None = None
    # Whether a compiled plan answered.
    planned: bool = False
    connection_params: dict[str, Any] = field(default_factory=dict)
    _loaders: dict[Hashable, DataLoader[Any, Any]] = field(default_factory=dict)

    def require_access(self, rule: access.AccessRule) -> Principal:
        """The principal, if it meets a field's rule. Raises Unauthenticated, Forbidden."""
        return rule.require(self.principal, self.limits.footage_role, self.limits.playback_role)

    @property
    def caller(self) -> Principal:
        """The principal inside a field: its root field has checked that there is one."""
        assert self.principal is not None
        return self.principal

    @property
    def models(self) -> FairShareModels:
        """The models, whose concurrent calls organizations share."""
        return FairShareModels(self.data.models, self.limits.model_calls, self.caller.organization)

    def models_with_timeout(self, seconds: float) -> FairShareModels:
        """The same, with a timeout for the beginning of each answer."""
        in_time = TimeLimitedModels(self.data.models, seconds, self.limits.timeout_tracker)
        return FairShareModels(in_time, self.limits.model_calls, self.caller.organization)

    def loader(self, name: Hashable, load: Callable[[list[Any]], Awaitable[Sequence[Any]]]) -> DataLoader[Any, Any]:
        """The loader of this name, made of `load` when the name is new. load: values for a list of keys, in order."""
        if name not in self._loaders:
            self._loaders[name] = SharingLoader(load_fn=load)
        return self._loaders[name]

    def clear_loaders(self) -> None:
        """Drop all loaders: the next event of a subscription has to read again."""
        self._loaders.clear()

    def copy_for_operation(self) -> "Context":
        """A context for the same caller's next operation, with loaders of its own."""
        return replace(self, _loaders={})
