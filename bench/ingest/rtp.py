"""What RTP carries: a session's description, pictures as payloads, and sender reports."""

import base64
import struct

from bench.ingest.moving_picture import H264, MovingPicture

CLOCK_RATE, PAYLOAD_TYPE, SSRC = 90_000, 96, 0x5EED
_LARGEST_PAYLOAD = 1_200
# Seconds from 1900, where NTP counts from, to 1970.
_NTP_EPOCH = 2_208_988_800


def describe(picture: MovingPicture) -> bytes:
    """SDP (RFC 8866), with the parameter sets as RFC 6184, 8.1, and RFC 7798, 7.1, have them."""
    sets = [base64.b64encode(unit).decode() for unit in picture.parameter_sets]
    if picture.codec is H264:
        name, format_ = "H264", f"packetization-mode=1;sprop-parameter-sets={','.join(sets)}"
    else:
        pairs = zip(("vps", "sps", "pps"), sets, strict=True)
        name, format_ = "H265", ";".join(f"sprop-{kind}={unit}" for kind, unit in pairs)
    lines = (
        *("v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=camera", "c=IN IP4 0.0.0.0", "t=0 0"),
        *(f"m=video 0 RTP/AVP {PAYLOAD_TYPE}", f"a=rtpmap:{PAYLOAD_TYPE} {name}/{CLOCK_RATE}"),
        f"a=fmtp:{PAYLOAD_TYPE} {format_}",
        "a=control:trackID=0",
    )
    return ("\r\n".join(lines) + "\r\n").encode()


def packetize(picture: MovingPicture, number: int) -> list[bytes]:
    """RTP payloads of a frame: single NAL units, and fragments of long ones."""
    return [payload for unit in picture.mark(number) for payload in _split(picture, unit)]


def _split(picture: MovingPicture, unit: bytes) -> list[bytes]:
    """FU-A of H.264 (RFC 6184, 5.8), FU of H.265 (RFC 7798, 4.4.3)."""
    if len(unit) <= _LARGEST_PAYLOAD:
        return [unit]
    kind = picture.codec.type_of(unit)
    if picture.codec is H264:
        header, begin = bytes([unit[0] & 0xE0 | 28]), 1
    else:
        header, begin = bytes([unit[0] & 0x81 | 49 << 1, unit[1]]), 2
    pieces = [unit[i : i + _LARGEST_PAYLOAD] for i in range(begin, len(unit), _LARGEST_PAYLOAD)]
    return [
        header + bytes([(0x80 if i == 0 else 0) | (0x40 if i == len(pieces) - 1 else 0) | kind]) + piece
        for i, piece in enumerate(pieces)
    ]


def report(moment: float, timestamp: int) -> bytes:
    """A sender report (RFC 3550, 6.4.1) that says which RTP timestamp was at which moment."""
    ntp = int((moment + _NTP_EPOCH) * 2**32)
    return struct.pack(">BBHIQIII", 0x80, 200, 6, SSRC, ntp, timestamp, 0, 0)
