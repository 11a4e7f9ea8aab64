"""A worksheet that keeps every text as it is, where XlsxWriter would change some."""

from __future__ import annotations

import re

from xlsxwriter.worksheet import Worksheet

_ESCAPE_LIKE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


class ExactSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter is untyped
    """XlsxWriter's worksheet with two mends, both of which a hostile name would need.

    A text in ``<r>…</r>`` is no markup, and each of two escape-like pieces that share an underscore
    (``_x005F_x0041_``) is escaped.
    """

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        """The text in the escapes of workbooks (``_x0041_`` is A)."""
        if data.startswith("<r>"):
            return "_x003C_" + ExactSheet._escape_control_characters(data[1:])
        return _CONTROL.sub(
            lambda match: f"_x{ord(match[0]):04X}_", _ESCAPE_LIKE.sub("_x005F_", data)
        )
