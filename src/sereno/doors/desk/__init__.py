"""The operator's door: the board, the card and what is done with it, units; JSON."""

from ninja import Router

from sereno.doors.desk import board, card, units, work

router = Router(tags=["desk"])
router.add_router("", board.router)
router.add_router("", card.router)
router.add_router("", work.router)
router.add_router("", units.router)
