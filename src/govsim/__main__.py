"""``python -m govsim`` is ``govsim``."""

from govsim.cli import main

main()
