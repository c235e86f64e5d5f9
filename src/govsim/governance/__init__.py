"""Regimes, staff and casework: how offices take, serve and refer disputes."""
