"""`voice plan`: where each stage should run on a machine that may not be here; and a simulated day of traffic."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from voice import config
from voice.cli.output import console, emit, warn
from voice.clock import stopwatch
from voice.errors import UsageError
from voice.models import store
from voice.plan import calibrate
from voice.plan.device import THIS, described
from voice.plan.draw import draw
from voice.plan.granted import granted
from voice.plan.place import Privacy
from voice.plan.speeds import Speeds, speeds_of
from voice.plan.stage import ANSWER, HARD, Stage
from voice.plan.stages import Plan, plan
from voice.plan.use import Use

NONE = "none"
"""The machine in the local network, where there is none."""

ASKED = ("turns_per_day", "hard_share", "privacy", "offline", "budget_ms", "lan")

PRIVACY: tuple[Privacy, ...] = ("open", "mixed", "strict")


def main(
    settings: Path | None,
    device: str,
    turns: float,
    hard: float,
    privacy: str,
    offline: bool,
    budget_ms: float | None,
    lan: str,
    as_json: bool,
) -> int:
    kinds = {kind: kind for kind in PRIVACY}
    if privacy not in kinds:
        raise UsageError(f"privacy is one of {', '.join(PRIVACY)}, not {privacy}", "See voice plan --help.")
    chosen = config.load(settings)
    near = "" if lan == NONE else lan
    if near:
        described(near)
    use = Use(turns, hard, kinds[privacy], offline or chosen.offline, budget_ms, chosen.budget, near)
    speeds, doubt = _speeds(device, chosen.cost)
    found = plan(speeds, use)
    draw(found, console(as_json))
    if doubt:
        warn(f"{doubt}; run it again when the machine is quiet")
    if as_json:
        emit(_document(found) | {"doubt": doubt})
    return 0


def simulate(what: str, measured: Path | None, as_json: bool) -> int:
    from voice.plan.day import Day
    from voice.plan.draw_day import document, draw_day
    from voice.plan.scenario import scenario

    watch = stopwatch()
    given = scenario(what)
    given = given.model_copy(update={"measured": measured or given.measured})
    outcome = Day(given).run()
    left = Day(given.never_kept_warm).run() if given.never_kept_warm != given else None
    draw_day(outcome, left, watch(), console(as_json))
    if as_json:
        emit(document(outcome) | {"not_kept_warm": left and document(left)})
    return 0


def weigh(name: str, as_json: bool) -> int:
    """Tell what a workload calls for; "reference" shows all that the reference material counts."""
    from voice.plan.draw_workload import HEADS, document, draw_reference, draw_workload
    from voice.plan.reference import figures
    from voice.plan.workload import workload

    if name == "reference":
        draw_reference(console(as_json))
    else:
        draw_workload(name, work := workload(name), console(as_json))
    if as_json:
        emit([dict(zip(HEADS, row, strict=True)) for row in figures()] if name == "reference" else document(name, work))
    return 0


def _speeds(device: str, cost: config.Cost) -> tuple[Speeds, str]:
    """The device's speeds, and what makes them doubtful, in words; "" for nothing."""
    if device.endswith(".json"):
        return calibrate.recorded(Path(device)), ""
    if device != THIS:
        return speeds_of(described(device)), ""
    had = [calibrate.undisturbed()]
    speeds = calibrate.calibrated(calibrate.this(store.directory(), cost))
    had.append(calibrate.undisturbed())
    if min(had) >= calibrate.QUIET:
        return speeds, ""
    return speeds, f"this machine had other work: {min(had):.0%} of a core were left, so what was measured is too slow"


def _document(found: Plan) -> dict[str, Any]:
    return {
        "device": found.speeds.device.model_dump(),
        "use": {name: getattr(found.use, name) for name in ASKED},
        "stages": [_stage(stage) for stage in found.stages],
        "compute_ms": {"easy": found.compute_ms(ANSWER), "hard": found.compute_ms(HARD)},
        "seven_billion": {"says": found.seven, "converses": found.seven_converses},
        "machines": found.machines,
        "changes": list(found.changes),
        "usd_month": {"device": found.device_month_usd, "all": found.month_usd},
        "worth": list(found.worth),
        "decision": asdict(found.decision),
        "recommendation": asdict(found.recommendation),
        "rules": list(found.rules),
        "checks": [asdict(check) | {"error": round(check.error, 3)} for check in found.speeds.checks],
        "granted": [dict(zip(("what", "value", "how"), row, strict=True)) for row in granted()],
        "constants": {name: asdict(constant) for name, constant in found.speeds.constants.items()},
    }


def _stage(stage: Stage) -> dict[str, Any]:
    given = {"stage": stage.name, "where": stage.where, "with": stage.with_, "ms": stage.ms, "work_ms": stage.work_ms}
    return given | {
        "allowed_ms": stage.allowed_ms,
        "carried_ms": stage.carried_ms,
        "meets": stage.meets,
        "usd_month": stage.month_usd,
        "why": stage.why,
    }
