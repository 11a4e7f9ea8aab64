"""What an organisation demands of itself: limits, eligibility and duties, read from TOML and never
run as code.
"""
