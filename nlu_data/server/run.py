"""Serve the model: `python -m nlu_data.server.run --model FILE --port N --actions-url URL`, from the root of the repository."""

from __future__ import annotations

import argparse
import os
import sys
import tarfile
from pathlib import Path
from typing import Any, List, Optional

HOST = "127.0.0.1"
HERE = Path(__file__).parent
ANSWER_TIMEOUT_SECONDS = 30


def main(arguments: Optional[List[str]] = None) -> int:
    """Start the server and stay until told to stop; say in one line why if that cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the trained model, a .tar.gz")
    parser.add_argument("--port", type=int, default=5005, help="port on loopback")
    parser.add_argument("--actions-url", default="http://127.0.0.1:5055/webhook", help="where the action server listens")
    options = parser.parse_args(arguments)
    problem = _problem_with(options.model)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    return _serve(options.model, options.port, options.actions_url)


def _problem_with(model: Path) -> Optional[str]:
    """Say what stands in the way of starting, or nothing."""
    if "DATABASE_URL" not in os.environ:
        return "rasa cannot start: DATABASE_URL is not set; give it the app's database, for example sqlite:///var/fuwen.db"
    advice = _advice(model)
    if not model.is_file():
        return f"rasa cannot start: there is no model at {model}; {advice}"
    try:
        with tarfile.open(model, "r:gz") as archive:
            names = archive.getnames()
    except (tarfile.TarError, OSError, EOFError) as error:
        return f"rasa cannot start: the model {model} is damaged ({error}); {advice}"
    if not any(name.endswith("metadata.json") for name in names):
        return f"rasa cannot start: {model} is no Rasa model (metadata.json is missing); {advice}"
    return None


def _advice(model: Path) -> str:
    return f"train it again: python -m nlu_data.server.train --out {model}"


def _serve(model: Path, port: int, actions_url: str) -> int:
    from nlu_data.server import light_start, quiet

    quiet.make_rasa_quiet()
    light_start.leave_unused_libraries_out()
    quiet.lower_rasa_log()
    app = _application(model, actions_url)
    app.run(host=HOST, port=port, backlog=100, workers=1, access_log=False, motd=False)
    return app.ctx.exit_code


def _application(model: Path, actions_url: str) -> Any:
    """Build Rasa's web application around our endpoints; the model is loaded before it listens."""
    from rasa.core.run import configure_app, create_http_input_channels
    from rasa.core.utils import AvailableEndpoints

    from nlu_data.components import words
    from nlu_data.server.action_calls import KeptOpenEndpoint, make_action_calls_cheap

    make_action_calls_cheap()
    endpoints = AvailableEndpoints.read_endpoints(str(HERE / "endpoints.yml"))
    endpoints.action = KeptOpenEndpoint(url=_webhook(actions_url), **endpoints.action.kwargs)
    channels = create_http_input_channels("rest", str(HERE / "credentials.yml"))
    app = configure_app(channels, enable_api=True, response_timeout=ANSWER_TIMEOUT_SECONDS, endpoints=endpoints, use_uvloop=False)
    app.ctx.exit_code = 0

    async def load(app: Any, loop: Any) -> None:
        words.warm_up()
        app.ctx.agent = await _agent(model, endpoints, app)

    async def close(app: Any, loop: Any) -> None:
        await endpoints.action.close()

    app.register_listener(load, "before_server_start")
    app.register_listener(close, "after_server_stop")
    return app


async def _agent(model: Path, endpoints: Any, app: Any) -> Any:
    """Load the model, or stop the server with one clear line."""
    from rasa.core.agent import load_agent

    agent = await load_agent(model_path=str(model), endpoints=endpoints)
    if not agent.is_ready():
        print(f"rasa cannot start: the model {model} does not load; {_advice(model)}", file=sys.stderr)
        app.ctx.exit_code = 3
        app.stop()
    return agent


def _webhook(actions_url: str) -> str:
    """Accept the action server's address with or without its path."""
    return actions_url if actions_url.rstrip("/").endswith("/webhook") else actions_url.rstrip("/") + "/webhook"


if __name__ == "__main__":
    sys.exit(main())
