"""The organisation as a value: its tables, the integer incidence behind them, and a graph view."""
