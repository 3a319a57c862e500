"""espeak-ng in a process of its own, because the library's state is global: jobs on stdin, WAV files out.

A job is a JSON list, one a line: [text, options, path]. Options are `voice`, `rate` (words a minute)
and `pitch` (0..100).
"""

import ctypes
import json
import sys
import wave
from typing import Any

SYNCHRONOUS, UTF8, RATE, PITCH = 2, 1, 1, 3


def main() -> None:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, str(espeakng_loader.get_data_path()).encode(), 0)
    chunks: list[bytes] = []

    def collect(samples: Any, count: int, _events: Any) -> int:
        if count:
            chunks.append(ctypes.string_at(samples, count * 2))
        return 0

    listener = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)(
        collect
    )
    library.espeak_SetSynthCallback(listener)
    for line in sys.stdin:
        text, options, path = json.loads(line)
        chunks.clear()
        library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        if library.espeak_SetVoiceByName(options["voice"].encode()):
            sys.exit(f"espeak-ng has no voice {options['voice']}")
        library.espeak_SetParameter(RATE, options.get("rate", 165), 0)
        library.espeak_SetParameter(PITCH, options.get("pitch", 50), 0)
        data = text.encode()
        library.espeak_Synth(data, len(data) + 1, 0, 1, 0, UTF8, None, None)
        with wave.open(path, "wb") as file:
            file.setparams((1, 2, rate, 0, "NONE", ""))
            file.writeframes(b"".join(chunks))


if __name__ == "__main__":
    main()
