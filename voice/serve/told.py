"""A message between a satellite and the server: a JSON object with a `type`."""

from pydantic import BaseModel


class Told(BaseModel, frozen=True):
    """A message. Whoever reads one passes over keys that it does not know."""

    def written(self) -> str:
        return self.model_dump_json()
