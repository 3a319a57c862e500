"""Makes one HTML page of the result of a bench, which needs no script, font or connection. A table is behind each picture."""

from voice.bench.compare import Comparison
from voice.bench.result import Result
from voice.report.bench import charts, prose
from voice.report.draw import LEGEND, rendered
from voice.report.turn import SPOKEN

COLUMNS = ("p50", "p90", "p95", "p99")

ASIDE = ("p90", "p99")
"""Those that a phone has no room for."""


def html(found: Result, against: Comparison | None = None) -> str:
    pictures = [charts.where_it_went(found), charts.paths(found), charts.distributions(found)]
    page = rendered(
        "bench.html",
        found=found,
        against=against,
        prose=prose,
        groups=prose.own(found),
        stages=SPOKEN,
        COLUMNS=COLUMNS,
        ASIDE=ASIDE,
        LEGEND=LEGEND,
        pictures=pictures,
        changes=charts.changes(found),
        turns=[chart for _, _, chart in charts.waterfalls(found)],
        loops=charts.loops(found),
    )
    return str(page)
