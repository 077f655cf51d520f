"""Sereno: a resident's report becomes an operator's card, a crew's task and an answer."""

__version__ = "0.1.0"
