"""Kill -9, power cuts, a full disk, damaged pages, and updates that are cut off. Longer: ``listenwell bench durability``."""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.folders import Folders, open_folders
from app.keys import DataKey
from app.records import standby, storage_space
from app.records.database import Database, connect, damage_mark, open_database
from app.records.errors import BackupFailed, DamagedDatabase, NewerDatabase, RecordsError, StorageFull
from app.records.migration import Migration, load_migrations
from app.records.records import Records, Sources, open_records
from app.records.recovery import open_or_recover
from assistant.conversation import Language
from device_io.journal import RawFrame
from ui.benchmarks import durability

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
Frame = Callable[..., RawFrame]


def open_it(path: Path, migrations: tuple[Migration, ...] | None = None) -> Database:
    return open_database(path, KEY, lambda: NOW, migrations)


def add(database: Database, name: str) -> None:
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO person (id, display_name, created_at) VALUES (?, ?, '2026-11-24')", (name, name)
        )


def people(database: Database) -> list[str]:
    with database.snapshot() as connection:
        return [row[0] for row in connection.execute("SELECT id FROM person ORDER BY id")]


# --- F1: kill -9 ---


def test_kill_9_loses_nothing_acknowledged_and_the_harness_would_see_it(tmp_path: Path) -> None:
    kept = durability.kill_writers(tmp_path / "kept", 3)
    assert (kept.lost, kept.torn) == (0, 0)
    assert kept.acknowledged >= 3
    assert kept.slowest_open_ms < 5000
    control = durability.kill_writers(tmp_path / "control", 3, early=True)
    assert control.lost > 0, "a writer that acknowledges before it commits must be caught"
    assert control.torn == 0


# --- F2: power cuts ---


def test_power_cuts_lose_no_acknowledged_row(tmp_path: Path) -> None:
    """What was synced at each acknowledgement stays; of what was written later any part may be missing or torn."""
    path = tmp_path / "data" / "records.db"
    database = open_it(path)
    wal = path.with_name("records.db-wal")
    synced: list[int] = []
    for number in range(40):
        add(database, f"{number:04}")
        synced.append(wal.stat().st_size)
    main, log = path.read_bytes(), wal.read_bytes()
    chance = random.Random(3)
    for _ in range(25):
        survived = chance.randrange(40)
        image = tmp_path / f"image-{survived}-{chance.random()}" / "records.db"
        image.parent.mkdir()
        image.write_bytes(main)
        image.with_name("records.db-wal").write_bytes(torn(log, synced[survived], chance))
        cut = open_it(image)
        cut.check()
        names = people(cut)
        assert names == [f"{number:04}" for number in range(len(names))]
        assert len(names) >= survived + 1
        cut.close()
    database.close()


def test_a_power_cut_in_a_checkpoint_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "data" / "records.db"
    database = open_it(path)
    for number in range(60):
        add(database, f"{number:04}" * 40)
    expected = people(database)
    before, log = path.read_bytes(), path.with_name("records.db-wal").read_bytes()
    database.close()
    after = path.read_bytes()
    chance = random.Random(4)
    for number in range(10):
        image = tmp_path / f"image{number}" / "records.db"
        image.parent.mkdir()
        image.write_bytes(mixed(before.ljust(len(after), b"\0"), after, chance))
        image.with_name("records.db-wal").write_bytes(log)
        cut = open_it(image)
        assert people(cut) == expected
        cut.check()
        cut.close()


def torn(log: bytes, synced: int, chance: random.Random) -> bytes:
    """Keep what was synced; of the sectors behind it each is there, zero or the end of the file."""
    tail = log[synced:]
    kept = bytearray(tail[: chance.randrange(len(tail) + 1)])
    for start in range(0, len(kept), 512):
        if chance.random() < 0.3:
            kept[start : start + 512] = bytes(len(kept[start : start + 512]))
    return log[:synced] + bytes(kept)


def mixed(before: bytes, after: bytes, chance: random.Random) -> bytes:
    """Take each sector from one of two states of a file."""
    sectors = range(0, len(after), 512)
    return b"".join((before, after)[chance.random() < 0.5][start : start + 512] for start in sectors)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace shows what is synced and is not installed")
