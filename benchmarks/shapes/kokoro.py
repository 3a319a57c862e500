"""Kokoro-82M's shape: its own configuration with random weights, and a voice. Needs torch and kokoro.

How long a phoneme lasts is set as in the fixture, since the time that synthesis takes follows the length of its sound.
"""

import json
from importlib import resources
from pathlib import Path

STYLES = 510
"""A voice has one style for each number of phonemes."""


def write(name: str, path: Path) -> None:
    import torch
    from kokoro import KModel

    from benchmarks.fixtures.kokoro import VOICES, shaped, style

    text = (resources.files("kokoro_onnx") / "config.json").read_text(encoding="utf-8")
    (path / "voices").mkdir(parents=True)
    (path / "config.json").write_text(text, encoding="utf-8")
    file, config = path / "kokoro-v1_0.pth", json.loads(text)
    torch.manual_seed(0)
    torch.save({}, file)  # its constructor reads weights; there are none yet
    weights = KModel(repo_id=name, config=config, model=str(file)).state_dict()
    shaped(weights, config["max_dur"])
    parts: dict[str, dict[str, torch.Tensor]] = {}
    for key, weight in weights.items():
        part, _, rest = key.partition(".")
        parts.setdefault(part, {})[rest] = weight.clone()
    torch.save(parts, file)
    for voice, seed in VOICES.items():
        torch.save(torch.from_numpy(style(seed)).expand(STYLES, 1, 256).clone(), path / "voices" / f"{voice}.pt")
