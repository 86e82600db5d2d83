"""Signing bytes that are no PDF with a certificate from a PKCS#12 file, and checking it, both offline."""

from datetime import date
from typing import Any

from aip_desktop.documents.signing.sign import Certificate, described, open_key
from aip_desktop.errors import Refusal


def sign_bytes(body: bytes, p12: bytes, passphrase: str, on: date) -> tuple[str, bytes]:
    """Return the certificate as PEM text, and the signature. Refusal if the certificate cannot be used."""
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    open_key(p12, passphrase, on)  # refuses as for a PDF
    key, certificate, _ = pkcs12.load_key_and_certificates(p12, passphrase.encode() if passphrase else None)
    assert certificate is not None
    return certificate.public_bytes(Encoding.PEM).decode(), _signed(key, body)


def signer_of(body: bytes, certificate: str, signature: bytes) -> Certificate:
    """Return the certificate that signed exactly these bytes. Refusal if it did not."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        owner = x509.load_pem_x509_certificate(certificate.encode())
        _verify(owner.public_key(), signature, body)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise Refusal("The signature does not hold: the head was altered after it was signed") from error
    return described(owner)


def _signed(key: Any, body: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(body, *_rsa())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(body, _ecdsa())
    raise Refusal("The key in this file is of a kind that cannot sign. Ask for one with RSA or ECDSA", "p12")


def _verify(key: Any, signature: bytes, body: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, body, *_rsa())
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, body, _ecdsa())
    else:
        raise TypeError("a kind of key that signs nothing here")


def _rsa() -> Any:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    return PKCS1v15(), SHA256()


def _ecdsa() -> Any:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    return ECDSA(SHA256())
