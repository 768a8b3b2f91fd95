"""Another page of the same browser, and other programs of this machine: they are refused before any route is found."""

from __future__ import annotations

import json
import socket

import pytest
from asgi import HOST, TOKEN, ask, request

from baldwin.errors import UsageError
from baldwin.explore.serving import listening

BODY = json.dumps({"arms": [{"population": "hinton-nowlan"}]}).encode()
ASK = f"/{TOKEN}/ask/define"


def test_the_page_itself_is_answered(app):
    found = request(app, f"/{TOKEN}/")
    assert found.status == 200
    assert b"<title>baldwin explore</title>" in found.body
    assert request(app, ASK, BODY).status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example:8123"}, 421),  # a name of the attacker's that leads to 127.0.0.1
        ({"host": "127.0.0.1"}, 421),
        ({"host": "127.0.0.1:9999"}, 421),
        ({"host": None}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),  # another server of this machine
        ({"origin": "https://" + HOST}, 403),
        ({"origin": "null"}, 403),  # a sandboxed frame
        ({"origin": None}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-type": "text/plain"}, 415),  # which other pages may send without leave
        ({"content-length": None}, 411),
        ({"content-length": "1000000000"}, 413),
    ],
)
def test_a_question_from_elsewhere_is_refused(app, headers, status):
    assert request(app, ASK, BODY, headers=headers).status == status


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site"},  # an image, a script or a link of another page
    ],
)
@pytest.mark.parametrize("path", ["/", "/static/explore.js", "/static/vega.js"])
def test_reading_from_elsewhere_is_refused(app, headers, path):
    assert request(app, f"/{TOKEN}{path}", headers=headers).status in (403, 421)


@pytest.mark.parametrize(
    "path", ["/", "", "//", "/wrong/", f"/{TOKEN[:-1]}/", f"/{TOKEN}x/", f"//{TOKEN}/", "/static/explore.js"]
)
def test_without_the_token_there_is_nothing(app, path):
    found = request(app, path)
    assert found.status == 404
    assert b"script" not in found.body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(app, method):
    """OPTIONS is how a browser asks whether another page may: it may not."""
    found = request(app, ASK, BODY, method=method)
    assert found.status == 403
    assert not any(name.startswith("access-control") for name in found.headers)


def test_a_header_given_twice_is_refused(app):
    twice = {"host": HOST, "Host": "evil.example"}
    assert request(app, f"/{TOKEN}/", headers=twice).status == 400


def test_every_answer_keeps_to_itself(app):
    for found in (request(app, f"/{TOKEN}/"), request(app, "/"), request(app, f"/{TOKEN}/static/explore.js")):
        policy = found.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy
        assert "frame-ancestors 'none'" in policy
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("name", ["../guard.py", "..%2fguard.py", "/etc/passwd", "explore.py", ""])
def test_assets_are_no_files(app, name):
    assert request(app, f"/{TOKEN}/static/{name}").status == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"task.kind": "evil.py:Task"},
        {"task.kind": '"evil.py:Task"'},
        {"task": '{kind = "evil.py:Task"}'},
        {"schedule": '[{kind = "evil.py:World", field = "lifetime.trials"}]'},
        {"founders.file": '"../secret.npz"'},
        {"founders.run": '"hinton_nowlan"'},
        {"founders": '{file = "x.npz"}'},
    ],
)
def test_no_file_and_no_code_is_named_from_the_browser(app, changes, tmp_path, monkeypatch):
    (tmp_path / "evil.py").write_text("raise SystemExit('it was run')")
    monkeypatch.chdir(tmp_path)
    found = ask(app, "define", arms=[{"population": "hinton-nowlan", "changes": changes}])
    assert len(found.json["problems"]) == 1
    assert "command line" in found.json["problems"][0]


@pytest.mark.parametrize("population", ["evil.toml", "../hinton-nowlan", "/etc/passwd", "hinton_nowlan.toml", ""])
def test_no_other_population_is_opened(app, population, tmp_path, monkeypatch):
    (tmp_path / "evil.toml").write_text('name = "evil"')
    monkeypatch.chdir(tmp_path)
    found = ask(app, "define", arms=[{"population": population}])
    assert "no such population here" in found.json["problems"][0]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"{", b'{"arms": []}', b'{"arms": [{"population": 1}]}', b'{"arms": [], "x": 1}']
)
def test_what_is_no_question_is_told_in_a_line(app, body):
    found = request(app, ASK, body)
    assert found.json["problems"][0].startswith("No question: ")


def test_a_port_that_is_taken_is_told_in_a_line():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=rf"^--port {port}: is taken\. Choose another one, or leave it out\.$"):
            listening(port)


def test_it_listens_to_this_machine_alone():
    with listening(0) as found:
        assert found.getsockname()[0] == "127.0.0.1"
