"""What entities say about a wish: amounts with their roles, foods wanted and refused, the order asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from actions.turn import Entity, Turn
from catalog.categories import CATEGORIES
from catalog.dishes import get_dishes
from catalog.kinds import Kind, kind_said
from recommender.request import NO_LIMIT_WON, Order
from recommender.search.lexicon import speaks_of_food

__all__ = [
    "Said",
    "is_permitted",
    "refers_to_cheaper",
    "refers_to_nearer",
    "said_in",
    "wanted_kind",
]

# 한식 빼고, 떡볶이는 말고, 치킨집 말고 …: what follows the entity turns it down.
_REFUSED: Final = re.compile(
    r"\s*(?:은|는|이|가|을|를|도|만|류|집|거|건|것|음식|메뉴|쪽)?\s*(?:은|는|을|를)?\s*"
    r"(?:빼|뺀|말고|말구|제외|아닌|아니고|없는|없이|안\s?먹|못\s?먹|싫|질려|질렸|그만)"
)
_PERMITTED: Final = re.compile(
    r"\s*(?:것|거|음식|맛|메뉴)?도\s?(?:(?:다|뭐|난|전|나는|저는)\s?)?(?:괜찮|괘안|[돼됨]|되(?!게)|상관)"
)
"""Behind a taste: it may be so, and need not (매운 것도 괜찮아)."""
_NOT_WANTED: Final = re.compile(
    r"빼|뺀|말고|말구|제외|없|못|안\s?(?:먹|좋|땡|들)|싫|질려|질렸|그만|아닌|아니|알레르기|알러지"
)
_CHEAPER: Final = re.compile(r"싼|싸게|싸고|싸면|싸진|저렴|값싼|비싸|비싼|비쌈|가성비|돈\s?(?:이|도)?\s?(?:없|부족)")
_NEARER: Final = re.compile(r"가까[운이워]|멀[어다지]|(?<![가-힣])먼\s?데|덜\s?걷|안\s?걷")

_DEARER: Final = re.compile(
    r"(?:더|좀|조금)\s?비싼(?!\s?(?:데|거|것|곳|건)?\s?(?:말|빼|싫|안|은|는))|비싸도|비싼\s?(?:데|거|것|곳)도"
    r"|돈\s?더\s?(?:낼|써도)|(?:가격|예산|돈|값|비용|금액)\s?(?:은|는|이|도|엔)?\s?(?:상관|얼마든)|넘어도\s?(?:돼|되|괜찮|상관|좋)"
)
_FARTHER: Final = re.compile(
    r"멀어도|멀리\s?(?:가도|까지|있어도)|(?:더|좀|조금)\s?먼|(?<![가-힣])먼\s?(?:데|곳|거)(?:도|라도)"
)

_LEAST_RADIUS_M: Final = 50
_LARGEST_RADIUS_M: Final = 20_000

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Said:
    """What one message says about a wish; None and empty mean it says nothing of that."""

    budget: int | None = None
    budget_min: int | None = None
    categories: tuple[str, ...] = ()
    dishes: tuple[str, ...] = ()
    tastes: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    not_dishes: tuple[str, ...] = ()
    diet: frozenset[str] = frozenset()
    meal_time: str | None = None
    day: str | None = None
    radius_m: int | None = None
    order: Order | None = None
    companion: str | None = None
    party_size: int | None = None
    lifts: frozenset[str] = frozenset()
    """Limits it takes back: ``budget`` (더 비싼 것도 괜찮아), ``radius`` (더 멀어도 돼)."""
    words: str | None = None
    """The message itself, where it speaks of how food should be (매콤한 국물, 든든한 거)."""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all."""
        return self == Said()


