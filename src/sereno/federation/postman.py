"""The postman: fetches neighbours' letters from other installations and tells them when ours wait.

A thread of the worker, because a line that is down must hold up nothing else. Each neighbour has its own turn; no
transaction is open while we wait for an answer. Fetching by number is what makes letters arrive; hints make it quick.
"""

import logging
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from django.db import close_old_connections, connection

from sereno.federation import arrivals, keys, letters, outsiders, parcels, treaties, wire
from sereno.federation.models import Link, TrustedKey
from sereno.federation.rules import Treaty
from sereno.federation.signatures import SignatureRefused
from sereno.kernel import clock
from sereno.kernel.errors import Refusal
from sereno.ledger import wakeup
from sereno.media.rules import TooLarge
from sereno.places import queries as places
from sereno.places.policies import Uploads
from sereno.walls import openings as walls

ASK_EVERY_S = 5.0  # without any hint
KEYS_EVERY_S = 300.0
LOOK_ABROAD_EVERY_S = 60.0
_LOOK_EVERY_S = 1.0
_LONGEST_REST_S = 15.0
_GATHER_S = 0.01
_THREADS = 8
_PIECE_BYTES = 64 * 1024
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Round:
    """What the postman remembers of one line between two turns."""

    asked: float = 0.0
    keyed: float = field(default_factory=time.monotonic)
    told: int = 0  # the last of our letters the neighbour was told of
    seen_hint: object = None
    rest_until: float = 0.0
    failures: int = 0
    is_wanted: bool = False  # somebody woke us while this line's turn was under way


def run_until(stop: threading.Event) -> None:
    """Go round until told to stop; wakes with the ledger."""
    woken = threading.Event()
    quiet = wakeup.listen(woken.set)
    if connection.vendor == "postgresql":
        threading.Thread(target=wakeup.listen_to_others, args=(woken.set, stop), daemon=True).start()
    rounds: dict[int, Round] = {}
    under_way: dict[int, Future[None]] = {}
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="postman") as pool:
        while not stop.is_set():
            for line, way in _lines():
                round_ = rounds.setdefault(line.pk, Round())
                round_.is_wanted = True
                if line.pk not in under_way or under_way[line.pk].done():
                    round_.is_wanted = False
                    under_way[line.pk] = pool.submit(_turn_safely, line, way, round_)
                    under_way[line.pk].add_done_callback(partial(_go_again, round_, woken))
            woken.wait(_LOOK_EVERY_S)
            stop.wait(_GATHER_S)  # a burst of wake-ups is one round
            woken.clear()
    quiet()


def _go_again(round_: Round, woken: threading.Event, _: object) -> None:
    """A wake-up that came while the line was busy is not lost."""
    if round_.is_wanted:
        woken.set()


def run_once() -> None:
    """One turn on every line, now."""
    for line, way in _lines():
        _turn_safely(line, way, Round())


def _lines() -> list[tuple[Link, Treaty]]:
    """The lines to other installations."""
    close_old_connections()
    try:
        found = []
        with walls.open_to_all():
            known = list(Link.objects.order_by("id"))
        for line in known:
            way = treaties.way_to(line.municipality_id, line.neighbour)
            if way is not None and (way.installation or way.open311):
                found.append((line, way))
    except Exception:  # noqa: BLE001  (the database may be away for a while)
        _log.exception("the postman could not read its lines; trying again")
        connection.close()
        return []
    return found


def _turn_safely(line: Link, way: Treaty, round_: Round) -> None:
    if time.monotonic() < round_.rest_until:
        return
    close_old_connections()
    with walls.open_to(line.municipality_id):
        _one_turn(line, way, round_)


def _one_turn(line: Link, way: Treaty, round_: Round) -> None:
    try:
        if way.installation:
            _turn(line, way.installation.rstrip("/"), round_)
        else:
            _turn_abroad(line, way, round_)
        round_.failures = 0
    except (wire.Unreachable, SignatureRefused, Refusal) as failed:
        _complain(line, round_, f"{type(failed).__name__}: {failed}")
    except Exception as failed:  # noqa: BLE001  (whatever happens on one line, the others go on)
        _log.exception("the line to %s failed", line.neighbour)
        _complain(line, round_, f"{type(failed).__name__}: {failed}")
    finally:
        if connection.vendor != "postgresql":
            connection.close()


def _complain(line: Link, round_: Round, complaint: str) -> None:
    """Write down what is wrong, and rest a little longer each time."""
    round_.failures += 1
    round_.rest_until = time.monotonic() + min(0.25 * 2**round_.failures, _LONGEST_REST_S)
    round_.asked, round_.told = 0.0, 0
    try:
        Link.objects.filter(pk=line.pk).update(failures=round_.failures, complaint=complaint[:300])
    except Exception:  # noqa: BLE001  (the database may be away as well)
        connection.close()


def _turn(line: Link, base: str, round_: Round) -> None:
    now = time.monotonic()
    is_met = TrustedKey.objects.filter(link=line).exists()
    if not is_met or round_.failures or now - round_.keyed > KEYS_EVERY_S:
        keys.learn(line.pk, wire.published_keys(base))
        round_.keyed = now
    if line.written > max(line.fetched, round_.told):
        wire.hint(line, base=base)
        round_.told = line.written
    if line.hinted_at != round_.seen_hint or now - round_.asked > ASK_EVERY_S:
        round_.seen_hint, round_.asked = line.hinted_at, now
        _fetch(line, base)
    _collect(line, base)


def _turn_abroad(line: Link, way: Treaty, round_: Round) -> None:
    """A neighbour with an Open311 service: our letters are posted, and now and then we look how they stand."""
    now = time.monotonic()
    if line.written > line.fetched:
        outsiders.post_letters(line, way)
    if now - round_.asked > LOOK_ABROAD_EVERY_S:
        round_.asked = now
        outsiders.look_after(line, way)
        Link.objects.filter(pk=line.pk).update(heard_at=clock.now(), failures=0, complaint="")


def _fetch(line: Link, base: str) -> None:
    """Ask for what comes next until there is no more; the last question tells them that we have it all."""
    taken = line.taken
    while True:
        sheets = wire.fetch_letters(line, base=base, after=taken)
        now = clock.now()
        Link.objects.filter(pk=line.pk).update(asked_at=now, heard_at=now, failures=0, complaint="")
        if not sheets:
            return
        arrivals.take_in(line.pk, sheets)
        before, taken = taken, letters.taken(line.pk)
        if taken == before:
            raise wire.Unreachable("their letters are not in turn")


def _collect(line: Link, base: str) -> None:
    """Bring one medium that is waited for, after the letters; one that fails rests, and the line goes on."""
    for parcel in parcels.due(line.pk):
        with tempfile.TemporaryFile() as file:
            try:
                declared = wire.fetch_medium(
                    line,
                    base=base,
                    handover=parcel.handover.key,
                    medium=parcel.medium,
                    into=file,
                    most_bytes=places.policy(Uploads, municipality=line.municipality_id).most_bytes,
                )
            except OverflowError:
                parcels.refuse(parcel, reason=TooLarge.code)
            except wire.Gone:
                parcels.refuse(parcel, reason="unreadable")
            except (wire.NotThere, wire.Unreachable, SignatureRefused) as failed:
                parcels.later(parcel)
                _log.info("a medium from %s waits: %s", line.neighbour, failed)
            else:
                file.seek(0)
                parcels.put_in(parcel, declared=declared, pieces=iter(partial(file.read, _PIECE_BYTES), b""))
