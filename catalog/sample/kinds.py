"""The kinds of shops of the sample (``data/sample.toml``): what they are called, what they sell, when they are open."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import tomli
from pydantic import BaseModel, Extra, Field, ValidationError, validator

from catalog.categories import CATEGORIES
from catalog.errors import DictionaryError
from catalog.sample.hours import SHAPES
from settings import ROOT

__all__ = ["Kind", "read_kinds"]

_PATH = ROOT / "data" / "sample.toml"


class Kind(BaseModel):
    """One kind of shop within a category; the file says what each field means."""

    category: str
    weight: float = Field(gt=0)
    first: list[str]
    second: list[str]
    brands: list[str] = Field(min_items=1)
    brand_share: float = Field(ge=0, le=1)
    signature: list[str] = Field(min_items=3)
    others: list[str]
    hours: list[str] = Field(min_items=1)
    day_off_share: float = Field(ge=0, le=1)

    class Config:
        extra = Extra.forbid
        allow_mutation = False

    @validator("category")
    def _is_a_category(cls, value: str) -> str:
        if value not in CATEGORIES:
            raise ValueError(f"no category is called {value}")
        return value

    @validator("hours", each_item=True)
    def _is_a_shape(cls, value: str) -> str:
        if value not in SHAPES:
            raise ValueError(f"no shape of hours is called {value}; there are {', '.join(SHAPES)}")
        return value

    @validator("brand_share")
    def _has_names(cls, value: float, values: dict[str, Any]) -> float:
        if value < 1 and not (values.get("first") and values.get("second")):
            raise ValueError("independent shops need first and second halves of names")
        return value


@functools.lru_cache(maxsize=4)
def read_kinds(path: Path = _PATH) -> tuple[Kind, ...]:
    """Read the kinds; every category has at least one.

    Raises:
        DictionaryError: the file is missing or wrong; says what.
    """
    try:
        kinds = tuple(Kind(**kind) for kind in tomli.loads(path.read_text(encoding="utf-8"))["kind"])
    except OSError as error:
        raise DictionaryError(f"{path.name}: {error.strerror}") from error
    except (tomli.TOMLDecodeError, KeyError, TypeError, ValidationError) as error:
        raise DictionaryError(f"{path.name}: {error}") from error
    if missing := [category for category in CATEGORIES if category not in {kind.category for kind in kinds}]:
        raise DictionaryError(f"{path.name}: no kind of shop for {', '.join(missing)}")
    return kinds
