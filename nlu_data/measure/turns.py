"""Measure a conversation turn with a custom action, ours against stock Rasa: `python -m nlu_data.measure.turns --model FILE`.

Both serve the same model and call the same action server (a stand-in that answers at once); turns are asked alternately,
so that whatever else the machine does slows both alike. Stock is `rasa run` with an SQLite tracker store.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Dict, List

TURNS, WINDOW, PATIENCE_SECONDS = 200, 5, 240
WORDS = ("养一头牛给多少钱", "那羊呢", "这个归谁管", "什么时候发钱")
STOCK = 'tracker_store: {{type: SQL, dialect: sqlite, db: "{db}"}}\naction_endpoint: {{url: "{url}"}}\n'


class StandIn(BaseHTTPRequestHandler):
    """An action server that always answers the same."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer an action call."""
        self.rfile.read(int(self.headers["Content-Length"]))
        reply = json.dumps({"events": [], "responses": [{"text": "好"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


def main() -> int:
    """Start both servers, talk to each, and print the medians as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    model = parser.parse_args().model.resolve()
    actions = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    threading.Thread(target=actions.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{actions.server_address[1]}/webhook"
    with tempfile.TemporaryDirectory() as folder:
        ports = {"ours": _free_port(), "stock": _free_port()}
        servers = [_start_ours(model, ports["ours"], url, folder), _start_stock(model, ports["stock"], url, folder)]
        try:
            for server, port in zip(servers, ports.values(), strict=True):
                _wait_for(server, port)
            print(json.dumps(_figures(_talk(ports))))
        finally:
            for server in servers:
                server.terminate()
                server.wait()
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start_ours(model: Path, port: int, url: str, folder: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "nlu_data.server.run", "--model", str(model), "--port", str(port), "--actions-url", url]
    return subprocess.Popen(command, env={**os.environ, "DATABASE_URL": f"sqlite:///{folder}/ours.db"}, stderr=subprocess.DEVNULL)


def _start_stock(model: Path, port: int, url: str, folder: str) -> subprocess.Popen[bytes]:
    endpoints, credentials = Path(folder, "endpoints.yml"), Path(folder, "credentials.yml")
    endpoints.write_text(STOCK.format(db=f"{folder}/stock.db", url=url), encoding="utf-8")
    credentials.write_text("rest:\n", encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "run", "-m", str(model), "-p", str(port), "--endpoints", str(endpoints)]
    command += ["--credentials", str(credentials), "--enable-api", "-i", "127.0.0.1"]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=2).close()
            return
        except OSError:
            time.sleep(0.3)
    raise SystemExit(f"the server on port {port} did not start (waited at most {PATIENCE_SECONDS} s)")


def _talk(ports: Dict[str, int]) -> Dict[str, List[float]]:
    took: Dict[str, List[float]] = {name: [] for name in ports}
    for turn in range(TURNS + 2):
        for name, port in ports.items():
            began = time.perf_counter()
            _say(port, WORDS[turn % len(WORDS)])
            took[name].append((time.perf_counter() - began) * 1000)
    return took


def _say(port: int, text: str) -> None:
    body = json.dumps({"sender": "measured", "message": text}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        json.load(reply)


def _figures(took: Dict[str, List[float]]) -> Dict[str, float]:
    figures = {}
    for name, times in took.items():
        figures[f"{name} turn 5 ms"] = round(statistics.median(times[5 - WINDOW // 2 : 5 + WINDOW]), 1)
        figures[f"{name} turn 200 ms"] = round(statistics.median(times[-WINDOW * 2 :]), 1)
    figures["ours / stock, turn 5"] = round(figures["ours turn 5 ms"] / figures["stock turn 5 ms"], 2)
    figures["ours / stock, turn 200"] = round(figures["ours turn 200 ms"] / figures["stock turn 200 ms"], 2)
    figures["ours, turn 200 / turn 5"] = round(figures["ours turn 200 ms"] / figures["ours turn 5 ms"], 2)
    return figures


if __name__ == "__main__":
    sys.exit(main())
