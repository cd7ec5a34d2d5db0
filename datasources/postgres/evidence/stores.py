"""The stores of evidence, opened together."""

from dataclasses import dataclass
from typing import Self

from datasources.postgres.core.engine import Postgres
from datasources.postgres.evidence.disclosures import Disclosures
from datasources.postgres.evidence.packages import EvidencePackages
from datasources.postgres.evidence.shares import Shares
from datasources.postgres.jobs.jobs import Jobs


@dataclass(frozen=True, slots=True)
class EvidenceStores:
    packages: EvidencePackages
    disclosures: Disclosures
    shares: Shares

    @classmethod
    def open(cls, postgres: Postgres) -> Self:
        return cls(EvidencePackages(postgres, Jobs(postgres)), Disclosures(postgres), Shares(postgres))
