"""Facts: what is known of an order, by name. `facts.toml` says what each may be."""

from whyclosed_rules.facts.read import NOT_YET, Facts, Origin, Spec, read_facts, shown, specs

__all__ = ["NOT_YET", "Facts", "Origin", "Spec", "read_facts", "shown", "specs"]
