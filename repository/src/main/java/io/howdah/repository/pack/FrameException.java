package io.howdah.repository.pack;

/** A frame that cannot be decompressed. */
public class FrameException extends Exception {

    private static final long serialVersionUID = 1L;

    public FrameException(String message) {
        super(message);
    }
}
