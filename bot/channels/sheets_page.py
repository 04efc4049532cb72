"""Result sheets on the web: the picture and the page to print, at an address nobody can guess."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from bot.sheets.composing import sheet_texts

_TYPES = {"png": "image/png", "pdf": "application/pdf"}


class Sheets(Protocol):
    """Whoever draws sheets."""

    def drawn(self, address: str) -> bytes | None:
        """Return what stands at an address, or None."""
        ...


def sheets_router(sheets: Sheets) -> APIRouter:
    """Return the one page that serves sheets."""
    router = APIRouter()

    # A plain function: FastAPI runs it in a thread, so that drawing holds up nobody.
    @router.get("/sheets/{token}.{kind}")
    def sheet(token: str, kind: str) -> Response:
        """Serve a sheet; an address that has expired says what to do."""
        drawn = sheets.drawn(f"/sheets/{token}.{kind}") if kind in _TYPES else None
        words = sheet_texts()
        if drawn is None:
            return PlainTextResponse(words["gone"], status_code=404)
        name = quote(words["print_name" if kind == "pdf" else "picture_name"])
        headers = {
            # What somebody told of their house is for their eyes: nothing between us and them may keep it.
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
            "Content-Disposition": f"inline; filename*=UTF-8''{name}",
        }
        return Response(drawn, media_type=_TYPES[kind], headers=headers)

    return router
