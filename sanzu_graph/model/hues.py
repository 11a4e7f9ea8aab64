"""The colours that tell layers apart, in pictures and in files for other programs."""

from __future__ import annotations

#: One colour a layer (Okabe and Ito, 2008, darkened where it was too light for lines).
HUES = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#aa4499",
    "#b8860b",
    "#332288",
    "#56b4e9",
    "#661100",
    "#44aa99",
    "#6b6b6b",
)
