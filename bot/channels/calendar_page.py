"""The address at which a calendar is given out."""

from __future__ import annotations

from fastapi import APIRouter, Response

from bot.reminders.feed import Feeds


def feed_router(feeds: Feeds) -> APIRouter:
    """Return the one page that serves calendars."""
    router = APIRouter()

    # A plain function: FastAPI runs it in a thread, so that the database holds up nobody.
    @router.get("/calendar/{token}.ics")
    def calendar(token: str, download: bool = False) -> Response:
        """Serve a calendar; without a right address there is nothing to see."""
        drawn = feeds.calendar(token)
        if drawn is None:
            return Response(status_code=404)
        headers = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
        if download:
            headers["Content-Disposition"] = 'attachment; filename="fuwen.ics"'
        return Response(drawn, media_type="text/calendar; charset=utf-8", headers=headers)

    return router
