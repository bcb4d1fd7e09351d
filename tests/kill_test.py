#!/usr/bin/env python3
"""Kill -9 while four clients publish: whatever was acknowledged is there afterwards, byte for byte.

  kill_test.py BUILD_FOLDER [CYCLES]

The victim is killed at random microseconds, CYCLES times (100), every other time just after an answer, at least 30 of them with
requests in flight. The twin that acknowledges before COMMIT must lose something within 40 kills. strace shows fdatasync between
a write's request and its answer. Loopback only; stops by itself.
"""
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

BUILD = pathlib.Path(sys.argv[1]).resolve()
CYCLES = int(sys.argv[2]) if len(sys.argv) > 2 else 100
ROOT = pathlib.Path(__file__).resolve().parent.parent
STORIES = ["csto-history", "tordesillas-1494", "antarctic-treaty", "note-verbale"]
PORT = random.randrange(20000, 30000)


def victim(data, mode):
    command = [str(BUILD / "broadsheet_victim"), str(data), str(PORT), str(ROOT / "themes/classic"), str(BUILD / "broadsheet-pictures"), mode]
    process = subprocess.Popen(command, stderr=open(data / "log", "ab"))
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/en/", headers={"Host": f"localhost:{PORT}"})
            if connection.getresponse().status == 200:
                return process
        except OSError:
            time.sleep(0.02)
    sys.exit("the victim did not start: " + (data / "log").read_text()[-2000:])


