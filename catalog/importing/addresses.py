"""Korean addresses: cleaned for people, and taken apart for matching.

An address is either by road (춘천시 백령로138번길 55, 1층 (효자동)) or by lot (춘천시 효자동 631-3번지). Sources leave
out blanks, shorten provinces, number 동 that have merged since (효자3동) and add floors; what identifies a building is
the district with road and number, or with 동 and lot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Address", "parse_address"]

_PROVINCES: Final = {
    "서울": "서울특별시",
    "부산": "부산광역시",
    "대구": "대구광역시",
    "인천": "인천광역시",
    "광주": "광주광역시",
    "대전": "대전광역시",
    "울산": "울산광역시",
    "세종": "세종특별자치시",
    "경기": "경기도",
    "강원": "강원특별자치도",
    "충북": "충청북도",
    "충남": "충청남도",
    "전북": "전북특별자치도",
    "전남": "전라남도",
    "경북": "경상북도",
    "경남": "경상남도",
    "제주": "제주특별자치도",
}
_OLD_NAMES: Final = {
    "충청북": "충북",
    "충청남": "충남",
    "전라북": "전북",
    "전라남": "전남",
    "경상북": "경북",
    "경상남": "경남",
}
_PROVINCE: Final = re.compile(
    rf"^({'|'.join((*_PROVINCES, *_OLD_NAMES))})(특별자치도|특별자치시|특별시|광역시|도|시)?"
    r"(?=\s|[가-힣]{1,4}[시군구](?:\s|$)|$)\s*"
)
_DISTRICT: Final = re.compile(r"^([가-힣]{1,6}?[시군구])(?=\s|$)\s*(?:([가-힣]{1,4}구)(?=\s|$)\s*)?")
_BRACKETS: Final = re.compile(r"\([^()]*\)?")
_ROAD: Final = re.compile(
    r"(?:^|\s)([가-힣][가-힣\d.·]*?(?:대로|로|길))\s*(\d+[가-힣]{0,2}길)?\s*(?:지하\s*)?(\d+(?:-\d+)?)(?!\d|-|\s*번?길|가(?:\s|$)|동\s)"
)
_LOT: Final = re.compile(
    r"(?:^|\s)([가-힣]+\d*(?:가\d*동|동\d*가|로\d+가|가|동|리)|[가-힣]+[읍면]\s+[가-힣]+)\s*(산?\s*\d+(?:-\d+)?)(?!\d)"
)
_DONG_IN_BRACKETS: Final = re.compile(r"\(([가-힣]+\d*[가-힣]*(?:동|가|리))(?=[,)\s])")
_NUMBER_OF_DONG: Final = re.compile(r"제?\d+(?=동$)")
_GA_BEFORE_DONG: Final = re.compile(r"^([가-힣]+)(\d)가\d*동$")
_TRAILING_DIRT: Final = re.compile(r"[\s.,/~\-]+$")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Address:
    """An address, cleaned and taken apart."""

    text: str
    """As shown to people."""
    district: str | None
    """Province and city, county or borough: 강원특별자치도 춘천시."""
    road: str | None
    """Road name without number: 백령로138번길."""
    dong: str | None
    """동, 리 or 가, without the number of a merged 동: 효자동."""
    keys: tuple[str, ...]
    """What identifies the building: by road, by lot, else the whole text; never empty."""


def parse_address(text: str, *, region: str = "", lot_text: str = "") -> Address | None:
    """Clean and take apart an address; None when there is none.

    Args:
        text: by road or by lot, already NFKC.
        region: province and district, for sources that keep them in columns of their own.
        lot_text: the same place by lot, where the source gives both.
    """
    main = text or lot_text
    if not main:
        return None
    shown, district, rest = _take_region(main, region)
    road, lot, dong = _take_apart(rest)
    if lot_text and lot_text != main:
        _, _, lot_rest = _take_region(lot_text, region)
        _, lot, dong_of_lot = _take_apart(lot_rest, by_road=False)
        dong = dong_of_lot or dong
    prefix = _short(district)
    keys = [f"{prefix}{road[0]}{road[1]}"] if road else []
    if lot:
        keys.append(f"{prefix}{lot}")
    if not keys:
        keys.append(f"{prefix}{_NOT_LETTERS.sub('', _BRACKETS.sub(' ', rest)) or _NOT_LETTERS.sub('', rest)}")
    return Address(shown, district, road[0] if road else None, dong, tuple(keys))


def _take_region(text: str, region: str) -> tuple[str, str | None, str]:
    """The address for people, its district, and what follows the district."""
    text = _TRAILING_DIRT.sub("", text)
    province, rest = _province(text)
    if province is None and region:
        province, region_rest = _province(region)
        if not rest.startswith(region_rest):
            rest = f"{region_rest} {rest}"
    district_match = _DISTRICT.match(rest)
    if district_match is None:
        return " ".join(filter(None, (province, rest))), province, rest
    parts = [part for part in (province, district_match[1], district_match[2]) if part]
    rest = rest[district_match.end() :]
    district = " ".join(parts)
    return f"{district} {rest}".strip(), district, rest


def _province(text: str) -> tuple[str | None, str]:
    match = _PROVINCE.match(text)
    if match is None:
        return None, text
    short = _OLD_NAMES.get(match[1], match[1])
    return _PROVINCES[short], text[match.end() :]


def _take_apart(rest: str, *, by_road: bool = True) -> tuple[tuple[str, str] | None, str | None, str | None]:
    """Road and number, 동 with lot, and 동, of the part behind the district."""
    bracketed = _DONG_IN_BRACKETS.search(rest)
    dong = _plain_dong(bracketed[1]) if bracketed else None
    bare = _BRACKETS.sub(" ", rest)
    road = _ROAD.search(bare) if by_road else None
    if road:
        return (f"{road[1]}{road[2] or ''}", road[3]), None, dong
    lot = _LOT.search(bare)
    if lot is None:
        return None, None, dong
    place = _plain_dong(lot[1])
    return None, f"{place}{lot[2].replace(' ', '')}", place


def _plain_dong(dong: str) -> str:
    """효자3동 → 효자동; 신북읍 천전 → 천전리; 성수2가1동 → 성수동2가; 소양로3가 stays."""
    name = dong.split()[-1]
    if name != dong and not name.endswith(("리", "동", "가")):
        name += "리"
    return _NUMBER_OF_DONG.sub("", _GA_BEFORE_DONG.sub(r"\1동\2가", name))


def _short(district: str | None) -> str:
    """강원특별자치도 춘천시 → 강원춘천시, however the source called the province."""
    if not district:
        return ""
    province, rest = _province(district)
    short = next((key for key, full in _PROVINCES.items() if full == province), "")
    return short + rest.replace(" ", "")
