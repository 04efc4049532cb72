"""Pages as HTML: templates filled, static files by their version, and the headers that keep a page safe."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_FOLDER = Path(__file__).parent / "web_page"
STATIC_FOLDER = PAGE_FOLDER / "static"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Pages:
    """The templates, with every sentence they say."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self.texts = texts
        self._templates = Environment(
            loader=FileSystemLoader(PAGE_FOLDER / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._version = _version_of(STATIC_FOLDER)

    def render(self, template: str, status_code: int = 200, **values: Any) -> HTMLResponse:
        """Fill a template; the page itself is always asked for anew, its parts are kept."""
        html = self._templates.get_template(template).render(texts=self.texts, static=self.static, **values)
        return HTMLResponse(html, status_code=status_code, headers={"Cache-Control": "no-cache"})

    def static(self, name: str) -> str:
        """Return the address of a static file; it changes whenever a file changes."""
        return f"/static/{name}?v={self._version}"


def _version_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


class SecureHeaders:
    """Adds the safety headers to every answer that has not set its own, and lets versioned files be kept for a year."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/static/"):
                    is_versioned = b"v=" in scope.get("query_string", b"")
                    headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_versioned else "no-cache"
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
