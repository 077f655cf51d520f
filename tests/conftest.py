"""What every test may ask for: a place for media, the reference data, a real browser; and what is skipped where."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
REFERENCE_DATA = Path(os.environ.get("SERENO_REFERENCE_DATA") or ROOT.parent / "shared" / "data")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Steady pictures and no calls home: the tests speak to 127.0.0.1 only.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--force-color-profile=srgb",
]  # fmt: skip


def on_postgresql() -> bool:
    return bool(os.environ.get("SERENO_DATABASE_URL"))


def nothing_may_be_skipped() -> bool:
    return os.environ.get("CI") == "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if on_postgresql():
        return
    without = pytest.mark.skip(reason="needs PostgreSQL: set SERENO_DATABASE_URL")
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(without)


def missing(what: str) -> None:
    """Skip for want of something outside the project; where all is said to be there, fail instead."""
    if nothing_may_be_skipped():
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def reference_data() -> Path:
    if not REFERENCE_DATA.is_dir():
        missing(f"no reference data at {REFERENCE_DATA}: set SERENO_REFERENCE_DATA")
    return REFERENCE_DATA


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing("no Chromium on this machine (Debian, Ubuntu: apt install chromium)")
    return str(found)


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """One browser for the whole run; a test opens its own contexts and closes them."""
    # Playwright keeps an event loop in this thread, and Django would refuse the tests' own queries beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The test database; before it is dropped, the thread that announces on PostgreSQL lets go of it."""
    from sereno.ledger import wakeup

    yield
    wakeup.hang_up()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """On PostgreSQL the tests run as a role that the second wall stops, as an installation does."""
    if not on_postgresql():
        yield
        return
    from django.db import connections

    from tests.roles import ordinary_role

    kept = connections["default"].settings_dict
    with ordinary_role(os.environ["SERENO_DATABASE_URL"], may_create_databases=True) as url:
        parts = urlsplit(url)
        kept["USER"], kept["PASSWORD"] = parts.username, parts.password
        yield


@pytest.fixture(autouse=True)
def _behind_no_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test and its threads may look everywhere; what they ask of the doors begins closed, as every request does."""
    from sereno.walls import openings

    monkeypatch.setattr(openings, "_open", ContextVar("open_in_tests", default=openings.ALL))


@pytest.fixture(autouse=True)
def _remembers_nothing() -> None:
    from sereno.kernel import memory

    memory.forget()


@pytest.fixture(autouse=True)
def _media_of_its_own(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined] # pytest-django's settings take any name


@pytest.fixture
def town(db: None) -> Iterator[object]:
    """The cast, in a fresh database, with the clock standing at noon."""
    from sereno.kernel import clock, memory
    from tests import town as cast

    memory.forget()
    with clock.frozen(cast.NOON):
        yield cast.build()
    memory.forget()


@pytest.fixture
def living_town(transactional_db: None) -> Iterator[object]:
    """The cast where every action really commits, with the clock running."""
    from sereno.kernel import memory
    from tests import town as cast

    memory.forget()
    yield cast.build()
    memory.forget()
