"""What is printed in the code of an enterprise: the number of its row, signed; nobody makes one up."""

from django.core.signing import BadSignature, Signer

from .models import PlaceCode

_signer = Signer(salt="stewards.place_code")


def token(code):
    """Return what the address in the code ends with."""
    return _signer.sign(code.pk)


def in_force(enterprise):
    """Return the code that counts at the enterprise now, or None."""
    return PlaceCode.objects.filter(enterprise=enterprise, revoked_at=None).first()


def behind(text):
    """Return the :class:`PlaceCode` that a token names, revoked or not; None for a forged one."""
    try:
        number = int(_signer.unsign(text))
    except (BadSignature, ValueError):
        return None
    return PlaceCode.objects.select_related("enterprise").filter(pk=number).first()
