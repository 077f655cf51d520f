"""Telling people: the notices a reporter gets as their report goes on. Fed by reactions only."""
