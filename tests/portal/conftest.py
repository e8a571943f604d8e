import socket

import pytest


@pytest.fixture
def unused_tcp_socket():
    """A socket that listens on a port of its own and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening
