"""Draws a plan for people: what runs where first, then why, what to change, what it costs, and what was assumed."""

from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voice.plan.device import described
from voice.plan.draw_workload import drivers
from voice.plan.granted import granted
from voice.plan.reference import scored
from voice.plan.speeds import SAID, Check, Speeds
from voice.plan.stage import ANSWER, HARD, Stage
from voice.plan.stages import Plan
from voice.tiers.cost import dollars
from voice.trace import number

PRIVACY = {
    "open": "nothing is private",
    "mixed": "private words stay at home",
    "strict": "nothing that was said leaves",
}

MARKS = {True: ("✓", "green"), False: ("✗", "red")}


def draw(plan: Plan, out: Console) -> None:
    for part in _parts(plan):
        out.print(part)


def _parts(plan: Plan) -> Iterator[RenderableType]:
    yield _head(plan)
    yield ""
    yield _stages(plan)
    yield ""
    yield from _totals(plan)
    yield _marked(plan.seven_converses, plan.seven)
    if plan.changes:
        yield _section("What to change", plan.changes)
    yield _why(plan)
    yield _section("What it costs", _costs(plan))
    yield _section("What calls for what", drivers(plan.decision))
    yield _section("The rules of thumb", _rules(plan))
    yield _constants(plan.speeds)
    if plan.speeds.checks:
        yield _section("Predictions beside measurements that nothing was fitted to", map(_checked, plan.speeds.checks))
    yield _granted()


def _head(plan: Plan) -> RenderableType:
    device, use = plan.speeds.device, plan.use
    facts = f"{device.memory_gb:g} GB for models · {device.bandwidth_gb_s:,.4g} GB/s · {device.tflops:,.3g} TFLOPS"
    if device.price_usd:
        facts += f" · ${device.price_usd:,.0f} · {device.watts:g} W"
    elif device.usd_per_hour:
        facts += f" · ${device.usd_per_hour:.2f} an hour"
    asked = f"{use.turns_per_day:,.0f} turns a day, {use.hard_share:.0%} hard · {PRIVACY[use.privacy]}"
    asked += " · offline" * use.offline
    return Group(Text(device.title, style="bold"), Text(facts, style="dim"), Text(asked, style="dim"))


def _stages(plan: Plan) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("", "stage", "where", "with"):
        table.add_column(column, no_wrap=column != "with", overflow="fold")
    for figure in ("ms", "allowed"):
        table.add_column(figure, justify="right", no_wrap=True)
    for stage in plan.stages:
        _row(table, stage)
    return table


def _totals(plan: Plan) -> Iterator[RenderableType]:
    for name, answer in (("easy", ANSWER), ("hard", HARD)):
        found = next(stage for stage in plan.stages if stage.name == answer)
        allowed = plan.use.allowed_ms("compute", found.path)
        if (ms := plan.compute_ms(answer)) is not None and (name == "easy" or plan.use.hard_share):
            yield _marked(
                ms <= allowed, f"End of the turn to the first sound, {name}: {number(ms)} ms, {number(allowed)} allowed."
            )


def _row(table: Table, stage: Stage) -> None:
    mark, style = MARKS[stage.meets]
    took = "–" if stage.ms is None else number(stage.ms)
    where = stage.where.removeprefix("the ").removeprefix("a ").removeprefix("an ")
    allowed = number(stage.allowed_ms) + (f" + {number(stage.carried_ms)}" if stage.carried_ms >= 0.5 else "")
    table.add_row(Text(mark, style=style), stage.name, where, stage.with_, Text(took, style=style), allowed)


def _why(plan: Plan) -> RenderableType:
    listening = [stage for stage in plan.stages if stage.name in ("wake", "endpoint", "route")]
    rest = [stage for stage in plan.stages if stage not in listening]
    lines = [(", ".join(stage.name for stage in listening), listening[0].why)]
    return _pairs("Why", [*lines, *((stage.name, stage.why) for stage in rest)])


def _costs(plan: Plan) -> Iterator[str]:
    device = plan.speeds.device
    if device.price_usd:
        life = f"${device.price_usd:,.0f} over three years, and its power"
        yield f"{dollars(plan.device_month_usd)} a month for {_count(plan)}: {life}"
    elif device.rented:
        yield f"{dollars(plan.device_month_usd)} a month for {_count(plan)}, rented around the clock"
    for stage in plan.stages:
        if stage.month_usd:
            machine = stage.place.machine if stage.place and not stage.place.by_token else ""
            by = f", by its {described(machine).title}" if machine else ""
            yield f"{dollars(stage.month_usd)} a month for {stage.name}, in {stage.where}{by}"
    yield from plan.worth
    yield f"{dollars(plan.month_usd)} a month in all, {dollars(plan.month_usd / 30 / max(1.0, plan.use.turns_per_day))} a turn"


def _count(plan: Plan) -> str:
    return "the device" if plan.machines == 1 else f"{plan.machines:,} devices"


def _rules(plan: Plan) -> Iterator[str]:
    yield from plan.rules
    yield scored(plan.recommendation)


def _constants(speeds: Speeds) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(max_width=36)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    device = speeds.device
    for name, constant in speeds.constants.items():
        if constant.value:
            what, unit = SAID[name]
            value = f"{constant.value:,.3g}" if constant.value < 1000 else f"{constant.value:,.0f}"
            known = "published, see above" if constant.how == device.measured else constant.how
            table.add_row(what, f"{value} {unit}", Text(known))
    told = [f"{device.title}: {device.source}.", *([f"There: {device.measured}."] if device.measured else [])]
    head, rows = Padding(Text("\n".join(told)), (0, 0, 0, 2)), Padding(table, (0, 0, 0, 2))
    return Group("", Text("What is measured, what assumed", style="bold"), head, rows)


SIZES = {"encode": "{:g} s of sound", "prefill": "a prompt of {:g} tokens", "synthesise": "{:.1f} s spoken"}


def _checked(one: Check) -> str:
    times = f"{number(one.predicted_ms)} ms predicted, {number(one.measured_ms)} measured, {one.error:+.0%}"
    return f"{one.model}, {SIZES[one.kind].format(one.size)}: {times}"


def _granted() -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(max_width=30)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    for row in granted():
        table.add_row(*map(Text, row))
    return Group("", Text("What is taken for granted", style="bold"), Padding(table, (0, 0, 0, 2)))


def _marked(good: bool, text: str) -> RenderableType:
    mark, style = MARKS[good]
    return _hanging(Text(f"{mark} ", style=style), Text(text, style="bold"), 2)


def _section(title: str, lines: Iterable[str]) -> RenderableType:
    return Group("", Text(title, style="bold"), *(_hanging(Text("· ", style="dim"), Text(line), 2) for line in lines))


def _pairs(title: str, pairs: Iterable[tuple[str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", max_width=14)
    grid.add_column()
    for name, text in pairs:
        grid.add_row(name, Text(text))
    return Group("", Text(title, style="bold"), Padding(grid, (0, 0, 0, 2)))


def _hanging(mark: Text, text: Text, indent: int) -> Table:
    grid = Table.grid()
    grid.add_column(width=indent)
    grid.add_column()
    grid.add_row(mark, text)
    return grid
