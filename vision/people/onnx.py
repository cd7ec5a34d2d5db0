"""onnxruntime, made to keep to itself: the one place that imports it.

Version 1.32 looks up its maker's telemetry host and keeps a device id under the user's cache folder, unless the
environment says otherwise before it is imported.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

__all__ = ["onnxruntime"]
