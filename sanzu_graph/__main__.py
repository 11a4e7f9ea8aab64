"""`python -m sanzu_graph` is `sanzu`."""

from sanzu_graph.cli import main

main()
