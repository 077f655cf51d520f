"""Secrets kept in the database: sealed with the installation's own, so that a copy of the tables alone tells none."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def sealed(raw: bytes) -> str:
    """A secret as it may be stored."""
    return _vault().encrypt(raw).decode()


def opened(stored: str) -> bytes:
    """The secret that was stored."""
    return _vault().decrypt(stored.encode())


def _vault() -> Fernet:
    secret = hashlib.sha256(b"sereno peers:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))
