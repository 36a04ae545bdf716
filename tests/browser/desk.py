"""What tests do and see at an operator's page with a softphone."""

from typing import Any

from playwright.sync_api import Page

PATIENCE = 30_000  # ms


def become(page: Page, name: str) -> dict[str, Any]:
    """Wait until the softphone's state has this name; the whole state."""
    page.wait_for_function("name => phone.state.name === name", arg=name, timeout=PATIENCE)
    return state(page)


def state(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("phone.state")
    return found


def wait(page: Page, condition: str) -> None:
    """Until a condition of the page's script holds."""
    page.wait_for_function(f"() => {condition}", timeout=PATIENCE)  # a function: no eval there


def stats(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("phone.stats()")
    return found
