"""What is noted down of each request, and what of a pool."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Request:
    """One request. Times are in seconds from the start of the run; what did not happen is None."""

    traffic: int
    """The index of its class."""
    due_s: float
    """When it was to arrive."""
    drawn_s: float
    """How long its statement was asked to sleep."""
    leaks: bool
    """Whether it never returns its connection."""
    arrived_s: float = 0.0
    """When it came to the worker."""
    asked_s: float = 0.0
    """When a task of the worker took it up and asked for a connection."""
    granted_s: float | None = None
    """When it got one, opened and pinged."""
    gave_up_s: float | None = None
    """When the pool's timeout ended its wait instead."""
    executed_s: float | None = None
    """When its statement was done."""
    statement_s: float | None = None
    """How long its statement took, as the server says."""
    returned_s: float | None = None
    """When its connection was rolled back and about to be put back: the end of the hold."""
    left_s: float | None = None
    """When the call that returns the connection came back."""
    connect_s: float = 0.0
    """Time spent in opening a connection, and before that in closing one that was too old."""
    ping_s: float = 0.0
    """Time spent in the pre-ping."""
    opened: bool = False
    """Whether it opened a connection."""
    closed: bool = False
    """Whether its return closed the connection."""
    connecting_from_s: float | None = None
    """While it opens a connection: since when."""

    @property
    def slot_from_s(self) -> float | None:
        """When it had a place in the pool: the connection, or the right to open one."""
        return None if self.granted_s is None else self.granted_s - self.connect_s - self.ping_s

    @property
    def slot_until_s(self) -> float | None:
        """When that place was free again; closing a connection takes time in which it is not."""
        return self.left_s if self.closed else self.returned_s

    @property
    def wait_s(self) -> float | None:
        """Queueing alone, without opening and pinging; for one that gave up, the time until it did."""
        end_s = self.slot_from_s if self.gave_up_s is None else self.gave_up_s
        return None if end_s is None else max(end_s - self.asked_s, 0.0)


@dataclass
class PoolRun:
    """What one process saw of its pool, in seconds from the start of the run."""

    requests: list[Request]
    versions: dict[str, str]
    cpu_s: float = 0.0
    """Of its process, from the start of the run to the end of the last request."""
    end_s: float = 0.0
    """When the last request was done."""
    open_steps: list[tuple[float, int]] = field(default_factory=list)
    """When a connection was opened (+1) or closed (-1)."""
