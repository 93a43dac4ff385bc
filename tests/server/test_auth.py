"""Who holds the key: S-10 to S-14."""

from __future__ import annotations

import gzip
import json
import logging
import os
import secrets
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from examples.client import call
from tests.server.conftest import Running, Start
from tests.server.fakes import order_of, page_of
from tests.server.wire import ASKER, PAGE, Answer, Client

from whyclosed_server.auth import NONCE_SECONDS, Gate, client_signature, server_proof
from whyclosed_server.errors import PairingError
from whyclosed_server.pairing import ensure_key, pair, read_key
from whyclosed_server.paths import create_private

ORDERS = json.dumps(ASKER).encode()


def test_s10_the_key_is_256_random_bits_shown_whenever_asked(tmp_path: Path) -> None:
    shown = pair(tmp_path)
    assert len(bytes.fromhex(shown)) == 32
    assert pair(tmp_path) == shown
    assert pair(tmp_path / "other") != shown


def test_s10_the_key_is_in_no_answer_and_no_log(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = running.client
    answers = [
        client.request("POST", "/hello", json.dumps({"client_nonce": "0" * 64}).encode()),
        client.diagnose(page_of(order_of())),
        client.call("/orders", {}),
        client.request("POST", "/orders", ORDERS),
    ]
    for answer in answers:
        told = answer.body + repr(answer.headers).encode()
        assert client.key not in told
        assert client.key.hex().encode() not in told
    assert client.key.hex() not in caplog.text


def test_s11_the_server_proves_itself_first(client: Client) -> None:
    client_nonce, server_nonce = client.hello()  # checks the proof
    assert server_nonce != client.hello(client_nonce)[1]


def test_s11_the_proof_depends_on_key_nonces_and_port() -> None:
    key, other = secrets.token_bytes(32), secrets.token_bytes(32)
    proofs = {
        server_proof(key, "a", "b", 1),
        server_proof(other, "a", "b", 1),
        server_proof(key, "b", "b", 1),
        server_proof(key, "a", "a", 1),
        server_proof(key, "a", "b", 2),
        client_signature(key, "/a", "b", "a", b""),
    }
    assert len(proofs) == 6


def test_s11_known_answers() -> None:
    """The same numbers stand in the tests of the extension: both sides compute the same."""
    key, cn, sn = bytes(range(32)), "aa" * 32, "bb" * 32
    assert server_proof(key, cn, sn, 47291) == ("7b445bb914fad4cf23ab35591af023f2f242de39641f50675787f0857ada1aec")
    assert client_signature(key, "/diagnose", sn, cn, b"{}") == (
        "f866b92bf6a291482214e445a0f75d013e0fc0fe4ca42ee4f56fa3b2b7ce72af"
    )


@contextmanager
def impostor() -> Iterator[tuple[int, list[bytes]]]:
    """Another program on our port: it answers every hello, but has no key."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                heard.append(connection.recv(65536))
                body = json.dumps({"server_nonce": "0" * 64, "proof": "0" * 64})
                connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
                connection.settimeout(2)
                while chunk := connection.recv(65536):
                    heard.append(chunk)

        thread = Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join()


def test_s11_a_stranger_on_our_port_hears_no_page() -> None:
    key = secrets.token_bytes(32)
    with impostor() as (port, heard), pytest.raises(ConnectionError, match="another program"):
        call("/diagnose", {**PAGE, "html": "SECRET-PAGE"}, key, port)
    told = b"".join(heard)
    assert told.startswith(b"POST /hello ")
    assert b"SECRET-PAGE" not in told
    assert key.hex().encode() not in told
    assert len(told.partition(b"\r\n\r\n")[2]) < 100


def test_the_example_client_speaks_the_protocol(running: Running) -> None:
    report = call("/diagnose", {**PAGE, "html": page_of(order_of())}, running.client.key, running.client.port)
    assert report["orders"][0]["order"]["status"]["code"] == "closed"


Attempt = Callable[[Running], Answer]


def send(running: Running, proof: str | None, body: bytes = ORDERS) -> Answer:
    return running.client.request("POST", "/orders", body, {"Authorization": proof})


def good(running: Running) -> str:
    return running.client.proof("/orders", ORDERS)


def parts(running: Running) -> list[str]:
    """Client nonce, server nonce and signature of a good proof."""
    return good(running).removeprefix("Whyclosed1 ").split(".")


def replayed(running: Running) -> Answer:
    proof = good(running)
    assert send(running, proof).status == 200
    return send(running, proof)


def late(running: Running) -> Answer:
    proof = good(running)
    running.clock.pass_(NONCE_SECONDS + 1)
    return send(running, proof)


def swapped(running: Running, place: int) -> Answer:
    mixed = parts(running)
    mixed[place] = parts(running)[place]
    return send(running, "Whyclosed1 " + ".".join(mixed))


WRONG: dict[str, Attempt] = {
    "replay": replayed,
    "late": late,
    "changed body": lambda it: send(it, good(it), ORDERS + b" "),
    "another path": lambda it: send(it, it.client.proof("/calendar", ORDERS)),
    "swapped client nonce": lambda it: swapped(it, 0),
    "swapped server nonce": lambda it: swapped(it, 1),
    "swapped signature": lambda it: swapped(it, 2),
    "wrong key": lambda it: send(it, it.client.proof("/orders", ORDERS, key=bytes(32))),
    "no header": lambda it: send(it, None),
    "empty header": lambda it: send(it, ""),
    "bearer": lambda it: send(it, "Bearer " + it.client.key.hex()),
    "unknown nonce": lambda it: send(it, "Whyclosed1 " + ".".join(["0" * 64] * 3)),
    "upper case": lambda it: send(it, good(it).upper()),
    "two proofs": lambda it: send(it, f"{good(it)}, {good(it)}"),
    "long": lambda it: send(it, "Whyclosed1 " + "0" * 10_000),
    "not ascii": lambda it: send(it, "Whyclosed1 \xe9"),
}


def test_s12_every_wrong_proof_gets_the_same_answer(running: Running) -> None:
    answers = {}
    for name, attempt in WRONG.items():
        answers[name] = attempt(running)
        running.clock.pass_(10)  # slowly, so that the limit of failures is not met
    assert {name: answer.status for name, answer in answers.items()} == dict.fromkeys(WRONG, 401)
    assert len({answer.body for answer in answers.values()}) == 1
    assert running.client.call("/orders", ASKER).status == 200


def test_s12_a_nonce_is_good_for_its_whole_minute(running: Running) -> None:
    proof = good(running)
    running.clock.pass_(NONCE_SECONDS)
    assert send(running, proof).status == 200


def test_s12_a_wrong_attempt_spends_the_nonce(running: Running) -> None:
    cn, sn, sig = parts(running)
    assert send(running, f"Whyclosed1 {cn}.{sn}.{'0' * 64}").status == 401
    assert send(running, f"Whyclosed1 {cn}.{sn}.{sig}").status == 401


def test_s12_the_signature_is_checked_before_the_body_is_read(running: Running) -> None:
    """Broken gzip, broken JSON and a bomb all look alike to a stranger."""
    for body in (b"garbage", gzip.compress(b"{"), gzip.compress(bytes(17 * 1024 * 1024))):
        answer = running.client.request(
            "POST", "/diagnose", body, {"Content-Encoding": "gzip", "Authorization": "Whyclosed1 x"}
        )
        assert answer.status == 401


def test_s12_asking_for_nonces_pushes_nobody_elses_out_and_fills_no_memory() -> None:
    gate = Gate(1, lambda: b"k" * 32, lambda: 0.0)
    first, _ = gate.hello("0" * 64)
    for _ in range(20_000):
        gate.hello("1" * 64)
    assert len(gate._spent) == 0
    assert admits(gate, first)


def test_s12_used_nonces_are_kept_for_as_long_as_they_could_be_used_again() -> None:
    now = [0.0]
    gate = Gate(1, lambda: b"k" * 32, lambda: now[0])
    for second in range(0, 600, 2):
        now[0] = float(second)
        nonce, _ = gate.hello("0" * 64)
        assert admits(gate, nonce)
        assert not admits(gate, nonce)
    assert len(gate._spent) <= NONCE_SECONDS // 2 + 2


@pytest.mark.parametrize("place", [0, 15, 16, 31, 32, 63])
def test_s12_a_nonce_that_was_not_given_is_refused(place: int) -> None:
    gate = Gate(1, lambda: b"k" * 32, lambda: 5.0)
    nonce, _ = gate.hello("0" * 64)
    changed = f"{int(nonce[place], 16) ^ 1:x}"
    assert not admits(gate, nonce[:place] + changed + nonce[place + 1 :])
    assert not admits(gate, nonce, client_nonce="1" * 64)
    assert not admits(Gate(1, lambda: b"k" * 32, lambda: 5.0), nonce)  # after a restart


def admits(gate: Gate, server_nonce: str, client_nonce: str = "0" * 64) -> bool:
    """A request that is signed as it should be."""
    signature = client_signature(b"k" * 32, "/orders", server_nonce, client_nonce, b"")
    return gate.admits(f"Whyclosed1 {client_nonce}.{server_nonce}.{signature}", "/orders", b"")


def test_s13_the_key_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "whyclosed" / "pairing.key"
    key = ensure_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert read_key(path) == ensure_key(path) == key


def test_s13_the_mode_does_not_hang_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ensure_key(tmp_path / "a" / "pairing.key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a" / "pairing.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o666])
def test_s13_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "pairing.key"
    ensure_key(path)
    path.chmod(mode)
    with pytest.raises(PairingError, match="Other users"):
        ensure_key(path)
    assert pair(tmp_path, new=True) == read_key(path).hex()


@pytest.mark.parametrize("content", [b"", b"00", b"zz" * 32, b"\xff" * 32, b"00" * 33])
def test_s13_a_damaged_key_is_refused_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pairing.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(PairingError, match="pair --new"):
        ensure_key(path)
    assert path.read_bytes() == content


def test_s13_two_programs_that_make_a_key_at_once_have_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, others = tmp_path / "pairing.key", list[bytes]()

    def at_once(file: Path) -> int:
        monkeypatch.undo()
        descriptor = create_private(file)
        others.append(ensure_key(path))
        return descriptor

    monkeypatch.setattr("whyclosed_server.pairing.create_private", at_once)
    assert [ensure_key(path)] == others
    assert os.listdir(tmp_path) == ["pairing.key"]


@pytest.mark.parametrize("is_there", [False, True])
def test_s13_where_no_link_can_be_made_a_key_is_still_written_over_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    path, others = tmp_path / "pairing.key", list[bytes]()

    def unlinked(*_: object) -> None:
        if is_there:  # another program was faster
            monkeypatch.undo()
            others.append(ensure_key(path))
        raise PermissionError

    monkeypatch.setattr("whyclosed_server.pairing.os.link", unlinked)
    key = ensure_key(path)
    assert key == read_key(path)
    assert others == ([key] if is_there else [])
    assert os.listdir(tmp_path) == ["pairing.key"]


def test_s13_a_key_that_cannot_be_put_in_its_place_is_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "refused")

    monkeypatch.setattr("whyclosed_server.pairing.os.link", refused)
    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(PairingError):
        ensure_key(tmp_path / "pairing.key")
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full disk here")
@pytest.mark.parametrize("new", [False, True])
def test_s13_a_full_disk_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: bool) -> None:
    monkeypatch.setattr("whyclosed_server.pairing.create_private", lambda _: os.open("/dev/full", os.O_WRONLY))
    with pytest.raises(PairingError, match="the disk is full"):
        pair(tmp_path, new=new)
    assert os.listdir(tmp_path) == []


def test_s13_a_link_is_not_followed_when_a_key_is_made(tmp_path: Path) -> None:
    (tmp_path / "pairing.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PairingError):
        ensure_key(tmp_path / "pairing.key")
    assert not (tmp_path / "elsewhere").exists()


def test_s13_a_new_key_counts_at_once_and_the_old_one_no_more(start: Start) -> None:
    running = start()
    old = running.client
    half_way = old.proof("/orders", ORDERS)
    new = Client(old.port, bytes.fromhex(pair(running.folder, new=True)))
    assert old.request("POST", "/orders", ORDERS, {"Authorization": half_way}).status == 401
    assert new.call("/orders", ASKER).status == 200
    assert sorted(path.name for path in running.folder.glob("pairing*")) == ["pairing.key"]


def test_s13_a_key_that_becomes_unsafe_stops_the_answers(start: Start) -> None:
    running = start()
    (running.folder / "pairing.key").chmod(0o644)
    answer = running.client.request("POST", "/hello", json.dumps({"client_nonce": "0" * 64}).encode())
    assert (answer.status, answer.code) == (500, "internal")


def test_s14_too_many_failures_have_to_wait_a_minute(running: Running) -> None:
    def attempt() -> Answer:
        return send(running, "Whyclosed1 wrong")

    assert [attempt().status for _ in range(10)] == [401] * 10
    refused = attempt()
    assert (refused.status, refused.code, refused.headers["retry-after"]) == (429, "too_many_failures", "60")
    running.clock.pass_(59)
    assert attempt().status == 429
    running.clock.pass_(1)
    assert attempt().status == 401


def test_s14_a_good_signature_never_waits(running: Running) -> None:
    for _ in range(30):
        send(running, "Whyclosed1 wrong")
    assert running.client.call("/orders", ASKER).status == 200
    assert send(running, None).status == 429


def test_s14_failures_that_are_far_apart_are_not_limited(running: Running) -> None:
    for _ in range(30):
        assert send(running, None).status == 401
        running.clock.pass_(7)
