"""Pages of a real browser: a fresh one, and pictures of them. Not here: what is on them."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

Scheme = Literal["light", "dark"]
PICTURES = Path(__file__).parents[2] / "docs/screenshots"
SCREENSHOTS = "SCREENSHOTS"  # set: pictures for the README go there
WHOLE_SCREEN = ViewportSize(width=1366, height=768)
SMALLER = ViewportSize(width=1280, height=720)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
CUT = """() => [...document.querySelectorAll('button, .badge, .phone dt, .phone h2')]
    .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.textContent.trim())"""

# Buttons of a call, and primary ones, that could be pressed if they were in sight.
OUT_OF_SIGHT = """() => [...document.querySelectorAll('.calls button, #presence button, .primary')]
    .filter((one) => one.checkVisibility() && !one.matches(':disabled'))
    .filter((one) => {
        const { left, top, width, height } = one.getBoundingClientRect()
        return !one.contains(document.elementFromPoint(left + width / 2, top + height - 2))
    })
    .map((one) => one.textContent.trim())"""


class fresh_page(AbstractContextManager[Page]):
    """A page with a profile of its own, which asserts at its end that no script of it failed."""

    def __init__(self, browser: Browser, *permissions: str) -> None:
        self._context = browser.new_context(viewport=WHOLE_SCREEN)
        self._context.grant_permissions(["microphone", *permissions])
        self._errors: list[str] = []

    def __enter__(self) -> Page:
        page = self._context.new_page()
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    def __exit__(self, kind: object, *_: object) -> None:
        self._context.close()
        if kind is None:
            assert self._errors == []


def assert_it_fits(page: Page, name: str) -> None:
    """Nothing overflows the page or is cut, on whole and smaller screens; ends with a whole one."""
    page.set_viewport_size(SMALLER)
    assert not page.evaluate(OVERFLOWS), name
    page.set_viewport_size(WHOLE_SCREEN)
    assert not page.evaluate(OVERFLOWS), name
    assert page.evaluate(CUT) == [], name


def in_both_schemes(page: Page) -> Iterator[Scheme]:
    """The page light and dark, and then light again."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        yield scheme
    page.emulate_media(color_scheme="light")


def take_picture(page: Page, path: Path) -> None:
    """As a small PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, animations="disabled", caret="hide")
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(160).save(path, optimize=True)
    assert path.stat().st_size > 4_000  # not an empty page


def for_the_readme() -> bool:
    return bool(os.environ.get(SCREENSHOTS))
