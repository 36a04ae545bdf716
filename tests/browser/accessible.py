"""What axe-core finds that would keep people with a disability from using a page.

It comes from npm at the first test that wants it, by the lock file in `axe/`, and is kept in the
cache. What it calls moderate or minor is taste, and not looked at.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from config.node import find_or_fetch_node
from operator_console.build import modules

HERE = Path(__file__).parent / "axe"
GRAVE = ("serious", "critical")
# What scrolls can be reached by Tab without our doing: Chromium and Firefox see to that, where it
# does scroll and nowhere else. The rule does not know.
RUN = """async () => (await axe.run({
    resultTypes: ['violations'],
    rules: { 'scrollable-region-focusable': { enabled: false } },
})).violations.map(
    ({ id, impact, nodes }) => [impact, id, ...nodes.map(({ target, any }) =>
        `${target} ${any.map(({ message }) => message).join(' ')}`)])"""


def find_or_fetch_axe(cache: Path) -> str:
    """Its script. Raises NotAvailable."""
    found = modules(find_or_fetch_node(cache), HERE, cache, "axe-core from npm, 3 MB")
    return (found / "axe-core/axe.min.js").read_text()


def grave_findings(page: Page, axe: str) -> list[Any]:
    """Its grave findings on the page as it is now: how grave, which rule, and where."""
    page.evaluate(f"() => {{ {axe} }}")
    return [one for one in page.evaluate(RUN) if one[0] in GRAVE]
