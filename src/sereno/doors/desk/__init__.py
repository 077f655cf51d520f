"""The operator's door: the board, the card and what is done with it, units; JSON."""

from sereno.doors.desk import aid, board, card, clocks, handovers, transfers, units, work
from sereno.doors.desk.routes import router

__all__ = ["aid", "board", "card", "clocks", "handovers", "router", "transfers", "units", "work"]
