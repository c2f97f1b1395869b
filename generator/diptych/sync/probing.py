"""Find out why a server cannot be reached, which the engine does not tell."""

from __future__ import annotations

import re
import socket
import ssl
from urllib.parse import urlsplit

_SECONDS = 10.0


def why_unreachable(address: str, said: str) -> str:
    """Say in plain words why the engine got no answer.

    Args:
        address: of the server; only this one is called.
        said: by the engine.
    """
    if status := re.search(r"HTTP status \w+ error \((\d+)", said):
        return (
            f"what answers at {address} is no sync server of Anki (it says {status[1]}). Look "
            "whether the address is right, its path, too"
        )
    parts = urlsplit(address)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    try:
        with socket.create_connection((host, parts.port or (443 if secure else 80)), _SECONDS) as c:
            if secure:
                ssl.create_default_context().wrap_socket(c, server_hostname=host).close()
    except ssl.SSLCertVerificationError as error:
        why = f"its certificate is not trusted ({error.verify_message})"
        return f"{address}: {why}. Nothing was sent. Give the server one that is"
    except ssl.SSLError as error:
        return f"{address} does not speak https ({error.reason}). Look whether it is http"
    except socket.gaierror:
        return f"no computer is called {host}. Look at the address, and whether the network is up"
    except ConnectionRefusedError:
        return f"nobody answers at {address}. Start the server, or look at the address"
    except OSError as error:
        why = error.strerror or str(error)
        return f"{address} cannot be reached ({why}). Look whether the network is up"
    details = " ".join(said.split()).replace("\u2068", "").replace("\u2069", "")
    return f"{address} stopped answering. Run the command again, and it completes. {details}"
