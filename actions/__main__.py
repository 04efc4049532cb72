"""The action server: `python -m actions --port 5055`, on loopback only."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from zoneinfo import ZoneInfo

from actions.server import build_desk, serve

LOOPBACK = "127.0.0.1"


def main() -> None:
    """Read the command line and serve until stopped."""
    data_dir = Path(os.environ.get("FUWEN_DATA_DIR") or "var").absolute()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("FUWEN_ACTIONS_PORT") or 5055))
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'fuwen.db'}")
    parser.add_argument("--timezone", type=ZoneInfo, default=ZoneInfo(os.environ.get("FUWEN_TIMEZONE") or "Asia/Shanghai"))
    args = parser.parse_args()
    serve(build_desk(args.database_url, args.timezone, data_dir / "index"), LOOPBACK, args.port)


if __name__ == "__main__":
    main()
