"""Facts: what is known of an order, by name. `facts.toml` says what each may be."""

from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.read import NOT_YET, Facts, Origin, read_facts, shown
from whyclosed_rules.facts.spec import Spec, specs

__all__ = ["NOT_YET", "Clock", "Facts", "Origin", "Spec", "read_facts", "shown", "specs"]
