"""What is written about how long footage is kept, and where."""

from dataclasses import dataclass
from typing import Self

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.keeping.holds import Holds
from datasources.postgres.keeping.receipts import ObjectReceipts
from datasources.postgres.keeping.rules import RetentionRules
from datasources.postgres.keeping.tiers import Tiers
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.video_deletion import Removals


@dataclass(frozen=True, slots=True)
class KeepingStores:
    holds: Holds
    retention: RetentionRules
    receipts: ObjectReceipts
    tiers: Tiers

    @classmethod
    def build(cls, postgres: Postgres, audit: Audit) -> Self:
        return cls(
            Holds(postgres),
            RetentionRules(postgres, audit),
            ObjectReceipts(postgres, audit),
            Tiers(postgres, audit, Jobs(postgres), Removals(postgres)),
        )
