"""The smallest reorganisation that leaves nothing unmet, with proof; definitions in
`sanzu_graph.optimize.problem`.
"""
