"""`python -m whyclosed` is the command."""

from whyclosed.command import main

main()
