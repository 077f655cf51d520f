"""Speaking to Sereno over HTTP: patient with a server that restarts, one session for each member of the staff."""

import asyncio
import logging
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

_log = logging.getLogger(__name__)
_AT_ONCE = 6
_TIMEOUT_S = 20.0
_FORGOTTEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


@dataclass(slots=True)
class Door:
    """The way to one installation; all calls share a few connections."""

    url: str
    key: str  # proves that the demo itself started us
    _client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        nobodys = CookieJar(DefaultCookiePolicy(allowed_domains=[]))  # sessions keep their own cookies
        limits = httpx.Limits(max_connections=_AT_ONCE)
        self._client = httpx.AsyncClient(base_url=self.url, cookies=nobodys, limits=limits, timeout=_TIMEOUT_S)

    async def get(self, path: str) -> Any:
        """The JSON at a public address; None when there is no good answer."""
        answer = await self.send("GET", path)
        return answer.json() if answer is not None and answer.is_success else None

    async def post(self, path: str, body: dict[str, Any], *, headers: dict[str, str] | None = None) -> Any:
        """The JSON answered to a public call; None when it was refused or nobody answered."""
        answer = await self.send("POST", path, json=body, headers=headers)
        return answer.json() if answer is not None and answer.is_success else None

    async def send(self, method: str, path: str, **rest: Any) -> httpx.Response | None:
        """One call; None when nobody answers, which is no error here: servers restart."""
        try:
            return await self._client.request(method, path, **rest)
        except httpx.TransportError as silent:
            _log.debug("%s %s: %s", method, path, silent)
            await asyncio.sleep(0.5)
            return None

    async def close(self) -> None:
        await self._client.aclose()


@dataclass(slots=True)
class Session:
    """One member of the staff, signed in; signs in again when the server has forgotten them."""

    door: Door
    email: str
    _cookie: str = ""
    _token: str = field(default_factory=lambda: secrets.token_hex(16))  # 32 letters, as Django's CSRF check wants

    async def get(self, path: str) -> Any:
        """The JSON at an address of the staff; None when there is no good answer."""
        return await self._call("GET", f"/api/v1{path}")

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The JSON answered to an act; None when it was refused, which happens when people act too."""
        return await self._call("POST", f"/api/v1{path}", json=body or {})

    async def delete(self, path: str) -> None:
        """Take something back."""
        await self._call("DELETE", f"/api/v1{path}")

    async def _call(self, method: str, path: str, **rest: Any) -> Any:
        if not self._cookie and not await self._sign_in():
            return None
        headers = {"Cookie": f"sessionid={self._cookie}; csrftoken={self._token}", "X-CSRFToken": self._token}
        answer = await self.door.send(method, path, headers=headers, **rest)
        if answer is None:
            return None
        if answer.status_code in _FORGOTTEN:
            self._cookie = ""
        if not answer.is_success:
            _log.debug("%s %s: %s %s", method, path, answer.status_code, answer.text[:200])
            return None
        return answer.json() if answer.content else {}

    async def _sign_in(self) -> bool:
        form = {"role": "simulated", "email": self.email}
        answer = await self.door.send("POST", "/demo/enter", data=form, headers={"X-Sereno-Life": self.door.key})
        self._cookie = (answer.cookies.get("sessionid") or "") if answer is not None else ""
        if not self._cookie:
            await asyncio.sleep(1.0)
        return bool(self._cookie)
