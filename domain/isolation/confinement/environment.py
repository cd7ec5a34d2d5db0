"""The environment of a subprocess: an allow-list, since the names of secrets cannot be listed."""

import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Paths of programs and libraries, language and time zone, settings of Python, tuning of libraries.
_ALLOWED_VARIABLES = frozenset({
    "PATH", "LANG", "LANGUAGE", "TZ", "TZDIR", "LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX", "PYTHONHOME", "PYTHONUTF8", "PYTHONIOENCODING",
    "PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONPLATLIBDIR",
})  # fmt: skip
_ALLOWED_PREFIX = "LC_"
# Only for a subprocess that reads from the object store, which decodes nothing. A proxy's address may hold a password.
_NETWORK_VARIABLES = frozenset({
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE", "AWS_CA_BUNDLE",
})  # fmt: skip
# Memory is limited by address space, which arenas and buffers of each thread would use up.
_DEFAULTS = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}


def build_environment(home: str, *, network: bool, parent: Mapping[str, str] | None = None) -> dict[str, str]:
    """The child's environment, selected from this process's or from `parent`. home: the only folder it may write to."""
    available = os.environ if parent is None else parent
    selected = {
        name: value
        for name, value in available.items()
        if name in _ALLOWED_VARIABLES or name.startswith(_ALLOWED_PREFIX)
    }
    if network:
        selected |= {
            name: value
            for name, value in available.items()
            if name in _NETWORK_VARIABLES or name.lower() in _NETWORK_VARIABLES
        }
    path = os.pathsep.join(filter(None, [str(ROOT), available.get("PYTHONPATH")]))
    return {
        **_DEFAULTS,
        **selected,
        "PYTHONPATH": path,
        "HOME": home,
        "TMPDIR": home,
        # onnxruntime would store a device id and send telemetry: see vision.detection.onnx.
        "ORT_DISABLE_TELEMETRY": "1",
    }
