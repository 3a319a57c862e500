"""Serves Whisper and a voice to any number of assistants, in replicas that Ray Serve starts, watches and replaces.

    python -m voice.deploy.ray --replicas 2
"""

import argparse
import logging
import os
import queue
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from voice import config
from voice.errors import EngineError, UsageError, VoiceError
from voice.gateway.auth import is_loopback
from voice.gateway.serve import listen
from voice.models import store
from voice.serve import token

if TYPE_CHECKING:
    from ray.serve import Application

HEAR, SAY = "/v1/audio/transcriptions", "/v1/audio/speech"

CPUS = 0.25
"""Cores that Ray counts for a replica: a number for its book-keeping, which leaves room for as many again while all are
replaced."""

STORE_BYTES = 100 << 20
"""Memory in which Ray passes large things around: nothing here is large."""

SPOKEN = 4
"""Sentences that a voice makes at the same time, by turns: with more, none would begin in time."""

BACK_S = 1
"""Seconds after which a client may come back that was refused because of too much work."""

GRACE_S = 60.0
"""Seconds that a replica may take to finish its work before it goes; what is not answered by then is told 500. A slow machine
takes a minute to read sixteen long sounds."""

LAST_S = 2.0
"""Seconds in which Ray's processes may end by themselves, once Ray has ended."""

ENDS = (signal.SIGTERM, signal.SIGINT)
"""The signals that end it in good order."""

TOLD = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S": "30",
    "RAY_DISABLE_FAILURE_SIGNAL_HANDLER": "1",
}
"""What Ray is told by its environment: it reports to nobody how it is used; its own ports, which listen on all addresses, ask
for a token; a slow machine may take longer to listen than 5 s; and SIGTERM is ours, which a handler of its own would take for a
crash and end with SIGABRT."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the engines are deployed."""

    replicas: int = 1
    most: int = 1
    """The most replicas of each kind, while there is much to do."""
    gpus: float = 0.0
    """Graphics cards for each replica that hears; at 0.5 two share one."""
    ongoing: int = 16
    """Sounds that a replica reads, or gathers, at a time."""
    queued: int = 32
    """Requests that may wait besides; more are refused."""
    state: str | None = None
    """The folder with the token that is asked for; None: none is."""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _asked(arguments)
    for name, value in TOLD.items():
        os.environ.setdefault(name, value)
    renew: queue.SimpleQueue[int] = queue.SimpleQueue()
    signal.signal(signal.SIGHUP, lambda number, _: renew.put(number))  # one that comes before all is up waits until it is
    for number in ENDS:
        signal.signal(number, _leave)
    try:
        chosen = config.load(asked.config)
        plan, _ = _plan(asked, chosen), _model(chosen)
        if not asked.address:  # which may be another machine's; Ray itself takes a minute to tell that a port is taken
            listen(asked.host, asked.port).close()
        with _started(asked):
            _has_cards(asked)
            deploy(chosen, plan)
            print(f"Listening on http://{asked.host}:{asked.port}/v1; Ctrl-C ends.", file=sys.stderr)
            while renew.get():
                _renewed(asked.config, plan)
        return 0
    except VoiceError as error:
        print(f"{error}\n{error.remedy}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    finally:
        for number in ENDS:
            signal.signal(number, signal.SIG_IGN)  # nothing else is left to end, and Python's own end takes a moment


@contextmanager
def _started(asked: argparse.Namespace) -> Iterator[None]:
    """Have Ray in the block. Raises EngineError, UsageError.

    Broken off while it starts it leaves processes behind, so whoever is told to end meanwhile waits for its thread. That lives
    as long as Ray does: Ray's processes end with the thread that started them.
    """
    with ThreadPoolExecutor(1) as beside:
        try:
            beside.submit(start, asked.host, asked.port, asked.address).result()
            yield
        finally:
            beside.submit(stop).result()


def start(host: str, port: int, address: str | None = None, cores: int | None = None) -> None:
    """Start Ray on this machine, or join the cluster at `address`, and listen. Raises EngineError, UsageError."""
    try:
        import ray
        from ray import serve
    except ModuleNotFoundError as error:
        raise EngineError(f"the package {error.name} is not installed", "pip install 'voiceloop[ray]'") from None
    logging.getLogger("ray.serve").setLevel(logging.WARNING)
    here: dict[str, Any] = {"num_cpus": cores, "object_store_memory": STORE_BYTES, "include_dashboard": False}
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **({} if address else here))
        serve.start(http_options={"host": host, "port": port}, logging_config={"enable_access_log": False})
    except Exception as error:  # Ray's own have no common one
        what = f"Ray does not start: {type(error).__name__}: {error}"
        raise UsageError(what, "Is the port taken, or the machine very busy?") from None


def deploy(chosen: config.Config, plan: Plan) -> None:
    """Run the engines of these settings; those that run already take them one after the other. Raises EngineError."""
    from ray import serve

    try:
        for name, (route, app) in apps(chosen, plan).items():
            serve.run(app, name=name, route_prefix=route)
    except RuntimeError as error:
        raise EngineError(f"a replica does not start: {error}", "Do these settings work with `voice doctor`?") from None


