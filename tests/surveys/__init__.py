"""Tests of `sanzu_graph.surveys`."""
