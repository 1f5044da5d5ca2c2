"""The address of a server, as people write it and as requests need it."""

from __future__ import annotations

from urllib.parse import urlsplit

from siliconfriend.hosts import as_ip

CHAT_ENDPOINT = "/chat/completions"
LOCAL = (".local", ".lan", ".localhost")


def server_address(text: str) -> tuple[str, str]:
    """The root of the API of the server at `text` (http://localhost:11434/v1), and its host as a person sees it.

    What people leave out is added: the scheme, and /v1 where there is no path. Without a scheme a name on the
    internet is asked over https, this machine and the local network over http.

    Raises:
        ValueError: no server can have this address, or it holds a password.
    """
    parts = urlsplit(text.strip() if "://" in text else f"//{text.strip()}")
    name, port = parts.hostname or "", parts.port
    scheme = parts.scheme or ("http" if nearby(name) else "https")
    if scheme not in {"http", "https"} or not _is_host(name) or "@" in parts.netloc:
        raise ValueError(name)
    if parts.query or parts.fragment or any(char.isspace() for char in parts.path):
        raise ValueError(name)
    bracketed = f"[{name}]" if ":" in name else name
    host = f"{bracketed}:{port}" if port else bracketed
    path = parts.path.rstrip("/").removesuffix(CHAT_ENDPOINT)
    return f"{scheme}://{host}{path or '/v1'}", host


def names_server(text: str) -> bool:
    """Whether `text` is a server's address, or nothing: a word alone could be anything, and is none."""
    written = text.strip()
    if not written or "://" in written:
        return not written or _can_be(written)
    parts = urlsplit(f"//{written}") if _can_be(written) else None
    name = parts.hostname or "" if parts is not None else ""
    return parts is not None and (name == "localhost" or "." in name or ":" in name or parts.port is not None)


def names_server_in_full(text: str) -> bool:
    """Whether `text` is a server's address with http:// or https://, or nothing."""
    return not text.strip() or ("://" in text and _can_be(text))


def nearby(name: str) -> bool:
    """Whether the host `name` is this machine or in the local network."""
    ip = as_ip(name)
    return ip.is_private if ip else "." not in name or name.endswith(LOCAL)


def _can_be(text: str) -> bool:
    try:
        server_address(text)
    except ValueError:
        return False
    return True


def _is_host(name: str) -> bool:
    if as_ip(name):
        return True
    labels = name.removesuffix(".").split(".")
    return ":" not in name and all(label and label.replace("-", "").replace("_", "").isalnum() for label in labels)
