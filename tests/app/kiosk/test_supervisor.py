"""One process a visit, its folder gone with it, and the staff panel when somebody asked for it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from app.kiosk.supervisor import SOCKET, Supervisor
from app.kiosk.visit_folder import sweep, visit_folder

#: A process that behaves as a visit does: it waits for its turn, leaves something in its folder, and goes.
_PROCESS = """
import json, pathlib, socket, sys
part, folder, number, log, home = sys.argv[1:]
with open(log, "a") as file: file.write(part + " started\\n")
channel = socket.socket(fileno=int(number)).makefile("rwb")
turns = 0
for line in channel:
    message = json.loads(line)
    if message.get("news") == "turn":
        break
else:
    sys.exit(0)
pathlib.Path(folder, "secret").write_text("somebody's")
def call(number, body):
    channel.write(json.dumps({"number": number, "body": body}).encode() + b"\\n")
    channel.flush()
    while True:
        answer = json.loads(channel.readline())
        if answer.get("number") == number:
            return answer
done = open(log).read().count("visit done")
if part == "visit":
    call(1, {"call": "begin_visit", "language": "zh"})
    if done == 2:
        call(2, {"call": "staff_wanted"})
    call(3, {"call": "end_visit", "ending": "done", "tally": {}})
else:
    call(1, {"call": "set_up", "name": "Wang", "pin": "274905"})
    call(2, {"call": "close_station"})
with open(log, "a") as file: file.write(part + " done\\n")
"""


async def test_visits_follow_each_other_and_leave_nothing(station, tmp_path: Path):
    home, log = tmp_path / "visits", tmp_path / "log"
    with visit_folder(home) as left_by_a_power_cut:
        (left_by_a_power_cut / "secret").touch()
        (home / "listenwell-visit-of-yesterday").mkdir()

    def command(part: str, folder: Path, number: int) -> list[str]:
        return [sys.executable, "-c", _PROCESS, part, str(folder), str(number), str(log), str(home)]

    supervisor = Supervisor(station, tmp_path / "station", home, command)
    await asyncio.wait_for(supervisor.run(), 60)
    lines = log.read_text().splitlines()
    assert lines.count("visit done") == 3
    assert lines[-1] == "staff done"
    assert list(home.iterdir()) == []
    assert station.waiting_room.counts().visits == 3
    assert not (tmp_path / "station" / SOCKET).exists()


async def test_a_process_that_breaks_is_followed_by_another(station, tmp_path: Path):
    started, many = [], asyncio.Event()

    def command(part: str, _folder: Path, _number: int) -> list[str]:
        started.append(part)
        if len(started) == 4:
            many.set()
        return [sys.executable, "-c", "import sys; sys.exit(3)"]

    supervisor = Supervisor(station, tmp_path / "station", tmp_path / "visits", command)
    running = asyncio.create_task(supervisor.run())
    await asyncio.wait_for(many.wait(), 60)
    supervisor.serving.closing.set()
    await asyncio.wait_for(running, 30)
    assert supervisor.visits >= 2
    assert list((tmp_path / "visits").iterdir()) == []


def test_what_a_switched_off_station_left_behind_is_removed(tmp_path: Path):
    (tmp_path / "listenwell-visit-0123").mkdir()
    (tmp_path / "listenwell-visit-0123" / "records.db").touch()
    assert sweep(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
