"""Checks the buckets: there, in their region, versioned, closed to the public, open to the browsers that upload."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from datasources.checks.database import compare_clocks
from datasources.checks.result import CheckResult, failed, passed, try_check, warned

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client

_UNSUPPORTED = {"NotImplemented", "MethodNotAllowed", "NotSupported"}
_MISSING_POLICY = {"NoSuchBucketPolicy", "NoSuchPublicAccessBlockConfiguration", "NoSuchCORSConfiguration"}
_CREATE = "Create it, or correct the setting; docs/permissions.md lists what the role needs."


async def check_storage(client: "S3Client", buckets: Mapping[str, str], origins: Sequence[str]) -> list[CheckResult]:
    """buckets: what for → name. origins: of the pages that upload (CORS_ALLOWED_ORIGINS)."""
    results: list[CheckResult] = []
    for purpose, name in buckets.items():
        results.append(await try_check(f"bucket {name}", _check_bucket(client, purpose, name), _CREATE))
        results.append(
            await try_check(f"policy of {name}", _check_policy(client, name), "Allow s3:GetBucketPolicyStatus.")
        )
    storage = buckets["storage"]
    results.append(await try_check("S3's clock", _check_clock(client, storage), _CREATE))
    if origins:
        remedy = "Allow s3:GetBucketCORS."
        results.append(await try_check(f"CORS of {storage}", _check_cors(client, storage, origins), remedy))
    return results


async def _check_bucket(client: "S3Client", purpose: str, name: str) -> CheckResult:
    await client.head_bucket(Bucket=name)
    versioning = (await client.get_bucket_versioning(Bucket=name)).get("Status")
    if purpose == "storage" and versioning != "Enabled":
        remedy = "Switch versioning on: originals are pinned by their version, so that nobody swaps them afterwards."
        return warned(f"bucket {name}", "it is there, without versioning", remedy)
    return passed(f"bucket {name}", "it is there" + (", versioned" if versioning == "Enabled" else ""))


async def _check_policy(client: "S3Client", name: str) -> CheckResult:
    label = f"policy of {name}"
    try:
        status = await client.get_bucket_policy_status(Bucket=name)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _MISSING_POLICY:
            return passed(label, "none, so nobody else reads it")
        if code in _UNSUPPORTED:
            return passed(label, "this server has none")
        raise
    if status["PolicyStatus"].get("IsPublic"):
        return failed(label, "it lets the public in", "Remove it, and block public access: footage shows people.")
    return passed(label, "closed to the public")


async def _check_clock(client: "S3Client", bucket: str) -> CheckResult:
    before = datetime.now(UTC)
    answer: Any = await client.head_bucket(Bucket=bucket)
    after = datetime.now(UTC)
    told = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if not told:
        return warned("S3's clock", "it tells no time", "Nothing to do with AWS; check the clock of your own server.")
    # HTTP's dates have whole seconds.
    return compare_clocks("S3's clock", before, parsedate_to_datetime(told), after, precision=1.0)


async def _check_cors(client: "S3Client", bucket: str, origins: Sequence[str]) -> CheckResult:
    label = f"CORS of {bucket}"
    remedy = f"Allow PUT and GET from {', '.join(origins)}, and expose ETag: pages upload straight to S3."
    try:
        rules: Sequence[Any] = (await client.get_bucket_cors(Bucket=bucket))["CORSRules"]
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _UNSUPPORTED:
            return passed(label, "this server has its own")
        if code in _MISSING_POLICY:
            return failed(label, "no page may upload", remedy)
        raise
    lacking = [origin for origin in origins if not any(_lets_upload(rule, origin) for rule in rules)]
    return (
        warned(label, f"{', '.join(lacking)} may not upload", remedy) if lacking else passed(label, "pages may upload")
    )


def _lets_upload(rule: Mapping[str, Any], origin: str) -> bool:
    allowed = any(_matches(pattern, origin) for pattern in rule.get("AllowedOrigins", ()))
    return allowed and "PUT" in rule.get("AllowedMethods", ()) and "ETag" in rule.get("ExposeHeaders", ())


def _matches(pattern: str, origin: str) -> bool:
    """A pattern of S3 has one star at most."""
    before, star, after = pattern.partition("*")
    if not star:
        return pattern == origin
    return len(origin) >= len(before) + len(after) and origin.startswith(before) and origin.endswith(after)
