"""The sections of a scenario file: every key, its meaning, unit, limits, default and basis."""
