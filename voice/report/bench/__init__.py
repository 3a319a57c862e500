"""Makes a page, Markdown and CSV of the result of a bench, all with the same figures and the same sentences."""

from voice.report.bench.page import html
from voice.report.bench.text import csv, markdown

__all__ = ["csv", "html", "markdown"]
