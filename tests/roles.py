"""Roles of PostgreSQL as an administrator makes them for Sereno: they may log in, and no wall is lowered for them."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

_ITS_DATABASES = "SELECT datname FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba WHERE rolname = %s"


@contextmanager
def ordinary_role(server_url: str, *, may_create_databases: bool = False) -> Iterator[str]:
    """The server's address for a fresh role that is neither superuser nor above row security; dropped at the end."""
    name, password = f"sereno_{secrets.token_hex(5)}", secrets.token_urlsafe(16)
    more = sql.SQL("CREATEDB" if may_create_databases else "NOCREATEDB")
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS {} PASSWORD {}").format(
                sql.Identifier(name), more, sql.Literal(password)
            )
        )
    try:
        yield as_role(server_url, name=name, password=password)
    finally:
        with psycopg.connect(server_url, autocommit=True) as server:
            for (its,) in server.execute(_ITS_DATABASES, [name]).fetchall():
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(its)))
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def as_role(url: str, *, name: str, password: str) -> str:
    """The same address, for somebody else."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(name)}:{quote(password)}@{host}"))


def name_in(url: str) -> str:
    """The role an address names."""
    return urlsplit(url).username or ""
