"""Checks a queue: it answers, and gives up on messages that nobody can handle."""

import json
from typing import TYPE_CHECKING

from datasources.checks.result import CheckResult, failed, passed, try_check, warned

if TYPE_CHECKING:
    from types_aiobotocore_sqs import SQSClient

_ANSWER = "Create it, or correct the setting; docs/permissions.md lists what the role needs."


async def check_queue(client: "SQSClient", setting: str, url: str) -> CheckResult:
    """setting: the name of the variable that has the URL."""
    if not url:
        return warned(setting, "empty: workers poll the table", "Set it where waiting two seconds for a job matters.")
    return await try_check(setting, _check(client, setting, url), _ANSWER)


async def _check(client: "SQSClient", setting: str, url: str) -> CheckResult:
    answer = await client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    policy = answer.get("Attributes", {}).get("RedrivePolicy")
    if not policy:
        remedy = "Give it a dead-letter queue: a message that cannot be handled would come back for days."
        return failed(setting, "it has no dead-letter queue", remedy)
    dead = json.loads(policy)["deadLetterTargetArn"].rsplit(":", 1)[-1]
    return passed(setting, f"it answers; dead letters go to {dead}")
