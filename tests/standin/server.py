"""Serves a WSGI application on loopback, in threads of this process."""

import socketserver
import threading
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """Clients of tests hang up as they like."""


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def get_environ(self):
        environ = super().get_environ()
        environ["REQUEST_URI"] = self.path
        return environ

    def log_message(self, format, *args):
        """Say nothing."""


@contextmanager
def served(application, port=0):
    """The address under which an application answers; 0 is a port that is free."""
    with make_server("127.0.0.1", port, application, _Server, _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
