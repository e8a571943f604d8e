"""A mail server that takes every letter and keeps none, so that the benchmark speaks real SMTP."""

import socketserver


class _Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that offers neither TLS nor a password."""

    disable_nagle_algorithm = True

    def handle(self):
        self._say("220 bench")
        for line in self.rfile:
            verb = line[:4].strip().upper()
            if verb == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
            self._say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


def serve(pipe):
    """Listen on a free port of this machine, send its number through ``pipe``, and take mail until killed."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        pipe.send(server.server_address[1])
        server.serve_forever()
