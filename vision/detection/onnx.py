"""Imports onnxruntime without telemetry; no other module imports it.

Version 1.32 resolves a telemetry host and stores a device id in the user's cache folder, unless an environment variable
is set before the import.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

__all__ = ["onnxruntime"]
