#!/usr/bin/env python3
"""Measures the release beside nginx in one run and prints a table; ./bench calls it.  Loopback only, bounded, stops what it starts.

Figures are medians of several runs; what the machine was doing besides is printed with them (load average).
"""
import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build/release/broadsheet"
DATA = ROOT / "bench-data"
RUNS = 5


class Figures(dict):
    """Prints and keeps each figure as it is made: what was measured stays when a later part fails."""

    def __setitem__(self, name, row):
        super().__setitem__(name, row)
        print(f"{name:42} " + "  ".join(f"{k} {v}" for k, v in row.items()), flush=True)
        (DATA / "figures.json").write_text(json.dumps(self, indent=2, ensure_ascii=False) + "\n")


def port():
    return random.randrange(20000, 30000)


class Paper:
    """The program as ./run starts it, on a folder and a free port."""

    def __init__(self, folder, *options):
        self.port = port()
        started = time.monotonic()
        self.process = subprocess.Popen([PROGRAM, "serve", "--data", folder, "--listen", f"127.0.0.1:{self.port}", *options],
                                        stderr=open(DATA / "serve.log", "ab"), start_new_session=True)
        while True:
            try:
                if self.get("/en/")[0] == 200:
                    break
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit("the program stopped: " + (DATA / "serve.log").read_text()[-800:])
                time.sleep(0.002)
        self.start_seconds = time.monotonic() - started

    def get(self, path, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Host": f"localhost:{self.port}", **(headers or {})})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body, dict(answer.getheaders())

    def memory_mb(self):
        total = 0
        for pid in subprocess.run(["pgrep", "-s", str(self.process.pid)], capture_output=True, text=True).stdout.split():
            for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS"):
                    total += int(line.split()[1])
        return total / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=40)


def wrk(url, headers, seconds=5):
    command = ["wrk", "-t2", "-c64", f"-d{seconds}s", "--latency"] + [word for header in headers for word in ("-H", header)] + [url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    unit = {"us": 0.001, "ms": 1, "s": 1000}[p99.group(2)]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), float(p99.group(1)) * unit, "Non-2xx" in text


def beside_nginx(paper, path, figures):
    """The same bytes and headers from a file, two workers, nginx in a session of its own like the program."""
    status, body, headers = paper.get(path)
    folder = pathlib.Path(tempfile.mkdtemp(dir=DATA))
    folder.chmod(0o755)
    (folder / "page.html").write_bytes(body)
    subprocess.run(["gzip", "-6", "-k", folder / "page.html"], check=True)
    keep = {k: v for k, v in headers.items() if k.lower() not in ("date", "content-length", "connection", "etag", "last-modified", "content-type", "vary")}
    number = port()
    config = folder / "nginx.conf"
    config.write_text("worker_processes 2; daemon off; pid %s/pid; error_log %s/error.log crit; events { worker_connections 1024; }\n" % (folder, folder)
                      + "http { access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 10000000; gzip_static on; gzip_vary on;"
                      + " open_file_cache max=100; default_type text/html; types { text/html html; }\n"
                      + " server { listen 127.0.0.1:%d; root %s; %s } }\n" % (number, folder, " ".join(f'add_header {k} "{v}";' for k, v in keep.items())))
    nginx = subprocess.Popen(["nginx", "-c", config, "-e", folder / "error.log"], start_new_session=True)
    time.sleep(1)
    for name, extra in (("plain", []), ("gzip", ["Accept-Encoding: gzip"])):
        ours, theirs = [], []
        for run in range(RUNS):
            ours.append(wrk(f"http://127.0.0.1:{paper.port}{path}", [f"Host: localhost:{paper.port}"] + extra))
            theirs.append(wrk(f"http://127.0.0.1:{number}/page.html", extra))
        if any(bad for _, _, bad in ours + theirs):
            raise SystemExit("an answer was no 2xx")
        ratio = statistics.median(a[0] / b[0] for a, b in zip(ours, theirs))
        tail = statistics.median(a[1] / b[1] for a, b in zip(ours, theirs))
        figures[f"cached page, requests/s ({name})"] = {"ours": round(statistics.median(a[0] for a in ours)), "nginx": round(statistics.median(b[0] for b in theirs)),
                                                         "ratio": round(ratio, 2), "goal": "≥ 1.0"}
        figures[f"cached page, p99 ({name})"] = {"ours ms": round(statistics.median(a[1] for a in ours), 2), "nginx ms": round(statistics.median(b[1] for b in theirs), 2),
                                                  "ratio": round(tail, 2), "goal": "≤ 1.15"}
    nginx.terminate()
    nginx.wait()
    figures["story page"] = {"path": path, "bytes": len(body)}


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def commit_ms(file):
    """The disk's own commit: 4 KB appended and fdatasync."""
    page = os.urandom(4096)
    started = time.perf_counter()
    os.write(file, page)
    os.fdatasync(file)
    return (time.perf_counter() - started) * 1000


