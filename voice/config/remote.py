"""The settings of an engine that is a service elsewhere, which those of hearing and of speaking have in common."""

from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, model_validator

from voice.config.places import checked, checked_tcp, is_local

SCHEMES = {"wyoming": ("tcp", "tcp://nas.local:10300"), "remote": ("http", "http://nas.local:8379/v1")}
"""Engine elsewhere → how the url of its service begins, and one for example."""


def _checked_service(text: str) -> str:
    return checked_tcp(text) if text.startswith("tcp:") else checked(text)


class Remote(BaseModel):
    """Where an engine is that is not in this process."""

    takes_strangers: ClassVar[bool] = False
    """Whether a "remote" service that is not trusted is of use: one that is sent only what is not private."""
    url: Annotated[str, AfterValidator(_checked_service)] | None = None
    """The service: for `engine = "wyoming"` "tcp://nas.local:10300"; for "remote" the base URL of one that speaks OpenAI's
    protocol, "http://nas.local:8379/v1"."""
    trusted: bool = Field(default_factory=lambda given: is_local(given.get("url") or ""))
    """What is said in a room may go there; when absent, if its address is of the home network. Wyoming has no encryption."""
    key_env: str | None = Field(None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """Name of the environment variable that holds the key of a "remote" service."""

    @property
    def is_elsewhere(self) -> bool:
        return getattr(self, "engine", "") in SCHEMES

    @property
    def is_strange(self) -> bool:
        """Whether it is a service that may not be told what is private."""
        return self.is_elsewhere and not self.trusted

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if not self.is_elsewhere:
            return self
        engine = getattr(self, "engine", "")
        scheme, example = SCHEMES[engine]
        if self.url is None or not urlsplit(self.url).scheme.startswith(scheme):
            raise ValueError(f'engine = "{engine}" needs the url of the service, such as {example}')
        if self.is_strange and not (self.takes_strangers and engine == "remote"):
            raise ValueError("what is said is private, and this url is not at home: `trusted = true` sends it all the same")
        return self
