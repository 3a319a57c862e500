"""onnxruntime, imported so that it keeps to itself: the one place where it is."""

import os
from types import ModuleType


def runtime() -> ModuleType:
    """The package. From 1.31 on its Linux wheel makes a device id for its telemetry unless told not to before the import."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime  # type: ignore[no-any-return]
