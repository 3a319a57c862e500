"""Makes a page, Markdown, JSON or a few lines for a terminal out of traces, all with the same figures."""

from voice.report.figures import Summary, as_json, summary
from voice.report.markdown import markdown
from voice.report.overview import overview_svg
from voice.report.page import html
from voice.report.turn import load
from voice.report.waterfall import svg, waterfall_text

__all__ = ["Summary", "as_json", "html", "load", "markdown", "overview_svg", "summary", "svg", "waterfall_text"]
