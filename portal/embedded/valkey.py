"""The embedded Valkey: cache and doorbell; nothing in it needs to survive."""

import signal

from .layout import private_folder
from .programs import valkey_program


class Valkey:
    """One Valkey server on a Unix socket, without files of its own."""

    name = "valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, layout, account):
        self.layout, self.account = layout, account
        self.folder = layout.data(self.name)
        self.run = layout.run(self.name)
        self.socket = self.run / "valkey.sock"
        self.program = None

    def prepare(self):
        """Make the folders and clear a socket that a killed server left."""
        self.program = valkey_program(self.layout.home, self.account)
        private_folder(self.folder, self.account)
        private_folder(self.run, self.account)
        self.socket.unlink(missing_ok=True)

    def command(self):
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
            "maxmemory": "128mb",
            "maxmemory-policy": "volatile-lru",
        }
        return [self.program, *(part for name, value in options.items() for part in (f"--{name}", value))]

    def is_ready(self, pid):
        """Return whether the server listens."""
        return self.socket.exists()

    def finish(self):
        """Nothing is left to do."""
