"""`python -m bot` is `entraidbot`."""

from bot.cli import main

main()
