"""The job that makes a package, as the API queues it: without what needs the packages that find people."""

from uuid import UUID

from models.enums import JobKind
from models.jobs import NewJob

EVIDENCE_PIPELINE = "evidence/1"


def build_evidence_job(package_id: UUID) -> NewJob:
    """The job that makes a package."""
    return NewJob(JobKind.EVIDENCE, f"{EVIDENCE_PIPELINE} {package_id}", payload={"package_id": str(package_id)})
