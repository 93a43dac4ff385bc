"""The kinds of rows that our tables hold, beyond those of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from whyclosed_parser.records import dataclass
from whyclosed_rules.engine.rows import Advice, Cells, Row
from whyclosed_rules.model import Basis, CauseCode, Certainty, DeadlineKind, Recipient, WarningCode


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CauseRow(Row):
    """Why the order ended. `candidate` False: named only on evidence, never as a mere possibility."""

    code: CauseCode
    certainty: Certainty | None = None
    candidate: bool = True


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DetailRow(Row):
    """What exactly happened: a detail, or the value of the fact that `copies` names."""

    detail: str | None = None
    copies: str | None = None
    certainty: Certainty


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class WarningRow(Advice):
    """What could cost the buyer money."""

    code: WarningCode


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StepRow(Advice):
    """What to do. `due` is a kind of deadline or one of three words; `message` the id of a message to send;
    `reason` what to choose in the dispute form; `sets` the facts that ticking the step answers."""

    due: Literal[DeadlineKind, "today", "refund_by", "dispute"] | None = None
    message: str | None = None
    reason: str | None = None
    sets: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MessageRow(Advice):
    """To whom a message goes."""

    to: Recipient


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class QuestionRow(Advice):
    """A fact to ask for (its id), and the values whose outcomes are compared; see questions.toml."""

    changes: bool = False
    first: bool = False
    leads: bool = False
    tries: tuple[Any, ...]
    ask: Cells | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RefundTimeRow(Row):
    """How long the money usually takes: the parameter that says it, None where no source does."""

    parameter: str | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DeadlineRow(Row):
    """One reading of a deadline: a fact, moved by parameters; see deadlines.toml. Its id is the key of its sentence."""

    kind: DeadlineKind
    fact: str
    role: Literal["until", "from"] = "until"
    basis: Basis
    basis_of_a_time: Basis | None = None
    add: tuple[str, ...] = ()
    end: Literal["min", "max"] = "max"
    act_by: Literal["day_before", "day_before_a_day"] | None = None
    without: tuple[str, ...] = ()
    named: bool = False
    needs: Cells | None = None
    earlier: str | None = None
    from_of_a_range: tuple[str, ...] = ()
