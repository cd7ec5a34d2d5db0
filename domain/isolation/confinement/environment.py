"""The environment of a child: an allow-list, since nobody knows all the names that secrets go by."""

import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Where programs and libraries are found, language and zone, how Python runs, and what libraries take for their tuning.
_ALLOWED_VARIABLES = frozenset({
    "PATH", "LANG", "LANGUAGE", "TZ", "TZDIR", "LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX", "PYTHONHOME", "PYTHONUTF8", "PYTHONIOENCODING",
    "PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONPLATLIBDIR",
})  # fmt: skip
_ALLOWED_PREFIX = "LC_"
# Only for who reads from the object store, and then decodes nothing. A proxy's address may hold its password.
_NETWORK_VARIABLES = frozenset({
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE", "AWS_CA_BUNDLE",
})  # fmt: skip
# Address space is what a child's memory is bounded by: arenas and buffers for each thread would use it up unused.
_DEFAULTS = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}


def build_environment(home: str, *, network: bool, parent: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a child sees of the surroundings (this process's, unless given). home: the only folder it may write to."""
    found = os.environ if parent is None else parent
    kept = {
        name: value for name, value in found.items() if name in _ALLOWED_VARIABLES or name.startswith(_ALLOWED_PREFIX)
    }
    if network:
        kept |= {
            name: value
            for name, value in found.items()
            if name in _NETWORK_VARIABLES or name.lower() in _NETWORK_VARIABLES
        }
    path = os.pathsep.join(filter(None, [str(ROOT), found.get("PYTHONPATH")]))
    return {
        **_DEFAULTS,
        **kept,
        "PYTHONPATH": path,
        "HOME": home,
        "TMPDIR": home,
        # onnxruntime would keep a device id and call its maker: see vision.people.onnx.
        "ORT_DISABLE_TELEMETRY": "1",
    }
