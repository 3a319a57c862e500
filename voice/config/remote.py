"""The settings of an engine that is a service elsewhere, which those of hearing and of speaking have in common."""

from typing import Self

from pydantic import BaseModel, Field, model_validator

from voice.config.places import TcpUrl, is_local


class Remote(BaseModel):
    """Where an engine is that is not in this process."""

    url: TcpUrl | None = None
    """The Wyoming service that `engine = "wyoming"` asks: "tcp://nas.local:10300"."""
    trusted: bool = Field(default_factory=lambda given: is_local(given.get("url") or ""))
    """What is said in a room may go there; when absent, if its address is of the home network. Wyoming has no encryption."""

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if getattr(self, "engine", "") != "wyoming":
            return self
        if self.url is None:
            raise ValueError("engine = \"wyoming\" needs the url of the service, such as tcp://nas.local:10300")
        if not self.trusted:
            raise ValueError("what is said is private, and this url is not at home: `trusted = true` sends it all the same")
        return self
