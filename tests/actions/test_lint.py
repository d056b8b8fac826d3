"""The linter finds what it is for, and nothing in the texts of this project."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.wording.lint import lint_texts
from actions.wording.texts import Voice, read_texts
from settings import ROOT


def test_the_texts_of_this_project_are_clean() -> None:
    assert [f"{one.file}:{one.line}: {one.problem}" for one in lint_texts(ROOT)] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("안녕하십니까.", "stiff"),
        ("밥 먹었어?", "does not end in 요"),
        ("좋아요! 정말이요!", "exclamation"),
        ("그랬어요ㅠㅠ", "ㅠㅠ"),
        ("가" * 501, "characters"),
        ("밥을(를) 먹어요.", "leaves the particle"),
        ("저는 나비이에요.", ""),
        ("저는 챗봇예요.", "이에요"),
        ("한 끼는 8,000원이에요.", "names no source"),
        ("맛집을 찾아드릴까요?", "asks for a yes"),
        ("뭐 먹고 싶어요?", ""),
        ("1577에 전화해 주세요.", "help.yml"),
        ("{favourite}를 좋아해요.", "no slot"),
    ],
)
def test_a_fixed_reply_is_found_wanting(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "domain.yml").write_text(f'responses:\n  utter_x:\n    - text: "{text}"\n', encoding="utf-8")
    found = lint_texts(tmp_path)
    if problem:
        assert any(problem in one.problem for one in found)
        assert {one.line for one in found} == {3}


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('{text: "{shop}은 열었어요.", source: shops.name}', "does not fit every word"),
        ('{text: "{shop:은} 열었어요."}', "names no source"),
        ('{text: "{shop:은} 열었어요.", source: planets.name}', "no table"),
        ('{text: "{Shop} 열었어요.", source: shops.name}', "no placeholder"),
        ('{text: "{gust:은} 열었어요.", source: shops.name}', "nobody gives it"),
    ],
)
def test_a_sentence_is_found_wanting(tmp_path: Path, entry: str, problem: str) -> None:
    folder = tmp_path / "data" / "responses" / "answers"
    folder.mkdir(parents=True)
    (folder / "shop.yml").write_text(f"sentences:\n  hours_open: {entry}\n", encoding="utf-8")
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "hours.py").write_text('voice.say("hours_open", shop="가게")\n', encoding="utf-8")
    migrations = tmp_path / "storage" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001.sql").write_text("CREATE TABLE shops (shop_id INTEGER);", encoding="utf-8")
    assert any(problem in one.problem for one in lint_texts(tmp_path))


def test_a_sentence_nobody_wrote_is_found_where_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "hours.py").write_text('\nvoice.say("hours_opne")\n', encoding="utf-8")
    (finding,) = lint_texts(tmp_path)
    assert (finding.line, "hours_opne" in finding.problem) == (2, True)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("buttons: {more: 여기 말고 다른 데를 더 보여 주면 좋겠어요}", "longer than 20"),
        ('buttons: {more: "{place} 말고"}', "nobody gives it {place}"),
        ("buttons: {less: 덜 볼래요}", "nobody says it"),
        ('words: {meal: {lunch: ""}}', "is empty"),
        ('words: {meal: {lunch: "{lunch}"}}', "no placeholders"),
        ("words: {day: {mon: 월요일}}", "nobody says it"),
        ("sentences: {hours: {text: 열었어요.}}", "nobody says it"),
    ],
)
def test_a_button_or_word_is_found_wanting(tmp_path: Path, content: str, problem: str) -> None:
    folder = tmp_path / "data" / "responses" / "answers"
    folder.mkdir(parents=True)
    (folder / "some.yml").write_text(content + "\n", encoding="utf-8")
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "some.py").write_text('button("more", "/more")\nwords("meal")\n', encoding="utf-8")
    assert any(problem in one.problem and one.file.name == "some.yml" for one in lint_texts(tmp_path))


@pytest.mark.parametrize(
    ("python", "is_found"),
    [
        ('text = f"{shop}은 지금 열었어요."', True),
        ('Button("다른 데", "/more")', True),
        ('"""열었으면 열었어요라고 해요."""', False),
        ('re.compile("열었어요|닫았어요")', False),
        ('kitchen = "한식"', False),
    ],
)
def test_what_is_worded_in_python_is_found(tmp_path: Path, python: str, is_found: bool) -> None:
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "some.py").write_text(f"{python}\n", encoding="utf-8")
    assert any("worded in Python" in one.problem for one in lint_texts(tmp_path)) == is_found


def test_a_family_of_names_is_looked_up_and_its_facts_are_those_of_the_family(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "responses" / "answers"
    folder.mkdir(parents=True)
    (folder / "some.yml").write_text('sentences: {card_Y: {text: "돼요."}, card_N: {text: "{why} 안 돼요."}}\n')
    (tmp_path / "actions").mkdir()
    code = 'voice.say(f"card_{state}", shop="가게")\nvoice.say(f"limit_{kind}")\n'
    (tmp_path / "actions" / "some.py").write_text(code, encoding="utf-8")
    found = {one.problem for one in lint_texts(tmp_path)}
    assert "card_N: nobody gives it {why}" in found
    assert any("no sentence" in one and "limit" in one for one in found)
    assert not any("nobody says" in one for one in found)


def test_another_fact_does_not_make_another_sentence() -> None:
    said = ""
    for place in ("신림동 근처", "효자동 근처", "중앙동 근처", "신림동 근처"):
        again = Voice(lately=said, seed="1").say("slate_headline", where=place, what="먹을 수 있는 곳", count=len(said))
        assert again.split("곳을")[1] != said.partition("곳을")[2]
        said = again


def test_a_variant_is_not_said_twice_in_a_row() -> None:
    key = next(
        key
        for key, sentence in read_texts().sentences.items()
        if len(sentence.text) > 1 and "{" not in sentence.text[0]
    )
    said = ""
    for turn in range(6):
        again = Voice(lately=said, seed=str(turn)).say(key)
        assert again != said
        said = again


def test_a_channel_may_have_words_of_its_own() -> None:
    assert "파일" in Voice("web").say("data_export", turns=3)
    assert "파일" not in Voice("kakao").say("data_export", turns=3)


def test_particles_follow_the_fact() -> None:
    assert Voice().say("hours_open", shop="하루24") == "하루24는 지금 열었어요."
    assert Voice().say("hours_open", shop="김밥천국") == "김밥천국은 지금 열었어요."


def test_what_the_server_says_by_itself_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "rasa_bot").mkdir()
    said = '_REFUSALS = {\n    "empty": "글자가 안 보입니다.",\n    "not_found": "그런 주소는 없어요.",\n}\n'
    (tmp_path / "rasa_bot" / "wording.py").write_text(said, encoding="utf-8")
    (found,) = lint_texts(tmp_path)
    assert (found.line, "stiff" in found.problem) == (2, True)
