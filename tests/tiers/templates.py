"""The fixture model with another chat template, or with none."""

from pathlib import Path

from tests.tiers.fixture import GGUF

KEY = b"tokenizer.chat_template"

IGNORES_TOOLS = """{% for message in messages %}<|im_start|>{{ message.role }}
{{ message.content.split('\\n\\nYou have these tools')[0] }}<|im_end|>
{% endfor %}{% if add_generation_prompt %}{% if 'these tools' in messages[0].content %}<|tools|>{% endif %}<|im_start|>assistant
{% endif %}"""
"""Knows nothing of `tools`; what it is told of them in the system line it passes on as the one token that the fixture knows."""


def with_template(template: str, path: Path) -> Path:
    """Write the model with this template, no longer than its own."""
    model = GGUF.read_bytes()
    at = model.index(KEY) + len(KEY) + 4
    length = int.from_bytes(model[at : at + 8], "little")
    filled = template.encode() + b"{#" + b"." * (length - len(template.encode()) - 4) + b"#}"
    assert len(filled) == length
    path.write_bytes(model[: at + 8] + filled + model[at + 8 + length :])
    return path


def without_template(path: Path) -> Path:
    path.write_bytes(GGUF.read_bytes().replace(KEY, b"general.its_own_template"[: len(KEY)]))
    return path