def test_nothing_is_acknowledged_before_it_was_synced(tmp_path: Path) -> None:
    writer = (
        durability._WRITER.replace("while sys.argv", "limit = 5\nwhile limit and sys.argv")
        .replace("    os.write(1", "    limit -= 1\n    os.write(1", 1)
        .replace('    os.write(1, b"%d\\n" % number)\nwhile', '    os.write(1, b"%d\\n" % number)\nwhile', 1)
    )
    trace = tmp_path / "trace"
    command = f"strace -f -e trace=fsync,fdatasync,write -o {trace} {sys.executable} -c".split()
    child = subprocess.run(
        [*command, writer, str(tmp_path / "records.db"), "late", "1"],
        input=KEY.hex().encode() + b"\n",
        capture_output=True,
        cwd=ROOT,
        timeout=120,
    )
    if child.returncode != 0 and b"ptrace" in child.stderr:
        pytest.skip("this machine does not let a process be traced")
    calls = re.findall(r"(fdatasync|fsync)\(|write\(1, \"(\d)", trace.read_text())
    synced = False
    acknowledged = 0
    for sync, number in calls:
        if number:
            assert synced, f"row {number} was acknowledged without a sync"
            acknowledged += 1
            synced = False
        synced = synced or bool(sync)
    assert acknowledged == 5


# --- F3: a full disk ---

FILLER = """
import os, resource, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from app.records.database import open_database
from app.records.errors import StorageFull

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = open_database(Path(sys.argv[1]), bytes(range(32)), lambda: datetime.now(UTC))
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
number = 0
while True:
    started = time.monotonic()
    try:
        with database.transaction() as connection:
            for half in "ab":
                connection.execute("INSERT INTO person (id, display_name, created_at) VALUES (?, ?, 'x')",
                                   (f"{number:06}{half}", "name" * 300))
    except StorageFull as error:
        assert "free some space" in str(error), error
        assert time.monotonic() - started < 1
        break
    print(number)
    number += 1
with database.snapshot() as connection:
    print("readable", connection.execute("SELECT count(*) FROM person").fetchone()[0])
"""


