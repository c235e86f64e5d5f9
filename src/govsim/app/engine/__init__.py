"""What the pages ask of the simulator: runs to replay, worlds to average over, stories and cards.

A page makes a `RunRequest`, hands it to the server's one `Engine` and holds a `Ticket` until the answer is
there. Whatever is computed is computed in a process of its own, at most once, and comes back as plain data.
"""

from govsim.app.engine.engine import Engine
from govsim.app.engine.replay import Event, Replay
from govsim.app.engine.requests import RefusedError, RunRequest
from govsim.app.engine.tickets import Ticket, TicketState

__all__ = ["Engine", "Event", "RefusedError", "Replay", "RunRequest", "Ticket", "TicketState"]
