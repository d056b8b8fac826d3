"""The layouts of public files we read: one small class each, recognised by its header.

A new layout is a class of `catalog.importing.layouts.base.Layout` and a line in `LAYOUTS`; nothing else changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from catalog.errors import UnknownLayout
from catalog.importing.layouts.base import Layout
from catalog.importing.layouts.city_lists import FoodBusinesses, GeocodedMerchants, GoodPriceShops, ModelRestaurants
from catalog.importing.layouts.daegu import DaeguMerchants
from catalog.importing.layouts.merchants import MunicipalMerchants, SeoulMerchants
from catalog.importing.layouts.national import NationalStandard, NationalStandardKorean

__all__ = ["LAYOUTS", "Layout", "recognise"]

LAYOUTS: Final[tuple[Layout, ...]] = (
    MunicipalMerchants(),
    DaeguMerchants(),
    NationalStandard(),
    NationalStandardKorean(),
    SeoulMerchants(),
    GoodPriceShops(),
    ModelRestaurants(),
    GeocodedMerchants(),
    FoodBusinesses(),
)
"""In the order their word counts where sources disagree; who only adds to known shops comes last."""


def recognise(path: Path, columns: Sequence[str]) -> Layout:
    """The layout whose columns the header has; of several the one that needs most.

    Raises:
        UnknownLayout: there is none; says what the header looks like.
    """
    fitting = [layout for layout in LAYOUTS if layout.needs <= set(columns)]
    if not fitting:
        shown = ", ".join(columns[:6]) + ("…" if len(columns) > 6 else "")
        raise UnknownLayout(f"{path}: no known layout has the columns {shown}")
    return max(fitting, key=lambda layout: len(layout.needs))
