"""Neighbouring municipalities: treaties, handover of incidents, words relayed, here and between installations."""
