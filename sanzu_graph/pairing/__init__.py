"""Best mentor pairs, balanced groups, and leaders chosen openly; every answer is a scenario with
its proof.
"""
