"""What the administrator may set: every `SERENO_*` variable, read once, with its default and meaning.

`docs/reference/settings.md` lists the same names; a test keeps them in step.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one installation."""

    data_dir: Path  # SERENO_DATA: database (SQLite), media, secret key
    city_dir: Path | None  # SERENO_CITY: the city directory with streets and map
    database_url: str  # SERENO_DATABASE_URL: postgresql://…; empty is SQLite in data_dir
    secret_key: str  # SERENO_SECRET_KEY: signs sessions and follow links
    hosts: tuple[str, ...]  # SERENO_HOSTS: host names served, comma separated
    public_url: str  # SERENO_PUBLIC_URL: the address people use, for links
    demo: bool  # SERENO_DEMO: a demo town, marked as such everywhere
    debug: bool  # SERENO_DEBUG
    peers_on_lan: bool  # SERENO_PEERS_ON_LAN: other installations may be in a private network, without TLS
    language: str  # SERENO_LANGUAGE: es, en or pt

    @classmethod
    def read(cls) -> "Environment":
        """The environment of this process."""
        data_dir = Path(os.environ.get("SERENO_DATA", ".sereno")).expanduser().resolve()
        city = os.environ.get("SERENO_CITY", "")
        return cls(
            data_dir=data_dir,
            city_dir=Path(city).expanduser().resolve() if city else None,
            database_url=os.environ.get("SERENO_DATABASE_URL", ""),
            secret_key=os.environ.get("SERENO_SECRET_KEY") or _kept_secret(data_dir),
            hosts=tuple(os.environ.get("SERENO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")),
            public_url=os.environ.get("SERENO_PUBLIC_URL", "").rstrip("/"),
            demo=_is_on("SERENO_DEMO"),
            debug=_is_on("SERENO_DEBUG"),
            peers_on_lan=_is_on("SERENO_PEERS_ON_LAN"),
            language=os.environ.get("SERENO_LANGUAGE", "es"),
        )


def database(environment: Environment) -> dict[str, object]:
    """Django's DATABASES entry: PostgreSQL from its URL, else one SQLite file with a single writer."""
    if not environment.database_url:
        return {
            "ENGINE": "sereno.project.sqlite",
            "NAME": environment.data_dir / "sereno.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
            },
        }
    url = urlsplit(environment.database_url)
    if url.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"SERENO_DATABASE_URL begins with {url.scheme!r}; only postgresql:// is understood")
    return {
        "ENGINE": "sereno.project.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Bound by the server, a statement is planned once per connection instead of once per report.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5},
    }


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


def _kept_secret(data_dir: Path) -> str:
    """The installation's own key, made at the first start and kept beside the database."""
    kept = data_dir / "secret_key"
    if kept.exists():
        return kept.read_text().strip()
    data_dir.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(48)
    try:
        kept.touch(mode=0o600, exist_ok=False)
        kept.write_text(made)
    except FileExistsError:  # another process of the same start was first
        return kept.read_text().strip()
    return made
