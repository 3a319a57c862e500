"""The picture of a bench's report: its verdict, where the milliseconds went, and one turn, as a browser shows them.

    voice bench quick --out voice-bench && python -m benchmarks.bench_picture voice-bench/report.html
"""

import os
import shutil
import sys
from pathlib import Path

PICTURE = Path(__file__).parents[1] / "assets" / "bench.png"

SIZE = {"width": 900, "height": 600}

SHORTER = """
ol, details, .plate, article, .facts.long, .notes, h2:not(:nth-of-type(2), :nth-of-type(6)) { display: none; }
h2:nth-of-type(2) + .plate, article:nth-of-type(2) { display: block; } main { padding: 24px 20px; } h2 { margin-top: 24px; }
"""
"""What the picture leaves out: all but the verdict, the second part and one turn."""


def main() -> None:
    from playwright.sync_api import sync_playwright

    report = Path(sys.argv[1]).absolute()
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=root)
        page = browser.new_context(viewport=SIZE, color_scheme="light", bypass_csp=True).new_page()
        page.goto(report.as_uri())
        page.add_style_tag(content=SHORTER)
        page.locator("main").screenshot(path=PICTURE)
        browser.close()
    print(PICTURE)


if __name__ == "__main__":
    main()
