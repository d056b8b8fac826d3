"""The real neighbourhoods the sample catalogue stands in, and the web page offers as places.

Centres are those of the 동 as the neighbourhood is walked (station, university gate, main crossing), WGS 84 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NEIGHBOURHOODS", "Neighbourhood"]


@dataclass(frozen=True)
class Neighbourhood:
    """A place people name, with its centre and the real streets around it."""

    label: str
    """As shown to people: ``서울 관악구 신림동``."""
    lat: float
    lng: float
    region: str
    """Province and district, as an address begins: ``서울특별시 관악구``."""
    dong: str
    streets: tuple[str, ...]
    """Road names of that 동, for addresses of the sample."""
    landmarks: tuple[str, ...]
    """Stations, schools and spots that branches are named after: ``신림역점``."""
    area_code: str
    """Telephone area code."""


NEIGHBOURHOODS: tuple[Neighbourhood, ...] = (
    Neighbourhood(
        label="서울 관악구 신림동",
        lat=37.4842,
        lng=126.9297,
        region="서울특별시 관악구",
        dong="신림동",
        streets=(
            "신림로",
            "남부순환로",
            "신림로59길",
            "신림로64길",
            "봉천로",
            "문성로",
            "신원로",
            "신림동길",
            "관천로",
        ),
        landmarks=("신림역", "신림사거리", "신원시장", "서울대벤처타운", "도림천", "당곡고", "신림"),
        area_code="02",
    ),
    Neighbourhood(
        label="대구 달서구 이곡동",
        lat=35.8528,
        lng=128.5075,
        region="대구광역시 달서구",
        dong="이곡동",
        streets=("이곡공원로", "달구벌대로", "이곡서로", "선원로", "성서로", "이곡동로", "장산로", "성서공단로"),
        landmarks=("성서", "이곡역", "성서산단역", "이곡장미공원", "선원초", "와룡시장", "이곡"),
        area_code="053",
    ),
    Neighbourhood(
        label="춘천 효자동",
        lat=37.8747,
        lng=127.7353,
        region="강원특별자치도 춘천시",
        dong="효자동",
        streets=("효자로", "둥지길", "백령로", "서부대성로", "춘천로", "강원대학길", "공지로", "삭주로", "효자문길"),
        landmarks=("강대후문", "강대정문", "효자", "팔호광장", "남춘천중", "춘천교대", "애막골"),
        area_code="033",
    ),
    Neighbourhood(
        label="부산 부산진구 전포동",
        lat=35.1556,
        lng=129.0633,
        region="부산광역시 부산진구",
        dong="전포동",
        streets=(
            "전포대로",
            "서전로",
            "동천로",
            "전포대로209번길",
            "서전로46번길",
            "동성로",
            "중앙대로",
            "전포대로223번길",
        ),
        landmarks=("전포역", "서면", "전포카페거리", "부산진구청", "동천", "놀이마루", "전포"),
        area_code="051",
    ),
    Neighbourhood(
        label="광주 동구 충장동",
        lat=35.1488,
        lng=126.9163,
        region="광주광역시 동구",
        dong="충장동",
        streets=("충장로", "금남로", "중앙로", "서석로", "제봉로", "황금길", "충장로안길", "문화전당로"),
        landmarks=("충장로", "금남로4가역", "문화전당역", "황금동", "광주천", "구도청", "충장"),
        area_code="062",
    ),
)
"""Ordered as shown. Centres lie more than 20 km apart, so that a radius never reaches from one into another."""