def said_in(turn: Turn) -> Said:
    """Read a turn's entities. A taste that is refused (매운 거 빼고) is a restriction: the menu must not have it."""
    by_name: dict[str, list[Entity]] = {}
    for entity in turn.entities:
        if entity.name == "taste" and is_permitted(entity):
            continue
        by_name.setdefault(entity.name, []).append(entity)
    budget, budget_min = _amounts(by_name.get("budget", []))
    categories, not_categories = _wanted_and_refused(by_name.get("food_category", []))
    dishes, not_dishes = _wanted_and_refused(by_name.get("dish", []))
    tastes, not_tastes = _wanted_and_refused(by_name.get("taste", []))
    lifts = _lifted(turn.text)
    if "budget" in lifts:
        budget_min = None  # 만원 넘어도 돼 wants nothing dearer, it only allows it
    is_permission = any(map(is_permitted, turn.entities)) and not (categories or dishes or tastes)
    kind = wanted_kind(turn)
    if kind is not None:
        dishes = _of_kind(kind, categories)
    distances = [entity.value for entity in by_name.get("distance", []) if _is_number(entity.value)]
    return Said(
        budget=budget,
        budget_min=budget_min,
        categories=tuple(category for category in categories if category in CATEGORIES),
        dishes=dishes,
        tastes=tastes,
        not_categories=tuple(category for category in not_categories if category in CATEGORIES),
        not_dishes=not_dishes,
        diet=frozenset(str(value) for value in turn.values("diet")) | ({"spicy"} & set(not_tastes)),
        # 지금 저녁 먹을래: it is for now, whatever the meal is called.
        meal_time="now" if "now" in turn.values("meal_time") else _text(turn.first("meal_time")),
        day=_text(turn.first("day")),
        radius_m=min(_LARGEST_RADIUS_M, max(_LEAST_RADIUS_M, int(distances[0]))) if distances else None,
        order=_order(turn),
        companion=_text(turn.first("companion")),
        party_size=_people(turn.first("party_size")),
        lifts=lifts,
        words=turn.text if not is_permission and turn.text and (tastes or speaks_of_food(turn.text)) else None,
    )


def is_permitted(entity: Entity) -> bool:
    """Whether a taste is only said to be all right, which asks for nothing."""
    return entity.name == "taste" and _PERMITTED.match(entity.after) is not None


def wanted_kind(turn: Turn) -> Kind | None:
    """The word for several dishes that a message wishes for (찌개, 면); None where it names a dish, or refuses."""
    if not turn.text or turn.values("dish") or turn.values("diet"):
        return None
    found = kind_said(turn.text)
    return None if found is None or _NOT_WANTED.search(found[1]) else found[0]


def refers_to_cheaper(text: str) -> bool:
    """Whether a text asks for something cheaper, or finds what was shown dear."""
    return bool(_CHEAPER.search(text)) and not _DEARER.search(text)


def refers_to_nearer(text: str) -> bool:
    """Whether a text asks for something nearer, or finds what was shown far."""
    return bool(_NEARER.search(text)) and not _FARTHER.search(text)


def _of_kind(kind: Kind, categories: Iterable[str]) -> tuple[str, ...]:
    """The word itself where menus bear it, else its dishes: of the kitchen, where one was named."""
    if kind.is_dish:
        return (kind.word,)
    kitchens = set(categories)
    return tuple(dish for dish in kind.dishes if not kitchens or get_dishes()[dish].category in kitchens)


def _order(turn: Turn) -> Order | None:
    if turn.intent == "emergency_food" or refers_to_cheaper(turn.text):
        return "cheap"
    return "near" if refers_to_nearer(turn.text) else None


def _lifted(text: str) -> frozenset[str]:
    ways = {"budget": _DEARER, "radius": _FARTHER}
    return frozenset(name for name, way in ways.items() if way.search(text))


def _amounts(entities: Iterable[Entity]) -> tuple[int | None, int | None]:
    """Upper and lower limit in won. A rough figure is taken as a limit: nobody is glad of a dearer meal."""
    upper: list[int] = []
    lower: list[int] = []
    for entity in entities:
        if _is_number(entity.value) and entity.value > 0:
            (lower if entity.role == "min" else upper).append(min(int(entity.value), NO_LIMIT_WON))
    budget, budget_min = (min(upper) if upper else None), (max(lower) if lower else None)
    if budget is not None and budget_min is not None and budget_min > budget:
        budget, budget_min = budget_min, budget
    return budget, budget_min


def _wanted_and_refused(entities: Iterable[Entity]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    wanted: list[str] = []
    refused: list[str] = []
    for entity in entities:
        if isinstance(entity.value, str) and entity.value.strip():
            (refused if _REFUSED.match(entity.after) else wanted).append(entity.value.strip())
    return _once(wanted), _once(value for value in refused if value not in wanted)


def _once(values: Iterable[_Value]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(values))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value  # NaN is not itself


def _people(value: Any) -> int | None:
    return int(value) if _is_number(value) and 1 <= value < float("inf") else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