def apps(chosen: config.Config, plan: Plan) -> "dict[str, tuple[str, Application]]":
    """The applications to run, by name, each with the path that it answers."""
    from ray import serve
    from ray.serve.config import BackpressureConfig

    from voice.deploy.replicas import Hear, Say

    scale: dict[str, Any] = {"num_replicas": plan.replicas}
    if plan.most > plan.replicas:
        bounds = {"min_replicas": plan.replicas, "max_replicas": plan.most, "target_ongoing_requests": 2}
        scale = {"autoscaling_config": bounds}
    common: dict[str, Any] = {
        **scale,
        "max_ongoing_requests": plan.ongoing,
        "max_queued_requests": plan.queued,
        "backpressure_config": BackpressureConfig(status_code=429, retry_after_s=BACK_S),
        "graceful_shutdown_timeout_s": GRACE_S,
        "health_check_period_s": 5,
        "rolling_update_percentage": 0.5,
        "max_surge_percent": 100,
    }
    told = chosen.speak.model_fields_set & {"engine", "voice", "model", "rate_wpm"}
    speak = chosen.speak.model_dump(mode="json", include=told)
    threads = max(1, (os.cpu_count() or 1) // max(1, plan.most))
    hear = serve.deployment(Hear, ray_actor_options={"num_cpus": CPUS, "num_gpus": plan.gpus}, **common)
    say = serve.deployment(Say, ray_actor_options={"num_cpus": CPUS}, **common | {"max_ongoing_requests": SPOKEN})
    return {
        "hear": (HEAR, hear.options(user_config={"model": _model(chosen)}).bind(plan.state, threads)),
        "say": (SAY, say.options(user_config=speak).bind(plan.state)),
    }


def stop() -> None:
    """Finish the requests under way; end Ray, if it was started here."""
    below = psutil.Process().children(recursive=True)
    if "ray" in sys.modules:
        import ray
        from ray import serve
        from ray.serve.exceptions import RayServeException

        if ray.is_initialized():
            with suppress(RayServeException, TimeoutError):  # Ray does not listen yet; what had its `GRACE_S` is cut off
                serve.delete("hear", _blocking=False)  # `shutdown` alone would cut off whoever waits for an answer
                serve.delete("say")
                serve.delete("hear")
            serve.shutdown()
            ray.shutdown()
    for left in psutil.wait_procs(below, LAST_S)[1]:  # Ray's agents outlive by a minute a node that has not ended in a second
        with suppress(psutil.NoSuchProcess):
            left.kill()


def _leave(told: int, _: object) -> None:
    """End in good order, at whatever the program is: also while replicas start, which may take for ever."""
    for number in ENDS:  # once is enough; not SIG_IGN, which a process would inherit that Ray starts just now
        signal.signal(number, lambda *_: None)
    os.write(2, b"Ending; requests under way are finished first.\n")  # print may be at work just now
    sys.exit(128 + told if told == signal.SIGINT else 0)


def _has_cards(asked: argparse.Namespace) -> None:
    """Raise UsageError where replicas ask for more graphics cards than there are: Ray would wait for them for ever."""
    import ray

    here = ray.cluster_resources().get("GPU", 0.0)
    if not asked.address and asked.gpus * asked.replicas > here:
        what = f"--gpus {asked.gpus:g} for {asked.replicas} replicas, and Ray finds {here:g} graphics cards here"
        raise UsageError(what, "Ask for a smaller share of one, or leave --gpus out.")


def _renewed(settings: Path | None, plan: Plan) -> None:
    """Have the replicas take the settings as they are now, one after the other."""
    try:
        deploy(config.load(settings), plan)
    except VoiceError as error:
        print(f"The settings stay as they were: {error}", file=sys.stderr)


def _model(chosen: config.Config) -> str:
    """The Whisper model to read with. Raises UsageError, ModelError where it is not here."""
    settings = chosen.transcribe
    model = config.Transcribe().model if settings.is_elsewhere else settings.model
    store.resolve(model)
    return model


def _plan(asked: argparse.Namespace, chosen: config.Config) -> Plan:
    state = None if is_loopback(asked.host) else str(chosen.state_dir)
    if state:
        token.served(chosen.state_dir)
        print(f"Whoever asks needs the token: {config.SERVE_TOKEN}, or {token.file(chosen.state_dir)}", file=sys.stderr)
    if chosen.speak.is_elsewhere:
        raise UsageError("speak.engine names a service elsewhere", "Give this machine settings of its own: --config FILE.")
    return Plan(asked.replicas, max(asked.replicas, asked.most), asked.gpus, state=state)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m voice.deploy.ray", description="Serve Whisper and a voice, in replicas.")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file, instead of your own")
    parser.add_argument("--replicas", type=int, default=1, metavar="N", help="of each kind, at least")
    parser.add_argument("--most", type=int, default=1, metavar="N", help="of each kind, while there is much to do")
    parser.add_argument("--gpus", type=float, default=0.0, metavar="N", help="graphics cards of a replica that hears: 0.5")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 for other machines, which need the token then")
    parser.add_argument("--port", type=int, default=8379)
    parser.add_argument("--address", help="join the Ray cluster there, in place of starting one")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