def test_a_full_disk_refuses_clearly_and_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    done = subprocess.run(
        [sys.executable, "-c", FILLER, str(path)], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stderr
    *acknowledged, readable = done.stdout.splitlines()
    assert len(acknowledged) > 50
    assert readable == f"readable {2 * len(acknowledged)}", "old readings stay readable"
    database = open_it(path)
    database.check()
    assert people(database) == sorted(f"{int(number):06}{half}" for number in acknowledged for half in "ab")
    add(database, "after space was freed")
    database.close()


ALERTER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from app.records.database import open_database
from app.records.errors import StorageFull

folder = Path(sys.argv[1])
database = open_database(folder / "records.db", bytes(range(32)), lambda: datetime.now(UTC))
assert (folder / "records.ballast").stat().st_size == 1024 * 1024
with (folder / "filler").open("wb") as filler:
    size = 65536
    while size:
        try:
            os.write(filler.fileno(), bytes(size))
        except OSError:
            size //= 2

def insert(name):
    def work(connection):
        connection.execute("INSERT INTO person (id, display_name, created_at) VALUES (?, ?, 'x')", (name, "n" * 9000))
    return work

kept = []
for number in range(200):
    try:
        with database.transaction() as connection:
            insert(f"{number:03}")(connection)
    except StorageFull:
        break
    kept.append(f"{number:03}")
else:
    raise SystemExit("the disk never filled")
database.write_in_need(insert("alert"))
assert not (folder / "records.ballast").exists()
database.close()
database = open_database(folder / "records.db", bytes(range(32)), lambda: datetime.now(UTC))
with database.snapshot() as connection:
    found = [row[0] for row in connection.execute("SELECT id FROM person ORDER BY id")]
assert found == [*kept, "alert"], found
database.check()
print("stored")
"""


def test_an_alert_is_stored_on_a_disk_that_is_full(tmp_path: Path) -> None:
    """A disk of six megabytes of its own, in a namespace of its own."""
    place = tmp_path / "small"
    place.mkdir()
    script = f'mount -t tmpfs -o size=6m tmpfs "{place}" && exec "{sys.executable}" -c "$ALERTER" "{place}"'
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        env=os.environ | {"ALERTER": ALERTER},
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("this machine lets nobody make a disk of their own")
    assert done.stdout == "stored\n", done.stderr


def test_without_ballast_the_write_in_need_says_so_too(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    database = open_it(path)
    path.with_suffix(".ballast").unlink()
    with database.transaction() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageFull, match="free some space"):
        database.write_in_need(
            lambda connection: connection.execute(
                "INSERT INTO person (id, display_name, created_at) VALUES ('x', ?, 'x')", ("x" * 50_000,)
            )
        )
    database.close()
    open_it(path).close()
    assert path.with_suffix(".ballast").stat().st_size == storage_space.BALLAST_BYTES, "taken on again"


@pytest.mark.parametrize(
    ("free", "total", "short"),
    [
        (499_999_999, 10**9, True),
        (500_000_000, 10**10, False),
        (500_000_000, 10**10 + 1, True),
        (10**11, 10**12, False),
    ],
)
def test_a_disk_is_short_below_500_megabytes_or_five_percent(free: int, total: int, short: bool) -> None:
    assert storage_space.Space(free, total).short is short


# --- F4: damage ---


def fill(records: Records, frame: Frame, first: int, last: int) -> None:
    start = NOW - timedelta(days=40)
    frames = [frame(120 + number % 9, at=start + timedelta(hours=number)) for number in range(first, last)]
    records.refine(records.journal.append_all(frames)[-1])


def values(records: Records) -> dict[int, str]:
    (person,) = records.household.people()
    return {one.id: repr(one.reading) for one in records.readings(person, limit=10_000)}


@pytest.fixture
def opened(folders: Folders, key: DataKey) -> Callable[[], Records]:
    return lambda: open_records(folders, key, "CN", "Asia/Shanghai", Sources(now=lambda: NOW))


def test_flipped_bits_show_no_wrong_number_and_are_recovered_from(tmp_path: Path) -> None:
    found = durability.flip_bits(tmp_path, 150, 12)
    assert found.silently_wrong == 0
    assert found.recovered > 0
    assert found.recovered + found.harmless == 12


@pytest.mark.parametrize("damage", ["first page", "zeroed page", "cut in half", "another file"])
def test_a_damaged_file_is_put_aside_and_the_copy_takes_its_place(
    folders: Folders, opened: Callable[[], Records], frame: Frame, damage: str
) -> None:
    records = opened()
    fill(records, frame, 0, 60)
    assert records.keep_copy()
    assert not records.keep_copy(), "one a day"
    fill(records, frame, 60, 70)
    truth = values(records)
    records.close()
    path = folders.database_file
    whole = bytearray(path.read_bytes())
    match damage:
        case "first page":
            whole[40] ^= 1
        case "zeroed page":
            whole[4096 * 2 : 4096 * 4] = bytes(4096 * 2)
        case "cut in half":
            del whole[len(whole) // 2 :]
        case "another file":
            whole = bytearray(os.urandom(len(whole)))
    path.write_bytes(whole)
    damage_mark(path).touch()
    records = opened()
    found = values(records)
    assert found.items() <= truth.items(), "never a wrong number"
    assert len(found) >= 60
    recovery = records.recovery
    assert recovery is not None
    assert recovery.copy_made_at == NOW
    assert recovery.rescued == len(found) - 60
    assert (recovery.quarantine / "records.db").read_bytes() == bytes(whole)
    assert str(recovery.rescued) in recovery.words(Language.EN, "Asia/Shanghai")
    assert "2026-11-24 09:00" in recovery.words(Language.ZH, "Asia/Shanghai")
    fill(records, frame, 70, 72)
    records.check()
    records.close()
    records = opened()
    assert records.recovery is None
    assert not damage_mark(path).exists()
    assert len(values(records)) == len(found) + 2
    records.close()


def test_rows_behind_the_copy_are_rescued_from_the_damaged_file(
    folders: Folders, opened: Callable[[], Records], frame: Frame
) -> None:
    """Damage to an index alone costs nothing: every received row is still readable."""
    records = opened()
    fill(records, frame, 0, 40)
    records.keep_copy()
    fill(records, frame, 40, 80)
    records.household.add("李明")
    truth = values_of_first(records)
    with records._database.snapshot() as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'clean_by_time'"
        ).fetchone()[0]
    records.close()
    path = folders.database_file
    whole = bytearray(path.read_bytes())
    whole[4096 * (page - 1) + 100] ^= 1
    path.write_bytes(whole)
    damaged = opened()
    with pytest.raises(DamagedDatabase, match="damaged"):
        damaged.check()
    damaged.close()
    assert damage_mark(path).exists(), "the next start looks at every page"
    records = opened()
    assert records.recovery is not None
    assert (records.recovery.rescued, records.recovery.lost) == (40, 0)
    assert values_of_first(records) == truth
    assert len(records.household.people()) == 2
    records.close()


def values_of_first(records: Records) -> dict[int, str]:
    person = records.household.people()[0]
    return {one.id: repr(one.reading) for one in records.readings(person, limit=10_000)}


def test_without_a_copy_a_damaged_file_stays_where_it_is(
    folders: Folders, opened: Callable[[], Records], frame: Frame
) -> None:
    records = opened()
    fill(records, frame, 0, 5)
    records.close()
    path = folders.database_file
    whole = bytearray(path.read_bytes())
    whole[40] ^= 1
    path.write_bytes(whole)
    with pytest.raises(RecordsError):
        opened()
    assert path.read_bytes() == bytes(whole)
    assert not (path.parent / "quarantine").exists()


def test_a_log_of_other_records_is_not_read_as_ours(
    folders: Folders, opened: Callable[[], Records], frame: Frame, tmp_path: Path
) -> None:
    records = opened()
    fill(records, frame, 0, 10)
    records.keep_copy()
    truth = values(records)
    records.close()
    other = open_records(open_folders(tmp_path / "other"), DataKey(KEY[::-1], None))  # type: ignore[arg-type]
    stray = other._database.path.with_name("records.db-wal").read_bytes()
    other.close()
    folders.database_file.with_name("records.db-wal").write_bytes(stray)
    records = opened()
    assert values(records).items() <= truth.items()
    records.check()
    records.close()


def test_a_mark_without_damage_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    open_it(path).close()
    damage_mark(path).touch()
    database, recovery = open_or_recover(path, KEY, lambda: NOW)
    assert recovery is None
    assert not damage_mark(path).exists()
    database.close()


def test_only_the_newest_copies_are_kept_and_none_unverified(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    database = open_it(path)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / f"records-version-1-x.db{standby.UNVERIFIED}").write_bytes(b"cut off")
    for day in range(5):
        database.keep_copy(lambda day=day: NOW + timedelta(days=day))  # type: ignore[misc]
    made = [standby.made_at(copy) for copy in standby.copies(path)]
    assert made == [NOW + timedelta(days=day) for day in (4, 3, 2)]
    assert len(list((tmp_path / "backups").iterdir())) == 3
    assert standby.is_due(path, NOW + timedelta(days=5))
    assert not standby.is_due(path, NOW + timedelta(days=4, hours=23))
    database.close()


def test_a_copy_that_cannot_be_verified_is_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    open_it(path).close()

    def forgetful(place: Path) -> object:
        """Open a file on a disk that does not keep what it was given."""
        connection = connect(place, KEY)

        def forget(statement: str) -> None:
            if "journal_mode" in statement:
                with place.open("r+b") as file:
                    file.seek(4096 + 500)
                    file.write(bytes(100))

        connection.set_trace_callback(forget)
        return connection

    source = connect(path, KEY)
    with pytest.raises(BackupFailed, match="could not be verified"):
        standby.make_copy(source, forgetful, path, lambda: NOW)
    source.close()
    assert standby.copies(path) == []


# --- F19: updates that are cut off ---

MIGRATOR = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from app.records import database as module
from app.records.database import connect, open_database

left = int(sys.argv[2])
def counting(path, key):
    connection = connect(path, key)
    def step(_statement):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    connection.set_trace_callback(step)
    return connection

module.connect = counting
open_database(Path(sys.argv[1]), bytes(range(32)), lambda: datetime.now(UTC)).close()
print(left)
"""


def first_version(path: Path) -> None:
    database = open_it(path, load_migrations()[:1])
    for number in range(20):
        with database.transaction() as connection:
            connection.execute("INSERT INTO person VALUES (?, 'name', '2026')", (f"{number:02}",))
            connection.execute(
                "INSERT INTO raw (source, payload, received_at, time_zone, person_id, session_id) "
                "VALUES ('manual', x'7b7d', '', 'UTC', ?, 's')",
                (f"{number:02}",),
            )
    database.close()


def test_an_update_that_is_killed_at_any_step_loses_nothing(tmp_path: Path) -> None:
    origin = tmp_path / "origin" / "records.db"
    first_version(origin)
    newest = load_migrations()[-1].version
    whole = tmp_path / "whole" / "records.db"
    steps = 10_000 - int(run_migrator(origin, whole, 10_000).stdout)
    assert steps > 50
    chance = random.Random(5)
    for number in sorted(chance.sample(range(1, steps), 5)):
        path = tmp_path / f"killed-{number}" / "records.db"
        assert run_migrator(origin, path, number).returncode == -9
        database = open_it(path)
        assert people(database) == [f"{one:02}" for one in range(20)]
        with database.snapshot() as connection:
            assert connection.execute("PRAGMA user_version").fetchone()[0] == newest
            assert connection.execute("SELECT count(*) FROM raw").fetchone()[0] == 20
        database.check()
        database.close()
        for copy in standby.copies(path):
            backup = connect(copy, KEY)
            assert backup.execute("SELECT count(*) FROM raw").fetchone()[0] == 20
            backup.close()


def run_migrator(origin: Path, path: Path, steps: int) -> subprocess.CompletedProcess[str]:
    path.parent.mkdir(exist_ok=True)
    shutil.copyfile(origin, path)
    return subprocess.run(
        [sys.executable, "-c", MIGRATOR, str(path), str(steps)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )


def test_an_older_version_refuses_newer_records_and_leaves_them(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    open_it(path).close()
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match="install the newer version"):
        open_or_recover(path, KEY, lambda: NOW, load_migrations()[:-1])
    assert path.read_bytes() == before
