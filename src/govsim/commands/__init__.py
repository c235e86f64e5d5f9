"""The commands of ``govsim``, a module for each group of them.

A module has a function ``register(app)`` that adds its commands to the command line, imports nothing heavy at
its top, and lets errors rise: `govsim.commands.failures` says what becomes of them.
"""
