"""Public data in their published forms, on small files made by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recommender.evaluation import adapters
from recommender.evaluation.adapters import foursquare, uci, visits
from recommender.evaluation.protocol import evaluate, judged_of
from recommender.learning.dataset import DatasetError

_LINE = "{user}\t{venue}\tcat{venue}\t{kind}\t{lat}\t{lng}\t-240\tTue Apr {day:02d} {hour:02d}:00:09 +0000 2012\n"
_ORDER = ["home", "café", "home", "home", "café", "bar"]


def _check_ins(path: Path) -> Path:
    lines = []
    for user in range(1, 9):
        for day, venue in enumerate([*_ORDER, "home" if user % 2 else "bar"], start=1):
            at = {"home": (40.7, -74.0), "café": (40.71, -74.0), "bar": (40.8, -73.9)}[venue]
            lines.append(
                _LINE.format(user=user, venue=venue, kind=f"Kind {venue}", lat=at[0], lng=at[1], day=day, hour=16)
            )
    lines.append(_LINE.format(user=99, venue="once", kind="Park", lat=40.7, lng=-74.0, day=1, hour=3))
    file = path / foursquare.FILE
    file.write_text("".join(lines), encoding="latin-1")
    return file


def test_check_ins_become_requests_with_the_last_one_held_out(tmp_path: Path) -> None:
    log = foursquare.read(_check_ins(tmp_path))
    assert log.is_test.sum() == 8
    assert len(log.users.code) == 8
    held = np.flatnonzero(log.is_test)
    assert (log.requests.interactions[held] == 6).all()
    assert (log.requests.asks.hour[held] == 12).all()
    assert (np.bincount(log.offers.of, log.wanted) == 1).all()
    assert not log.chosen[log.rows_of(held)].any()


def test_user_frequency_over_all_venues_is_counted_as_published(tmp_path: Path) -> None:
    _, visited = foursquare.read_visits(_check_ins(tmp_path))
    # Everybody's counts before the last: home 3, café 2, bar 1; half of them go home, half to the bar.
    assert visits.frequency_accuracy(visited, (1, 2, 3)) == {"Acc@1": 0.5, "Acc@2": 0.5, "Acc@3": 1.0}


def test_baselines_judge_check_ins(tmp_path: Path) -> None:
    log = adapters.read(_check_ins(tmp_path).parent)
    found = evaluate(judged_of(log), None, None).methods
    assert found["user frequency"]["Recall@1"] == 0.5
    assert "oracle" not in found


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("1\tv\tc\tKind\t40.7\n", "5 columns"),
        ("1\tv\tc\tKind\tnorth\t-74\t-240\tTue Apr 03 18:00:09 +0000 2012\n", "north"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    file = _check_ins(tmp_path)
    file.write_text(file.read_text(encoding="latin-1") + line, encoding="latin-1")
    with pytest.raises(DatasetError, match=f"line 58.*{complaint}"):
        foursquare.read(file)


def _ratings(folder: Path) -> Path:
    rows = [f"U{user},{place},{2 if (user + place) % 3 else 1},1,1" for user in range(6) for place in range(8)]
    (folder / "rating_final.csv").write_text("userID,placeID,rating,food_rating,service_rating\n" + "\n".join(rows))
    places = [f"{place},{22.1 + place / 100},{-100.9},p{place},medium" for place in range(8)]
    (folder / "geoplaces2.csv").write_text("placeID,latitude,longitude,name,price\n" + "\n".join(places))
    (folder / "chefmozcuisine.csv").write_text("placeID,Rcuisine\n0,Mexican\n1,Bar\n0,Italian\n")
    return folder


def test_ratings_become_visits_of_what_was_liked(tmp_path: Path) -> None:
    log = adapters.read(_ratings(tmp_path))
    assert log.is_test.sum() == 6
    assert "no times" in log.name
    assert len(log.events.user) == sum((user + place) % 3 > 0 for user in range(6) for place in range(8))
    same = uci.read(tmp_path)
    np.testing.assert_array_equal(log.offers.shop, same.offers.shop)


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="neither a dataset"):
        adapters.read(tmp_path)
    (_ratings(tmp_path) / "geoplaces2.csv").write_text("placeID,name\n0,p0\n")
    with pytest.raises(DatasetError, match="latitude"):
        adapters.read(tmp_path)
