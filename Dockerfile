# One image for web, worker and beat; the command chooses. Wheels only, hashes checked.
FROM python:3.12-slim-bookworm AS packages
COPY requirements.lock /
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r /requirements.lock

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --create-home portal && install -d -o portal /app /data /backups
COPY --from=packages /venv /venv
COPY --chown=portal . /app
WORKDIR /app
USER portal
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/data
# The embedded form needs no variables; it is used here only to compile the texts and to name the static files.
RUN VAR_DIR=/tmp/build python manage.py messages --compile \
 && VAR_DIR=/tmp/build python manage.py collectstatic --noinput -v 0 && rm -rf /tmp/build
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", \
  "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "portal/gunicorn_conf.py", "--bind", "0.0.0.0:8000"]
