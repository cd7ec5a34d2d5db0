"""The environment of a child: an allow-list, since nobody knows all the names that secrets go by."""

import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Where programs and libraries are found, language and zone, how Python runs, and what libraries take for their tuning.
_KEPT = frozenset({
    "PATH", "LANG", "LANGUAGE", "TZ", "TZDIR", "LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX", "PYTHONHOME", "PYTHONUTF8", "PYTHONIOENCODING",
    "PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONPLATLIBDIR",
})  # fmt: skip
_KEPT_FAMILY = "LC_"
# Only for who reads from the object store, and then decodes nothing. A proxy's address may hold its password.
_FOR_THE_NETWORK = frozenset({
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE", "AWS_CA_BUNDLE",
})  # fmt: skip
# Address space is what a child's memory is bounded by: arenas and buffers for each thread would use it up unused.
_TUNING = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}


def environment(home: str, *, network: bool, surroundings: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a child sees of the surroundings (this process's, unless given). home: the only folder it may write to."""
    found = os.environ if surroundings is None else surroundings
    kept = {name: value for name, value in found.items() if name in _KEPT or name.startswith(_KEPT_FAMILY)}
    if network:
        kept |= {
            name: value for name, value in found.items() if name in _FOR_THE_NETWORK or name.lower() in _FOR_THE_NETWORK
        }
    path = os.pathsep.join(filter(None, [str(ROOT), found.get("PYTHONPATH")]))
    return {
        **_TUNING,
        **kept,
        "PYTHONPATH": path,
        "HOME": home,
        "TMPDIR": home,
        # onnxruntime would keep a device id and call its maker: see vision.people.onnx.
        "ORT_DISABLE_TELEMETRY": "1",
    }
