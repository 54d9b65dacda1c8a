"""What can happen in a sitting. What happened, in order, is all that is kept of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Discriminator, TypeAdapter

from device_io.reading import QualityFlag


class _Happened(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime


class Began(_Happened):
    """The person sat down; ``rested``: by their own word, the rest is behind them."""

    event: Literal["began"] = "began"
    rested: bool = False


class RestSkipped(_Happened):
    """The person did not want to rest to the end."""

    event: Literal["rest_skipped"] = "rest_skipped"


class Measured(_Happened):
    """A reading came at ``at``; it was taken at ``taken_at`` by a clock that may be a little off.

    ``reading_id`` is that of its clean row; pressures are in mmHg, the pulse in beats a minute; ``simulated`` by a
    virtual monitor.
    """

    event: Literal["measured"] = "measured"
    taken_at: AwareDatetime
    reading_id: int
    systolic: Decimal
    diastolic: Decimal
    pulse: Decimal | None = None
    flags: frozenset[QualityFlag] = frozenset()
    simulated: bool = False

    @property
    def moment(self) -> datetime:
        """When it was taken, as well as that is known."""
        return self.at if QualityFlag.TIME_UNCERTAIN in self.flags else self.taken_at


class NotMeasured(_Happened):
    """The monitor inflated and gave an error."""

    event: Literal["not_measured"] = "not_measured"


class Finished(_Happened):
    """The person ended the sitting."""

    event: Literal["finished"] = "finished"


class PutAway(_Happened):
    """The result was seen and put away."""

    event: Literal["put_away"] = "put_away"


SittingEvent = Began | RestSkipped | Measured | NotMeasured | Finished | PutAway

_EVENT: TypeAdapter[SittingEvent] = TypeAdapter(Annotated[SittingEvent, Discriminator("event")])


def to_json(event: SittingEvent) -> str:
    """Write an event down."""
    return _EVENT.dump_json(event).decode()


def from_json(text: str) -> SittingEvent:
    """Read an event again. Raises ``ValueError`` for what is none."""
    return _EVENT.validate_json(text)
