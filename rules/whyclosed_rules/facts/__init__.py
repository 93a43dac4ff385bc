"""Facts: what is known of an order, by name. `facts.toml` says what each may be."""

from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import NOT_YET, Facts, Origin
from whyclosed_rules.facts.read import read_facts, shown
from whyclosed_rules.facts.spec import Spec, specs

__all__ = ["NOT_YET", "Clock", "Facts", "Origin", "Spec", "read_facts", "shown", "specs"]
