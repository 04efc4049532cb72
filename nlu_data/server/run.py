"""Serve the model: `python -m nlu_data.server.run --model FILE --port N --actions-url URL`, from the root of the repository."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import socket
import sys
import tarfile
from pathlib import Path
from typing import Any, List, Optional

HOST = "127.0.0.1"
HERE = Path(__file__).parent
ANSWER_TIMEOUT_SECONDS = 30


class CannotStart(Exception):
    """Something stands in the way of starting; the message says what, and what to do."""


def main(arguments: Optional[List[str]] = None) -> int:
    """Start the server and stay until told to stop; say in one line why if that cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the trained model, a .tar.gz")
    parser.add_argument("--port", type=int, default=5005, help="port on loopback")
    parser.add_argument("--actions-url", default="http://127.0.0.1:5055/webhook", help="where the action server listens")
    parser.add_argument("--endpoints", type=Path, default=HERE / "endpoints.yml", help="memory and locks; docs/scale.md has another")
    options = parser.parse_args(arguments)
    try:
        check(options.model, options.port)
        _serve(options.model, options.port, options.actions_url, options.endpoints)
    except CannotStart as problem:
        print(f"rasa cannot start: {problem}", file=sys.stderr)
        return 2
    return 0


def check(model: Path, port: int) -> None:
    """Raise CannotStart unless there is a database, a model that can be opened, and a free port."""
    if "DATABASE_URL" not in os.environ:
        raise CannotStart("DATABASE_URL is not set; give it the app's database, for example sqlite:///var/fuwen.db")
    if not model.is_file():
        raise CannotStart(f"there is no model at {model}; {_advice(model)}")
    try:
        with tarfile.open(model, "r:gz") as archive:
            names = archive.getnames()
    except (tarfile.TarError, OSError, EOFError) as error:
        raise CannotStart(f"the model {model} is damaged ({error}); {_advice(model)}") from error
    if not any(name.endswith("metadata.json") for name in names):
        raise CannotStart(f"{model} is no Rasa model (metadata.json is missing); {_advice(model)}")
    _check_port(port)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotStart(f"port {port} cannot be had ({error.strerror}); stop what uses it or set FUWEN_RASA_PORT") from error


def _advice(model: Path) -> str:
    return f"train it again: python -m nlu_data.server.train --out {model}"


def _serve(model: Path, port: int, actions_url: str, settings: Path) -> None:
    from nlu_data.server import light_start, quiet

    quiet.make_rasa_quiet()
    light_start.leave_unused_libraries_out()
    quiet.lower_rasa_log()
    endpoints = _endpoints(actions_url, settings)
    app = _application(_agent(model, endpoints), endpoints)
    quiet.lower_sanic_log()
    app.run(host=HOST, port=port, backlog=100, workers=1, access_log=False, motd=False)


def _endpoints(actions_url: str, settings: Path) -> Any:
    """Read the endpoints file, with the action server's address and our cheap way of calling it."""
    from rasa.core.utils import AvailableEndpoints

    from nlu_data.server.action_calls import KeptOpenEndpoint, make_action_calls_cheap
    from nlu_data.server.cheap_turns import make_turns_cheap

    make_action_calls_cheap()
    make_turns_cheap()
    endpoints = AvailableEndpoints.read_endpoints(str(settings))
    endpoints.action = KeptOpenEndpoint(url=_webhook(actions_url), **endpoints.action.kwargs)
    return endpoints


def _agent(model: Path, endpoints: Any) -> Any:
    """Load the model before anything listens, so that a model that does not load is one clear line."""
    from rasa.core.agent import load_agent
    from rasa.shared.exceptions import RasaException

    from nlu_data.components import words

    words.warm_up()
    logging.getLogger("rasa.core.agent").setLevel(logging.CRITICAL)  # it would print a page of traceback and go on without a model
    try:
        agent = asyncio.run(load_agent(model_path=str(model), endpoints=endpoints))
    except RasaException as error:
        raise CannotStart(f"{str(error).splitlines()[0]}; look at DATABASE_URL") from error
    if not agent.is_ready():
        raise CannotStart(f"the model {model} does not load; {_advice(model)}")
    return agent


def _application(agent: Any, endpoints: Any) -> Any:
    """Build Rasa's web application around the loaded agent."""
    from rasa.core.run import configure_app, create_http_input_channels

    channels = create_http_input_channels("rest", str(HERE / "credentials.yml"))
    app = configure_app(channels, enable_api=True, response_timeout=ANSWER_TIMEOUT_SECONDS, endpoints=endpoints, use_uvloop=True)
    app.ctx.agent = agent

    async def close(app: Any, loop: Any) -> None:
        await endpoints.action.close()

    app.register_listener(close, "after_server_stop")
    return app


def _webhook(actions_url: str) -> str:
    """Accept the action server's address with or without its path."""
    return actions_url if actions_url.rstrip("/").endswith("/webhook") else actions_url.rstrip("/") + "/webhook"


if __name__ == "__main__":
    sys.exit(main())
