"""How gunicorn serves either site: `gunicorn -c stack/gunicorn_settings.py project.wsgi_…`."""

import os
from pathlib import Path

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 1)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000  # give back what memory has gone astray
max_requests_jitter = 2_000
accesslog = None  # nginx writes one for both sites
errorlog = "-"
capture_output = True
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1,::1"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # heartbeats
