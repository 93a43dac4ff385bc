"""How far a refund has come, in words."""

from __future__ import annotations

from whyclosed.labels import Labels


def refund_stage(stage: int, say: Labels) -> str:
    """`stage 2 of 3: being processed`; of a page that shows none, just that."""
    words = say.choice("refund_stage", stage)
    return say("order.refund_stage", stage=stage, words=words) if stage else words
