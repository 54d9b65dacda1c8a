import pytest

from kb.errors import IntakeError
from kb.fetching import addresses, fetch


def test_a_list_holds_secure_addresses_one_a_line():
    assert addresses("# health\nhttps://a.example/x\n\nhttps://a.example/x\n") == ("https://a.example/x",)
    for bad in ("http://a.example/x", "file:///etc/passwd", "a.example", "https://"):
        with pytest.raises(IntakeError, match="https://"):
            addresses(bad)


def test_a_document_is_fetched_in_its_format(httpserver):
    httpserver.expect_request("/salt.pdf").respond_with_data(b"%PDF", content_type="application/pdf")
    found = fetch(httpserver.url_for("/salt.pdf"))
    assert (found.data, found.name, found.suffix) == (b"%PDF", "salt", ".pdf")


def test_redirects_errors_and_silence_are_told(httpserver):
    httpserver.expect_request("/away").respond_with_data(b"", 302, {"Location": "http://127.0.0.1:1/"})
    with pytest.raises(IntakeError, match="302"):
        fetch(httpserver.url_for("/away"))
    with pytest.raises(IntakeError, match="could not be reached"):
        fetch("http://127.0.0.1:9/x")


def test_what_is_too_large_is_not_taken(httpserver, monkeypatch):
    monkeypatch.setattr("kb.fetching.LARGEST_DOCUMENT", 1_000)
    httpserver.expect_request("/big").respond_with_data(b"x" * 5_000, content_type="text/plain")
    with pytest.raises(IntakeError, match="larger than"):
        fetch(httpserver.url_for("/big"))
