"""Which shop a name means."""

from __future__ import annotations

from recommender import recommend
from recommender.lookup import named, read
from storage.postgres import Pool
from tests.recommender.conftest import request_at


async def test_a_name_with_a_slip_finds_the_shop_of_the_last_slate(catalogue: Pool) -> None:
    items = (await recommend(catalogue, request_at())).items
    wanted = max(items, key=lambda item: len(item.name))
    shown = [item.shop_id for item in items]
    found = await named(catalogue, wanted.name[:-1], slate_shops=shown)
    assert [one.shop_id for one in found] == [wanted.shop_id]


async def test_a_name_nobody_has_finds_nothing(catalogue: Pool) -> None:
    assert await named(catalogue, "쀍뛟 제국 반점 우주본점") == []


async def test_a_percent_sign_is_no_wildcard(catalogue: Pool) -> None:
    assert await named(catalogue, "%") == []


async def test_a_shop_is_read_with_its_menu_and_distance(catalogue: Pool) -> None:
    request = request_at()
    item = (await recommend(catalogue, request)).items[0]
    shop = await read(catalogue, item.shop_id, menu_id=item.menu.menu_id, place=(request.lat, request.lng))
    assert shop is not None
    assert shop.menu is not None
    assert (shop.name, shop.menu.price) == (item.name, item.menu.price)
    assert shop.distance is not None
    assert abs(shop.distance - item.distance_m) <= 1
    without = await read(catalogue, item.shop_id)
    assert without is not None
    assert (without.menu, without.distance) == (None, None)


async def test_an_unknown_shop_is_none(catalogue: Pool) -> None:
    assert await read(catalogue, 2_000_000_000) is None
