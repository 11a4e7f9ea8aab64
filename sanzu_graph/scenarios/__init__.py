"""Scenarios: ordered changes on a base, what each of them fixes and breaks, and alternatives side
by side.
"""
