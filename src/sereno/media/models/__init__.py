"""The tables of media."""

from sereno.media.models.medium import Medium

__all__ = ["Medium"]