def publish_to_front(paper, folder, token, figures, count):
    """From the POST sent to the first byte of the front page with the new headline.  On a bare socket: Python's own HTTP
    client takes a millisecond of its own for the two."""
    headers = {"Host": f"localhost:{paper.port}", "Authorization": "Bearer " + token, "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", paper.port, timeout=30)

    def call(method, path, body):
        connection.request(method, path, json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise SystemExit(f"{method} {path} answered {answer.status}: {text[:300]}")
        return json.loads(text)

    common = f"Host: localhost:{paper.port}\r\n"
    wire = socket.create_connection(("127.0.0.1", paper.port), timeout=10)
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    section = json.loads(paper.get("/api/v1/sections")[1])["sections"][0]["id"]
    times, commits = [], []
    probe = os.open(pathlib.Path(folder) / "probe", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number in range(count):
        headline = f"Bench headline {number} of {count}"
        story = call("POST", "/api/v1/stories", {"kind": "news", "section": section, "source_edition": "en"})["id"]
        body = {"v": 1, "blocks": [{"id": "bench%03d" % (number % 1000), "type": "paragraph", "text": [{"t": "A paragraph that is published."}]}]}
        call("PUT", f"/api/v1/stories/{story}/versions/en", {"headline": headline, "standfirst": "A standfirst.", "body": body, "based_on": ""})
        posted = f"POST /api/v1/stories/{story}/publish HTTP/1.1\r\n{common}Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n"
        publish, look = (posted + '{"editions":["en"]}').encode(), f"GET /en/ HTTP/1.1\r\n{common}\r\n".encode()
        started = time.perf_counter()
        wire.sendall(publish)
        answer = wire.recv(65536)
        wire.sendall(look)
        front = wire.recv(65536)
        elapsed = (time.perf_counter() - started) * 1000
        if not answer.startswith(b"HTTP/1.1 200") or not front.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"publishing was answered with {answer[:300]}, the front page with {front[:300]}")
        while headline.encode() not in front:
            more = wire.recv(65536)
            if not more:
                raise SystemExit("the front page does not show what was published")
            front += more
        length = int(re.search(rb"Content-Length: (\d+)", front, re.I).group(1)) + front.index(b"\r\n\r\n") + 4
        while len(front) < length:
            front += wire.recv(65536)
        times.append(elapsed)
        commits.append(commit_ms(probe))
    os.close(probe)
    (pathlib.Path(folder) / "probe").unlink()
    disk = percentile(commits, 0.99)
    figures["publish to front page"] = {"p50 ms": round(percentile(times, 0.5), 1), "p99 ms": round(percentile(times, 0.99), 1), "disk commit p99 ms": round(disk, 1),
                                        "goal": f"p99 ≤ {disk + 6:.1f}", "publishes": count}


def uncached(folder, paths, figures):
    """Server time of a story page that is not in the cache: the access log's own microseconds, with a cookie that passes the
    cache by.  Once with the database on the disk only (the kernel has forgotten it), once with the pages it read in memory."""
    file = os.open(pathlib.Path(folder) / "paper.db", os.O_RDONLY)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)
    log = DATA / "access.log"
    log.unlink(missing_ok=True)
    number = port()
    process = subprocess.Popen([PROGRAM, "serve", "--data", folder, "--listen", f"127.0.0.1:{number}", "--access-log"], stderr=open(log, "ab"), start_new_session=True)
    time.sleep(2)
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=30)
    for path in paths + paths:
        connection.request("GET", path, headers={"Host": f"localhost:{number}", "Cookie": "session=none"})
        connection.getresponse().read()
    process.terminate()
    process.wait()
    times = [int(match.group(1)) / 1000 for match in re.finditer(r"event=request .*?status=200 us=(\d+)", log.read_text())]
    if len(times) != 2 * len(paths):
        raise SystemExit(f"{len(times)} pages were answered with 200, not {2 * len(paths)}")
    for name, part in (("from the disk", times[:len(paths)]), ("file in memory", times[len(paths):])):
        figures[f"uncached story page, {name}"] = {"p50 ms": round(percentile(part, 0.5), 2), "p99 ms": round(percentile(part, 0.99), 2), "goal": "p50 ≤ 2", "pages": len(part)}


