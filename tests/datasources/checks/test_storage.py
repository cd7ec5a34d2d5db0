"""What an operator got wrong about buckets and queues."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from datasources.checks.queues import check_queue
from datasources.checks.result import CheckResult, State
from datasources.checks.storage import check_storage

ORIGIN = "https://console.example"
RULE = {"AllowedOrigins": ["https://*.example"], "AllowedMethods": ["PUT", "GET"], "ExposeHeaders": ["ETag"]}
URL = "https://sqs.example/jobs"


class FakeS3:
    """Answers as scripted: operation → answer, or the code of an error."""

    def __init__(self, **answers: Any) -> None:
        self.answers: Mapping[str, Any] = {
            "head_bucket": {"ResponseMetadata": {"HTTPHeaders": {}}},
            "get_bucket_versioning": {"Status": "Enabled"},
            "get_bucket_policy_status": "NoSuchBucketPolicy",
            "get_bucket_cors": {"CORSRules": [RULE]},
            "get_queue_attributes": {
                "Attributes": {"RedrivePolicy": '{"deadLetterTargetArn": "arn:aws:sqs:r:1:dead"}'}
            },
            **answers,
        }

    def __getattr__(self, name: str) -> Any:
        async def call(**_parameters: Any) -> Any:
            answer = self.answers[name]
            if isinstance(answer, str):
                raise ClientError({"Error": {"Code": answer}}, name)
            return answer

        return call


async def check(**answers: Any) -> dict[str, CheckResult]:
    buckets = {"storage": "footage", "thumbnails": "pictures", "highlights": "clips"}
    client: Any = FakeS3(**answers)
    return {result.name: result for result in await check_storage(client, buckets, [ORIGIN])}


async def test_buckets_that_are_set_up_rightly_pass() -> None:
    results = await check()
    assert {name for name, result in results.items() if result.state is State.FAILED} == set()
    assert results["CORS of footage"].state is State.OK


@pytest.mark.parametrize(
    ("answers", "name", "state"),
    [
        ({"head_bucket": "404"}, "bucket footage", State.FAILED),
        ({"head_bucket": "403"}, "bucket footage", State.FAILED),
        ({"get_bucket_versioning": {}}, "bucket footage", State.WARNING),
        ({"get_bucket_policy_status": {"PolicyStatus": {"IsPublic": True}}}, "policy of pictures", State.FAILED),
        ({"get_bucket_policy_status": "NotImplemented"}, "policy of clips", State.OK),
        ({"get_bucket_cors": "NoSuchCORSConfiguration"}, "CORS of footage", State.FAILED),
        ({"get_bucket_cors": {"CORSRules": [RULE | {"ExposeHeaders": []}]}}, "CORS of footage", State.WARNING),
        (
            {"get_bucket_cors": {"CORSRules": [RULE | {"AllowedOrigins": ["https://b"]}]}},
            "CORS of footage",
            State.WARNING,
        ),
        ({"get_bucket_cors": {"CORSRules": [RULE | {"AllowedOrigins": ["*"]}]}}, "CORS of footage", State.OK),
    ],
)
async def test_each_mistake_is_told_by_the_bucket_that_has_it(answers: Any, name: str, state: State) -> None:
    result = (await check(**answers))[name]
    assert result.state is state
    assert bool(result.remedy) is (state is not State.OK)


@pytest.mark.parametrize(
    ("url", "answer", "state"),
    [
        (URL, None, State.OK),
        ("", None, State.WARNING),
        (URL, {"Attributes": {}}, State.FAILED),
        (URL, "AWS.SimpleQueueService.NonExistentQueue", State.FAILED),
    ],
)
async def test_a_queue_needs_dead_letters(url: str, answer: Any, state: State) -> None:
    client: Any = FakeS3(**({} if answer is None else {"get_queue_attributes": answer}))
    assert (await check_queue(client, "AWS_SQS_QUEUE_URL", url)).state is state
