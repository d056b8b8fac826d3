"""Masks what identifies a person before anything is stored for training or written to a log (specification §9.4).

The specification's own pattern for names (a surname and one or two syllables more) also hits 김밥, 이천 and 정식, and
its pattern for addresses hits 서울시 구로구 맛집 5000; a bot about food must keep these. Here a name is masked where
somebody is introduced or addressed, and an address where a building's number gives it away.
"""

from __future__ import annotations

from members.privacy.addresses import mask_addresses
from members.privacy.names import mask_names
from members.privacy.numbers import mask_numbers

__all__ = ["mask"]


def mask(text: str) -> str:
    """``text`` with what identifies a person replaced by its kind: ``[PHONE]``, ``[ADDRESS]``, ``[NAME]`` and so on.

    Total and idempotent: any text is taken, and masking twice changes nothing more. Place names, shops, dishes, prices,
    dates and amounts stay.
    """
    return mask_names(mask_addresses(mask_numbers(text)))