def live_search(paper, figures, name, goal):
    words = ["treaty", "minis", "gobi", "trat", "border", "commi", "acuer", "front", "secur", "nego", "ener", "vien", "ginebra", "brus", "embar", "sanc", "tari", "pasa"]
    times = []
    for _ in range(12):
        for word in words:
            edition, path = random.choice((("en", "search"), ("es", "buscar")))
            started = time.perf_counter()
            status, _, _ = paper.get(f"/{edition}/{path}?q={urllib.parse.quote(word)}&format=json")
            times.append((time.perf_counter() - started) * 1000)
            if status != 200:
                raise SystemExit(f"search answered {status}")
    figures[f"live search, {name}"] = {"p50 ms": round(percentile(times, 0.5), 1), "p95 ms": round(percentile(times, 0.95), 1), "goal": goal}


def corpus(count):
    folder = DATA / f"corpus-{count}"
    if (folder / "done").exists():
        return folder, json.loads((folder / "done").read_text())
    subprocess.run(["rm", "-rf", folder], check=True)
    folder.mkdir()
    lines = DATA / f"corpus-{count}.jsonl"
    subprocess.run(["python3", ROOT / "tools/make_corpus.py", "-n", str(count), "--jsonl", lines], check=True)
    out = subprocess.run([ROOT / "build/release/broadsheet_corpus", "fill", folder, ROOT / "themes/classic", lines], check=True, capture_output=True, text=True).stdout
    lines.unlink()
    (folder / "done").write_text(out)
    return folder, json.loads(out)


def dropped(folder, figures, count):
    """Pages that one publication drops when the cache holds every page of the large paper."""
    out = subprocess.run([ROOT / "build/release/broadsheet_corpus", "drops", folder, ROOT / "themes/classic"], check=True, capture_output=True, text=True).stdout
    seen = json.loads(out)
    figures[f"pages a publication drops, {count}"] = {"median": seen["dropped_median"], "most": seen["dropped_most"], "of": seen["pages"],
                                                      "publications": seen["publications"], "goal": "≤ 100"}


def token_for(folder):
    subprocess.run([PROGRAM, "user", "add", "bench@paper.example", "--role", "chief", "--data", folder], capture_output=True)
    return subprocess.run([PROGRAM, "token", "create", "bench@paper.example", "--data", folder], check=True, capture_output=True, text=True).stdout.split()[1]


def paths_of(paper, most):
    out = []
    index = paper.get("/sitemap.xml")[1].decode()
    files = [urllib.parse.urlparse(u).path for u in re.findall(r"<loc>([^<]+)", index) if re.search(r"sitemap-\d{4}", u)]
    random.shuffle(files)
    for file in files:
        out += [urllib.parse.urlparse(u).path for u in re.findall(r"<loc>([^<]+)", paper.get(file)[1].decode())]
        if len(out) >= most * 3:
            break
    random.shuffle(out)
    return out[:most]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--versions", type=int, default=100000)
    options = arguments.parse_args()
    random.seed(7)
    DATA.mkdir(exist_ok=True)
    figures = Figures()
    figures["machine"] = {"cores": os.cpu_count(), "load before": [round(x, 1) for x in os.getloadavg()]}

    sample = DATA / "sample"
    if not (sample / "paper.db").exists():
        sample.mkdir(exist_ok=True)
        subprocess.run([PROGRAM, "sample", "--data", sample], check=True, stderr=subprocess.DEVNULL)
    paper = Paper(sample)
    figures["start to first page, sample"] = {"s": round(paper.start_seconds, 3)}
    time.sleep(30)
    figures["memory, sample, 30 s after start"] = {"MB": round(paper.memory_mb(), 1), "goal": "≤ 40"}
    beside_nginx(paper, "/en/2022/01/kazakhstan-and-the-alliance-that-came-when-called", figures)
    body = paper.get("/en/2022/01/kazakhstan-and-the-alliance-that-came-when-called", {"Accept-Encoding": "gzip"})[1]
    figures["story page on the wire, gzip"] = {"KB": round(len(body) / 1024, 1), "goal": "≤ 25"}
    paper.stop()

    for count in sorted({10000, options.versions}):
        folder, filled = corpus(count)
        figures[f"filling {count} versions"] = {"versions/s": round(filled["versions"] / filled["fill_s"]), "index versions/s": round(filled["versions"] / max(filled["index_s"], 0.1))}
        token = token_for(folder)
        paper = Paper(folder)
        figures[f"start to first page, {count}"] = {"s": round(paper.start_seconds, 3), "goal": "≤ 0.3"}
        time.sleep(30)
        figures[f"memory, {count}, 30 s after start"] = {"MB": round(paper.memory_mb(), 1), "goal": "≤ 150"}
        live_search(paper, figures, f"{count} versions", "p95 ≤ 20 at 10,000")
        if count == options.versions:
            paths = paths_of(paper, 1000)
            publish_to_front(paper, folder, token, figures, 1000)
        paper.stop()
        if count == options.versions:
            uncached(folder, paths, figures)
            dropped(folder, figures, count)
    figures["machine after"] = {"load": [round(x, 1) for x in os.getloadavg()]}


if __name__ == "__main__":
    main()
