"""Whole-number models with named columns, goals one before another, parts in an executor."""

from __future__ import annotations
