"""Turns whatever goes wrong with a pull into errors that say what to do next."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from voice.errors import ModelError
from voice.models import store
from voice.models.manifest import Model

AGAIN = "Pull again: it goes on where it stopped. What was there before still serves."


class Unanswered(ModelError):
    """A source does not have a model, or does not give it as it should be; another may."""


@contextmanager
def explained(model: Model) -> Iterator[None]:
    """Turn what the file system raises into ModelError."""
    try:
        yield
    except OSError as error:
        raise _failed(model, error) from None


@contextmanager
def answering(model: Model, host: str) -> Iterator[None]:
    """Turn what huggingface_hub and httpx2 raise about the hub called `host` into Unanswered."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    try:
        yield
    except OfflineModeIsEnabled:
        raise Unanswered(f"{model.name} cannot be fetched: HF_HUB_OFFLINE is set", "Unset it to pull.") from None
    except HfHubHTTPError as error:
        raise _refused(model, host, error) from None
    except httpx2.HTTPError as error:
        what = f"no connection to {host}, or it was cut ({type(error).__name__})"
        raise Unanswered(f"{model.name}: {what}", AGAIN) from None
    except (httpx2.InvalidURL, ValueError, TypeError, KeyError):
        remedy = "Is HF_ENDPOINT right? Is a login page in between?"
        raise Unanswered(f"{model.name}: {host} does not answer as a model hub does", remedy) from None


def _refused(model: Model, host: str, error: Exception) -> Unanswered:
    from huggingface_hub import get_token
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

    match error:
        case GatedRepoError():
            return Unanswered(f"{model.repository} asks for consent first", "Give it on the hub's page, and set HF_TOKEN.")
        case RepositoryNotFoundError():
            return Unanswered(f"{host} has no {model.repository}", "Upgrade voiceloop; for a private one set HF_TOKEN.")
        case RevisionNotFoundError():
            return Unanswered(f"{model.repository} has lost the version that is pinned", "Upgrade voiceloop, or pull --update.")
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status == 401:
        if get_token():  # from HF_TOKEN or `hf auth login`
            return Unanswered(f"{host} does not accept HF_TOKEN", "Correct it, or unset it: no model of ours needs it.")
        return Unanswered(f"{host} wants a token for {model.repository}", "Set HF_TOKEN, or is HF_ENDPOINT right?")
    return Unanswered(f"{model.name}: {host} answered {status}", AGAIN)


def _failed(model: Model, error: OSError) -> ModelError:
    home = store.home(model.name)
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return ModelError(f"{model.name}: the disk is full ({home})", "Free some and pull again. What was there is intact.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return ModelError(f"{model.name}: {home} cannot be written", "Make it writable, or set VOICE_MODELS_DIR.")
    return ModelError(f"{model.name}: {error.strerror} ({error.filename or home})", AGAIN)
