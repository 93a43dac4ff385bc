"""From a decision to words: the diagnosis and its parts."""
