"""The embedded demo's secret key: made once, kept beside the data."""

import os
import secrets

from .layout import EmbeddedError


def kept_secret(path):
    """Return the key kept in ``path``, readable by its owner alone; make it on first use, whoever else starts too."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            half = path.with_name(f"{path.name}.{os.getpid()}")
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
            try:
                os.link(half, path)
            except FileExistsError:
                pass
            finally:
                half.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise EmbeddedError(
            f"The portal cannot keep its secret key in {path} ({error.strerror}); set VAR_DIR."
        ) from error
