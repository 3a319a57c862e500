"""The sentences, and the cache, that the tests of hearing have."""

from tests.transcribe.conftest import cache, skills

__all__ = ["cache", "skills"]
