"""Rules of municipalities: facts with a source, or nothing; and a file whose faults are told by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from members import municipalities
from members.card import SEOUL
from members.municipalities import Limit, MunicipalitiesError, Rules
from members.municipalities.file import PATH, load_sound

JANUARY = dt.date(2026, 1, 1)
NULLS = [
    "card_name",
    "grant_per_meal_won",
    "per_meal_limit_won",
    "daily_limit_won",
    "use_hours",
    "convenience_excluded",
]


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """A file with one entry: every field null but those given."""

    def write(name: str = "가상시", **fields: str) -> Path:
        lines = ["municipalities:", f"  - name: {name}"]
        lines += [f"    {field}: {fields.pop(field, 'null')}" for field in NULLS]
        lines += [f"    {field}: {value}" for field, value in fields.items()]
        path = tmp_path / "municipalities.yml"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def fact(value: str, extra: str = "") -> str:
    return f"{{value: {value}, source: 시청, as_of: 2026-01-02{extra}}}"


def test_our_own_file_has_no_fault_and_every_fact_a_source() -> None:
    assert [fault for fault in municipalities.check() if fault.is_error] == []
    for one in municipalities.load():
        facts = [getattr(one, name) for name in NULLS if getattr(one, name) is not None]
        assert all(fact.source and fact.as_of for fact in facts)


def test_a_fault_in_one_fact_leaves_all_others_in_force(written: Callable[..., Path]) -> None:
    path = written(per_meal_limit_won=fact("8000"), daily_limit_won=fact('"many"'))
    (one,), faults = load_sound(path)
    assert one.per_meal_limit(JANUARY, None) == 8_000
    assert one.daily_limit(JANUARY, None) is None
    assert len(faults) == 1


def test_a_municipality_is_found_by_any_of_its_names_and_another_is_unknown() -> None:
    found = municipalities.rules("강원특별자치도  춘천시")
    assert found is not None
    assert found.name == "춘천시"
    assert found is municipalities.rules("춘천")
    assert municipalities.rules("없는시") is None
    assert municipalities.rules(None) is None


def test_what_a_meal_is_granted_is_no_limit_of_a_payment() -> None:
    found = municipalities.rules("춘천시")
    assert found is not None
    assert found.grant_per_meal_won is not None
    assert found.grant_per_meal_won.value == 10_000
    assert found.per_meal_limit(JANUARY) is None


def test_limits_hold_from_their_day_on_and_by_age(written: Callable[..., Path]) -> None:
    limit = fact("{won: 8000, by_age_group: {고등: 9000}}", ", valid_from: 2026-01-01")
    (found,) = municipalities.load(written(per_meal_limit_won=limit, daily_limit_won=fact("20000")))
    assert found.per_meal_limit(JANUARY - dt.timedelta(days=1), "고등") is None
    assert [found.per_meal_limit(JANUARY, age) for age in (None, "초등", "고등")] == [8_000, 8_000, 9_000]
    assert found.daily_limit(JANUARY) == 20_000


@pytest.mark.parametrize(
    ("hours", "clock", "pays"),
    [
        ('["06:00", "22:00"]', "06:00", True),
        ('["06:00", "22:00"]', "21:59", True),
        ('["06:00", "22:00"]', "22:00", False),
        ('["06:00", "22:00"]', "05:59", False),
        ('["06:00", "01:00"]', "00:59", True),
        ('["06:00", "01:00"]', "01:00", False),
    ],
)
def test_the_card_pays_within_its_hours(written: Callable[..., Path], hours: str, clock: str, pays: bool) -> None:
    (found,) = municipalities.load(written(use_hours=fact(hours)))
    at = dt.datetime.combine(JANUARY, dt.time.fromisoformat(clock), SEOUL)
    assert found.pays_at(at) is pays


def test_without_known_hours_nothing_is_said_of_them() -> None:
    assert Rules("가상시").pays_at(dt.datetime.now(SEOUL)) is None
    assert Limit(8_000).of("고등") == 8_000


@pytest.mark.parametrize(
    ("fields", "line", "told"),
    [
        ({"grant_per_meal_won": "9000"}, 2, "is null or a fact with value, source and as_of"),
        ({"grant_per_meal_won": "{value: 9000, as_of: 2026-01-02}"}, 4, "has no source"),
        ({"grant_per_meal_won": "{value: 9000, source: 시청}"}, 4, "as_of is the day"),
        ({"grant_per_meal_won": fact("-1")}, 4, "an amount in won"),
        ({"grant_per_meal_won": fact("true")}, 4, "an amount in won"),
        ({"grant_per_meal_won": fact("9000", ", valid_from: soon")}, 4, "valid_from is a day"),
        ({"grant_per_meal_won": fact("9000", ", by: 시청")}, 4, "a fact has no by"),
        ({"per_meal_limit_won": fact("{won: 9000, age: 3}")}, 5, "a limit is an amount, or"),
        ({"use_hours": fact("[6, 22]")}, 7, '["06:00", "22:00"]'),
        ({"use_hours": fact('["06:00", "06:00"]')}, 7, "are the same"),
        ({"convenience_excluded": fact("[]")}, 8, "a list of goods"),
        ({"aliases": "서울"}, 2, "is a list of names"),
        ({"mealtimes": "null"}, 2, "no such field"),
    ],
)
def test_a_fault_is_told_with_its_line(
    written: Callable[..., Path], fields: dict[str, str], line: int, told: str
) -> None:
    path = written(**fields)
    faults = municipalities.check(path)
    assert [(fault.line, told in fault.what) for fault in faults] == [(line, True)]
    with pytest.raises(MunicipalitiesError, match=f"line {line}: 가상시"):
        municipalities.load(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("municipalities: [", "line 1: YAML"),
        ("municipalities: [{name: a, name: b}]", "a key stands twice"),
        ("cities: []", "one list called municipalities"),
        ("municipalities: [{aliases: [a]}]", "an entry needs a name"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "municipalities.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MunicipalitiesError, match=told):
        municipalities.load(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MunicipalitiesError, match="cannot be read"):
        municipalities.load(tmp_path / "nowhere.yml")


def test_a_missing_field_is_told_so_that_nobody_forgets_one(tmp_path: Path) -> None:
    path = tmp_path / "municipalities.yml"
    path.write_text("municipalities:\n  - name: 가상시\n", encoding="utf-8")
    assert {fault.where for fault in municipalities.check(path)} == {f"가상시.{name}" for name in NULLS}


def test_one_name_means_one_place(tmp_path: Path) -> None:
    entry = PATH.read_text(encoding="utf-8")
    path = tmp_path / "municipalities.yml"
    path.write_text(entry.replace("aliases: [부산,", "aliases: [부산, 춘천,"), encoding="utf-8")
    assert ["'춘천' names '춘천시' already" in fault.what for fault in municipalities.check(path)] == [True]


def test_what_was_said_long_ago_is_a_warning_not_an_error(written: Callable[..., Path]) -> None:
    path = written(grant_per_meal_won=fact("9000"))
    (warning,) = municipalities.check(path, today=dt.date(2028, 2, 1))
    assert (warning.line, warning.is_error) == (4, False)
    assert municipalities.check(path, today=dt.date(2027, 12, 1)) == []