class Client(threading.Thread):
    """Saves and publishes one story over and over; remembers what it was told is durable."""

    def __init__(self, story, token, based_on, number, stop, answered):
        super().__init__()
        self.story, self.token, self.based_on, self.number, self.stop_now, self.answered = story, token, based_on, number, stop, answered
        self.saved = []      # (headline, text) acknowledged by the save
        self.published = 0   # number acknowledged by the publication
        self.in_flight = False
        self.refused = None

    def call(self, method, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
        data = json.dumps(body).encode()
        self.in_flight = True
        connection.request(method, path, data, {"Host": f"localhost:{PORT}", "Authorization": "Bearer " + self.token, "Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        self.in_flight = False
        self.answered.set()
        return answer.status, json.loads(text) if text else {}

    def run(self):
        try:
            while not self.stop_now.is_set():
                self.number += 1
                headline = f"Kill {self.story} {self.number}"
                words = f"Number {self.number}: " + "ñ—🗞 " * (self.number % 7) + "end."
                body = {"v": 1, "blocks": [{"id": "kk%06d" % self.number, "type": "paragraph", "text": [{"t": words}]}]}
                status, answer = self.call("PUT", f"/api/v1/stories/{self.story}/versions/en",
                                           {"headline": headline, "standfirst": "A standfirst.", "body": body, "based_on": self.based_on})
                if status not in (200, 201):
                    self.refused = (status, answer)
                    return
                self.based_on = answer["revision"]
                self.saved.append((headline, words))
                status, answer = self.call("POST", f"/api/v1/stories/{self.story}/publish", {"editions": ["en"]})
                if status != 200:
                    self.refused = (status, answer)
                    return
                self.published = self.number
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            pass  # the victim died


def look(data, story):
    """What the database holds after recovery: all revisions' (headline, text), the published number, the newest revision id."""
    base = sqlite3.connect(data / "paper.db")
    rows = base.execute("SELECT r.headline, r.body FROM revision r JOIN version v ON v.id = r.version_id WHERE v.story_id = ? AND v.edition = 'en'", (story,)).fetchall()
    there = set()
    for headline, body in rows:
        there.add((headline, "".join(span["t"] for block in json.loads(body)["blocks"] for span in block.get("text", []) if isinstance(span, dict))))
    published = base.execute("SELECT headline FROM published WHERE story_id = ? AND edition = 'en'", (story,)).fetchone()
    number = int(published[0].rsplit(" ", 1)[1]) if published and published[0].startswith("Kill ") else 0
    newest = base.execute("SELECT current_revision FROM version WHERE story_id = ? AND edition = 'en'", (story,)).fetchone()[0]
    half = base.execute("SELECT count(*) FROM published p LEFT JOIN revision r ON r.id = p.revision_id WHERE r.id IS NULL").fetchone()[0]
    whole = base.execute("PRAGMA quick_check").fetchone()[0]
    base.close()
    return there, number, newest, half, whole


def cycles(data, token, mode, count):
    """Runs kill cycles; returns (lost, cycles with requests in flight, acknowledged)."""
    lost, with_flight, acknowledged = [], 0, 0
    state = {story: (look(data, story)[2], look(data, story)[1]) for story in STORIES}
    numbers = {story: state[story][1] for story in STORIES}
    for cycle in range(count):
        process = victim(data, mode)
        stop, answered = threading.Event(), threading.Event()
        clients = [Client(story, token, look(data, story)[2], numbers[story] + 1000, stop, answered) for story in STORIES]
        for client in clients:
            client.start()
        time.sleep(0.05 + random.random() * 0.35)
        # Every other time just when somebody has been told that something is stored: that is where it could be untrue.
        if cycle % 2:
            answered.clear()
            answered.wait(1)
        flying = any(client.in_flight for client in clients)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        stop.set()
        for client in clients:
            client.join()
        with_flight += flying
        # Recovery is the program's: it starts once more before anybody looks.
        again = victim(data, "honest")
        again.terminate()
        again.wait()
        for client in clients:
            if client.refused:
                sys.exit(f"cycle {cycle}: {client.story} was refused: {client.refused}")
            there, number, _, half, whole = look(data, client.story)
            for saved in client.saved:
                acknowledged += 1
                if saved not in there:
                    lost.append((cycle, saved[0]))
            if number < client.published:
                lost.append((cycle, f"publication {client.published} of {client.story}, found {number}"))
            if half or whole != "ok":
                sys.exit(f"cycle {cycle}: the database is damaged: {half} half articles, {whole}")
            numbers[client.story] = max(client.number, number)
    return lost, with_flight, acknowledged


def sync_before_answer(data, token):
    """True when every answer to a write follows an fdatasync that follows its request."""
    process = victim(data, "honest")
    trace = data / "trace"
    tracer = subprocess.Popen(["strace", "-f", "-qq", "-s", "60", "-o", str(trace), "-e", "trace=fdatasync,fsync,recvfrom,recvmsg,read,sendmsg,sendto,writev,write", "-p", str(process.pid)])
    time.sleep(1.0)
    client = Client(STORIES[0], token, look(data, STORIES[0])[2], 900000, threading.Event(), threading.Event())
    status, _ = client.call("PUT", f"/api/v1/stories/{STORIES[0]}/versions/en",
                            {"headline": "Traced", "standfirst": "A standfirst.", "body": {"v": 1, "blocks": [{"id": "tttttttt", "type": "paragraph", "text": [{"t": "Traced."}]}]}, "based_on": client.based_on})
    time.sleep(0.3)
    tracer.terminate()
    tracer.wait()
    process.terminate()
    process.wait()
    asked = synced = answered = None
    for number, line in enumerate(trace.read_text(errors="replace").splitlines()):
        if "PUT /api/v1" in line and asked is None:
            asked = number
        elif asked is not None and re.search(r"\bf(data)?sync\(", line) and answered is None:
            synced = number
        elif asked is not None and "HTTP/1.1 20" in line and answered is None:
            answered = number
    print(f"strace: request at line {asked}, last sync before the answer at {synced}, answer at {answered} (status {status})")
    return status in (200, 201) and None not in (asked, synced, answered) and asked < synced < answered


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        data = folder / "data"
        program = BUILD / "broadsheet"
        subprocess.run([program, "sample", "--data", data], check=True, stderr=subprocess.DEVNULL)
        subprocess.run([program, "user", "add", "chief@paper.example", "--role", "chief", "--data", data], check=True, stdout=subprocess.DEVNULL)
        token = subprocess.run([program, "token", "create", "chief@paper.example", "--data", data], check=True, capture_output=True, text=True).stdout.split()[1]
        if not sync_before_answer(data, token):
            sys.exit("a write was answered before it was synced")
        started = time.monotonic()
        lost, flying, acknowledged = cycles(data, token, "honest", CYCLES)
        print(f"{CYCLES} kills, {flying} with requests in flight, {acknowledged} acknowledged saves, {len(lost)} lost, {time.monotonic() - started:.0f} s")
        if lost:
            sys.exit(f"lost: {lost[:10]}")
        if flying < min(30, CYCLES // 3):
            sys.exit("too few kills met a request in flight")
        twin_lost = []
        for _ in range(20):
            twin_lost, _, _ = cycles(data, token, "early", 2)
            if twin_lost:
                break
        print(f"twin that acknowledges before COMMIT lost {len(twin_lost)}")
        if not twin_lost:
            sys.exit("the twin lost nothing: this test proves nothing")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
