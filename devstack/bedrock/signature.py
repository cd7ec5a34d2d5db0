"""Checks AWS Signature Version 4 of a request, with botocore's own signer."""

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
    """Raise ServiceError (403) unless the request is signed for Bedrock by one of the access keys.

    target is the path and query as they were sent (percent-encoded); headers have lower-case names; secrets maps an
    access key id to its secret. With no secrets, only the form of the signature is checked.
    """
    authorization = headers.get("authorization")
    if authorization is None:
        raise ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token")
    read = _AUTHORIZATION.match(authorization)
    if read is None or "host" not in read["headers"].split(";"):
        raise ServiceError(
            "IncompleteSignatureException", "Authorization is not a signature of AWS Signature Version 4."
        )
    if read["service"] != SERVICE:
        raise _signature_error(f"Credential should be scoped to correct service: '{SERVICE}'.")
    if not secrets:
        return
    if read["key"] not in secrets:
        raise ServiceError("UnrecognizedClientException", "The security token included in the request is invalid.")
    timestamp = _check_timestamp(headers.get("x-amz-date", ""), read["date"], now)
    # botocore takes a stated body hash as it stands, so that it must be compared with what arrived first.
    if headers.get("x-amz-content-sha256", sha256(body).hexdigest()) != sha256(body).hexdigest():
        raise _signature_error("The provided 'x-amz-content-sha256' header does not match what was computed.")
    signed = {name: headers.get(name, "") for name in read["headers"].split(";")}
    expected = _compute_signature(
        method, target, signed, body, read["key"], secrets[read["key"]], read["region"], timestamp
    )
    if not compare_digest(expected, read["signature"]):
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
