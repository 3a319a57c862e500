"""What the tests of hearing have: the sentences, the cache, and recognisers that ask a service."""

from tests.transcribe.conftest import cache, elsewhere, runner, skills

__all__ = ["cache", "elsewhere", "runner", "skills"]
