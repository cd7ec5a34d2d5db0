"""The documented policies equal what the stack sets and the code needs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from config import Settings
from devstack.stack.s3 import make_buckets
from domain.uploads.announcement import LARGEST_BYTES

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
# AWS's name of the right that each operation needs (Service Authorization Reference).
RIGHTS = {
    "s3": {
        "abort_multipart_upload": "s3:AbortMultipartUpload",
        "complete_multipart_upload": "s3:PutObject",
        "copy_object": "s3:PutObject",
        "create_multipart_upload": "s3:PutObject",
        "delete_object": "s3:DeleteObject",
        "delete_objects": "s3:DeleteObjectVersion",
        "get_object": "s3:GetObject",
        "head_bucket": "s3:ListBucket",
        "head_object": "s3:GetObject",
        "list_multipart_uploads": "s3:ListBucketMultipartUploads",
        "list_object_versions": "s3:ListBucketVersions",
        "list_objects_v2": "s3:ListBucket",
        "list_parts": "s3:ListMultipartUploadParts",
        "put_object": "s3:PutObject",
        "restore_object": "s3:RestoreObject",
        "upload_part": "s3:PutObject",
        "upload_part_copy": "s3:PutObject",
    },
    "sqs": {
        "change_message_visibility": "sqs:ChangeMessageVisibility",
        "delete_message": "sqs:DeleteMessage",
        "get_queue_attributes": "sqs:GetQueueAttributes",
        "get_queue_url": "sqs:GetQueueUrl",
        "receive_message": "sqs:ReceiveMessage",
        "send_message": "sqs:SendMessage",
        "send_message_batch": "sqs:SendMessage",
    },
    "bedrock": {
        "converse": "bedrock:InvokeModel",
        "converse_stream": "bedrock:InvokeModelWithResponseStream",
        "invoke_model": "bedrock:InvokeModel",
        "rerank": "bedrock:Rerank",
    },
}
CODE = {"s3": "s3/*.py", "sqs": "sqs/*.py", "bedrock": "bedrock/*.py"}
BUCKETS = ("storage", "thumbnails", "highlights")
# Rights that end at one bucket: only originals come in parts.
OF_PARTS = {"s3:AbortMultipartUpload", "s3:ListBucketMultipartUploads", "s3:ListMultipartUploadParts"}


def documented(page: str, kind: str) -> Any:
    found = re.search(rf"```json {kind}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def statements() -> list[tuple[set[str], list[str]]]:
    """The actions that the policy allows, and their resources."""
    policy = documented("permissions.md", "iam")
    assert {one["Effect"] for one in policy["Statement"]} == {"Allow"}
    return [(set(one["Action"]), one["Resource"]) for one in policy["Statement"]]


class Recorder:
    """An S3 client that records the CORS rules."""

    def __init__(self) -> None:
        self.rules: list[dict[str, Any]] = []

    def list_buckets(self) -> dict[str, Any]:
        return {"Buckets": [{"Name": "b"}]}

    def put_bucket_cors(self, *, Bucket: str, CORSConfiguration: dict[str, Any]) -> None:  # noqa: N803
        assert Bucket == "b"
        self.rules = CORSConfiguration["CORSRules"]


def test_the_cors_rules_are_those_of_the_stack_but_for_the_origins() -> None:
    recorder = Recorder()
    make_buckets(recorder, ["b"])
    assert [{**rule, "AllowedOrigins": []} for rule in documented("uploads.md", "cors")] == [
        {**rule, "AllowedOrigins": []} for rule in recorder.rules
    ]


@pytest.mark.parametrize("service", RIGHTS)
def test_the_server_has_the_rights_that_its_code_uses(service: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "datasources").glob(CODE[service]))
    used = set(re.findall(r"(?:_client|_runtime)\.([a-z_0-9]+)\(", code)) - {"get_paginator", "generate_presigned_url"}
    used |= set(re.findall(r'(?:get_paginator|_presign|generate_presigned_url)\(\s*"([a-z_0-9]+)"', code))
    granted = {action for actions, _ in statements() for action in actions if action.startswith(f"{service}:")}
    assert {RIGHTS[service][operation] for operation in used} == granted
    assert used == set(RIGHTS[service])


def test_rights_end_at_what_they_are_needed_for() -> None:
    for actions, resources in statements():
        if not any(action.startswith("s3:") for action in actions):
            continue
        of_buckets = all(action.startswith("s3:ListBucket") for action in actions)
        assert all(name.endswith("/*") != of_buckets for name in resources)
        names = {name.removeprefix("arn:aws:s3:::").removesuffix("/*") for name in resources}
        buckets = {Settings.model_fields[f"aws_{bucket}_bucket_name"].default for bucket in BUCKETS}
        # Uploads of originals and packages come in parts.
        assert names == ({"watchgraph-footage", "watchgraph-highlights"} if actions <= OF_PARTS else buckets)


def test_the_models_are_those_of_the_defaults() -> None:
    named = {name for actions, resources in statements() if "bedrock:InvokeModel" in actions for name in resources}
    fields = {name: field.default for name, field in Settings.model_fields.items()}
    region, profile = fields["aws_bedrock_region"], fields["aws_bedrock_model_id"]
    assert profile == fields["aws_bedrock_vlm_model_id"]
    assert named == {
        # An inference profile, and its model in all of its regions.
        f"arn:aws:bedrock:{region}:ACCOUNT:inference-profile/{profile}",
        f"arn:aws:bedrock:*::foundation-model/{profile.removeprefix('global.')}",
        f"arn:aws:bedrock:{region}::foundation-model/{fields['aws_bedrock_embedding_model_id']}",
        f"arn:aws:bedrock:{fields['aws_bedrock_reranker_region']}::foundation-model/"
        f"{fields['aws_bedrock_rerank_model_id']}",
    }


def test_the_limits_are_told_as_they_are() -> None:
    assert LARGEST_BYTES == 50 * 1024**3
    assert "up to 50 GiB" in (DOCS / "uploads.md").read_text(encoding="utf-8")
