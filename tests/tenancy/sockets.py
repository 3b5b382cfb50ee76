"""Clients of an ASGI application, in this process."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

Communicator: Any = ApplicationCommunicator  # asgiref leaves it untyped


class Socket:
    """One WebSocket."""

    def __init__(self, application: Any, headers: list[tuple[str, str]]) -> None:
        encoded = [(name.encode(), value.encode()) for name, value in headers]
        scope = {"type": "websocket", "path": "/room/", "query_string": b"", "headers": encoded}
        self._served = Communicator(application, {**scope, "subprotocols": []})

    async def connect(self) -> int | None:
        """Return None once it is open, else the code with which it was closed."""
        await self._served.send_input({"type": "websocket.connect"})
        answer = await self._served.receive_output(timeout=5)
        return None if answer["type"] == "websocket.accept" else int(answer["code"])

    async def say(self, content: Any) -> None:
        await self._served.send_input({"type": "websocket.receive", "text": json.dumps(content)})

    async def hear(self) -> Any:
        answer = await self._served.receive_output(timeout=5)
        return json.loads(answer["text"])

    async def hears_nothing(self) -> bool:
        return bool(await self._served.receive_nothing(timeout=0.2))

    async def leave(self) -> None:
        await self._served.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._served.wait(timeout=5)


async def get(application: Any, host: str) -> tuple[int, str]:
    """Return status and body of a page."""
    scope = {"type": "http", "path": "/", "headers": [(b"host", host.encode())]}
    served = Communicator(application, scope)
    await served.send_input({"type": "http.request"})
    start, body = [await served.receive_output(timeout=5) for _ in range(2)]
    await served.send_input({"type": "http.disconnect"})
    return start["status"], body["body"].decode()
