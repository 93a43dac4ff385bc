"""The memory of orders: what it keeps, what it never keeps, and what may happen to its file."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
from tests.server.fakes import ENGINE, NOW, lines, order_of, window

from whyclosed_parser.model import (
    Action,
    AmountRow,
    Amounts,
    Dispute,
    Estimate,
    Event,
    Found,
    Item,
    Message,
    Money,
    Order,
    Package,
    Page,
    Payment,
    Problem,
    Refund,
    Shop,
    Status,
    Timer,
)
from whyclosed_server import database, store
from whyclosed_server.errors import FullError, PairingError, StoreError
from whyclosed_server.pairing import ensure_key
from whyclosed_server.store import Store

ID, OTHER = "8190000000000001", "8190000000000002"
DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "whyclosed" / "orders.sqlite3"


@pytest.fixture
def memory(path: Path) -> Iterator[Store]:
    with Store.open(path, engine=ENGINE) as opened:
        yield opened


def at(days: float) -> datetime:
    return NOW + days * DAY


def on_disk(path: Path) -> bytes:
    """All that the store has written."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def full_order() -> Order:
    """An order with something in every field; what must not be kept says SECRET."""
    money = Money(Decimal("1.99"), "USD", "US $1.99")
    day = date(2026, 11, 1)
    return Order(
        order_id=ID,
        status=Status("closed", "Closed"),
        reminder="SECRET reminder",
        placed_on=day,
        paid_on=datetime(2026, 11, 1, 12, 30, tzinfo=UTC),
        shipped_on=day,
        completed_on=day,
        closed_on=day,
        close_code="seller_send_goods_timeout",
        payments=(Payment("card", "Visa", money),),
        amounts=Amounts(money, (AmountRow("Subtotal", money),)),
        refund=Refund(2, "Processing", money, day),
        dispute=Dispute("open", "Open", day, None, None),
        shop=Shop("Lamp Shop", "https://www.aliexpress.com/store/1?user=SECRET#SECRET"),
        items=(Item("line-1", "item-1", "Desk lamp", "white", 2, money),),
        packages=(
            Package(
                "LP00000000000001",
                ("LP00000000000002",),
                "Post",
                day,
                Estimate(day, day, "SECRET street"),
                (
                    Event(datetime(2026, 11, 2, tzinfo=UTC), "SECRET", "Arrived in SECRET town", "IN_TRANSIT", "X1"),
                    Event(None, "SECRET time", "Held in SECRET town", "HELD"),
                ),
            ),
        ),
        timers=(Timer("protection", "3 days", at(3), None, 259200, None, None, "countdown"),),
        messages=(
            Message("seller", "SECRET: dear Tester", "promises_shipping", at(-1)),
            Message("buyer", "SECRET: dear shop", None, at(-1)),
        ),
        actions=(Action("open_dispute", "Returns/refunds"),),
        pages=(Page("order_detail", "g3", "en", "https://x.example/p?orderId=SECRET", NOW, "request"),),
        found={"status": Found("g3", "a", 0, "SECRET quote")},
        problems=(Problem("unverified_wording", "status", "Said by a translation."),),
    )


def test_no_text_reaches_the_disk(memory: Store, path: Path) -> None:
    memory.add(full_order(), at=NOW)
    assert b"SECRET" not in on_disk(path)
    assert "SECRET" not in repr(memory.orders())


def test_what_the_design_names_is_kept(memory: Store) -> None:
    order = full_order()
    memory.add(order, at=NOW)
    (kept,) = memory.orders()
    changed = {"reminder", "shop", "packages", "messages", "pages", "found"}
    for name in Order.__slots__:
        assert (getattr(kept, name) == getattr(order, name)) == (name not in changed), name
    assert kept.shop == Shop("Lamp Shop", "https://www.aliexpress.com/store/1")
    assert kept.pages[0].url == "https://x.example/p"
    assert [event.class_ for event in kept.packages[0].events] == ["IN_TRANSIT", "HELD"]
    assert kept.messages == (Message("seller", "promises_shipping", "promises_shipping", at(-1)),)


