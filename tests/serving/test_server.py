"""``python -m serving`` over its sockets: answers, arms, bad input, and that it stays up."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

pytest.importorskip("peft", reason="the extra is not installed: make test EXTRAS=ax")

from components.ax.arms import Arms, write_arms
from components.ax.labels import LabelSet
from components.ax.model import AXModel
from components.ax.result import Prediction, Row
from serving.request import TEXT_CHARS_MAX
from settings import ROOT
from tests.serving.conftest import Home, Server, alive, serving

TEXTS = ["안녕", "카드 잔액 얼마야?", "오늘 점심으로 5천원짜리 국밥 먹고 싶어요 ㅎㅎ", "", "ㅋㅋㅋㅋㅋ", "😋"]
TOLERANCE = 1e-4


def test_each_text_gets_the_answer_that_the_model_gives_alone(two_arms: Server, trained: Home) -> None:
    names = (trained.first, trained.second)
    store = {name: trained.store / name for name in names}
    model = AXModel.load(trained.base, store, labels=LabelSet.of_domain(ROOT / "domain.yml"))
    rows = [{"text": text, "context": "greet utter_greet", "adapter": name} for text in TEXTS for name in names]
    status, body = two_arms.post("/v1/nlu", {"rows": rows})
    assert status == 200
    for row, result in zip(rows, body["results"], strict=True):
        (alone,) = model.predict([Row(row["text"], row["context"], row["adapter"])])
        answer = Prediction.from_json(result, row["text"])
        assert result["model_version"] == row["adapter"]
        assert [intent.name for intent in answer.ranking[:1]] == [alone.intent.name]
        theirs = dict(alone.ranking)
        assert all(abs(intent.confidence - theirs[intent.name]) < TOLERANCE for intent in answer.ranking)
        assert [(e.entity, e.start, e.end) for e in answer.entities] == [
            (e.entity, e.start, e.end) for e in alone.entities
        ]


def test_a_sender_keeps_an_arm_and_every_result_says_which(two_arms: Server, trained: Home) -> None:
    rows = [{"text": "안녕", "sender": f"user-{number}"} for number in range(40)]
    first, second = (two_arms.post("/v1/nlu", {"rows": rows})[1]["results"] for _ in range(2))
    arms = [(result["arm"], result["model_version"]) for result in first]
    assert arms == [(result["arm"], result["model_version"]) for result in second]
    assert set(arms) == {("stable", trained.first), ("canary", trained.second)}
    expected = [Arms(trained.first, trained.second, 0.5).choose(row["sender"]) for row in rows]
    assert arms == [tuple(choice) for choice in expected]
    (anonymous,) = two_arms.post("/v1/nlu", {"rows": [{"text": "안녕"}]})[1]["results"]
    assert (anonymous["arm"], anonymous["model_version"]) == ("stable", trained.first)


def test_an_answer_known_already_is_not_computed_again(two_arms: Server) -> None:
    body = {"rows": [{"text": "처음 듣는 말", "context": "", "sender": "a"}]}
    (first,) = two_arms.post("/v1/nlu", body)[1]["results"]
    computed = two_arms.metric('naviyam_serving_batch_rows_sum{model="ax"}')
    (again,) = two_arms.post("/v1/nlu", body)[1]["results"]
    assert again == first
    assert two_arms.metric('naviyam_serving_batch_rows_sum{model="ax"}') == computed
    body["rows"][0]["context"] = "greet utter_greet"
    two_arms.post("/v1/nlu", body)
    assert two_arms.metric('naviyam_serving_batch_rows_sum{model="ax"}') == computed + 1


BAD: list[tuple[bytes, int, str]] = [
    (b"{", 400, "bad_request"),
    (b"", 400, "bad_request"),
    (b"\xff\xfe", 400, "bad_request"),
    (b"[]", 400, "bad_request"),
    (b"null", 400, "bad_request"),
    (b'{"rows": []}', 400, "empty_batch"),
    (b"{}", 400, "bad_request"),
    (b'{"rows": "text"}', 400, "bad_request"),
    (b'{"rows": [1]}', 400, "bad_request"),
    (b'{"rows": [{}]}', 400, "bad_request"),
    (b'{"rows": [{"text": null}]}', 400, "bad_request"),
    (b'{"rows": [{"text": "a", "contxt": "b"}]}', 400, "bad_request"),
    (b'{"rows": [{"text": "a"}], "priority": "vip"}', 400, "bad_request"),
    (b'{"rows": [{"text": "a"}], "priority": []}', 400, "bad_request"),
    (b'{"rows": [{"text": "a"}], "deadline_ms": 0}', 400, "bad_request"),
    (b'{"rows": [{"text": "a"}], "deadline_ms": true}', 400, "bad_request"),
    (b'{"rows": [{"text": "a"}], "deadline_ms": 1e9}', 400, "bad_request"),
    (b'{"rows": [{"text": "a", "adapter": "none-such"}]}', 404, "unknown_adapter"),
    (b'{"rows": [{"text": "a", "adapter": "../../etc"}]}', 404, "unknown_adapter"),
    (json.dumps({"rows": [{"text": "가" * 10_000}]}).encode(), 413, "text_too_long"),
    (json.dumps({"rows": [{"text": "a", "context": "가" * 10_000}]}).encode(), 413, "text_too_long"),
    (json.dumps({"rows": [{"text": "a"}] * 300}).encode(), 413, "too_many_rows"),
    (b'{"rows": [{"text": "' + b"a" * 5_000_000 + b'"}]}', 413, "payload_too_large"),
]


@pytest.mark.parametrize(("body", "status", "code"), BAD, ids=[f"{code}-{n}" for n, (_, _, code) in enumerate(BAD)])
def test_bad_input_is_told_with_a_reason_and_the_server_stays_up(
    two_arms: Server, body: bytes, status: int, code: str
) -> None:
    answered, told = two_arms.post("/v1/nlu", raw=body)
    assert (answered, told["error"]["code"]) == (status, code)
    assert told["error"]["reason"]
    assert two_arms.post("/v1/nlu", {"rows": [{"text": "안녕"}]})[0] == 200


def test_the_longest_text_that_is_taken_is_answered_with_offsets_inside_it(two_arms: Server) -> None:
    for text in ("국밥 " * (TEXT_CHARS_MAX // 3), "\U0001f600" * TEXT_CHARS_MAX, "\n\t \u200b" * 100, "가\u0301" * 500):
        status, body = two_arms.post("/v1/nlu", {"rows": [{"text": text}], "deadline_ms": 30_000})
        assert status == 200
        Prediction.from_json(body["results"][0], text)


def test_a_model_that_is_not_there_and_a_route_that_is_not_there_are_404(two_arms: Server) -> None:
    assert two_arms.post("/v1/embed", {"texts": ["a"]})[1]["error"]["code"] == "not_served"
    status, body = two_arms.get("/v2/nlu")
    assert (status, body["error"]["code"]) == (404, "not_found")
    status, body = two_arms.get("/v1/nlu")
    assert (status, body["error"]["code"]) == (405, "method_not_supported")


def test_models_and_metrics_tell_what_serves(two_arms: Server, trained: Home) -> None:
    _, told = two_arms.get("/v1/models")
    assert told["ax"]["ready"]
    assert told["ax"]["arms"] == {"stable": trained.first, "canary": trained.second, "canary_share": 0.5}
    assert told["ax"]["adapters"] == sorted((trained.first, trained.second))
    assert told["ax"]["first_request_ms"] > 0
    assert two_arms.metric('naviyam_serving_ready{model="ax"}') == 1
    assert two_arms.metric('naviyam_serving_requests_total{outcome="ok",route="nlu"}') > 0


def test_a_deadline_that_cannot_be_met_is_refused(two_arms: Server) -> None:
    rows = [{"text": f"{number} 번째로 하는 말"} for number in range(200)]
    status, body = two_arms.post("/v1/nlu", {"rows": rows, "deadline_ms": 1})
    assert (status, body["error"]["code"]) == (504, "deadline_passed")


def test_arms_are_switched_without_a_restart_and_what_is_broken_is_not_taken_over(home: Home, tmp_path: Path) -> None:
    def version(server: Server) -> str:
        (result,) = server.post("/v1/nlu", {"rows": [{"text": "안녕", "sender": "a"}]})[1]["results"]
        return str(result["model_version"])

    def arms_error(server: Server) -> str | None:
        error: str | None = server.get("/v1/models")[1]["ax"]["arms_error"]
        return error

    with serving(tmp_path, home, until=alive) as server:
        server.wait_for(lambda s: "promote" in json.dumps(s.get("/ready")[1]))  # nothing answers yet
        assert server.post("/v1/nlu", {"rows": [{"text": "안녕"}]})[1]["error"]["code"] == "not_ready"
        write_arms(home.store, Arms(home.first))
        server.wait_for(lambda s: s.get("/ready")[0] == 200)
        assert version(server) == home.first
        write_arms(home.store, Arms(home.first, home.second, 1.0))
        server.wait_for(lambda s: version(s) == home.second)
        (home.store / home.first / "heads.safetensors").write_bytes(b"broken")
        (home.store / "copy").mkdir()
        for path in (home.store / home.first).iterdir():
            (home.store / "copy" / path.name).write_bytes(path.read_bytes())
        write_arms(home.store, Arms("copy"))
        server.wait_for(lambda s: arms_error(s) is not None)
        assert "heads.safetensors" in str(arms_error(server))
        write_arms(home.store, Arms("gone"))
        server.wait_for(lambda s: "gone" in str(arms_error(s)))
        (home.store / "arms.json").write_text("{")
        server.wait_for(lambda s: "arms.json" in str(arms_error(s)))
        assert version(server) == home.second
        write_arms(home.store, Arms(home.second))
        server.wait_for(lambda s: arms_error(s) is None)
        assert server.get("/ready")[0] == 200
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=20) == 0
        for line in server.log.read_text().splitlines():
            json.loads(line)


def test_a_base_that_is_none_leaves_a_server_that_says_so(home: Home, tmp_path: Path) -> None:
    with serving(tmp_path, home, until=alive, AX__MODEL=tmp_path / "none") as server:
        server.wait_for(lambda s: "BaseNotFound" in json.dumps(s.get("/ready")[1]))
        status, body = server.post("/v1/nlu", {"rows": [{"text": "안녕"}]})
        assert (status, body["error"]["code"]) == (503, "not_ready")
        assert "no such folder" in body["error"]["reason"]


def test_no_line_of_its_log_holds_what_was_said(two_arms: Server) -> None:
    secret = "비밀스러운말"
    two_arms.post("/v1/nlu", {"rows": [{"text": secret, "sender": secret, "context": secret}]})
    two_arms.post("/v1/nlu", {"rows": [{"text": secret * 2_000}]})
    two_arms.post("/v1/nlu", raw=f'{{"{secret}'.encode())
    assert secret not in two_arms.log.read_text()
