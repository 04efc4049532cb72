"""Our actions behind rasa_sdk's own server and executor, nothing of ours around them: `python -m bench.stock.actions PORT DATABASE_URL`."""

from __future__ import annotations

import logging
import sys
import warnings
from zoneinfo import ZoneInfo

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.server import ACTIONS, build_desk


def main(port: int, database_url: str) -> None:
    """Serve until stopped."""
    warnings.filterwarnings("ignore")
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)
    executor, desk = ActionExecutor(), build_desk(database_url, ZoneInfo("Asia/Shanghai"))
    for action in ACTIONS:
        executor.register_action(action(desk))
    create_app(executor).run(host="127.0.0.1", port=port, single_process=True, motd=False, access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
