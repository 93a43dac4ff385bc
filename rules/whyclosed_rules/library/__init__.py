"""The catalogue of sources, and what any id stands for."""
