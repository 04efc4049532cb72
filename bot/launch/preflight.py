"""What has to be right before anything starts: a folder to write in, room on the disk, free ports."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

from bot.errors import LaunchError
from bot.settings import Settings

_ROOM_BYTES = 100 * 1024 * 1024


def check_folder(folder: Path) -> None:
    """Make the data folder and make sure that it can be written to and has room."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise LaunchError(f"the data folder {folder} cannot be made ({exc.strerror}); set FUWEN_DATA_DIR to another folder") from exc
    if not os.access(folder, os.W_OK):
        raise LaunchError(f"the data folder {folder} cannot be written to; change its owner or set FUWEN_DATA_DIR to another folder")
    free = shutil.disk_usage(folder).free
    if free < _ROOM_BYTES:
        megabytes = free // (1024 * 1024)
        raise LaunchError(f"the disk is full: {folder} has {megabytes} MB left, 100 MB are needed; free some space or set FUWEN_DATA_DIR")


def check_ports(settings: Settings) -> None:
    """Make sure that nothing else listens where we are going to."""
    wanted = (
        ("FUWEN_PORT", settings.host, settings.port),
        ("FUWEN_RASA_PORT", "127.0.0.1", settings.rasa_port),
        ("FUWEN_ACTIONS_PORT", "127.0.0.1", settings.actions_port),
    )
    for variable, host, port in wanted:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as exc:
                remedy = f"stop the other program or set {variable} to another port"
                raise LaunchError(f"{host}:{port} cannot be used ({exc.strerror}); {remedy}") from exc
