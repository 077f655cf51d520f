"""A cheap phone in a test's hand: 360 px wide, at the plaza, in Spanish; and what a page must keep to on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page

from sereno.people.models import User
from tests.town import PLAZA

WIDTH_PX, HEIGHT_PX = 360, 740


@contextmanager
def phone(
    browser: Browser,
    *,
    address: str,
    accuracy_m: float = 12,
    at: tuple[float, float] = PLAZA,
    located: bool = True,
    **more: object,
) -> Iterator[Page]:
    """A fresh phone on the address, closed afterwards."""
    position = {"longitude": at[0], "latitude": at[1], "accuracy": accuracy_m}
    context: BrowserContext = browser.new_context(
        base_url=address,
        viewport={"width": WIDTH_PX, "height": HEIGHT_PX},
        has_touch=True,
        locale="es-CL",
        timezone_id="America/Santiago",
        reduced_motion="reduce",
        geolocation=position if located else None,
        permissions=["geolocation"] if located else [],
        **more,  # type: ignore[arg-type]
    )
    context.set_default_timeout(10_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def sign_in(page: Page, user: User, address: str) -> None:
    """The session cookie of somebody who has signed in before."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": address}]
    )


def assert_fits(page: Page) -> None:
    """Nothing sticks out to the right of the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH_PX


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 A or AA, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_timeout(200)  # colours glide from one scheme to the other
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


def photo(folder: Path, *, width_px: int = 3000, height_px: int = 2250) -> Path:
    """A photograph as a phone's camera makes it: larger than what should travel."""
    from PIL import Image

    path = folder / "choque.jpg"
    Image.effect_noise((width_px, height_px), 60).convert("RGB").save(path, quality=90)
    return path
