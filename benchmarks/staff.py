"""Signing in to the demo town as its people do, with one click."""

from __future__ import annotations

import httpx

from benchmarks.refusal import Refusal


def cookie_of_the_operator(address: str) -> str:
    """Enter as the operator; gives the Cookie header of the session."""
    return cookie_of("operator", address)


def cookie_of(role: str, address: str) -> str:
    """Enter in one of the demo's roles; gives the Cookie header of the session."""
    with httpx.Client(base_url=address, trust_env=False) as client:
        answer = client.post("/demo/enter", data={"role": role})
        session = answer.cookies.get("sessionid")
    if session is None:
        raise Refusal(f"entering as {role} was answered {answer.status_code} and no session")
    return f"sessionid={session}"
