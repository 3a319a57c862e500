"""`pytest --engines`, where every engine is installed: a test that is skipped for want of one fails the run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engines", action="store_true", help="fail where a test is skipped for want of a package")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not session.config.getoption("engines"):
        return
    reasons = {str(report.longrepr[2]) for report in reporter.stats.get("skipped", [])}
    if missing := sorted(reason for reason in reasons if "could not import" in reason):
        reporter.write_line(f"--engines: {'; '.join(missing)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
