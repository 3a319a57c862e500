"""Placeholders: what stands for an identifier that was taken out, "[phone 1]"."""

import re

from voice.privacy import IDENTIFIERS

LABELS = {kind: kind.replace("_", " ") for kind in IDENTIFIERS} | {"ssn": "social security number"}
"""What a placeholder calls a kind, in words that a model understands."""

EXACT = rf"\[(?:{'|'.join(sorted(LABELS.values(), key=len, reverse=True))}) \d{{1,3}}\]"
"""A placeholder just as it was made."""

IS_ONE = re.compile(EXACT)