def test_observations_are_appended_and_merged(memory: Store) -> None:
    memory.add(order_of(ID, placed_on=date(2026, 11, 1)), at=at(0))
    memory.add(order_of(ID, status=Status("refunding", "Refunding")), at=at(1))
    memory.add(order_of(OTHER), at=at(1))
    assert len(memory.related(order_of(ID))) == 2
    first, second = memory.orders()
    assert (first.order_id, first.placed_on) == (ID, date(2026, 11, 1))
    assert first.status == Status("refunding", "Refunding")
    assert second.order_id == OTHER


def test_the_same_page_again_is_read_once(memory: Store) -> None:
    seen = [order_of(ID), order_of(ID, close_code="timeout"), order_of(ID)]
    for number, order in enumerate(seen):
        page = replace(order.pages[0], captured_at=at(number))
        memory.add(replace(order, pages=(page,)), at=at(number))
    related = memory.related(order_of(ID))
    assert [order.close_code for order in related] == ["timeout", None]
    assert related[-1].pages[0].captured_at == at(2)


def test_a_page_of_many_orders_is_saved(memory: Store) -> None:
    memory.add_all([order_of(f"81900000000{number:05}") for number in range(100)], at=NOW)
    assert len(memory.orders()) == 100


def test_a_page_without_the_order_id_is_known_by_its_lines(memory: Store) -> None:
    memory.add(order_of(ID, items=lines("a", "b")), at=at(0))
    nameless = order_of(None, items=lines("b"))
    memory.add(nameless, at=at(1))
    assert len(memory.related(nameless)) == 2
    assert len(memory.related(order_of(ID))) == 2


def test_the_order_id_may_come_later(memory: Store) -> None:
    memory.add(order_of(None, items=lines("a")), at=at(0))
    memory.add(order_of(ID, items=lines("a", "b")), at=at(1))
    memory.add(order_of(None, items=lines("b")), at=at(2))
    assert len(memory.related(order_of(ID))) == 3
    assert memory.forget(ID) == 1
    assert memory.related(order_of(None, items=lines("a"))) == ()


def test_lines_of_two_orders_are_not_guessed(memory: Store) -> None:
    memory.add(order_of(ID, items=lines("a")), at=NOW)
    memory.add(order_of(OTHER, items=lines("b")), at=NOW)
    assert memory.related(order_of(None, items=lines("a", "b"))) == ()


def test_two_order_ids_never_become_one(memory: Store) -> None:
    memory.add(order_of(ID, items=lines("a")), at=NOW)
    memory.add(order_of(OTHER, items=lines("a")), at=NOW)
    assert len(memory.related(order_of(ID))) == 1
    assert memory.forget(OTHER) == 1
    assert len(memory.related(order_of(ID, items=lines("a")))) == 1


def test_an_order_that_could_not_be_found_again_is_not_kept(memory: Store) -> None:
    memory.add(order_of(None), at=NOW)
    assert memory.orders() == ()
    assert memory.related(order_of(None)) == ()


def test_the_newest_answer_counts_and_null_is_an_answer(memory: Store) -> None:
    memory.answer(ID, {"paid": True, "contacted_at": "2026-11-20T10:00:00+01:00"}, at(0))
    memory.answer(ID, {"contacted_at": None, "done": ["look"]}, at(1))
    memory.answer(OTHER, {"paid": False}, at(2))
    assert memory.answers(ID) == {"paid": True, "contacted_at": None, "done": ["look"]}
    assert memory.answers("unknown") == {}


def test_forgetting_one_order_wipes_it_from_the_file(memory: Store, path: Path) -> None:
    memory.add(order_of(ID, close_code="WIPED", items=lines("wiped-line")), at=NOW)
    memory.add(order_of(OTHER, close_code="stays"), at=NOW)
    memory.answer(ID, {"seller_reply": "wiped"}, NOW)
    memory.answer(OTHER, {"paid": True}, NOW)
    assert b"WIPED" in on_disk(path)
    assert memory.forget(ID) == 1
    left = on_disk(path)
    for gone in (b"WIPED", b"wiped", ID.encode()):
        assert gone not in left
    assert [order.order_id for order in memory.orders()] == [OTHER]
    assert memory.answers(OTHER) == {"paid": True}
    assert memory.forget(ID) == 0


def test_forgetting_everything(memory: Store, path: Path) -> None:
    for order_id in (ID, OTHER):
        memory.add(order_of(order_id, items=lines(f"line-of-{order_id}")), at=NOW)
        memory.answer(order_id, {"paid": True}, NOW)
    assert memory.forget(None) == 2
    left = on_disk(path)
    assert ID.encode() not in left
    assert b"paid" not in left
    assert memory.forget(None) == 0


LAST = NOW.date()


def expire(memory: Store, now: datetime) -> int:
    """How many orders are forgotten at `now`, where a look on the day before said the same."""
    assert memory.expire(now - DAY) == 0
    return memory.expire(now)


@pytest.mark.parametrize(
    ("days", "expired"), [(0, 0), (181, 0), (182, 1), (500, 1)], ids=["today", "last", "over", "long-over"]
)
def test_an_order_is_kept_180_days_after_its_last_deadline(memory: Store, days: int, expired: int) -> None:
    memory.add(order_of(ID, timers=(window(LAST),)), at=at(-30))
    assert expire(memory, at(days)) == expired
    assert len(memory.orders()) == 1 - expired


def test_an_order_is_kept_180_days_after_it_was_seen(memory: Store) -> None:
    memory.add(order_of(ID, timers=(window(LAST - 400 * DAY),)), at=NOW)
    assert expire(memory, at(181)) == 0
    assert expire(memory, at(182.1)) == 1


def test_an_answer_keeps_an_order_and_goes_with_it(memory: Store) -> None:
    memory.add(order_of(ID), at=NOW)
    memory.answer(ID, {"paid": True}, at(100))
    memory.answer(OTHER, {"paid": True}, at(100))  # of an order that was forgotten meanwhile
    assert expire(memory, at(280)) == 0
    assert expire(memory, at(282)) == 2
    assert memory.answers(ID) == memory.answers(OTHER) == {}


def test_an_order_whose_deadlines_cannot_be_told_is_kept(memory: Store) -> None:
    memory.add(order_of(ID), at=NOW)
    memory.answer(ID, {"a_fact_of_an_older_version": True}, NOW)
    assert expire(memory, at(1000)) == 0
    assert len(memory.orders()) == 1


def test_expiry_leaves_the_others(memory: Store) -> None:
    memory.add(order_of(ID, timers=(window(LAST),)), at=NOW)
    memory.add(order_of(OTHER, timers=(window(LAST + 10 * DAY),)), at=NOW)
    assert expire(memory, at(186)) == 1
    assert [order.order_id for order in memory.orders()] == [OTHER]


def test_s36_two_looks_a_day_apart_must_agree(memory: Store) -> None:
    memory.add(order_of(ID), at=NOW)
    assert memory.expire(at(730)) == 0
    assert memory.expire(at(730.9)) == 0
    assert memory.expire(at(1)) == 0  # the clock was wrong: it is not over at all
    assert memory.expire(at(900)) == 0
    assert memory.expire(at(901)) == 1


def test_s36_a_mark_from_the_future_does_not_count(memory: Store) -> None:
    memory.add(order_of(ID), at=NOW)
    assert memory.expire(at(1000)) == 0
    assert memory.expire(at(200)) == 0
    assert memory.expire(at(200.9)) == 0
    assert memory.expire(at(201)) == 1


def test_a_forgotten_order_leaves_no_mark(memory: Store, path: Path) -> None:
    memory.add(order_of(ID), at=NOW)
    memory.expire(at(730))
    memory.forget(ID)
    assert ID.encode() not in on_disk(path)


def test_the_same_page_with_a_running_countdown_is_one_observation(memory: Store) -> None:
    for hours in range(20, 0, -1):
        timer = Timer("protection", f"1 day {hours} hours", at(hours), None, 3600 * hours, None, None, "countdown")
        memory.add(order_of(ID, timers=(timer,)), at=NOW)
    (kept,) = memory.related(order_of(ID))
    assert kept.timers[0].text == "1 day 1 hours"


def test_the_files_are_private(memory: Store, path: Path) -> None:
    memory.add(order_of(), at=NOW)
    files = list(path.parent.iterdir())
    assert {file.name for file in files} >= {"orders.sqlite3", "orders.sqlite3-wal"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_made_private(path: Path) -> None:
    Store.open(path, engine=ENGINE).close()
    path.chmod(0o644)
    with Store.open(path, engine=ENGINE):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


WRITER = """
import sys
from pathlib import Path
from tests.server.fakes import ENGINE, NOW, order_of
from whyclosed_server import database
from whyclosed_server.store import Store
database.WAIT_SECONDS = 20  # two that never pause, on a disk that may be slow
with Store.open(Path(sys.argv[1]), engine=ENGINE) as store:
    for number in range(int(sys.argv[3])):
        store.add_all([order_of(f"{sys.argv[2]}{number:06}-{part}") for part in "abc"], at=NOW)
        print(number, flush=True)
"""


def another(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Another process that runs a program of these tests."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def writer(path: Path, prefix: str, count: int) -> subprocess.Popen[str]:
    """Another process that adds three orders at a time and says when they are saved."""
    return another(WRITER, str(path), prefix, str(count))


def test_a_process_killed_while_writing_loses_nothing_and_leaves_nothing_half(path: Path) -> None:
    with writer(path, "k", 1_000_000) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(50)]
        process.kill()
        said += process.stdout.readlines()
    saved = len([line for line in said if line.endswith("\n")])
    with Store.open(path, engine=ENGINE) as memory:
        ids = {str(order.order_id) for order in memory.orders()}
        assert ids >= {f"k{number:06}-{part}" for number in range(saved) for part in "abc"}
        assert len(ids) % 3 == 0
        memory.add(order_of(ID), at=NOW)


def test_two_processes_write_into_one_file(path: Path) -> None:
    with writer(path, "a", 40) as one, writer(path, "b", 40) as two:
        one.wait()
        two.wait()
    assert (one.returncode, two.returncode) == (0, 0)
    with Store.open(path, engine=ENGINE) as memory:
        assert len(memory.orders()) == 240


OPENER = """
import sys
from pathlib import Path
from tests.server.fakes import ENGINE, NOW, order_of
from whyclosed_server import database
from whyclosed_server.store import Store
database.WAIT_SECONDS = 20
print("ready", flush=True)
for line in sys.stdin:
    with Store.open(Path(line.strip()), engine=ENGINE) as store:
        store.add(order_of(sys.argv[1]), at=NOW)
    print("opened", flush=True)
"""


def told(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_processes_open_a_new_store_at_the_same_moment(tmp_path: Path) -> None:
    with another(OPENER, "a") as one, another(OPENER, "b") as two:
        assert (told(one), told(two)) == ("ready", "ready")
        for number in range(50):
            path = tmp_path / "data" / f"{number}.sqlite3"
            for process in (one, two):
                assert process.stdin is not None
                process.stdin.write(f"{path}\n")
                process.stdin.flush()
            assert (told(one), told(two)) == ("opened", "opened")
            with Store.open(path, engine=ENGINE) as memory:
                assert {order.order_id for order in memory.orders()} == {"a", "b"}


def test_threads_share_one_store(memory: Store) -> None:
    def work(name: str) -> None:
        for number in range(20):
            memory.add(order_of(f"{name}-{number}"), at=NOW)
            memory.related(order_of(f"{name}-{number}"))

    threads = [Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(memory.orders()) == 80


def test_the_command_sees_what_the_server_saves_and_forgets_it(memory: Store, path: Path) -> None:
    memory.add(order_of(ID), at=NOW)
    with Store.open(path, engine=ENGINE) as command:
        assert len(command.orders()) == 1
        assert command.forget(None) == 1
    assert memory.orders() == ()
    assert ID.encode() not in on_disk(path)


def test_a_locked_file_is_a_clear_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.05)
    with Store.open(path, engine=ENGINE) as memory:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            memory.add(order_of(), at=NOW)
        other.execute("COMMIT")
        other.close()
        memory.add(order_of(), at=NOW)


def test_a_full_disk_is_a_clear_error_and_loses_nothing(memory: Store, path: Path) -> None:
    memory.add(order_of(ID), at=NOW)
    connection = memory._database._connection  # there is no portable way to fill a disk
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    many = [order_of(f"x{number}") for number in range(200)]
    with pytest.raises(StoreError, match="disk is full") as raised:
        memory.add_all(many, at=NOW)
    assert "Nothing that was remembered before is lost" in str(raised.value)
    assert [order.order_id for order in memory.orders()] == [ID]
    connection.execute("PRAGMA max_page_count = 100000")
    memory.add_all(many, at=NOW)
    assert len(memory.orders()) == 201


def test_s37_a_reader_delays_the_erasing_until_the_next_request(memory: Store, path: Path) -> None:
    memory.add(order_of(ID), at=NOW)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM observation").fetchone()
    assert memory.forget(ID) == 1
    assert not memory.erased
    assert memory.orders() == ()
    assert ID.encode() in on_disk(path)
    reader.close()
    assert memory.orders() == ()
    assert ID.encode() not in on_disk(path)
    assert memory.forget(ID) == 0
    assert memory.erased


def test_s37_what_an_earlier_run_left_is_erased_by_the_next(path: Path) -> None:
    reader = None
    with Store.open(path, engine=ENGINE) as memory:
        memory.add(order_of(ID), at=NOW)
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM observation").fetchone()
        memory.forget(None)
    assert ID.encode() in on_disk(path)
    with Store.open(path, engine=ENGINE) as memory:
        reader.close()
        memory.orders()
        assert ID.encode() not in on_disk(path)


@pytest.mark.parametrize("full", [1, 2])
def test_s39_a_full_disk_forgets_on_request(
    memory: Store, path: Path, monkeypatch: pytest.MonkeyPatch, full: int
) -> None:
    """Full once: emptying the log made room. Full twice: only a new file helps."""
    memory.add_all([order_of(ID), order_of(OTHER)], at=NOW)
    change, refusals = memory._database.change, iter(range(full))

    @contextmanager
    def cramped() -> Iterator[sqlite3.Connection]:
        if next(refusals, None) is not None:
            raise FullError("The disk is full.")
        with change() as db:
            yield db

    monkeypatch.setattr(memory._database, "change", cramped)
    if full == 1:
        assert memory.forget(ID) == 1
        assert [order.order_id for order in memory.orders()] == [OTHER]
    else:
        assert memory.forget(None) == 2
        assert memory.orders() == ()
        assert OTHER.encode() not in on_disk(path)
    assert memory.erased
    assert ID.encode() not in on_disk(path)


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o755, 0o770, 0o777])
def test_s40_a_folder_that_others_can_enter_is_refused_and_left_as_it_is(path: Path, mode: int) -> None:
    path.parent.mkdir()
    path.parent.chmod(mode)
    with pytest.raises(StoreError, match="chmod 700"):
        Store.open(path, engine=ENGINE)
    with pytest.raises(PairingError, match="chmod 700"):
        ensure_key(path.with_name("pairing.key"))
    assert stat.S_IMODE(path.parent.stat().st_mode) == mode
    assert list(path.parent.iterdir()) == []


def test_s40_a_key_in_a_folder_that_others_can_enter_is_refused(path: Path) -> None:
    key = path.with_name("pairing.key")
    ensure_key(key)
    path.parent.chmod(0o755)
    with pytest.raises(PairingError, match="not private"):
        ensure_key(key)


def test_s40_a_linked_folder_is_refused(path: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o700)
    path.parent.symlink_to(tmp_path / "theirs")
    with pytest.raises(StoreError, match="link"):
        Store.open(path, engine=ENGINE)
    assert list((tmp_path / "theirs").iterdir()) == []


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_s40_a_linked_file_is_refused_and_its_target_left_alone(path: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / "notes.txt"
    target.write_text("mine")
    target.chmod(0o644)
    path.parent.mkdir(mode=0o700)
    path.with_name(path.name + suffix).symlink_to(target)
    with pytest.raises(StoreError, match="link"):
        Store.open(path, engine=ENGINE)
    assert (target.read_text(), stat.S_IMODE(target.stat().st_mode)) == ("mine", 0o644)


def as_nobody(work: Callable[[], object]) -> str:
    """The name and text of the error that `work` raises for a user without rights (root has them all)."""
    reader, writer_ = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            work()
            said = "no error"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writer_, said.encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer_)
    with open(reader) as pipe:
        return pipe.read()


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that every user may enter, but not write."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(folder.stat().st_mode | 0o055)
    return tmp_path


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_read_only_folder_is_a_clear_error(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    said = as_nobody(lambda: Store.open(open_folder / "orders.sqlite3", engine=ENGINE))
    open_folder.chmod(0o755)
    assert said.startswith("StoreError: ")
    assert "is not private" in said
    assert "--no-store" in said


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_another_users_file_is_a_clear_error(open_folder: Path) -> None:
    path = open_folder / "data" / "orders.sqlite3"
    Store.open(path, engine=ENGINE).close()
    path.chmod(0o000)
    path.parent.chmod(0o755)
    said = as_nobody(lambda: Store.open(path, engine=ENGINE))
    assert said.startswith("StoreError: ")
    assert "--no-store" in said


def filled(path: Path) -> None:
    with Store.open(path, engine=ENGINE) as memory:
        memory.add_all([order_of(f"x{number}") for number in range(300)], at=NOW)


def spoil_head(data: bytearray) -> None:
    data[:100] = b"x" * 100


def spoil_middle(data: bytearray) -> None:
    data[4096:-4096] = os.urandom(len(data) - 8192)


def cut(data: bytearray) -> None:
    del data[len(data) // 2 :]


@pytest.mark.parametrize("spoil", [spoil_head, spoil_middle, cut])
def test_a_damaged_file_is_a_clear_error_and_is_left_alone(path: Path, spoil: Callable[[bytearray], None]) -> None:
    filled(path)
    data = bytearray(path.read_bytes())
    spoil(data)
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"damaged\. Move it elsewhere"):
        Store.open(path, engine=ENGINE)
    assert path.read_bytes() == data


def test_a_file_moved_away_under_a_running_server_is_followed_by_a_new_one(memory: Store, path: Path) -> None:
    memory.add(order_of(ID), at=NOW)
    for file in list(path.parent.iterdir()):
        file.rename(file.with_name("old-" + file.name))
    memory.add(order_of(OTHER), at=NOW)
    assert [order.order_id for order in memory.orders()] == [OTHER]
    with Store.open(path.with_name("old-orders.sqlite3"), engine=ENGINE) as old:
        assert [order.order_id for order in old.orders()] == [ID]


def refused(path: Path, why: str) -> None:
    """The file is not opened, and nothing of it changes."""
    before = path.read_bytes()
    with pytest.raises(StoreError, match=why):
        Store.open(path, engine=ENGINE)
    assert path.read_bytes() == before


def test_another_programs_file_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    refused(path, "not a store of whyclosed")


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    filled(path)
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    refused(path, "newer whyclosed")


def test_an_older_file_is_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    step = "CREATE TABLE note (id INTEGER PRIMARY KEY);\nALTER TABLE answer ADD COLUMN by TEXT;"
    monkeypatch.setattr(store, "MIGRATIONS", (*store.MIGRATIONS, step))
    for _ in range(2):
        with Store.open(path, engine=ENGINE) as memory:
            assert len(memory.orders()) == 300
    check = sqlite3.connect(path)
    assert check.execute("PRAGMA user_version").fetchone() == (len(store.MIGRATIONS),)
    check.close()


def test_a_failed_update_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    with monkeypatch.context() as patch:
        patch.setattr(store, "MIGRATIONS", (*store.MIGRATIONS, "CREATE TABLE note (id); CREATE TABLE answer (id)"))
        with pytest.raises(StoreError):
            Store.open(path, engine=ENGINE)
    with Store.open(path, engine=ENGINE) as memory:
        assert len(memory.orders()) == 300


def test_an_observation_that_cannot_be_read_is_left_out_and_kept(memory: Store, path: Path) -> None:
    memory.add(order_of(ID), at=NOW)
    with memory._database.change() as db:
        db.execute(
            "INSERT INTO observation (owner, seen_at, says, body) VALUES (?, ?, ?, ?)",
            (f"o:{ID}", NOW.isoformat(), "other", '{"of_a_later_version": 1}'),
        )
    assert [order.order_id for order in memory.orders()] == [ID]
    assert b"of_a_later_version" in on_disk(path)


def test_the_store_needs_nothing_of_the_extra_server() -> None:
    names = ("flask", "marshmallow", "waitress")
    code = f"import sys, whyclosed_server.store; print([n for n in {names} if n in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
