"""`python -m ungis`, the same as the `ungis` command."""

from ungis.command import main

main()
