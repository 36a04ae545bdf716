"""What is answered to a challenge: the examples of RFC 7616 3.9.1, and one of SIP."""

import pytest

from ivr.callers.digest import CannotAuthenticate, Credentials
from ivr.callers.message import Message

REALM = 'realm="http-auth@example.org"'
NONCE = 'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"'
OPAQUE = 'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
OURS = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
MUFASA = Credentials("Mufasa", "Circle of Life")


def challenge(algorithm: str) -> str:
    return f'Digest {REALM}, qop="auth, auth-int", algorithm={algorithm}, {NONCE}, {OPAQUE}'


@pytest.mark.parametrize(("algorithm", "response"), [
    ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
    ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
])  # fmt: skip
def test_the_example_of_the_standard(algorithm: str, response: str) -> None:
    answer = MUFASA.answer(challenge(algorithm), "GET", "/dir/index.html", OURS)
    assert f'response="{response}"' in answer
    assert f"algorithm={algorithm}" in answer
    assert OPAQUE in answer
    assert "qop=auth, nc=00000001" in answer


def test_an_old_challenge_without_quality() -> None:
    answer = Credentials("bob", "zanzibar").answer(
        'Digest realm="biloxi.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
        "INVITE", "sip:bob@biloxi.com", "",
    )  # fmt: skip
    assert "qop" not in answer
    assert "cnonce" not in answer
    assert 'response="bf57e4e0d0bffc0fbaedce64d59add5e"' in answer


def challenged(*challenges: str, status: str = "401 Unauthorized") -> Message:
    name = "Proxy-Authenticate" if status.startswith("407") else "WWW-Authenticate"
    return Message(f"SIP/2.0 {status}", [(name, one) for one in challenges])


def test_the_better_algorithm_is_taken() -> None:
    both = challenged(challenge("MD5"), challenge("SHA-512-256"), challenge("SHA-256"))
    name, answer = MUFASA.header(both, "BYE", "sip:x")
    assert name == "Authorization"
    assert "algorithm=SHA-256" in answer


def test_a_proxy_is_answered_in_its_own_header() -> None:
    asked = challenged(challenge("MD5"), status="407 Proxy Authentication Required")
    assert MUFASA.header(asked, "BYE", "sip:x")[0] == "Proxy-Authorization"


@pytest.mark.parametrize("what", [[], [challenge("SHA-512-256")], ["Basic realm=x"]])
def test_a_challenge_of_an_unknown_kind(what: list[str]) -> None:
    with pytest.raises(CannotAuthenticate):
        MUFASA.header(challenged(*what), "BYE", "sip:x")
