"""Imports onnxruntime with its telemetry off; nothing else imports it."""

import os
from types import ModuleType


def runtime() -> ModuleType:
    """Import the package. From 1.31 on its Linux wheel makes a telemetry id unless told not to before the import."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime  # type: ignore[no-any-return]
