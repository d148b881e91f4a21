package io.howdah.repository.cbor;

/** Bytes that are not the CBOR that was expected. */
public class CborException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CborException(String message) {
        super(message);
    }
}
