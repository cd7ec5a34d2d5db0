"""Verifies AWS Signature Version 4 with botocore's own signer."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from devstack.bedrock.errors import ServiceError

SERVICE = "bedrock"  # the signing name of bedrock-runtime and of bedrock-agent-runtime
CLOCK_SKEW = timedelta(minutes=5)
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential="
    r"(?P<key>[^/\s]+)/(?P<date>\d{8})/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/aws4_request,\s*"
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+),\s*Signature=(?P<signature>[0-9a-f]{64})$"
)


def verify_signature(
    method: str, target: str, headers: Mapping[str, str], body: bytes, secrets: Mapping[str, str], now: datetime
) -> None:
    """Raise ServiceError (403) unless one of the access keys signed the request for Bedrock.

    target: path and query as the client sent them, percent-encoded. headers: with lower-case names. secrets: access key
    id → secret; if empty, only the form of the signature is checked.
    """
    authorization = headers.get("authorization")
    if authorization is None:
        raise ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token")
    fields = _AUTHORIZATION.match(authorization)
    if fields is None or "host" not in fields["headers"].split(";"):
        raise ServiceError(
            "IncompleteSignatureException", "Authorization is not a signature of AWS Signature Version 4."
        )
    if fields["service"] != SERVICE:
        raise _signature_error(f"Credential should be scoped to correct service: '{SERVICE}'.")
    if not secrets:
        return
    if fields["key"] not in secrets:
        raise ServiceError("UnrecognizedClientException", "The security token included in the request is invalid.")
    timestamp = _check_timestamp(headers.get("x-amz-date", ""), fields["date"], now)
    # botocore trusts a stated body hash, so compare it with the body that arrived first.
    if headers.get("x-amz-content-sha256", sha256(body).hexdigest()) != sha256(body).hexdigest():
        raise _signature_error("The provided 'x-amz-content-sha256' header does not match what was computed.")
    signed = {name: headers.get(name, "") for name in fields["headers"].split(";")}
    expected = _compute_signature(
        method, target, signed, body, fields["key"], secrets[fields["key"]], fields["region"], timestamp
    )
    if not compare_digest(expected, fields["signature"]):
        raise _signature_error(
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method."
        )


def _check_timestamp(sent: str, date: str, now: datetime) -> str:
    try:
        moment = datetime.strptime(sent, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise ServiceError("IncompleteSignatureException", "X-Amz-Date is missing or not a date.") from None
    if not sent.startswith(date) or abs(now - moment) > CLOCK_SKEW:
        raise _signature_error(
            f"Signature expired or not yet current: {sent} is not within 5 minutes of the server's time."
        )
    return sent


def _compute_signature(
    method: str, target: str, signed: Mapping[str, str], body: bytes, key: str, secret: str, region: str, timestamp: str
) -> str:
    request = AWSRequest(method, f"http://{signed['host']}{target}", headers=dict(signed), data=body)
    request.context["timestamp"] = timestamp
    signer = SigV4Auth(Credentials(key, secret), SERVICE, region)
    canonical = signer.canonical_request(request)
    return str(signer.signature(signer.string_to_sign(request, canonical), request))


def _signature_error(message: str) -> ServiceError:
    return ServiceError("InvalidSignatureException", message)
